package browsertest

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lwa-wasm/lwa/amazontest"
	"github.com/lwa-wasm/lwa/internal/site"
	"github.com/lwa-wasm/lwa/release"
)

// callbackPath is where the component's callback page lies unless it is said otherwise.
const callbackPath = "/lwa/lwa-callback.html"

// Bench is a site on http://localhost and a fake Amazon on http://127.0.0.1: another origin, and another site. Each has a port
// of its own, so that benches share nothing.
type Bench struct {
	testing.TB
	// App is the origin of the site.
	App string
	// ClientID is the client id of the site.
	ClientID string
	// Amazon is the fake Amazon: faults, settings, people, and what it was asked.
	Amazon *amazontest.Amazon

	routes    *routes
	site      func(*Bench) http.Handler // nil for the demo
	component fs.FS
	returns   []string // paths of the site, or whole addresses
	people    []amazontest.Person
	hosts     []string
	headed    bool
	asIs      bool
	clock     *clock // nil where it cannot be moved
	fails     func(Complaint) bool
}

// New starts a bench and ends it with the test.
func New(t testing.TB, options ...Option) *Bench {
	t.Helper()
	b := &Bench{TB: t, ClientID: amazontest.ClientID, component: release.Files(), routes: &routes{}, fails: failsByDefault}
	for _, o := range options {
		o(b)
	}
	app := httptest.NewServer(b.routes)
	t.Cleanup(func() { _ = app.Config.Close() }) // which waits for no handler that hangs
	b.App = strings.Replace(app.URL, "127.0.0.1", "localhost", 1)
	b.Amazon = amazontest.Start(t, amazontest.Config{
		Clients: []amazontest.Client{{ID: b.ClientID, Name: "Bench", RedirectURIs: b.returnAddresses(), Device: true}},
		People:  b.people, Hosts: b.hosts,
	})
	b.serve()
	return b
}

// returnAddresses are those that are registered with the fake Amazon.
func (b *Bench) returnAddresses() (all []string) {
	for _, address := range append([]string{callbackPath}, b.returns...) {
		if strings.HasPrefix(address, "/") {
			address = b.App + address
		}
		all = append(all, address)
	}
	return all
}

// serve puts the site, and the component where the site has none, at the bench's address.
func (b *Bench) serve() {
	b.Helper()
	demo, err := site.New(site.Config{Lwa: b.component, ClientID: b.ClientID, Provider: b.Amazon.URL, AnyPort: true})
	if err != nil {
		b.Fatal(err)
	}
	if b.site == nil {
		b.Handle("/", demo)
		return
	}
	own := b.site(b)
	b.Handle("/", own)
	if !b.hasComponent(own) {
		b.Handle("/lwa/", demo)
	}
}

// hasComponent reports whether a site has the component where pages look for it.
func (b *Bench) hasComponent(h http.Handler) bool {
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, b.App+"/lwa/lwa.js", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code == http.StatusOK && strings.Contains(w.Header().Get("Content-Type"), "javascript")
}

// Handle serves a path of the site, in the place of what the site has there: pages and files that only this test has. A path
// that ends with a slash stands for everything below it.
func (b *Bench) Handle(path string, h http.Handler) { b.routes.add(path, h) }

// HandleFunc is Handle for a function.
func (b *Bench) HandleFunc(path string, h http.HandlerFunc) { b.routes.add(path, h) }

// Seen is every request that the site itself got so far, its body left out: a site must never see a token or a verifier.
func (b *Bench) Seen() []*http.Request { return b.routes.requests() }

// Advance lets time pass, for the fake Amazon and for every page of the bench, as a sleep of the machine does: what ran out is
// out, and each timer that became due comes once. The bench was started with [MovableClock].
func (b *Bench) Advance(by time.Duration) {
	b.Helper()
	if b.clock == nil {
		b.Fatal("browsertest: the pages have the browser's clock: start the bench with browsertest.New(t, browsertest.MovableClock)")
	}
	b.Amazon.Advance(by)
	b.clock.advance(b, by)
}
