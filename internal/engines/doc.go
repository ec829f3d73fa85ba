// Package engines drives the browsers of three engines through one small interface, so that a
// scenario is written once: Chromium by chromedp, Firefox by WebDriver BiDi, WebKit by W3C
// WebDriver. Its tests are those scenarios; make test-engines runs them, and differences.go says
// where engines differ, and why.
//
// Rules for scenarios: wait for what a page shows, never for a time. What a page opens, it opens in
// a real press of the mouse or a finger. Pages run no script ahead of their own, since WebKit's
// driver cannot add one: serve it with the page.
package engines
