// Package browsertest tests the login of a site in a real Chromium, without a display and without
// Amazon. The test serves the site, plays Amazon and the person, and checks the result.
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
// [Site] serves a handler, [Folder] a folder, and [Proxy] a server that already runs. The site is
// at [Bench.App], an address on http://localhost with its own port. Without one of these options,
// the demo pages are served. If the site has /lwa/lwa.js, its own component is tested. Otherwise
// the component of this module is served under /lwa/. Chromium must be installed: it is searched in
// PATH, unless the environment variable CHROMIUM names it.
//
// # How the page finds the fake Amazon
//
// Every script tag with data-client-id, and every <lwa-login> and <lwa-device> with client-id, gets
// the address of the fake Amazon as its provider, unless it names one. So a page can be tested
// unchanged, with its own client id, which [Client] registers. A page that calls lwa.configure()
// must set the provider itself, to [amazontest.Amazon.URL] of [Bench.Amazon]. [Tab.AtStart] can
// pass the address to the page.
//
// # What fails a test
//
// A test fails if one of its tabs has an uncaught exception or unhandled rejection, a call of
// console.error, console.warn or console.assert, a failed load, or a report of the browser such as
// a policy violation. [Tab.Expect] excuses those that a test provokes, and [FailOn] replaces these
// rules. A missing /favicon.ico does not fail a test.
//
// # Tests that run at the same time
//
// All tests of a package share one browser. Each [Bench] has servers on its own ports, and each
// [Tab] from [Bench.Open] has its own cookies and storage, so tests may be parallel. Each wait ends
// with the context of the test, and after 30 seconds at the latest. Helpers wait for elements and
// events. Only [Tab.GiveUp] waits for a time.
//
// [Tab.CDP] returns the context for package chromedp, v0.23 (Do, Run[T], iterators), for anything
// that has no helper.
package browsertest
