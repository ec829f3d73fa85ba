// Package browsertest tests the login of a site in a real Chromium, without a display and without Amazon: the test serves the
// site, plays Amazon and the person, and looks at what comes of it.
//
//	func TestMain(m *testing.M) { browsertest.Main(m) }
//
//	func TestLogin(t *testing.T) {
//		b := browsertest.New(t, browsertest.Site(yourHandler), browsertest.Client("amzn1.application-oa2-client.…"))
//		tab := b.Open("/account")
//		tab.Popup(func() { tab.Click("#login") }).SignIn("Zoë")
//		tab.Wait("#hello")
//		if got := tab.Session().Name; got != "Zoë O’Neil & Sons" {
//			t.Errorf("logged in as %s", got)
//		}
//	}
//
// # What is served
//
// [Site] serves a handler, [Folder] a folder, and [Proxy] a server that runs already, at [Bench.App]: an address on
// http://localhost with a port of its own. Without one of them, the demo pages are served. The component is the site's own
// where the site has /lwa/lwa.js; otherwise the one of this module is served there. Chromium must be installed: it is looked
// for in PATH, and the variable CHROMIUM names another.
//
// # How the page finds the fake Amazon
//
// Every script tag with data-client-id, and every <lwa-login> and <lwa-device> with client-id, is given the fake Amazon's
// address, if it names no provider. So a page can be tested as it is, with its own client id, which [Client] registers. A page
// that calls lwa.configure() must set provider by itself, to [amazontest.Amazon.URL] of [Bench.Amazon]; [Tab.AtStart] can hand it over.
//
// # What fails a test
//
// A test fails on each of these in one of its tabs: an uncaught exception or unhandled rejection, console.error,
// console.warn or console.assert, a load that failed, and a report of the browser such as a policy violation. [Tab.Expect]
// excuses what a test provokes, and [FailOn] decides otherwise. A missing /favicon.ico fails none.
//
// # Tests that run at the same time
//
// All tests of a package share one browser. Each [Bench] has servers on ports of its own, and each of its [Tab]s from
// [Bench.Open] cookies and storage of its own, so tests may be parallel. Each wait ends with the test's context, and after 30
// seconds. Helpers wait for elements and events, never for a time.
//
// For what is not wrapped, [Tab.CDP] is the context for package chromedp, v0.23: Do, Run[T], iterators.
package browsertest
