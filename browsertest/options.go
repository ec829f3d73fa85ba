package browsertest

import (
	"io/fs"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"

	"github.com/lwa-wasm/lwa/amazontest"
)

// Option is an option of [New].
type Option func(*Bench)

// Site serves a handler as the site under test.
func Site(h http.Handler) Option {
	return func(b *Bench) { b.site = func(*Bench) http.Handler { return h } }
}

// SiteFor serves the handler that f returns. f gets the bench, so that the site can know the
// address of the fake Amazon.
func SiteFor(f func(*Bench) http.Handler) Option { return func(b *Bench) { b.site = f } }

// Folder serves a folder as the site under test, such as the output of a bundler.
func Folder(dir string) Option {
	return SiteFor(func(b *Bench) http.Handler {
		b.Helper()
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			b.Fatalf("browsertest: there is no folder %s: build the site first", dir)
		}
		return http.FileServerFS(os.DirFS(dir))
	})
}

// Proxy forwards requests to a server that already runs, such as "http://localhost:3000", as the
// site under test. The browser uses the address [Bench.App], and the server gets that host in the
// Host header.
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

// Component serves these files under /lwa/, instead of this module's release. os.DirFS makes one
// from a folder.
func Component(files fs.FS) Option { return func(b *Bench) { b.component = files } }

// Client sets the client id with which the fake Amazon registers the site. Default:
// [amazontest.ClientID].
func Client(id string) Option { return func(b *Bench) { b.ClientID = id } }

// ReturnTo registers additional redirect URIs of the site: paths, or complete URLs.
// /lwa/lwa-callback.html is always registered.
func ReturnTo(addresses ...string) Option {
	return func(b *Bench) { b.returns = append(b.returns, addresses...) }
}

// People replaces the people who can sign in, who are otherwise Zoë, 山田 花子 and Jürgen.
func People(people ...amazontest.Person) Option { return func(b *Bench) { b.people = people } }

// ReachedAs makes the fake Amazon accept additional values of the Host header, for servers under
// test that reach it by another name.
func ReachedAs(hosts ...string) Option { return func(b *Bench) { b.hosts = hosts } }

// WithDisplay runs the test in a browser with windows and focus, under Xvfb.
func WithDisplay(b *Bench) { b.headed = true }

// AsIs leaves pages unchanged: their tags do not get the address of the fake Amazon.
func AsIs(b *Bench) { b.asIs = true }

// MovableClock gives the pages a clock that [Bench.Advance] moves. It replaces Date,
// performance.now() and setTimeout.
func MovableClock(b *Bench) { b.clock = &clock{} }

// FailOn sets which complaints fail the test. fails is called once for each complaint, when its tab
// ends, but not for complaints that [Tab.Expect] announced. By default, all complaints fail the
// test except those for which [Complaint.Favicon] returns true. This bench only fails for
// exceptions:
//
//	browsertest.New(t, browsertest.FailOn(func(c browsertest.Complaint) bool { return c.Source == "exception" }))
func FailOn(fails func(Complaint) bool) Option { return func(b *Bench) { b.fails = fails } }
