// Package browsertest drives a real Chromium through a site, the bundled fake Amazon and, where a test wants one, an
// attacker's site. The package's own tests are those of lwa.js; a site owner imports the helpers for theirs:
//
//	func TestMain(m *testing.M) { browsertest.Main(m) }
//
//	func TestLogin(t *testing.T) {
//		b := browsertest.New(t)            // servers on free ports, a browser context of its own
//		tab := b.Open("/popup.html")
//		popup := tab.Popup(func() { tab.Click("#login") })
//		popup.SignIn("Zoë")
//		tab.Wait("#session:not([hidden])")
//	}
//
// Rules: one browser for the package, a context of its own per test. Wait on events and elements, never on time. A test
// fails on a console error or warning, an exception, an unhandled rejection or a load that failed, if it did not announce it
// with [Tab.Expect]; [FailOn] changes that. A missing /favicon.ico fails none.
//
// It is written for chromedp v0.23: Do, Run[T], iterators. Most examples on the web show the API before v0.20.
package browsertest
