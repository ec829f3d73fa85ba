package browsertest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestLoginTwo: two elements of a page are one login, and each says so.
func TestLoginTwo(t *testing.T) {
	b := parallel(t)
	d := enters(b, `<lwa-login id="one" client-id="{id}" provider="{amazon}"></lwa-login><lwa-login id="two" client-id="{id}" provider="{amazon}" size="small"></lwa-login></main>`)
	d.Wait(`#one[state="signed-out"]`)
	d.Wait(`#two[state="signed-out"]`)
	d.Popup(func() { d.push("login") }).SignIn("Zoë")
	d.Wait(`#one[state="signed-in"]`)
	d.Wait(`#two[state="signed-in"]`)
	d.Exec(`document.getElementById("two").logout()`)
	d.Wait(`#one[state="signed-out"]`)
	d.Wait(`#two[state="signed-out"]`)
}

// TestLoginBroken: without its wasm the page has its button, which says what a person can do once
// they ask.
func TestLoginBroken(t *testing.T) {
	b := parallel(t)
	for name, own := range map[string]struct{ missing, policy, state, said, told string }{
		"no wasm":        {"/lwa/lwa.wasm", "", "error", "Amazon cannot be reached right now. Please try again.", "error network_error"},
		"no component":   {"/lwa/lwa.mjs", "", "error", "That did not work. Please try again.", "error "},
		"no wasm at all": {"/nothing", "nothing", "unsupported", "Your browser has WebAssembly turned off. In Safari, turn off Lockdown Mode for this website; in Edge, its enhanced security.", "error wasm_nonexistent"},
		"policy":         {"/nothing", "'wasm-unsafe-eval'", "error", "Logging in does not work here right now. Please tell the owner of this site.", "error invalid_configuration"},
	} {
		rows(b, name, func(t *testing.T) {
			b := browsertest.New(t)
			b.Handle(own.missing, http.NotFoundHandler())
			doorPage(b, "/door", simple, "Content-Security-Policy", strings.Replace(doorPolicy(b), own.policy, "", 1))
			d := door{b.Blank()}
			d.Expect("lwa").Expect("404").Expect("WebAssembly").Expect("Content Security Policy")
			if own.policy == "nothing" {
				d.AtStart(`delete window.WebAssembly`)
			}
			d.Go("/door")
			before := "signed-out"
			if name == "no component" {
				before = "error"
			}
			d.Wait(`lwa-login[state="` + before + `"]`)
			assert.Empty(t, d.part("message"), "nobody has asked")
			assert.Empty(t, d.told())
			d.push("login")
			awaits(d.Tab, `told.length`)
			d.shows(own.state)
			assert.Equal(t, own.said, d.part("message"))
			assert.Equal(t, []string{own.told}, d.told())
		})
	}
}

// TestLoginBack: who was refused in a redirect reads so when they are back, once.
func TestLoginBack(t *testing.T) {
	b := parallel(t)
	d := enters(b, `<lwa-login client-id="{id}" provider="{amazon}" mode="redirect"></lwa-login></main>`)
	d.Expect("lwa-login: access_denied")
	d.shows("signed-out")
	d.push("login")
	d.Pick("Zoë")
	d.Click("#cancel")
	d.shows("error")
	assert.Equal(t, "You are not logged in, and nothing was shared.", d.part("message"))
	assert.Equal(t, []string{"error access_denied"}, d.told())
	d.push("close")
	d.shows("signed-out")
}

// TestLoginLanguage: the language of the page, of a part of it, of the element; it may change, and
// its file may be missing.
func TestLoginLanguage(t *testing.T) {
	b := parallel(t)
	b.Handle("/lwa/lwa-login.pl.js", http.NotFoundHandler())
	d := enters(b, `<div lang="de-AT" id="part"><lwa-login client-id="{id}" provider="{amazon}"></lwa-login></div></main>`)
	d.Expect("404").Expect("Failed to fetch")
	says := func(label, direction string) {
		awaits(d.Tab, `document.querySelector("lwa-login").shadowRoot.querySelector(".label").textContent === `+quoteJS(label))
		d.shows("signed-out")
		assert.Equal(t, direction, browsertest.Eval[string](d.Tab, `getComputedStyle(document.querySelector("lwa-login").shadowRoot.querySelector(".login")).direction`))
	}
	says("Mit Amazon anmelden", "ltr")
	for _, row := range [][3]string{
		{"ar", "تسجيل الدخول عبر Amazon", "rtl"}, {"ja-JP", "Amazonでログイン", "ltr"}, {"pl", "Login with Amazon", "ltr"}, {"xx", "Login with Amazon", "ltr"}, {"zh-Hans", "使用 Amazon 登录", "ltr"},
	} {
		d.Exec(`document.querySelector("lwa-login").lang = %q`, row[0])
		says(row[1], row[2])
	}
	d.Exec(`document.querySelector("lwa-login").setAttribute("text-login", "Hereinspaziert")`)
	says("Hereinspaziert", "ltr")
	assert.Equal(t, 3, browsertest.Eval[int](d.Tab, `performance.getEntriesByType("resource").filter((e) => /lwa-login\.(ar|ja|zh)\.js$/.test(e.name)).length`))
	assert.Zero(t, browsertest.Eval[int](d.Tab, `performance.getEntriesByType("resource").filter((e) => /lwa-login\.(fr|es|hi)\.js$/.test(e.name)).length`), "one at a time")
}

func quoteJS(text string) string { return `"` + text + `"` }
