package site

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCompressedForms(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for name, test := range map[string]struct{ path, accept, coding, body string }{
		"nothing accepted":         {"/lwa/lwa.js", "", "", "plain js"},
		"both accepted":            {"/lwa/lwa.js", "gzip, deflate, br", "br", "br js"},
		"only gzip accepted":       {"/lwa/lwa.js", "gzip", "gzip", "gz js"},
		"brotli refused":           {"/lwa/lwa.js", "br;q=0, gzip", "gzip", "gz js"},
		"anything accepted":        {"/lwa/lwa.js", "*", "br", "br js"},
		"anything but brotli":      {"/lwa/lwa.js", "br;q=0, *", "gzip", "gz js"},
		"an unknown coding":        {"/lwa/lwa.js", "zstd", "", "plain js"},
		"no brotli file":           {"/lwa/lwa.wasm", "br, gzip", "gzip", "gz wasm"},
		"a form older than itself": {"/lwa/lwa.mjs", "br", "", "plain mjs"},
		"no compressed file":       {"/lwa/manifest.json", "br, gzip", "", "{}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ask(t, handler, http.MethodGet, test.path, "Accept-Encoding", test.accept)
			assert.Equal(t, http.StatusOK, w.Code)
			assert.Equal(t, test.coding, w.Header().Get("Content-Encoding"))
			assert.Equal(t, test.body, w.Body.String())
			assert.Equal(t, "Accept-Encoding", w.Header().Get("Vary"))
			plain := ask(t, handler, http.MethodGet, test.path)
			assert.Equal(t, plain.Header().Get("Content-Type"), w.Header().Get("Content-Type"), "the type is that of the file, not of its packing")
			assert.Equal(t, test.coding == "", plain.Header().Get("Etag") == w.Header().Get("Etag"), "each form has its own tag")
		})
	}
}

func TestAccepts(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"br":               true,
		"BR":               true,
		" br ":             true,
		"gzip,br":          true,
		"br;q=1":           true,
		"br; q=0.001":      true,
		"br;Q=1.000":       true,
		"*":                true,
		"*;q=0.1":          true,
		"*;q=0, br":        true,
		"":                 false,
		"gzip":             false,
		"brotli":           false,
		"xbr":              false,
		"br;q=0":           false,
		"br;q=0.000":       false,
		"br;q=0, *":        false,
		"*, br;q=0":        false,
		"*;q=0":            false,
		"br;q=2":           false,
		"br;q=-1":          false,
		"br;q=NaN":         false,
		"br;q=":            false,
		"br;q=x":           false,
		"br ;q=0":          false,
		"br;q=0, br;q=0.5": false,
	} {
		t.Run(header, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, want, accepts(header, "br"))
		})
	}
}

func FuzzAccepts(f *testing.F) {
	for _, seed := range []string{"br", "gzip, deflate, br;q=0.5", "*;q=0", "br;q=NaN", ",,;;==", "br\x00", strings.Repeat("br;q=0,", 100)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		got := accepts(header, "br")
		named := strings.Contains(strings.ToLower(header), "br") || strings.Contains(header, "*")
		assert.False(t, got && !named, "accepted without being named")
		assert.Equal(t, got, accepts(" "+header+" ,", "BR"), "space, empty items and case mean nothing")
		assert.False(t, accepts("br;q=0,"+header, "br"), "an explicit refusal comes first and stands")
	})
}
