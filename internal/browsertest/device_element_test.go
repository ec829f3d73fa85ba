package browsertest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// withElement opens a page that has <lwa-device>, under a policy that allows no style and no markup
// made of text. What its element tells is kept in bench.told.
func withElement(b *browsertest.Bench, faults fakeamazon.Faults, attributes string) sofa {
	b.Helper()
	b.Fake.SetFaults(faults)
	policy := "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; connect-src 'self' " + b.Amazon +
		"; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"
	b.Handle("/element", barePage(b, "", `<main><lwa-device `+attributes+`></lwa-device></main><aside></aside>
<script type="module" src="/lwa/lwa-device.js"></script><script type="module" src="/element.js"></script>`, "Content-Security-Policy", policy))
	b.HandleFunc("/element.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `window.element = document.querySelector("lwa-device");
			bench.told = [];
			for (const type of ["login", "error", "cancel"]) element.addEventListener(type, ({ detail }) => bench.told.push(type + " " + (detail?.code ?? detail?.profile?.name ?? "")));
			import("/lwa/lwa-device.js").then(({ qr }) => { window.qr = qr; });`)
	})
	tab := b.Blank()
	tab.AtStart(census)
	tv := sit(tab, "/element")
	awaits(tab, `window.qr && element.state`)
	tv.Exec(`element.focus()`)
	return tv
}

func (s sofa) told() []string {
	s.Helper()
	return browsertest.Eval[[]string](s.Tab, `bench.told`)
}

// TestElement: what it tells the page of each end, under a strict policy, and that nothing is left
// behind.
func TestElement(t *testing.T) {
	b := parallel(t)
	tv := withElement(b, quick, ``)
	tv.Exec(`lwa.token().catch(() => {})`) // starts the wasm
	before, _ := count(tv.Tab)
	tv.start()
	tv.press(kb.Escape)
	tv.shows("idle")
	assert.Equal(t, []string{"cancel "}, tv.told())

	phone(b, tv.start()).Click("#cancel")
	tv.shows("refused")
	phone(b, tv.start()).Click("#allow")
	tv.shows("done")
	assert.Equal(t, []string{"cancel ", "error access_denied", "login " + zoe.Name}, tv.told())
	assert.Equal(t, "Hello "+zoe.Name, tv.part("title"))
	tv.Exec(`element.cancel()`)
	tv.shows("idle")
	assert.Len(t, tv.told(), 3, "nobody turned away")

	tv.Exec(`lwa.logout()`)
	after, _ := count(tv.Tab)
	assert.Equal(t, before, after)
	assert.Empty(t, browsertest.Eval[[]string](tv.Tab, `bench.violations`))
	assert.Nil(t, browsertest.Eval[*string](tv.Tab, `document.querySelector("[style]") || element.shadowRoot.querySelector("[style], style, script") ? "a style" : null`))
}

// TestElementRemoved: an element that is taken away stops, one that is only moved goes on. Amazon
// hears no more of the former.
func TestElementRemoved(t *testing.T) {
	b := parallel(t)
	polled := polledCodes(b)
	tv := withElement(b, quick, ``)
	tv.Exec(`lwa.token().catch(() => {})`) // starts the wasm
	before, _ := count(tv.Tab)
	first := tv.start()
	tv.Exec(`document.querySelector("aside").append(element); element.connectedCallback(); document.querySelector("main").prepend(element)`)
	polled.only(first)
	assert.Equal(t, first, tv.offers())

	tv.Exec(`element.remove()`)
	assert.Equal(t, "idle", browsertest.Eval[string](tv.Tab, `element.state`))
	after, _ := count(tv.Tab)
	assert.Equal(t, before, after)
	assert.Empty(t, tv.told(), "nobody turned away, and nothing went wrong")

	tv.Exec(`document.querySelector("main").append(element); element.focus()`)
	second := tv.start()
	polled.only(second)
	phone(b, second).Click("#allow")
	tv.shows("done")
	assert.Equal(t, []string{"login " + zoe.Name}, tv.told())
}

// TestElementDV09_Hostile: whatever the code is, it is text, and in sight.
func TestElementDV09_Hostile(t *testing.T) {
	b := parallel(t)
	tv := withElement(b, quick, ``)
	for code, shown := range map[string]string{
		"A1B2C":                            "A1B 2C",
		"A1B2C3D4":                         "A1B2 C3D4",
		"WDJB-MJHT":                        "WDJB-MJHT",
		"94":                               "94",
		`<img src=x onerror=alert(1)>`:     "<img  src =x o nerr or=a lert (1)>",
		"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW": strings.TrimSpace(strings.Repeat("WWWW ", 8)),
	} {
		quoted, err := json.Marshal(code)
		require.NoError(t, err)
		b.Fake.SetFaults(fakeamazon.Faults{PollInterval: time.Second, CodePairJSON: map[string]string{"user_code": string(quoted)}})
		tv.start()
		groups := browsertest.Eval[[]string](tv.Tab, `[...element.shadowRoot.querySelectorAll(".group")].map((e) => e.textContent)`)
		assert.Equal(t, code, strings.Join(groups, ""), "copied as it is")
		assert.Equal(t, shown, strings.Join(groups, " "))
		assert.LessOrEqual(t, browsertest.Eval[float64](tv.Tab, `document.documentElement.scrollWidth - innerWidth`), 0.0, code)
		assert.Zero(t, browsertest.Eval[int](tv.Tab, `element.shadowRoot.querySelectorAll("img").length`))
		tv.press(kb.Escape)
		tv.shows("idle")
	}
	assert.Empty(t, browsertest.Eval[[]string](tv.Tab, `bench.violations`))
}

// TestElementOptions: its attributes are options of the call, and what it has not is the page's.
func TestElementOptions(t *testing.T) {
	b := parallel(t)
	require.NoError(t, b.Fake.AddClient(fakeamazon.Client{ID: "television", Name: "Television", Origins: []string{b.App}, Device: true}))
	tv := withElement(b, quick, `client-id="television" scope="profile postal_code" persist="session"`)
	phone := phone(b, tv.start())
	assert.Contains(t, phone.Text("body"), "Television")
	phone.Click("#allow")
	tv.shows("done")
	assert.Equal(t, "profile postal_code", browsertest.Eval[string](tv.Tab, `lwa.session.scope`))
	assert.NotEmpty(t, entries(tv.Tab, "sessionStorage"))
}

// TestElementTexts: every text can be another, also while it is shown.
func TestElementTexts(t *testing.T) {
	b := parallel(t)
	tv := withElement(b, quick, `text-start="Mit Code anmelden" text-left="Noch {time}" text-hello="Hallo {name}{other}"`)
	assert.Equal(t, "Mit Code anmelden", tv.focused())
	code := tv.start()
	assert.Regexp(t, `^Noch (10:00|9:\d\d)$`, tv.part("time"))
	tv.Exec(`element.setAttribute("text-again", "<b>Neuer Code</b>")`)
	assert.Equal(t, "<b>Neuer Code</b>", tv.focused())
	assert.Equal(t, code, tv.offers())
	phone(b, code).Click("#allow")
	tv.shows("done")
	assert.Equal(t, "Hallo "+zoe.Name+"{other}", tv.part("title"))
}

// TestElementAlone: without the component it says so; with one of the page's own, given early, it
// takes that.
func TestElementAlone(t *testing.T) {
	b := parallel(t)
	tv := withElement(b, quick, ``)
	tv.Exec(`bench.lwa = lwa; delete window.lwa`)
	tv.press(kb.Enter)
	tv.shows("error")
	assert.Equal(t, "lwa.js is not on this page.", tv.part("message"))
	tv.Exec(`element.lwa = bench.lwa`)
	assert.NotEmpty(t, tv.start())
}

// TestQR: what is drawn can be read, as it lies on the page and in the dark, whatever the text.
func TestQR(t *testing.T) {
	b := parallel(t)
	tv := withElement(b, quick, ``)
	tv.Dress(fullHD)
	for _, text := range []string{
		"https://amazon.com/us/code?cbl-code=A1B2C3", "https://amazon.com/us/code?cbl-code=%3Cimg%20src%3Dx%3E", "x",
		"https://amazon.com/" + strings.Repeat("long/", 60) + "end", `"><script>alert(1)</script>`, "Zoë",
	} {
		tv.Exec(`document.body.replaceChildren(qr(%q, "<b>A picture</b>")); document.body.firstChild.setAttribute("width", 900)`, text)
		tv.Exec(`document.adoptedStyleSheets = [new CSSStyleSheet()]; document.adoptedStyleSheets[0].replaceSync("html { background: #000; color-scheme: dark }")`)
		assert.Equal(t, text, scan(tv.Tab))
		assert.Contains(t, controls(tv.Tab), "image: <b>A picture</b>")
	}
	tv.Exec(`lwa.device().then((device) => {
		window.device = device;
		document.body.replaceChildren(device.qr);
		document.body.firstChild.setAttribute("width", 900);
	})`)
	assert.Equal(t, browsertest.Eval[string](tv.Tab, `device.verificationUriWithCode`), scan(tv.Tab))
	assert.Equal(t, "user_cancelled", browsertest.Eval[string](tv.Tab, `(device.cancel(), device.done.catch((e) => e.code))`))
	assert.Empty(t, browsertest.Eval[[]string](tv.Tab, `bench.violations`))
}
