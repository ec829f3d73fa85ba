package browsertest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestSessionST01_NothingKept: with default settings nothing of a login is anywhere in the browser,
// at any step of a popup or redirect login, a renewed profile, a failure and a logout.
func TestSessionST01_NothingKept(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench").Ready()
	clean := func(step string) {
		t.Helper()
		b.NoLeak(tab)
		for _, area := range []string{"localStorage", "sessionStorage"} {
			assert.Empty(t, entries(tab, area), step)
		}
	}
	clean("before")
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Wait("button.person")
	clean("popup open")
	popup.SignIn("Zoë")
	require.NotNil(t, tab.Outcome().Session)
	clean("logged in by popup")
	require.Nil(t, outcomeOf(tab, `lwa.profile()`).Error)
	clean("profile asked anew")
	approved(b)
	tab.Exec(`bench.options = { mode: "redirect", interactive: "always" }`)
	unmark(tab)
	tab.Click("#go")
	require.NotNil(t, ready(tab).Session)
	clean("logged in by redirect")
	b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: zoe.UserID, Audience: "another"})
	tab.Exec(`bench.options = { mode: "popup", interactive: "always" }`)
	tab.Click("#go")
	require.NotNil(t, tab.Outcome().Error)
	clean("a login failed after its token came")
	outcomeOf(tab, `lwa.logout()`)
	clean("logged out")
}

// TestSessionST11_NoCookies: neither the component nor its files ever set one.
func TestSessionST11_NoCookies(t *testing.T) {
	b := approved(parallel(t))
	tab := b.Open("/bench?persist=local&mode=popup").Ready()
	logIn(tab, 1)
	tab.Exec(`bench.options = { mode: "redirect", interactive: "always" }`)
	unmark(tab)
	tab.Click("#go")
	require.NotNil(t, ready(tab).Session)
	assert.Empty(t, browsertest.Eval[string](tab, `document.cookie`))
	jar := command(tab, network.GetCookies, network.GetCookiesParams{URLs: []string{b.App, b.App + callbackPath, b.App + "/lwa/lwa.js"}})
	assert.Empty(t, jar.Cookies)
	for _, path := range []string{"/lwa/lwa.js", "/lwa/lwa.wasm", callbackPath} {
		response, err := http.Get(b.App + path)
		require.NoError(t, err)
		response.Body.Close()
		assert.Empty(t, response.Header.Values("Set-Cookie"), path)
	}
}

// TestSessionST02_Globals: the page gets three names and nothing behind them leads to the instance,
// its memory or Go.
func TestSessionST02_Globals(t *testing.T) {
	b := approved(parallel(t))
	tab := openWith(b, `window.before = new Set(Reflect.ownKeys(window))`, "/bench?mode=popup").Ready()
	logIn(tab, 1)
	added := browsertest.Eval[[]string](tab, `Reflect.ownKeys(window).filter((key) => !before.has(key)).map(String).sort()`)
	assert.Subset(t, []string{"LwaError", "bench", "before", "lwa", "lwaLogin"}, added)
	found := browsertest.Eval[[]string](tab, `(() => {
		const seen = new Set(), found = [];
		const isWasm = (v) => v instanceof WebAssembly.Memory || v instanceof WebAssembly.Instance || v instanceof WebAssembly.Module ||
			v instanceof WebAssembly.Table || v instanceof ArrayBuffer || ArrayBuffer.isView(v);
		const walk = (v, path) => {
			if (v === null || (typeof v !== "object" && typeof v !== "function") || seen.has(v) || v === window || v instanceof Node || path.length > 8) return;
			seen.add(v);
			if (isWasm(v)) found.push(path.join("."));
			for (const key of Reflect.ownKeys(v)) {
				const d = Object.getOwnPropertyDescriptor(v, key);
				let value = d.value;
				try { value ??= d.get?.call(lwa); } catch { continue; }
				if (/^(mem|exports|_inst|importObject|_values|argv|env)$/.test(String(key))) found.push([...path, String(key)].join("."));
				walk(value, [...path, String(key)]);
			}
			walk(Object.getPrototypeOf(v), [...path, "__proto__"]);
		};
		walk(Object.prototype, ["Object"]); walk(Function.prototype, ["Function"]); walk(EventTarget.prototype, ["EventTarget"]); // the browser's own
		found.length = 0;
		walk(lwa, ["lwa"]); walk(lwaLogin, ["lwaLogin"]); walk(LwaError, ["LwaError"]); walk(lwa.session, ["session"]); walk(lwa.login(), ["promise"]);
		return found;
	})()`)
	assert.Empty(t, found)
}

// TestSessionST03_PoisonedSession: the same for a session that is kept.
func TestSessionST03_PoisonedSession(t *testing.T) {
	b := approved(parallel(t))
	tab := b.Open("/bench?mode=popup&persist=local").Ready()
	logIn(tab, 1)
	openVault(tab)
	tab.Exec(`vault.read().then((text) => (sessionStorage.kept = text))`)
	b.Announce(browsertest.LeakSearch{Allowed: `sessionStorage\[kept\]`})
	for name, poison := range map[string]string{
		"no JSON": `"x"`, "null": `"null"`, "trailing": `text + " {}"`, "no token": `JSON.stringify({ ...record, accessToken: "" })`,
		"no person": `JSON.stringify({ ...record, userId: undefined })`, "wrong type": `JSON.stringify({ ...record, name: { a: 1 } })`,
		"another client's": `JSON.stringify({ ...record, clientId: "x" })`, "without time": `JSON.stringify({ ...record, since: undefined })`,
		"over": `JSON.stringify({ ...record, since: 0 })`, "huge": `JSON.stringify({ ...record, name: "x".repeat(100000) })`,
	} {
		rows(b, name, func(t *testing.T) {
			openVault(tab)
			tab.Exec(`(() => {
				const text = sessionStorage.kept, record = JSON.parse(text);
				return vault.write(%s);
			})()`, poison)
			tab.Do(chromedp.Reload())
			assert.Equal(t, browsertest.Outcome{}, ready(tab))
			assert.Empty(t, entries(tab, "localStorage"))
			noSession(tab)
		})
	}
	aliveByRedirect(tab)
}

// TestSessionST05_PopupInheritsNothing: a popup starts with a copy of the page's sessionStorage. A
// popup login is not in it.
func TestSessionST05_PopupInheritsNothing(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench?mode=popup").Ready()
	tab.Exec(`sessionStorage.own = "the page's"`)
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Wait("button.person")
	assert.Empty(t, entries(tab, "sessionStorage"))
	amazon := popup
	history := browsertest.Run(amazon, chromedp.Location())
	popup.Go(plainPage(b))
	assert.Equal(t, []string{"own"}, browsertest.Eval[[]string](popup, `Object.keys(sessionStorage)`))
	assert.Empty(t, browsertest.Eval[[]string](popup, `Object.keys(localStorage)`))
	popup.Go(history)
	popup.SignIn("Zoë")
	require.NotNil(t, tab.Outcome().Session)
	assert.Empty(t, entries(tab, "sessionStorage"))
	popup.WaitClosed()
}

// TestSessionST08_NoSecretInSignals: another tab listens to storage events and to the channel of
// the tabs.
func TestSessionST08_NoSecretInSignals(t *testing.T) {
	b := approved(parallel(t))
	tab := b.Open("/bench?mode=popup&persist=session").Ready()
	other := tab.Another(plainPage(b))
	other.Exec(`window.heard = [];
		addEventListener("storage", (e) => heard.push("storage " + e.key));
		for (const name of ["lwa", "lwa.1", "lwa.1.", "lwa.1.tabs", "lwa.1.tabs." + %q, "lwa.1.answer", "lwa.1.session." + %q])
			new BroadcastChannel(name).onmessage = (e) => heard.push(name + " " + JSON.stringify(e.data));`, browsertest.ClientID, browsertest.ClientID)
	logIn(tab, 1)
	tab.Exec(`bench.options = { mode: "redirect", interactive: "always" }`)
	unmark(tab)
	tab.Click("#go")
	require.NotNil(t, ready(tab).Session)
	outcomeOf(tab, `lwa.logout()`)
	awaits(other, `heard.length > 0`)
	// Names of markers say that an answer was taken, and that somebody logged out: no part of them
	// is of use to anybody.
	assert.Equal(t, []string{"lwa.1.tabs." + browsertest.ClientID + ` "logout"`},
		browsertest.Eval[[]string](other, `heard.filter((h) => !/^storage lwa\.1\.(taken\.[\w-]{10}|logout\.)/.test(h))`))
}

// TestSessionST09_ForeignKeys: what belongs to other clients, other versions and other libraries
// stays as it is.
func TestSessionST09_ForeignKeys(t *testing.T) {
	b := approved(parallel(t))
	tab := b.Open(plainPage(b))
	foreign := []string{"lwa.0.session." + browsertest.ClientID, "lwa.2.session." + browsertest.ClientID, "lwa.10.answer", "lwa", "lwa.1", "lwaX",
		"lwa.1.session.another", "lwa.1.login.another.state", "amazon_Login_accessToken", "auth0.x", ""}
	tab.Exec(`for (const key of %s) for (const area of [localStorage, sessionStorage]) area.setItem(key, "theirs " + key)`, jsValue(foreign))
	tab.Go("/bench?mode=redirect&persist=local")
	tab.Ready()
	unmark(tab)
	tab.Click("#go")
	require.NotNil(t, ready(tab).Session)
	outcomeOf(tab, `lwa.logout()`)
	for _, area := range []string{"localStorage", "sessionStorage"} {
		left := browsertest.Eval[[]string](tab, `Object.keys(`+area+`).filter((key) => /^lwa\.1\.(logout|taken)\./.test(key))`)
		assert.True(t, browsertest.Eval[bool](tab, fmt.Sprintf(
			`%s.every((key) => %s.getItem(key) === "theirs " + key) && %[2]s.length === %d`, jsValue(foreign), area, len(foreign)+len(left))), area)
	}
}
