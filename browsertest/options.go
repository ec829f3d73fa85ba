package browsertest

import (
	"io/fs"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"

	"github.com/lwa-wasm/lwa/amazontest"
)

// Option changes a bench.
type Option func(*Bench)

// Site serves a handler as the site under test.
func Site(h http.Handler) Option {
	return func(b *Bench) { b.site = func(*Bench) http.Handler { return h } }
}

// SiteFor serves the handler that f makes, which knows the bench: a site that is told where Amazon is.
func SiteFor(f func(*Bench) http.Handler) Option { return func(b *Bench) { b.site = f } }

// Folder serves a folder as the site under test, such as what a bundler has built.
func Folder(dir string) Option {
	return SiteFor(func(b *Bench) http.Handler {
		b.Helper()
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			b.Fatalf("browsertest: there is no folder %s: build the site first", dir)
		}
		return http.FileServerFS(os.DirFS(dir))
	})
}

// Proxy forwards to a server that runs already, such as "http://localhost:3000", as the site under test. The browser sees the
// site at [Bench.App]; the server sees that host in Host.
func Proxy(origin string) Option {
	return SiteFor(func(b *Bench) http.Handler {
		b.Helper()
		target, err := url.Parse(origin)
		if err != nil || target.Host == "" {
			b.Fatalf("browsertest: %q is no address of a server: give one such as http://localhost:3000", origin)
		}
		return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		}}
	})
}

// Component serves these files below /lwa/, in the place of this module's release: a folder by os.DirFS.
func Component(files fs.FS) Option { return func(b *Bench) { b.component = files } }

// Client has the fake Amazon know the site by its own client id. Default: [amazontest.ClientID].
func Client(id string) Option { return func(b *Bench) { b.ClientID = id } }

// ReturnTo registers further return addresses of the site: paths, or whole addresses. /lwa/lwa-callback.html is one always.
func ReturnTo(addresses ...string) Option {
	return func(b *Bench) { b.returns = append(b.returns, addresses...) }
}

// People are those who can sign in, in the place of Zoë, 山田 花子 and Jürgen.
func People(people ...amazontest.Person) Option { return func(b *Bench) { b.people = people } }

// ReachedAs lets servers under test reach the fake Amazon by further hosts.
func ReachedAs(hosts ...string) Option { return func(b *Bench) { b.hosts = hosts } }

// WithDisplay runs the test in a browser with windows and focus, under Xvfb.
func WithDisplay(b *Bench) { b.headed = true }

// AsIs shows pages exactly as they are: none is given the fake Amazon's address.
func AsIs(b *Bench) { b.asIs = true }

// MovableClock gives the pages a clock that [Bench.Advance] moves: Date, performance.now() and setTimeout.
func MovableClock(b *Bench) { b.clock = &clock{} }

// FailOn replaces what fails a test of the bench. Each complaint of its tabs is asked about once, when the tab ends;
// those that [Tab.Expect] announced are not. The default is every complaint but those for which [Complaint.Favicon] holds:
//
//	browsertest.New(t, browsertest.FailOn(func(c browsertest.Complaint) bool { return c.Source == "exception" }))
func FailOn(fails func(Complaint) bool) Option { return func(b *Bench) { b.fails = fails } }
