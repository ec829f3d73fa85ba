package browsertest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

const missingCallback = "callback_page_missing"

// fallbackWorker answers every navigation with the app, as Workbox does with navigateFallback and
// no denylist.
const fallbackWorker = `
	addEventListener("install", () => skipWaiting());
	addEventListener("activate", (e) => e.waitUntil(clients.claim()));
	addEventListener("fetch", (e) => { if (e.request.mode === "navigate") e.respondWith(fetch("/app")); });`

// appPage is the page of a site that has only one. What it loads must not carry its address.
func appPage(b *browsertest.Bench) http.HandlerFunc {
	return head(tags(b, "/lwa", ""), "Referrer-Policy", "no-referrer")
}

func app(b *browsertest.Bench) {
	b.HandleFunc("/app", appPage(b))
	b.HandleFunc("/worker.js", serving("text/javascript", []byte(fallbackWorker)))
}

// fallbacks are the ways in which an app comes to show at the return address, and how each is put
// right again.
var fallbacks = []struct {
	name   string
	begin  func(b *browsertest.Bench, tab *browsertest.Tab)
	repair func(b *browsertest.Bench, tab *browsertest.Tab)
}{
	{"a service worker", func(_ *browsertest.Bench, tab *browsertest.Tab) {
		tab.Exec(`navigator.serviceWorker.register("/worker.js").then(() => new Promise((done) => {
			if (navigator.serviceWorker.controller) done();
			else navigator.serviceWorker.oncontrollerchange = done;
		})).then(() => 0)`)
	}, func(_ *browsertest.Bench, tab *browsertest.Tab) {
		tab.Exec(`navigator.serviceWorker.getRegistration().then((r) => r.unregister())`)
	}},
	{"the server", func(b *browsertest.Bench, _ *browsertest.Tab) {
		b.HandleFunc(callbackPath, appPage(b))
	}, func(b *browsertest.Bench, _ *browsertest.Tab) {
		b.HandleFunc(callbackPath, serving("text/html", file(b, "lwa-callback.html")))
	}},
	{"the server, at a clean address", func(b *browsertest.Bench, _ *browsertest.Tab) {
		clean := strings.TrimSuffix(callbackPath, ".html")
		b.HandleFunc(callbackPath, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, clean+"/?"+r.URL.RawQuery, http.StatusMovedPermanently)
		})
		b.HandleFunc(clean+"/", appPage(b))
	}, func(b *browsertest.Bench, _ *browsertest.Tab) {
		b.HandleFunc(strings.TrimSuffix(callbackPath, ".html")+"/", serving("text/html", file(b, "lwa-callback.html")))
	}},
	{"the page for what is not found", func(b *browsertest.Bench, _ *browsertest.Tab) {
		b.HandleFunc(callbackPath, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Referrer-Policy", "no-referrer")
			w.WriteHeader(http.StatusNotFound)
			appPage(b)(w, r)
		})
	}, func(b *browsertest.Bench, _ *browsertest.Tab) {
		b.HandleFunc(callbackPath, serving("text/html", file(b, "lwa-callback.html")))
	}},
}

// cleanCallback allows the request for the return address at another spelling than the one that is
// registered.
var cleanCallback = browsertest.LeakSearch{Allowed: `^site request \d+ \(/lwa/lwa-callback/\): URL`}

// sayMisplaced is what such a page says; a window that closes may still be loading its files.
const sayMisplaced = `lwa\.wasm|lwa\.js: Amazon's answer reached a page of the app|status of 404`

// TestMisplacedPopup: the app shows in the popup. The login fails at once, the window closes, no
// code is redeemed, and the next login succeeds where the site was put right.
func TestMisplacedPopup(t *testing.T) {
	t.Parallel()
	for _, answer := range []struct {
		name   string
		faults fakeamazon.Faults
	}{
		{"a code", fakeamazon.Faults{}}, {"in the fragment", fakeamazon.Faults{CodeInFragment: true}},
		{"an error", fakeamazon.Faults{AuthorizeError: fakeamazon.AuthorizeError{Error: "access_denied"}}},
		{"without the opener", fakeamazon.Faults{}}, {"without a channel", fakeamazon.Faults{}},
	} {
		for _, fallback := range fallbacks {
			if answer.name != "a code" && fallback.name != "the server" {
				continue
			}
			t.Run(fallback.name+", "+answer.name, func(t *testing.T) {
				b := parallel(t)
				app(b)
				tab := b.Open("/app").Ready()
				fallback.begin(b, tab)
				tab.Exec(`bench.options = { mode: "popup" }`)
				popup := tab.Popup(func() { tab.Click("#go") }).Expect(sayMisplaced)
				popup.Wait("button.person")
				inject(popup, map[string]string{"without the opener": lostOpener, "without a channel": throwingChannel}[answer.name])
				faults := answer.faults
				faults.AutoApprove = zoe.UserID
				b.Fake.SetFaults(faults)
				send(popup, lastAuthorize(b))
				e := rejected(t, tab.Outcome(), missingCallback)
				assert.Contains(t, e.Hint, "hosting.md")
				popup.WaitClosed()
				assert.Zero(t, b.Fake.Counts().TokenRequests)
				b.NoLeakBut(cleanCallback, tab)
				fallback.repair(b, tab)
				approved(b)
				logIn(tab, 2)
			})
		}
	}
}

// TestMisplacedRedirect: the app shows where the redirect comes back to. lwa.ready rejects there,
// and the address is clean.
func TestMisplacedRedirect(t *testing.T) {
	t.Parallel()
	for _, fallback := range fallbacks {
		t.Run(fallback.name, func(t *testing.T) {
			b := parallel(t)
			app(b)
			tab := b.Open("/app").Ready().Expect(sayMisplaced)
			fallback.begin(b, tab)
			approved(b)
			tab.Exec(`bench.options = { mode: "redirect" }`)
			unmark(tab)
			tab.Click("#go")
			rejected(t, ready(tab), missingCallback)
			assert.Equal(t, missingCallback, errorEvent(tab, 1).Code)
			assert.True(t, strings.HasPrefix(here(tab), "/lwa/lwa-callback"), here(tab))
			cleanAddress(tab)
			assert.Empty(t, entries(tab, "sessionStorage"))
			assert.Zero(t, b.Fake.Counts().TokenRequests)
			b.NoLeakBut(cleanCallback, tab)
			fallback.repair(b, tab)
			tab.Go("/app")
			tab.Ready().Exec(`bench.options = { mode: "popup" }`)
			logIn(tab, 1)
		})
	}
}

// TestMisplacedOthers: an answer in the address of a page that has nothing to do with this
// component stays where it is. One at the return address that no login waits for is cleaned, and
// harms nothing.
func TestMisplacedOthers(t *testing.T) {
	b := parallel(t)
	app(b)
	tab := b.Open("/app").Ready()
	for _, query := range []string{"?code=of-another-library&state=" + strayState, "?state=" + strayState, "?code=x&state=short"} {
		tab.Go("/app" + query)
		assert.Equal(t, browsertest.Outcome{}, ready(tab))
		assert.Equal(t, "/app"+query, here(tab))
	}
	fallbacks[1].begin(b, tab)
	tab.Expect(sayMisplaced).Go(callbackPath + "?code=planted&state=" + strayState)
	assert.Equal(t, browsertest.Outcome{}, ready(tab))
	assert.Equal(t, callbackPath, here(tab))
	assert.Empty(t, types(tab))
}

// TestMisplacedPending: whoever opens the app at the return address without the state of the
// pending login ends no login.
func TestMisplacedPending(t *testing.T) {
	b := parallel(t)
	app(b)
	tab := b.Open("/app").Ready()
	tab.Exec(`bench.options = { mode: "popup" }`)
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Wait("button.person")
	b.HandleFunc("/lwa/lwa-callback", appPage(b))
	other := tab.Another("/bench").Expect(sayMisplaced)
	other.Go("/lwa/lwa-callback?code=planted&state=" + strayState)
	other.Ready()
	assert.Equal(t, "/lwa/lwa-callback", here(other))
	popup.SignIn("Zoë")
	require.NotNil(t, tab.Outcome().Session)
	popup.WaitClosed()
}
