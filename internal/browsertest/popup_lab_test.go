package browsertest_test

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// labHead is what the lab page has beyond the bench page: it keeps every message and every window
// that was opened, counts what is left running, and notes when things happened (milliseconds of the
// page's clock).
const labHead = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Lab</title>
<script>
	"use strict";
	window.lab = { opens: [], timers: new Map(), channels: new Set(), heard: 0, frames: [],
		/** The timers that run, but for the second look at a closed window. */
		get running() { return [...this.timers.values()].filter((ms) => ms !== 1000).length; } };
	const shown = (id, n) => {
		const element = document.getElementById(id);
		element.dataset.count = element.textContent = String(n);
	};
	addEventListener("message", () => shown("heard", ++lab.heard));
	const nativeOpen = window.open;
	window.open = (...args) => {
		lab.popup = nativeOpen(...args);
		lab.look();
		lab.opens.push({ args, inTask: lab.inTask === true });
		return lab.popup;
	};
	const { setTimeout: later, clearTimeout: never } = window;
	window.setTimeout = (f, ms, ...rest) => {
		const id = later(() => { lab.timers.delete(id); f(...rest); }, ms);
		lab.timers.set(id, ms);
		return id;
	};
	window.clearTimeout = (id) => { lab.timers.delete(id); never(id); };
	window.BroadcastChannel = class extends BroadcastChannel {
		constructor(name) { super(name); lab.channels.add(this); }
		close() { lab.channels.delete(this); super.close(); }
	};
	// The click's own task, from its capture to its bubbling.
	addEventListener("click", () => { lab.inTask = true; }, true);
	addEventListener("click", () => { lab.inTask = false; });
	// What the component measures of this machine as well: how long the window took to show
	// another site, since when it does, and the worst delay of a timer.
	lab.look = () => {
		const opened = performance.now();
		lab.seen = lab.way = lab.late = 0;
		let due = opened + 20;
		clearInterval(lab.clock);
		lab.clock = setInterval(() => {
			const now = performance.now();
			lab.late = Math.max(lab.late, now - due);
			due = now + 20;
			try { lab.popup.location.href } catch { if (!lab.seen) { lab.seen = now; lab.way = now - opened; } }
		}, 20);
	};
	// When the window's handle began to read closed.
	lab.watch = () => {
		const id = setInterval(() => {
			if (!lab.popup.closed) return;
			clearInterval(id);
			lab.closedAt = performance.now();
		}, 2);
	};
</script>
<script src="/bench?script=1"></script>
<script src="/lwa/lwa.js" defer data-start="eager"`

const labBody = `></script>
<script src="/bench?script=2" defer></script>
<button id="go">Login</button>
<p id="elsewhere">Something else to press</p>
<p>Messages heard: <span id="heard" data-count="0">0</span>, on a channel: <span id="tapped" data-count="0">0</span></p>
<pre id="outcome" data-count="0"></pre>
<pre id="events" data-count="0"></pre>
`

// lab is the bench page without a policy of its own, with labHead. Its query is the settings of the
// script tag, as the bench page's, and the headers coop and coep.
func lab(b *browsertest.Bench) {
	b.HandleFunc("/lab", func(w http.ResponseWriter, r *http.Request) {
		data := map[string]string{"client-id": browsertest.ClientID, "provider": b.Amazon, "mode": "popup"}
		for key, values := range r.URL.Query() {
			data[key] = values[0]
		}
		for key, header := range map[string]string{"coop": "Cross-Origin-Opener-Policy", "coep": "Cross-Origin-Embedder-Policy"} {
			if data[key] != "" {
				w.Header().Set(header, data[key])
			}
			delete(data, key)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, labHead)
		for key, value := range data {
			fmt.Fprintf(w, ` data-%s="%s"`, key, html.EscapeString(value))
		}
		_, _ = io.WriteString(w, labBody)
	})
}

// newLab starts a bench with the lab page and opens it.
func newLab(t testing.TB, query string, options ...browsertest.Option) (*browsertest.Bench, *browsertest.Tab) {
	t.Helper()
	b := browsertest.New(t, options...)
	lab(b)
	return b, b.Open("/lab?" + query).Ready()
}

// openPopup opens the login's popup by a click on the button.
func openPopup(tab *browsertest.Tab) *browsertest.Tab {
	tab.Helper()
	return tab.Popup(func() { tab.Click("#go") })
}

// authorizations are the queries of the authorization requests so far.
func authorizations(b *browsertest.Bench) []url.Values {
	var all []url.Values
	for _, r := range b.Fake.Requests() {
		if u, err := url.Parse(r.URL); err == nil && u.Path == "/ap/oa" {
			all = append(all, u.Query())
		}
	}
	return all
}

// pendingState is the state of the last authorization request: what no attacker knows.
func pendingState(b *browsertest.Bench) string {
	b.Helper()
	all := authorizations(b)
	require.NotEmpty(b, all)
	return all[len(all)-1].Get("state")
}

// forged is an answer that is perfect but for its code, which nobody issued.
func forged(b *browsertest.Bench) string {
	return "?code=forged0123456789&scope=profile&state=" + pendingState(b) + "&iss=" + url.QueryEscape(b.Amazon)
}

// tap has the page count what is said on a channel, in #tapped. It opens its own channel after the
// login has opened the login's, so that what it has counted has passed there.
func tap(tab *browsertest.Tab, channel string) {
	tab.Helper()
	tab.Exec(`lab.tapped = 0; lab.tap = new BroadcastChannel(%s); lab.channels.delete(lab.tap); lab.tap.onmessage = () => shown("tapped", ++lab.tapped)`, jsValue(channel))
}

// say says something on a channel, from this page: text is a JavaScript expression.
func say(tab *browsertest.Tab, channel, text string) {
	tab.Helper()
	tab.Exec(`{ const c = new BroadcastChannel(%s); c.postMessage(%s); c.close(); }`, jsValue(channel), text)
}

func waitHeard(tab *browsertest.Tab, n int)  { tab.Wait(fmt.Sprintf(`#heard[data-count="%d"]`, n)) }
func waitTapped(tab *browsertest.Tab, n int) { tab.Wait(fmt.Sprintf(`#tapped[data-count="%d"]`, n)) }

// labFinish signs in at the popup and holds the login to having succeeded, with one token request
// and no window left.
func labFinish(tab, popup *browsertest.Tab) {
	tab.Helper()
	popup.SignIn("Zoë")
	labFinished(tab, popup, 1)
}

// labFinished holds the page's only login to having succeeded, after so many token requests of the
// whole test.
func labFinished(tab, popup *browsertest.Tab, tokenRequests int) {
	tab.Helper()
	outcome := tab.Outcome()
	require.NotNil(tab, outcome.Session, "%+v", outcome.Error)
	assert.NotEmpty(tab, outcome.Session.Profile.UserID)
	popup.WaitClosed()
	counts := tab.Fake.Counts()
	assert.Equal(tab, tokenRequests, counts.TokenRequests, "token requests")
	assert.Equal(tab, tokenRequests, counts.CodesRedeemed, "codes redeemed")
}

// labFailed holds the n-th outcome of the page to that code, without a token request, and with no
// window left.
func labFailed(tab *browsertest.Tab, n int, code string) {
	tab.Helper()
	rejected(tab, tab.Outcomes(n)[n-1], code)
	assert.Zero(tab, tab.Fake.Counts().TokenRequests, "token requests")
}

// aliveByPopup holds the page to being as good as new: nothing of the login is left in it, and the
// next one succeeds, after which only it and the others are open.
func aliveByPopup(tab *browsertest.Tab, others ...*browsertest.Tab) {
	tab.Helper()
	nothingLeft(tab)
	n := browsertest.Eval[int](tab, `bench.outcomes.length`) + 1
	before := tab.Fake.Counts().TokenRequests
	approved(tab.Bench)
	tab.Exec(`bench.options = { interactive: "always", mode: "popup" }`)
	tab.Click("#go")
	outcome := tab.Outcomes(n)[n-1]
	require.NotNil(tab, outcome.Session, "the next login: %+v", outcome.Error)
	assert.Equal(tab, before+1, tab.Fake.Counts().TokenRequests, "token requests of the next login")
	nothingLeft(tab)
	onlyOpen(tab, others...)
}

// nothingLeft holds the page to having nothing of a login left: no record, no listener, no channel
// but the one between tabs, no timer but the session's.
func nothingLeft(tab *browsertest.Tab) {
	tab.Helper()
	left := browsertest.Run(tab, chromedp.Evaluate[map[string]int](`({
		records: Object.keys(sessionStorage).filter((k) => k.startsWith("lwa.1.login.")).length,
		answers: Object.keys(sessionStorage).filter((k) => k === "lwa.1.answer").length,
		focus: (getEventListeners(window).focus ?? []).length,
		blur: (getEventListeners(window).blur ?? []).length,
		keydown: (getEventListeners(window).keydown ?? []).length,
		pointerdown: (getEventListeners(window).pointerdown ?? []).length,
		message: getEventListeners(window).message.length,
		channels: lab.channels.size,
		timers: lab.running - (lwa.session ? 1 : 0),
	})`, chromedp.EvalWithCommandLineAPI))
	assert.Equal(tab, map[string]int{
		"records": 0, "answers": 0, "focus": 0, "blur": 0, "keydown": 0, "pointerdown": 0,
		"message": 1, "channels": 1, "timers": 0,
	}, left, "what is left in the page: the lab's own message listener, the channel between tabs, the session's timer")
}

// onlyOpen waits until the tab and the others are the only pages of their browser context.
func onlyOpen(tab *browsertest.Tab, others ...*browsertest.Tab) {
	tab.Helper()
	var pages []string
	assert.Eventually(tab, func() bool {
		pages = openPages(tab)
		return len(pages) == 1+len(others)
	}, 10*time.Second, 10*time.Millisecond, "windows left open: %v", &pages)
}
