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

// callbackPath is the default path of the callback page.
const callbackPath = "/lwa/lwa-callback.html"

// Bench is a site on http://localhost and a fake Amazon on http://127.0.0.1, which is another
// origin and another site. Each has its own port, so benches share nothing.
type Bench struct {
	testing.TB
	// App is the origin of the site.
	App string
	// ClientID is the client id of the site.
	ClientID string
	// Amazon is the fake Amazon, with its faults, settings, people and requests.
	Amazon *amazontest.Amazon

	routes    *routes
	site      func(*Bench) http.Handler // nil means the demo
	component fs.FS
	returns   []string // paths of the site, or complete URLs
	people    []amazontest.Person
	hosts     []string
	headed    bool
	asIs      bool
	clock     *clock // nil without MovableClock
	fails     func(Complaint) bool
}

// New starts a bench. The bench ends with the test.
func New(t testing.TB, options ...Option) *Bench {
	t.Helper()
	b := &Bench{TB: t, ClientID: amazontest.ClientID, component: release.Files(), routes: &routes{}, fails: failsByDefault}
	for _, o := range options {
		o(b)
	}
	app := httptest.NewServer(b.routes)
	t.Cleanup(func() { _ = app.Config.Close() }) // does not wait for handlers that hang
	b.App = strings.Replace(app.URL, "127.0.0.1", "localhost", 1)
	b.Amazon = amazontest.Start(t, amazontest.Config{
		Clients: []amazontest.Client{{ID: b.ClientID, Name: "Bench", RedirectURIs: b.returnAddresses(), Device: true}},
		People:  b.people, Hosts: b.hosts,
	})
	b.serve()
	return b
}

// returnAddresses returns the redirect URIs to register with the fake Amazon.
func (b *Bench) returnAddresses() (all []string) {
	for _, address := range append([]string{callbackPath}, b.returns...) {
		if strings.HasPrefix(address, "/") {
			address = b.App + address
		}
		all = append(all, address)
	}
	return all
}

// serve serves the site at the address of the bench. If the site has no component, serve adds
// one.
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

// hasComponent reports whether a site serves the component under /lwa/.
func (b *Bench) hasComponent(h http.Handler) bool {
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, b.App+"/lwa/lwa.js", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code == http.StatusOK && strings.Contains(w.Header().Get("Content-Type"), "javascript")
}

// Handle serves a path of the site with h, instead of what the site has there. A path that ends
// with a slash includes everything below it.
func (b *Bench) Handle(path string, h http.Handler) { b.routes.add(path, h) }

// HandleFunc is Handle for a function.
func (b *Bench) HandleFunc(path string, h http.HandlerFunc) { b.routes.add(path, h) }

// Seen returns all requests that the site has received so far, without their bodies. A site must
// never receive a token or a verifier.
func (b *Bench) Seen() []*http.Request { return b.routes.requests() }

// Advance moves the clocks of the fake Amazon and of every page of the bench forward, as if the
// machine had slept. Whatever has expired is then expired, and each timer that has become due
// fires once. The bench must have the option [MovableClock].
func (b *Bench) Advance(by time.Duration) {
	b.Helper()
	if b.clock == nil {
		b.Fatal("browsertest: the pages have the browser's clock: start the bench with browsertest.New(t, browsertest.MovableClock)")
	}
	b.Amazon.Advance(by)
	b.clock.advance(b, by)
}
