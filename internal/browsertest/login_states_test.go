package browsertest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// axe runs axe-core on the page as it is, and checks that it finds nothing.
func axe(d door, state string) {
	d.Helper()
	path := "../../web/node_modules/axe-core/axe.min.js"
	code, err := os.ReadFile(path)
	if err != nil {
		d.Skip("npm has not installed axe-core: scripts/web.sh")
	}
	d.Exec("%s", string(code)) // by DevTools, which no policy of the page holds back
	found := browsertest.Eval[[]string](d.Tab, `axe.run(document, { rules: { region: { enabled: false } } }).then(({ violations }) =>
		violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html + " " + n.failureSummary).join("; ")))`)
	assert.Empty(d, found, state)
}

// walk brings the element from state to state by keyboard alone, and looks at each.
func walk(d door, look func(state string)) {
	b := d.Bench
	d.shows("signed-out")
	d.tabTo("button login")
	look("signed-out")

	popup := d.Popup(func() { d.key(kb.Enter) })
	d.shows("window-open")
	assert.Equal(b, "button login", d.focused(), "the focus stays where it was")
	look("window-open")
	popup.Wait("button.person")
	d.tabTo("button cancel")
	d.key(kb.Enter)
	popup.WaitClosed()
	d.shows("signed-out")
	assert.Equal(b, "button login", d.focused(), "what had the focus is gone")

	popup = d.Popup(func() { d.key(" ") })
	popup.Pick("Zoë")
	popup.Click("#cancel")
	d.shows("error")
	look("error")
	d.tabTo("button close")
	d.key(kb.Enter)
	d.shows("signed-out")

	d.Exec(`const e = document.querySelector("lwa-login"); e.lwa = window.fake = Object.assign(new EventTarget(), {
		version: "0", session: null, ready: Promise.resolve(null), configure() {},
		login: () => new Promise((done, failed) => { fake.done = done; fake.failed = failed; }),
		token: () => Promise.reject(new Error()), logout: () => new Promise(() => {}) })`)
	fail := func(code string) { d.Exec(`fake.failed(Object.assign(new Error("No"), { code: %q, hint: "" }))`, code) }
	for code, state := range map[string]string{"wasm_nonexistent": "unsupported", "no_network_connectivity": "offline", "popup_window_error": "error"} {
		d.tabTo("button login")
		d.key(kb.Enter)
		d.shows("window-open")
		fail(code)
		d.shows(state)
		look(strings.ReplaceAll(code, "_", "-"))
		d.key(kb.Escape)
		d.shows("signed-out")
	}
	d.key(kb.Enter)
	d.Exec(`fake.dispatchEvent(new CustomEvent("unsure", { detail: { focus() {}, cancel() {}, continueHere() { fake.here = true; } } }))`)
	d.shows("unsure")
	look("unsure")
	d.tabTo("button here")
	d.key(kb.Enter)
	d.shows("busy")
	assert.True(b, browsertest.Eval[bool](d.Tab, `fake.here`))
	assert.Equal(b, "button login", d.focused())
	look("busy")
	d.Exec(`fake.session = { profile: { userId: "amzn1", name: "Zoë O’Neil & Sons" }, accessToken: "t", expiresAt: Date.now() + 1e5 }; fake.done(fake.session)`)
	d.shows("signed-in")
	who := "name"
	if browsertest.Eval[bool](d.Tab, `document.querySelector("lwa-login").getAttribute("text") === "a"`) {
		who = "button logout" // there is nothing else
	}
	assert.Equal(b, who, d.focused(), "who they are, not the button that logs out")
	look("signed-in")
	d.Exec(`fake.dispatchEvent(new CustomEvent("expiring"))`)
	d.shows("expiring")
	look("expiring")
	d.tabTo("button close")
	d.key(kb.Enter)
	d.shows("signed-in")
	d.tabTo("button logout")
	d.key(kb.Enter)
	d.shows("busy")
	d.Exec(`fake.session = null; fake.dispatchEvent(new CustomEvent("logout"))`)
	d.shows("signed-out")
	assert.Equal(b, "button login", d.focused())
}

// styled serves a page with room around the element.
func styled(b *browsertest.Bench, attributes, language string) door {
	b.Helper()
	b.HandleFunc("/styled.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		_, _ = w.Write([]byte(`:root { color-scheme: light dark; } body { font-family: system-ui, sans-serif; margin: 24px 16px; background: Canvas; color: CanvasText; } p { max-width: 40em; }`))
	})
	doorPage(b, "/styled", `<!doctype html><html lang="`+language+`" `+map[bool]string{true: `dir="rtl"`}[language == "ar"]+`><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/styled.css"><link rel="stylesheet" href="/lwa/lwa-login.css"><script src="/told.js"></script><script src="/lwa/lwa-login.js" type="module"></script>
<main><h1>A shop</h1><p><lwa-login client-id="{id}" provider="{amazon}" `+attributes+`><button type="button">Login with Amazon</button></lwa-login></p><p>Text of the page, which stays where it is whatever the element shows: that is what this line is here for.</p></main></html>`)
	d := door{b.Blank()}
	d.Tab.Expect("lwa-login: ")
	return d
}

// TestLoginFramed: a login in a frame cannot go on as a redirect. Nothing offers that, and a person
// is told what they can do instead.
func TestLoginFramed(t *testing.T) {
	b := parallel(t)
	d := styled(b, `mode="redirect"`, "en")
	b.Handle("/around", barePage(b, "", `<iframe src="/styled" width="600" height="400" title="A shop"></iframe>`))
	d.Go("/around")
	d.Exec(`window.framed = frames[0].document.querySelector("lwa-login");
		window.card = () => [...framed.shadowRoot.querySelectorAll(".message, .actions button")].map((e) => e.textContent)`)
	card := func() []string { return browsertest.Eval[[]string](d.Tab, `card()`) }
	leave := []string{"To log in, open this page in a window of its own.", "Close"}

	d.Exec(`framed.login()`)
	assert.Equal(t, leave, card(), "redirect_in_iframe")

	d.Exec(`framed.mode = "popup"; framed.lwa = Object.assign(new EventTarget(), {
		version: "0", session: null, ready: Promise.resolve(null), configure() {},
		login: () => new Promise((_, failed) => { window.failed = failed; }) }); window.over = framed.login(); 0`)
	assert.Equal(t, []string{"Go on in Amazon’s window", "Bring it to the front", "Cancel"}, card())
	d.Exec(`failed(Object.assign(new Error("No"), { code: "popup_window_error", hint: "" })); over`)
	assert.Equal(t, leave, card(), "popup_window_error")
}

// TestLoginFront: while the window seems closed, "Bring it to the front" begins another login in
// its place, and the person hears what comes of that one.
func TestLoginFront(t *testing.T) {
	b := parallel(t)
	d := styled(b, "", "en")
	d.Go("/styled")
	d.Exec(`window.element = document.querySelector("lwa-login"); window.fails = [];
		element.lwa = Object.assign(new EventTarget(), { version: "0", session: null, ready: Promise.resolve(null), configure() {},
			login: () => new Promise((_, failed) => fails.push((code) => failed(Object.assign(new Error("No"), { code, hint: "" })))) });
		window.over = element.login(); 0`)
	d.push("front")
	d.Exec(`fails[1]("interaction_in_progress")`)
	d.shows("window-open")
	d.push("front")
	d.Exec(`fails[0]("user_cancelled"); over`)
	d.shows("signed-out")
	d.Exec(`fails[2]("popup_window_error")`)
	d.shows("error")
	assert.Equal(t, "Your browser blocked Amazon’s window.", d.part("message"))
}

// TestLoginStates walks through every state by keyboard alone, has axe look at each, and checks
// that nothing moves.
func TestLoginStates(t *testing.T) {
	b := parallel(t)
	d := styled(b, "", "en")
	d.AtStart(`window.shifts = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) { shifts += e.value; (window.moved ??= []).push(e.sources.map((s) => (s.node?.nodeName ?? "?") + JSON.stringify(s.previousRect) + JSON.stringify(s.currentRect)).join(" ")); } }).observe({ type: "layout-shift", buffered: true });`)
	d.Go("/styled")
	top := ""
	walk(d, func(state string) {
		axe(d, state)
		box := browsertest.Eval[string](d.Tab, `JSON.stringify([document.querySelector("lwa-login"), document.querySelector("main p:last-child")].map((e) => e.getBoundingClientRect()))`)
		if top == "" {
			top = box
		}
		assert.Equal(t, top, box, "the page has moved: %s", state)
	})
	assert.Zero(t, browsertest.Eval[float64](d.Tab, `shifts`), browsertest.Eval[[]string](d.Tab, `window.moved ?? []`))
}

// looksOfLogin are the sheet: states by theme, language and width.
var looksOfLogin = []struct{ attributes, language string }{
	{`theme="gold"`, "en"}, {`theme="dark" size="large"`, "de"}, {`theme="light" size="small"`, "fr"}, {`theme="gold"`, "ar"}, {`theme="light"`, "ja"}, {`theme="dark"`, "hi"},
}

// TestScreensLogin takes the sheet of pictures of <lwa-login> into the folder that SCREENS names.
func TestScreensLogin(t *testing.T) {
	dir := os.Getenv("SCREENS")
	if dir == "" {
		dir = t.TempDir()
	}
	for i, look := range looksOfLogin {
		for _, l := range append(browsertest.Looks, browsertest.Look{Name: "narrow", Width: 320, Height: 568, Scheme: "light"}) {
			if os.Getenv("SCREENS") == "" && i != len(l.Name)%len(looksOfLogin) {
				continue // each once; all of them for somebody who looks
			}
			t.Run(look.language+"-"+l.Name, func(t *testing.T) {
				b := browsertest.New(t)
				d := styled(b, look.attributes, look.language)
				l.Height = 420
				d.Dress(l)
				d.Go("/styled")
				walk(d, func(state string) {
					picture := d.Picture(l)
					require.NoError(t, os.WriteFile(filepath.Join(dir, "login-"+state+"-"+look.language+"-"+l.Name+".png"), picture, 0o644))
				})
			})
		}
	}
}

// sheetOfLogin is one picture of many states: theme, size, language, and what brings the element
// there.
var sheetOfLogin = []struct{ attributes, language, state, act string }{
	{`theme="gold"`, "en", "signed-out", ``},
	{`theme="dark"`, "de", "signed-out", ``},
	{`theme="light"`, "fr", "signed-out", ``},
	{`theme="gold" text="login" size="small"`, "it", "signed-out", ``},
	{`theme="gold"`, "en", "window-open", `e.login()`},
	{`theme="dark"`, "de", "unsure", `e.login(); lwa.dispatchEvent(new CustomEvent("unsure", { detail: {} }))`},
	{`theme="light"`, "ar", "window-open", `e.login()`},
	{`theme="dark" size="large"`, "pl", "signed-out", ``},
	{`theme="gold"`, "en", "signed-in", `lwa.dispatchEvent(new CustomEvent("login", { detail: lwa.session = zoe }))`},
	{`theme="gold"`, "es", "expiring", `lwa.dispatchEvent(new CustomEvent("login", { detail: lwa.session = zoe })); lwa.dispatchEvent(new CustomEvent("expiring"))`},
	{`theme="light"`, "en", "error", `e.login(); lwa.failed(Object.assign(new Error(), { code: "access_denied", hint: "" }))`},
	{`theme="dark"`, "en", "unsupported", `e.login(); lwa.failed(Object.assign(new Error(), { code: "wasm_nonexistent", hint: "" }))`},
}

// TestScreensLoginSheet takes that picture; with UPDATE_DOCS=1 docs/button.png is written.
func TestScreensLoginSheet(t *testing.T) {
	b := parallel(t)
	var cells strings.Builder
	for _, cell := range sheetOfLogin {
		cells.WriteString(`<figure lang="` + cell.language + `"` + map[bool]string{true: ` dir="rtl"`}[cell.language == "ar"] + `><lwa-login ` + cell.attributes + `></lwa-login></figure>`)
	}
	b.HandleFunc("/sheet.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		_, _ = w.Write([]byte(`:root { color-scheme: light dark; } body { margin: 24px; display: grid; grid-template-columns: repeat(4, 1fr); gap: 20px; background: light-dark(#faf9f6, #14181b); font-family: system-ui, sans-serif; } figure { margin: 0; min-height: 60px; } figure:nth-child(n+5) { min-height: 190px; }`))
	})
	doorPage(b, "/sheet", `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sheet</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/sheet.css">
<script src="/told.js"></script><script src="/lwa/lwa-login.js" type="module"></script>`+cells.String()+`</html>`)
	d := door{b.Blank()}
	d.Expect("lwa-login: ")
	l := browsertest.Look{Name: "sheet", Width: 1480, Height: 510, Scheme: "light"}
	d.Dress(l)
	d.Go("/sheet")
	d.Exec(`window.zoe = { profile: { userId: "amzn1", name: "Zoë O’Neil" }, accessToken: "t" };
		window.cells = [...document.querySelectorAll("lwa-login")];
		for (const e of cells) e.lwa = Object.assign(new EventTarget(), { version: "0", session: null, ready: Promise.resolve(null), configure() {},
			login() { return new Promise((_, failed) => { this.failed = failed; }); }, token: () => Promise.reject(new Error()) });
		new Promise((done) => setTimeout(done))`)
	for i, cell := range sheetOfLogin {
		d.Exec(`{ const e = cells[%d], lwa = e.lwa; %s } 0`, i, cell.act)
	}
	for i, cell := range sheetOfLogin {
		at := `cells[` + strconv.Itoa(i) + `]`
		awaits(d.Tab, at+`.getAttribute("state") === "`+cell.state+`" && !`+at+`.hasAttribute("untold")`)
	}
	picture := d.Picture(l)
	if os.Getenv("UPDATE_DOCS") == "1" {
		require.NoError(t, os.WriteFile("../../docs/button.png", picture, 0o644))
	}
	if dir := os.Getenv("SCREENS"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "login-sheet.png"), picture, 0o644))
	}
}
