package browsertest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
)

// PO-01 and PO-02: a page of another origin that opened the site posts an answer that is perfect but for its origin:
// the true state, which no attacker has. It is ignored, and the real answer completes the login.
func TestPO01_PO02_ForeignOrigin(t *testing.T) {
	t.Parallel()
	for name, origin := range map[string]func(*browsertest.Bench) string{
		"PO-01 another port of the host": func(b *browsertest.Bench) string { return b.Attacker().SameSite + "/" },
		"PO-01 another host":             func(b *browsertest.Bench) string { return b.Attacker().CrossSite + "/" },
		"PO-02 another name of the host": func(b *browsertest.Bench) string {
			b.HandleFunc("/alias", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				_, _ = io.WriteString(w, `<!doctype html><link rel="icon" href="data:,"><button id="go" onclick="attack()">Go</button>`)
			})
			return strings.Replace(b.App, "localhost", "127.0.0.1", 1) + "/alias"
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t)
			lab(b)
			attacker := b.Open(origin(b))
			attacker.Exec(`window.attack = () => { window.victim = open(%s); }`, jsQuoted(b.App+"/lab"))
			tab := openPopup(attacker).Ready()
			popup := openPopup(tab)
			popup.Wait("button.person")
			attacker.Exec(`victim.postMessage(%s, "*")`, jsQuoted(forged(b)))
			waitHeard(tab, 1)
			labFinish(tab, popup)
			labAlive(tab, attacker)
		})
	}
}

// framedSender is a page that posts whatever its fragment says to the page around it.
const framedSender = `<!doctype html><script>parent.postMessage(decodeURIComponent(location.hash.slice(1)), "*")</script>`

// Messages that are perfect but for where they come from, and those of our own origin that are no answer: each is ignored,
// nothing is consumed, and the real answer still completes the login.
func TestPopupForeignMessages(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	b.HandleFunc("/sender", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, framedSender)
	})
	other := tab.Another("/lab").Ready()
	popup := openPopup(tab)
	popup.Wait("button.person")
	perfect := forged(b)
	channel := "lwa.1." + pendingState(b)
	tap(tab, channel)
	heard := 0
	for _, row := range []struct {
		name, send string
		channel    bool
	}{
		{name: "PO-03 origin null, from a sandboxed frame", send: `
			const frame = document.createElement("iframe");
			frame.sandbox = "allow-scripts";
			frame.srcdoc = "<script>parent.postMessage(" + JSON.stringify(%s) + ", '*')<\/script>";
			document.body.append(frame)`},
		{name: "PO-03 origin null, from a data document", send: `
			const frame = document.createElement("iframe");
			frame.src = "data:text/html,<script>parent.postMessage(decodeURIComponent('" + encodeURIComponent(encodeURIComponent(%s)) + "'), '*')<\/script>";
			document.body.append(frame)`},
		{name: "PO-04 own origin, another frame", send: `
			const frame = document.createElement("iframe");
			frame.src = "/sender#" + encodeURIComponent(%s);
			document.body.append(frame)`},
		{name: "PO-04 own origin, the page itself", send: `postMessage(%s, "*")`},
		{name: "PO-05 made by script, with our origin", send: `
			dispatchEvent(new MessageEvent("message", { data: %s, origin: location.origin }))`},
		{name: "PO-05 made by script, with our origin and window", send: `
			dispatchEvent(new MessageEvent("message", { data: %s, origin: location.origin, source: lab.popup }))`},
		{name: "PO-09 the channel, without the state", channel: true, send: `
			const c = new BroadcastChannel(lab.tap.name);
			c.postMessage(%s.replace(/state=[^&]*/, "state=00000000000000000000000000000000000"));
			c.close()`},
	} {
		tab.Exec("{"+row.send+"}", jsQuoted(perfect))
		if row.channel {
			waitTapped(tab, 1)
		} else {
			heard++
			waitHeard(tab, heard)
		}
		assert.Zero(t, browsertest.Eval[int](tab, `bench.outcomes.length`), row.name)
		assert.Zero(t, b.Fake.Counts().TokenRequests, row.name)
	}
	tab.Exec(`for (const frame of document.querySelectorAll("iframe")) frame.remove(); performance.clearResourceTimings()`)
	labFinish(tab, popup)
	assert.Zero(t, browsertest.Eval[int](other, `bench.outcomes.length + bench.events.length`), "the other tab did nothing")
	other.Close()
	tab.Exec(`lab.tap.close()`)
	labAlive(tab)
}

// opaqueApp is the site's page in a sandboxed frame, where it has no origin of its own. It tells the page around it what
// came of its login.
const opaqueApp = `<!doctype html><meta charset="utf-8">
<style>button { position: fixed; inset: 0; width: 100%; height: 100% }</style>
<script src="/lwa/lwa.js" data-client-id="CLIENT" data-provider="PROVIDER" data-mode="popup"></script>
<button>Login</button><script>
	const done = (code) => parent.postMessage(code, "*");
	document.querySelector("button").onclick = () => lwaLogin().then(() => done("session"), (e) => done(e.code + " " + e.hint));
	lwa.ready.then(() => done("ready"), () => done("not ready"));
</script>`

// PO-03, the app itself being opaque: its origin reads "null", as that of any sandboxed frame does, so no message could
// ever be told to be its own. The login is refused before anything is opened.
func TestPO03_OpaqueApp(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	b.HandleFunc("/opaque", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, strings.NewReplacer("CLIENT", browsertest.ClientID, "PROVIDER", b.Amazon).Replace(opaqueApp))
	})
	b.HandleFunc("/around", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><link rel="icon" href="data:,"><p id="said" data-count="0">Nothing</p>
			<script>const heard = []; addEventListener("message", (e) => { heard.push(e.data); said.dataset.count = heard.length; })</script>
			<iframe id="app" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" src="/opaque" width="300" height="100"></iframe>`)
	})
	tab := b.Blank().Expect(`^console\.error: lwa\.js: `)
	tab.Go("/around")
	tab.Wait(`#said[data-count="1"]`)
	tab.Do(mouseClick(middle(tab, "#app"), 1)...)
	tab.Wait(`#said[data-count="2"]`)
	heard := browsertest.Eval[[]string](tab, `heard`)
	assert.Equal(t, "not ready", heard[0])
	assert.Contains(t, heard[1], "invalid_configuration")
	assert.Contains(t, heard[1], "allow-same-origin")
	labOnly(tab)
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
}

// values is every kind of thing that can be posted, most of them in shapes that a careless reader trips over.
const values = `(() => {
	const list = [undefined, null, true, false, 0, -0, 1.5, NaN, Infinity, 2n ** 80n, "", " ", "\u0000", "\ud800", "?", "#", "&", "=",
		"?state", "?state=", "?code", "?code=x", "?state=&code=", "code=x", "{}", "[]", "null", "ok", "logout", "undefined", "%", "?%zz=1",
		"http://[", "https://", "javascript:alert(1)", "?" + "a=b&".repeat(5000), "x".repeat(1 << 20), "\u202e?code=x", "?code=%00&state=%ff",
		new Date(0), new Date(NaN), /x/gi, new Map([["code", "x"]]), new Set(["state"]), new Error("x"), new RangeError("?code=x"),
		new ArrayBuffer(8), new ArrayBuffer(0), new Uint8Array(4), new Float64Array(2), new DataView(new ArrayBuffer(8)), new Blob(["?code=x"]),
		new File(["x"], "state"), new ImageData(2, 2), new DOMRect(1, 2, 3, 4), new DOMMatrix(), new DOMException("x", "AbortError"),
		Object("?code=x&state=y"), Object(1), Object(true), Object(1n), [], [[]], [,1,,2], Array(1000), [null, undefined], {}, Object.create(null)];
	const cyclic = { state: null }; cyclic.state = cyclic; cyclic.list = [cyclic]; list.push(cyclic, [cyclic], new Map([[cyclic, cyclic]]));
	let deep = {}; for (let i = 0; i < 500; i++) deep = { state: deep }; list.push(deep);
	list.push({ length: 3, 0: "?", 1: "x", 2: "=" }, { toString: "?code=x", valueOf: 1 }, { then: "x" }, { __proto__: null, constructor: "x" });
	const odd = [undefined, null, 0, NaN, "", "x", [], {}, new Date(0), new Uint8Array(1), true, 1n];
	for (const name of ["code", "state", "access_token", "error", "data", "type", "origin", "source", "session", "raw", "response"]) {
		for (const value of odd) list.push({ [name]: value });
	}
	for (const value of odd) list.push({ type: "authorization_response", response: { code: value, state: value } });
	return list;
})()`

// PO-06: whatever can be posted, from the popup, from the page and over the login's own channel: no exception, no
// complaint, nothing consumed.
func TestPO06_AnyValue(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	popup := openPopup(tab)
	popup.Wait("button.person")
	tap(tab, "lwa.1."+pendingState(b))
	const send = `{ const list = %s; %s; list.length }`
	n := browsertest.Eval[int](tab, fmt.Sprintf(send, values, `for (const v of list) postMessage(v, "*")`))
	require.GreaterOrEqual(t, n, 200)
	waitHeard(tab, n)
	require.Equal(t, n, browsertest.Eval[int](popup, fmt.Sprintf(send, values, `for (const v of list) opener.postMessage(v, "*")`)))
	waitHeard(tab, 2*n)
	require.Equal(t, n, browsertest.Eval[int](tab, fmt.Sprintf(send, values, `const c = new BroadcastChannel(lab.tap.name); for (const v of list) c.postMessage(v); c.close()`)))
	waitTapped(tab, n)
	// Fifty megabytes, as text and as bytes.
	tab.Exec(`postMessage("x".repeat(50 << 20), "*"); postMessage(new ArrayBuffer(50 << 20), "*")`)
	waitHeard(tab, 2*n+2)
	assert.Zero(t, browsertest.Eval[int](tab, `bench.outcomes.length + bench.events.length`))
	labFinish(tab, popup)
	tab.Exec(`lab.tap.close()`)
	labAlive(tab)
}

// PO-22 and PO-28: the popup itself, on our own origin again, says things that are no answer: tokens, sessions, words of
// success, addresses that cannot be parsed. All are ignored, and the real answer of the same window completes the login.
func TestPO22_PO28_OwnWindowTalksNonsense(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	b.HandleFunc("/blank", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><link rel="icon" href="data:,"><p id="blank">Nothing here</p>`)
	})
	popup := openPopup(tab)
	popup.Wait("button.person")
	amazon := browsertest.Eval[string](popup, `location.href`)
	popup.Exec(`location.href = %s`, jsQuoted(b.App+"/blank"))
	popup.Wait("#blank")
	tap(tab, "lwa.1."+pendingState(b))
	const nonsense = `const state = %s; const list = [
		{ access_token: "Atza|stolen", token_type: "bearer", expires_in: 3600, state },
		{ code: "stolen", state }, { session: { profile: { userId: "eve" }, accessToken: "Atza|stolen" }, state },
		{ type: "authorization_response", response: { code: "stolen", state } },
		JSON.stringify({ access_token: "Atza|stolen", state }), JSON.stringify({ code: "stolen", state }), "success", "ok", "true",
		"http://[::1", "http://%%", "http://a b/?code=x", "//?code=x", "?code=%%zz", "?state", "?;", "\u0000" + state, state, "lwa." + state,
		"?access_token=Atza|stolen&token_type=bearer", "?code=stolen&state=" + state + "x", "?code=stolen&state=" + state.slice(1),
		"?code=stolen&state=" + state.toLowerCase() + "_", "?code=stolen&STATE=" + state,
	];`
	n := browsertest.Eval[int](popup, fmt.Sprintf(`{`+nonsense+`for (const v of list) opener.postMessage(v, location.origin); list.length }`, jsQuoted(pendingState(b))))
	waitHeard(tab, n)
	popup.Exec(`{`+nonsense+`const c = new BroadcastChannel(%s); for (const v of list) c.postMessage(v) }`, jsQuoted(pendingState(b)), jsQuoted("lwa.1."+pendingState(b)))
	waitTapped(tab, n)
	assert.Zero(t, browsertest.Eval[int](tab, `bench.outcomes.length + bench.events.length`))
	popup.Exec(`location.href = %s`, jsQuoted(amazon))
	labFinish(tab, popup)
	tab.Exec(`lab.tap.close()`)
	labAlive(tab)
}

// After a login the same answer comes again, by message and by channel: one code is redeemed, the session stays.
func TestPopupReplay(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	popup := openPopup(tab)
	popup.Wait("button.person")
	state := pendingState(b)
	tab.Exec(`lab.answers = []; lab.tap = new BroadcastChannel(%s); lab.channels.delete(lab.tap); lab.tap.onmessage = (e) => lab.answers.push(e.data)`, jsQuoted("lwa.1."+state))
	labFinish(tab, popup)
	token := browsertest.Eval[string](tab, `lwa.session.accessToken`)
	require.Contains(t, browsertest.Eval[string](tab, `lab.answers[0]`), "state="+state)
	// Once more while nothing is pending, and once more while the next login is.
	replay := func() {
		before := browsertest.Eval[int](tab, `lab.heard`)
		say(tab, "lwa.1."+state, "lab.answers[0]")
		tab.Exec(`postMessage(lab.answers[0], "*")`)
		waitHeard(tab, before+1)
	}
	replay()
	tab.Exec(`bench.options = { interactive: "always" }`)
	popup = openPopup(tab)
	popup.Wait("#allow")
	replay()
	popup.Click("#allow")
	require.NotNil(t, tab.Outcomes(2)[1].Session)
	popup.WaitClosed()
	assert.Equal(t, 2, b.Fake.Counts().TokenRequests)
	assert.NotEqual(t, token, browsertest.Eval[string](tab, `lwa.session.accessToken`))
	assert.NotEqual(t, state, pendingState(b), "PK-04: a state of its own")
	tab.Exec(`lab.tap.close(); lab.answers = []`)
	labAlive(tab)
}
