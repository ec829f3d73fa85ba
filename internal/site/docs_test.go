package site

import (
	"net/http"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
)

func TestDocs(t *testing.T) {
	t.Parallel()
	config := testConfig()
	config.Docs = fstest.MapFS{
		"index.html":           {Data: []byte("start")},
		"decisions/index.html": {Data: []byte("decisions")},
		"assets/site.css":      {Data: []byte("css")},
		"images/demo.png":      {Data: []byte("png")},
		"notes.txt":            {Data: []byte("no")},
		"lwa/lwa.js":           {Data: []byte("the copy for static hosts")},
	}
	handler := newSite(t, config)
	for path, want := range map[string]string{
		"/docs/": "start", "/docs/index.html": "start", "/docs/decisions/": "decisions", "/docs/assets/site.css": "css", "/docs/images/demo.png": "png",
		"/docs/lwa/lwa.js": "plain js", "/docs/lwa/lwa-callback.html": "callback",
	} {
		w := ask(t, handler, http.MethodGet, path)
		assert.Equal(t, http.StatusOK, w.Code, path)
		assert.Equal(t, want, w.Body.String(), path)
	}
	for _, path := range []string{"/docs/gone.html", "/docs/notes.txt", "/docs/../site.go", "/docs/decisions", "/docs//index.html", "/docsearch"} {
		assert.Equal(t, http.StatusNotFound, ask(t, handler, http.MethodGet, path).Code, path)
	}
	assert.Equal(t, "frame-ancestors 'none'", ask(t, handler, http.MethodGet, "/docs/").Header().Get("Content-Security-Policy"))
	assert.Equal(t, testPolicy, ask(t, handler, http.MethodGet, "/docs/assets/site.css").Header().Get("Content-Security-Policy"))
	assert.Equal(t, "no-store", ask(t, handler, http.MethodGet, "/docs/lwa/lwa-callback.html").Header().Get("Cache-Control"))
	w := ask(t, handler, http.MethodGet, "/docs")
	assert.Equal(t, http.StatusPermanentRedirect, w.Code)
	assert.Equal(t, "/docs/", w.Header().Get("Location"))
	assert.Contains(t, ask(t, handler, http.MethodGet, "/").Body.String(), `href="/docs/"`)
}

// TestNoDocs checks that a server without documentation neither serves it nor links to it.
func TestNoDocs(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	assert.Equal(t, http.StatusNotFound, ask(t, handler, http.MethodGet, "/docs/").Code)
	assert.NotContains(t, ask(t, handler, http.MethodGet, "/").Body.String(), `href="/docs/"`)
}
