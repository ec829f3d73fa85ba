package site

import (
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const testProvider = "http://127.0.0.1:8081"

var testPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self' " + testProvider + "; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

// built returns a component as the build leaves it: some files are compressed, and one compressed
// file is out of date.
func built() fstest.MapFS {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return fstest.MapFS{
		"lwa-login.css":     {Data: []byte("a{}"), ModTime: now},
		"lwa-demo.html":     {Data: []byte("<!doctype html>"), ModTime: now},
		"lwa.js":            {Data: []byte("plain js"), ModTime: now},
		"lwa.js.br":         {Data: []byte("br js"), ModTime: now},
		"lwa.js.gz":         {Data: []byte("gz js"), ModTime: now},
		"lwa.mjs":           {Data: []byte("plain mjs"), ModTime: now},
		"lwa.mjs.br":        {Data: []byte("stale"), ModTime: now.Add(-time.Hour)},
		"lwa-run.js":        {Data: []byte("plain part"), ModTime: now},
		"lwa.wasm":          {Data: []byte("plain wasm"), ModTime: now},
		"lwa.wasm.gz":       {Data: []byte("gz wasm"), ModTime: now},
		"lwa-callback.html": {Data: []byte("callback"), ModTime: now},
		"manifest.json":     {Data: []byte("{}"), ModTime: now},
		"lwa.d.ts":          {Data: []byte("types"), ModTime: now},
		"secret.txt":        {Data: []byte("no"), ModTime: now},
		"sub/inner.js":      {Data: []byte("inner"), ModTime: now},
		"folder.js/x":       {Data: []byte("x"), ModTime: now},
	}
}

func testConfig() Config {
	return Config{Lwa: built(), ClientID: "amzn1.application-oa2-client.test", Provider: testProvider, People: []string{"Ada Lovelace"}}
}

func newSite(t testing.TB, config Config) http.Handler {
	t.Helper()
	handler, err := New(config)
	require.NoError(t, err)
	return handler
}

// ask sends one request. headers are names and values in turn.
func ask(t testing.TB, h http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, "http://localhost:8080/", nil)
	r.URL.Path = path
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestNewRefusesAnIncompleteComponent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"lwa.js", "lwa-run.js", "lwa.wasm", "lwa-callback.html"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := testConfig()
			component := built()
			delete(component, name)
			config.Lwa = component
			_, err := New(config)
			require.ErrorIs(t, err, fs.ErrNotExist)
			assert.ErrorContains(t, err, "site: "+name+" is missing")
		})
	}
}

func TestNewRefusesASettingThatCannotWork(t *testing.T) {
	t.Parallel()
	provider := func(s string) func(*Config) { return func(c *Config) { c.Provider = s } }
	for name, test := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"no client id":         {func(c *Config) { c.ClientID = "" }, "client id is empty"},
		"no component":         {func(c *Config) { c.Lwa = nil }, "Lwa is nil"},
		"no provider":          {provider(""), `provider is ""`},
		"slash at the end":     {provider("http://127.0.0.1:8081/"), "want an origin"},
		"no scheme":            {provider("127.0.0.1:8081"), "want an origin"},
		"other scheme":         {provider("ftp://127.0.0.1"), "want an origin"},
		"scheme in capitals":   {provider("HTTP://127.0.0.1"), "want an origin"},
		"user":                 {provider("http://me@127.0.0.1"), "want an origin"},
		"query":                {provider("http://127.0.0.1?x"), "want an origin"},
		"fragment":             {provider("http://127.0.0.1#x"), "want an origin"},
		"another directive":    {provider("http://a;script-src"), "want an origin"},
		"another source":       {provider("http://a *"), "want an origin"},
		"another header value": {provider("http://a,default-src"), "want an origin"},
		"star":                 {provider("http://*"), "want an origin"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := testConfig()
			test.change(&config)
			_, err := New(config)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func TestNewTakesOrigins(t *testing.T) {
	t.Parallel()
	for _, origin := range []string{"http://127.0.0.1:8081", "https://idp.example", "http://[::1]:80", "http://localhost:1"} {
		config := testConfig()
		config.Provider = origin
		w := ask(t, newSite(t, config), http.MethodGet, "/")
		assert.Contains(t, w.Header().Get("Content-Security-Policy"), "connect-src 'self' "+origin+";")
	}
}

func TestHeadersPerKindOfFile(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for path, want := range map[string]struct{ contentType, policy, cache string }{
		"/":                      {"text/html; charset=utf-8", testPolicy, "no-cache"},
		"/popup.html":            {"text/html; charset=utf-8", testPolicy, "no-cache"},
		"/site/home.html":        {"text/html; charset=utf-8", testPolicy, "no-cache"},
		"/ui.js":                 {"text/javascript; charset=utf-8", testPolicy, "no-cache"},
		"/style.css":             {"text/css; charset=utf-8", testPolicy, "no-cache"},
		"/favicon.svg":           {"image/svg+xml", testPolicy, "no-cache"},
		"/lwa/lwa.js":            {"text/javascript; charset=utf-8", testPolicy, "no-cache"},
		"/lwa/lwa.mjs":           {"text/javascript; charset=utf-8", testPolicy, "no-cache"},
		"/lwa/lwa-run.js":        {"text/javascript; charset=utf-8", testPolicy, "no-cache"},
		"/lwa/lwa.wasm":          {"application/wasm", testPolicy, "no-cache"},
		"/lwa/manifest.json":     {"application/json", testPolicy, "no-cache"},
		"/lwa/lwa.d.ts":          {"text/plain; charset=utf-8", testPolicy, "no-cache"},
		"/lwa/lwa-callback.html": {"text/html; charset=utf-8", "frame-ancestors 'none'", "no-store"},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			w := ask(t, handler, http.MethodGet, path)
			require.Equal(t, http.StatusOK, w.Code)
			assert.NotEmpty(t, w.Body.Bytes())
			assert.Equal(t, []string{want.contentType}, w.Header()["Content-Type"])
			assert.Equal(t, []string{want.policy}, w.Header()["Content-Security-Policy"])
			assert.Equal(t, []string{want.cache}, w.Header()["Cache-Control"])
			assert.Equal(t, []string{"no-referrer"}, w.Header()["Referrer-Policy"])
			assert.Equal(t, []string{"nosniff"}, w.Header()["X-Content-Type-Options"])
			assert.Equal(t, want.cache == "no-store", w.Header().Get("Etag") == "", "an ETag exactly where a copy may be kept")
		})
	}
}

func TestUnknownPathsAreNotFound(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for _, path := range []string{
		"/favicon.ico", "/nope", "/index.html/", "/site", "/site/", "/parts.html", "/404.html", "/../go.mod", "//", "",
		"/lwa", "/lwa/", "/lwa/nope.js", "/lwa/secret.txt", "/lwa/sub", "/lwa/sub/", "/lwa/folder.js", "/lwa/lwa.js/",
		"/lwa/lwa.js.br", "/lwa/lwa.js.gz", "/lwa/../lwa.js", "/lwa//lwa.js", "/lwa/./lwa.js", "/lwa/sub/../lwa.js",
		"/lwa/\x00.js", `/lwa/..\lwa.js`, "/LWA/lwa.js",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			w := ask(t, handler, http.MethodGet, path)
			require.Equal(t, http.StatusNotFound, w.Code)
			assert.Contains(t, w.Body.String(), "There is no such page")
			assert.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
			assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
			assert.Equal(t, testPolicy, w.Header().Get("Content-Security-Policy"))
			assert.Empty(t, ask(t, handler, http.MethodHead, path).Body.Bytes())
		})
	}
}

func TestOnlyGetAndHead(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for _, path := range []string{"/", "/lwa/lwa.js", "/lwa/lwa-callback.html", "/nope"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"} {
			w := ask(t, handler, method, path)
			assert.Equal(t, http.StatusMethodNotAllowed, w.Code, "%s %s", method, path)
			assert.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
			assert.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
		}
	}
}

// TestForeignHosts checks that a site that resolves its own name to this server (DNS rebinding)
// gets neither pages nor files.
func TestForeignHosts(t *testing.T) {
	t.Parallel()
	config := testConfig()
	config.Hosts = []string{"Demo.example"}
	server := httptest.NewServer(newSite(t, config))
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	require.NoError(t, err)
	for host, want := range map[string]int{
		"localhost:" + port: 200, "LOCALHOST.:" + port: 200, "127.0.0.1:" + port: 200, "app.localhost:" + port: 200, "[::1]:" + port: 200, "localhost": 200,
		"demo.example": 200, "DEMO.example:8443": 200,
		"evil.example:" + port: 421, "evil.example": 421, "localhost.evil.example:" + port: 421, "x.demo.example": 421, "localhost:1": 421, "192.0.2.1:" + port: 421, "0.0.0.0:" + port: 421,
	} {
		for _, path := range []string{"/", "/popup.html", "/ui.js", "/style.css", "/lwa/lwa.js", "/lwa/lwa.wasm", "/lwa/lwa-callback.html", "/lwa/manifest.json"} {
			for _, method := range []string{"GET", "HEAD"} {
				r, err := http.NewRequest(method, server.URL+path, nil)
				require.NoError(t, err)
				r.Host = host
				r.Header.Set("X-Forwarded-Host", "localhost:"+port)
				res, err := http.DefaultClient.Do(r)
				require.NoError(t, err)
				require.NoError(t, res.Body.Close())
				assert.Equal(t, want, res.StatusCode, "AS-32 %s %s %s", method, host, path)
			}
		}
	}
}

func TestHeadSaysWhatGetWould(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for _, path := range []string{"/", "/style.css", "/lwa/lwa.wasm", "/lwa/lwa-callback.html"} {
		get, head := ask(t, handler, http.MethodGet, path), ask(t, handler, http.MethodHead, path)
		assert.Equal(t, get.Header(), head.Header(), path)
		assert.Equal(t, http.StatusOK, head.Code, path)
		assert.Empty(t, head.Body.Bytes(), path)
	}
}

func TestUnchangedFilesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	handler := newSite(t, testConfig())
	for _, path := range []string{"/", "/ui.js", "/lwa/lwa.js"} {
		tag := ask(t, handler, http.MethodGet, path).Header().Get("Etag")
		again := ask(t, handler, http.MethodGet, path, "If-None-Match", tag)
		assert.Equal(t, http.StatusNotModified, again.Code, path)
		assert.Empty(t, again.Body.Bytes(), path)
		other := ask(t, handler, http.MethodGet, path, "If-None-Match", `"other"`)
		assert.Equal(t, http.StatusOK, other.Code, path)
	}
}

func TestARebuildShowsUpOnReload(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range required {
		require.NoError(t, os.WriteFile(folder+"/"+name, []byte("first"), 0o600))
	}
	config := testConfig()
	config.Lwa = os.DirFS(folder)
	handler := newSite(t, config)
	first := ask(t, handler, http.MethodGet, "/lwa/lwa.js")
	require.Equal(t, "first", first.Body.String())

	require.NoError(t, os.WriteFile(folder+"/lwa.js", []byte("second"), 0o600))
	second := ask(t, handler, http.MethodGet, "/lwa/lwa.js", "If-None-Match", first.Header().Get("Etag"))
	assert.Equal(t, http.StatusOK, second.Code)
	assert.Equal(t, "second", second.Body.String())
}

// brokenFS is a file system whose files exist but cannot be read.
type brokenFS struct{ fstest.MapFS }

func (b brokenFS) Stat(name string) (fs.FileInfo, error) { return b.MapFS.Stat(name) }
func (b brokenFS) ReadFile(name string) ([]byte, error)  { return nil, fs.ErrPermission }

func TestAFileThatCannotBeReadIsNoSilentGap(t *testing.T) {
	t.Parallel()
	config := testConfig()
	config.Lwa = brokenFS{built()}
	w := ask(t, newSite(t, config), http.MethodGet, "/lwa/lwa.js", "Accept-Encoding", "br")
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.False(t, strings.Contains(w.Body.String(), "permission"), "how the file system failed is not the visitor's business")
	assert.Empty(t, w.Header().Get("Content-Encoding"))
}
