package browsertest

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/amazontest"
	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/assets"
	"github.com/lwa-wasm/lwa/internal/control"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// ClientID is the client of every bench.
const ClientID = amazontest.ClientID

// Bench is the bench of the public package with the build under test, the fake Amazon itself, and a
// page that keeps what comes of logins.
type Bench struct {
	*browsertest.Bench
	Fake   *fakeamazon.Server
	Amazon string // origin of the fake Amazon

	watched   []watched  // the tabs to look at when their test ends
	announced LeakSearch // by its searches
	resent    map[string]int
}

// apiHosts are names by which a server under test reaches the fake Amazon, since its configuration
// says so.
var apiHosts = []string{"api.amazon.com", "api.amazon.co.uk", "api.amazon.co.jp"}

// What the tests need of the public package.
type (
	Option    = browsertest.Option
	Complaint = browsertest.Complaint
)

// WithDisplay runs the test in a browser with windows and focus, under Xvfb.
func WithDisplay(b *browsertest.Bench) { browsertest.WithDisplay(b) }

// FailOn replaces what fails a test of the bench.
func FailOn(fails func(Complaint) bool) Option { return browsertest.FailOn(fails) }

// Main runs the tests of a package and ends what they started. Call it in TestMain.
func Main(m *testing.M) {
	browsertest.Main(m, func() {
		if builtDir != "" {
			os.RemoveAll(builtDir)
		}
	})
}

// New starts a bench and ends it with the test. Pages are shown as they are.
func New(t testing.TB, options ...Option) *Bench {
	t.Helper()
	options = append([]Option{browsertest.Component(component(t)), browsertest.AsIs, browsertest.ReachedAs(apiHosts...)}, options...)
	b := &Bench{Bench: browsertest.New(t, options...)}
	b.Fake, b.Amazon = control.Behind(b.Bench.Amazon).Server, b.Bench.Amazon.URL
	b.Handle("/bench", benchPage(b))
	return b
}

// Component is the built component as the site serves it.
func (b *Bench) Component() fs.FS { return component(b) }

var builtDir string

// built is the component, built once for the package: LWA_BUILD names a folder that has it already.
var built = sync.OnceValues(func() (fs.FS, error) {
	if dir := os.Getenv("LWA_BUILD"); dir != "" {
		return os.DirFS(dir), nil
	}
	dir, err := os.MkdirTemp("", "lwa-build")
	if err != nil {
		return nil, err
	}
	builtDir = dir
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

// routes is a mux by exact path, whose entries tests may replace while it serves.
type routes struct {
	mu       sync.RWMutex
	handlers map[string]http.Handler
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
	r.mu.RLock()
	h, ok := r.handlers[req.URL.Path]
	if !ok {
		h = r.handlers["/"]
	}
	r.mu.RUnlock()
	h.ServeHTTP(w, req)
}
