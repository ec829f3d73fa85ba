package bench

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSite(t *testing.T) {
	t.Parallel()
	one := &contestant{files: map[string][]byte{"app.js": []byte("let a"), "lwa.wasm": []byte("wasm")}, packed: map[string][]byte{"lwa.wasm": []byte("made")}}
	one.ID = "x"
	require.NoError(t, one.pack(11))
	assert.Equal(t, "made", string(one.packed["lwa.wasm"]), "a packed form that was built is used")
	handler := site([]*contestant{one})
	ask := func(path, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	w := ask("/x/app.js", "gzip, br")
	assert.Equal(t, "br", w.Header().Get("Content-Encoding"))
	assert.Equal(t, "text/javascript; charset=utf-8", w.Header().Get("Content-Type"))
	assert.Equal(t, "public, max-age=31536000, immutable", w.Header().Get("Cache-Control"))
	text, err := io.ReadAll(brotli.NewReader(w.Body))
	require.NoError(t, err)
	assert.Equal(t, "let a", string(text))

	assert.Equal(t, http.StatusNotAcceptable, ask("/x/app.js", "gzip").Code)
	assert.Equal(t, http.StatusNotFound, ask("/x/other.js", "br").Code)
	assert.Equal(t, http.StatusOK, ask(blankPage, "").Code)
}
