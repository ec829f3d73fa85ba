// Package browsertest is the laboratory: the public package of the same name with attackers, a
// search for leaks, ways of looking at pages, and a bench page that keeps what comes of logins. Its
// own tests are those of the component in real browsers.
//
// Rules: one browser for the package, a context of its own per test. Wait on events and elements,
// never on time. A test fails on a console error or warning, an exception, an unhandled rejection
// or a load that failed, if it did not announce it with [Tab.Expect]; [FailOn] changes that.
//
// It is written for chromedp v0.23: Do, Run[T], iterators. Most examples on the web show the API
// before v0.20.
package browsertest
