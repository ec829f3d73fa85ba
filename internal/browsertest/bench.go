package browsertest

import (
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/assets"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
	"github.com/lwa-wasm/lwa/internal/site"
)

// ClientID is the client of every bench.
const ClientID = "amzn1.application-oa2-client.00000000000000000000000000000001"

// Bench is a site on http://localhost and a fake Amazon on http://127.0.0.1: another origin, and another site. Each has
// a port of its own, so that benches share nothing.
type Bench struct {
	testing.TB
	Fake   *fakeamazon.Server
	App    string // origin of the site
	Amazon string // origin of the fake Amazon
	routes *routes
	headed bool
	fails  func(Complaint) bool
}

// apiHosts are names by which a server under test reaches the fake Amazon, since its configuration says so.
var apiHosts = []string{"api.amazon.com", "api.amazon.co.uk", "api.amazon.co.jp"}

// Option changes a bench.
type Option func(*Bench)

// WithDisplay runs the test in a browser with windows and focus, under Xvfb.
func WithDisplay(b *Bench) { b.headed = true }

// New starts a bench and ends it with the test.
func New(t testing.TB, options ...Option) *Bench {
	t.Helper()
	b := &Bench{TB: t, routes: &routes{}, fails: failsByDefault}
	for _, o := range options {
		o(b)
	}
	app := httptest.NewServer(b.routes)
	t.Cleanup(app.CloseClientConnections)
	b.App = strings.Replace(app.URL, "127.0.0.1", "localhost", 1)
	amazon := httptest.NewUnstartedServer(nil)
	b.Amazon = "http://" + amazon.Listener.Addr().String()
	var err error
	b.Fake, err = fakeamazon.New(fakeamazon.Config{
		Issuer: b.Amazon, Hosts: apiHosts, AnyPort: true,
		Clients: []fakeamazon.Client{{ID: ClientID, Name: "Bench", RedirectURIs: []string{b.App + "/lwa/lwa-callback.html"}, Device: true}},
	})
	require.NoError(t, err)
	amazon.Config.Handler = b.Fake
	amazon.Start()
	t.Cleanup(amazon.CloseClientConnections)
	pages, err := site.New(site.Config{Lwa: component(t), ClientID: ClientID, Provider: b.Amazon, AnyPort: true})
	require.NoError(t, err)
	b.routes.add("/", pages)
	b.routes.add("/bench", benchPage(b))
	return b
}

// Handle serves a path of the site, for pages and files that only this test has.
func (b *Bench) Handle(path string, h http.Handler) { b.routes.add(path, h) }

// HandleFunc is Handle for a function.
func (b *Bench) HandleFunc(path string, h http.HandlerFunc) { b.routes.add(path, h) }

// Component is the built component as the site serves it.
func (b *Bench) Component() fs.FS { return component(b) }

// built is the component, built once for the package: LWA_BUILD names a folder that has it already.
var built = sync.OnceValues(func() (fs.FS, error) {
	if dir := os.Getenv("LWA_BUILD"); dir != "" {
		return os.DirFS(dir), nil
	}
	dir, err := os.MkdirTemp("", "lwa-build")
	if err != nil {
		return nil, err
	}
	atEnd(func() { os.RemoveAll(dir) })
	toolchain, err := assets.NewToolchain("go", "")
	if err != nil {
		return nil, err
	}
	return os.DirFS(dir), assets.Build(root(), dir, toolchain)
})

func component(t testing.TB) fs.FS {
	t.Helper()
	files, err := built()
	require.NoError(t, err)
	return files
}

// root is the module's folder.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

// Seen is every request that the site itself got so far, its body left out: a site must never see a token or a verifier.
func (b *Bench) Seen() []*http.Request {
	b.routes.mu.RLock()
	defer b.routes.mu.RUnlock()
	return append([]*http.Request(nil), b.routes.seen...)
}

// routes is a mux whose entries tests may replace while it serves.
type routes struct {
	mu       sync.RWMutex
	handlers map[string]http.Handler
	seen     []*http.Request
}

func (r *routes) add(path string, h http.Handler) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.handlers == nil {
		r.handlers = map[string]http.Handler{}
	}
	r.handlers[path] = h
}

func (r *routes) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	r.seen = append(r.seen, req.Clone(context.Background()))
	h, ok := r.handlers[req.URL.Path]
	if !ok {
		h = r.handlers["/"]
	}
	r.mu.Unlock()
	h.ServeHTTP(w, req)
}
