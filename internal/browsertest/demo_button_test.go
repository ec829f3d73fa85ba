package browsertest_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestPlayground: the page of the button shows the tag of what is chosen, and logs in with each
// that plays Amazon.
func TestPlayground(t *testing.T) {
	b := parallel(t)
	d := door{b.Open("/").Ready()}
	d.Expect("lwa-login: ")
	choose := func(name, value string) {
		d.Exec(`{ const { elements } = document.getElementById("choices"); elements[%q].value = %q; elements[%q].dispatchEvent(new Event("change", { bubbles: true })); }`, name, value, name)
	}
	d.shows("signed-out")
	choose("theme", "dark")
	choose("lang", "de")
	d.shows("signed-out")
	d.Popup(func() { d.push("login") }).SignIn("Zoë")
	d.shows("signed-in")
	assert.Equal(t, "Hallo "+zoe.Name, d.part("name"))
	assert.Contains(t, d.Text("#tag"), "client-id=\""+browsertest.ClientID)
	assert.Contains(t, d.Text("#tag"), `theme="dark"`)
	d.push("logout")
	d.shows("signed-out")

	choose("against", "demo")
	d.shows("signed-out")
	assert.Equal(t, "<lwa-login\n  theme=\"dark\"\n  lang=\"de\"\n  provider=\"demo\"></lwa-login>", d.Text("#tag"))
	agree(d.Popup(func() { d.push("login") }), "Ada", "")
	d.shows("signed-in")
	assert.Equal(t, "Event: login Ada Ngoma", d.Text("#told"))

	choose("against", "nobody")
	for _, state := range []string{"signed-out", "window-open", "unsure", "busy", "signed-in", "expiring", "error", "offline", "unsupported"} {
		choose("state", state)
		d.shows(state)
	}
}

// TestPlaygroundKeyboard: the start page with tab, enter and letters alone, and from there to every
// other demo.
func TestPlaygroundKeyboard(t *testing.T) {
	b := parallel(t)
	d := door{b.Open("/").Ready()}
	focusOn(d.Tab, `select[name="theme"]`)
	d.Do(chromedp.KeyEvent("d"))
	awaits(d.Tab, `document.getElementById("tag").textContent.includes('theme="dark"')`)
	d.shows("signed-out")
	focusOn(d.Tab, "lwa-login")
	amazon := d.Popup(func() { d.Do(chromedp.KeyEvent(kb.Enter)) })
	amazon.Wait("button.person")
	focusOn(amazon, "button.person")
	amazon.Do(chromedp.KeyEvent(kb.Enter))
	amazon.Wait("#allow")
	focusOn(amazon, "#allow")
	amazon.Do(chromedp.KeyEvent(kb.Enter))
	d.shows("signed-in")
	awaits(d.Tab, `document.activeElement.localName === "lwa-login"`)
	for _, page := range []string{"/script.html", "/popup.html", "/redirect.html", "/site/home.html", "/tv.html", "/errors.html", "/sick/"} {
		focusOn(d.Tab, `.tiles a[href="`+page+`"]`)
	}
}
