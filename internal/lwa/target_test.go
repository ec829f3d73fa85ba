package lwa

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSameOriginRows(t *testing.T) {
	t.Parallel()
	const app = "https://app.example"
	tests := []struct {
		name, origin, href string
		want               bool
	}{
		{"the origin itself", app, app, true},
		{"root", app, app + "/", true},
		{"path, query and fragment", app, app + "/a/b?c=https://evil.example#d", true},
		{"query", app, app + "?q", true},
		{"fragment", app, app + "#f", true},
		{"escape that is none", app, app + "/%zz", true},
		{"port", "http://localhost:8080", "http://localhost:8080/x", true},
		{"IPv6", "http://[::1]:8080", "http://[::1]:8080/x", true},
		{"RD-04 protocol-relative", app, "//evil", false},
		{"RD-04 slash backslash", app, `/\evil`, false},
		{"RD-04 two backslashes", app, `\\evil`, false},
		{"RD-04 scheme without slashes", app, "https:evil", false},
		{"RD-04 tab inside", app, app + "/\tx", false},
		{"RD-04 line break inside", app, app + "/\nx", false},
		{"RD-04 space", app, app + "/ x", false},
		{"RD-04 DEL", app, app + "/\x7f", false},
		{"RD-04 not ASCII", app, app + "/é", false},
		{"RD-04 javascript", app, "javascript:alert(1)", false},
		{"RD-04 data", app, "data:text/html,x", false},
		{"RD-04 user name", app, app + "@evil.example", false},
		{"RD-04 password", app, app + ":80@evil.example", false},
		{"RD-04 loopback as user name", "http://127.0.0.1", "http://127.0.0.1:80@evil", false},
		{"RD-04 backslash behind the host", app, app + `\@evil.example`, false},
		{"RD-04 relative path", app, "/x", false},
		{"RD-04 empty", app, "", false},
		{"RD-04 blob", app, "blob:" + app + "/x", false},
		{"PO-02 suffix", app, "https://app.example.evil.tld/", false},
		{"PO-02 prefix", app, "https://evilapp.example/", false},
		{"PO-02 sub-domain", app, "https://x.app.example/", false},
		{"PO-02 longer name", app, "https://app.examples/", false},
		{"PO-02 other scheme", app, "http://app.example/", false},
		{"PO-02 other port", app, "https://app.example:8443/", false},
		{"PO-02 port begins alike", "http://localhost:80", "http://localhost:8080/", false},
		{"PO-02 upper case", app, "https://APP.example/", false},
		{"PO-02 trailing dot", app, "https://app.example./", false},
		{"PO-03 null", "null", "null", false},
		{"PO-03 null with a path", "null", "null/x", false},
		{"PO-08 empty origin", "", "/x", false},
		{"PO-08 star", "*", "*", false},
		{"PO-08 origin with a slash", app + "/", app + "/x", false},
		{"PO-08 file", "file://", "file:///x", false},
		{"PO-08 scheme alone", "https://", "https:///x", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, SameOrigin(test.origin, test.href))
		})
	}
}

// authority returns what a WHATWG parser takes for the authority of an http(s) URL: all up to a
// slash, backslash, "?" or "#".
func authority(href string) string {
	rest := href[strings.Index(href, "//")+2:]
	if end := strings.IndexAny(rest, `/\?#`); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

func FuzzReturnTarget(f *testing.F) {
	for _, href := range []string{"", "https://app.example", "https://app.example/x?y#z", "//evil", `/\evil`, `\\evil`, "https:evil", "https:/evil", "javascript:alert(1)",
		"https://app.example@evil", "https://app.example:80@evil", "https://app.example\\@evil", "https://app.example\t/", "https://app.example.evil", "https://app.example:443/"} {
		f.Add("https://app.example", href)
		f.Add(href, href)
	}
	f.Fuzz(func(t *testing.T, origin, href string) {
		if !SameOrigin(origin, href) {
			return
		}
		require.True(t, strings.HasPrefix(origin, "https://") || strings.HasPrefix(origin, "http://"))
		require.Equal(t, authority(origin), authority(href))
		require.NotContains(t, authority(href), "@")
		base, err := url.Parse(origin)
		if err != nil {
			require.True(t, strings.Contains(origin, "["), "only IPv6 addresses are judged loosely: %q %v", origin, err)
			return
		}
		require.Empty(t, base.Path+base.RawQuery+base.Fragment)
		target, err := url.Parse(href)
		if err != nil {
			require.ErrorContains(t, err, "invalid URL escape", "net/url refuses these, browsers keep them")
			return
		}
		require.Nil(t, target.User)
		require.Equal(t, base.Scheme, target.Scheme)
		require.Equal(t, base.Host, target.Host)
	})
}
