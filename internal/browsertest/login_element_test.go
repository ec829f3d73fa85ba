package browsertest_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestLogin: one script tag and one element are a whole login, under a strict policy, and tell the
// page.
func TestLogin(t *testing.T) {
	b := parallel(t)
	d := enters(b, simple)
	d.shows("signed-out")
	popup := d.Popup(func() { d.push("login") })
	d.shows("window-open")
	assert.Equal(t, "Go on in Amazon’s window", d.part("message"))
	popup.SignIn("Zoë")
	d.shows("signed-in")
	assert.Equal(t, "Hello "+zoe.Name, d.part("name"))
	assert.Equal(t, zoe.UserID, browsertest.Eval[string](d.Tab, `document.querySelector("lwa-login").session.profile.userId`))
	assert.True(t, browsertest.Eval[bool](d.Tab, `lwa.session === document.querySelector("lwa-login").session`), "the page has the component, too")
	d.push("logout")
	d.shows("signed-out")
	assert.Equal(t, []string{"login " + zoe.Name, "logout "}, d.told())
	assert.Empty(t, d.part("message"))
}

// TestLoginTurnsAway: each way of giving up, and that the button works again.
func TestLoginTurnsAway(t *testing.T) {
	b := parallel(t)
	d := enters(b, simple)
	d.shows("signed-out")
	popup := d.Popup(func() { d.push("login") })
	d.shows("window-open")
	d.push("cancel")
	popup.WaitClosed()
	d.shows("signed-out")
	assert.Equal(t, []string{"cancel "}, d.told())

	popup = d.Popup(func() { d.push("login") })
	popup.Wait("button.person")
	d.key(kb.Escape)
	popup.WaitClosed()
	d.shows("signed-out")

	popup = d.Popup(func() { d.push("login") })
	popup.Wait("button.person")
	looks(d.Tab)
	popup.Close()
	d.shows("signed-out")
	assert.Equal(t, []string{"cancel ", "cancel ", "cancel "}, d.told())

	d.Popup(func() { d.push("login") }).SignIn("Zoë")
	d.shows("signed-in")
}

// TestLoginRefused: what a person reads is no word for developers; those get theirs in the console,
// on their own machine.
func TestLoginRefused(t *testing.T) {
	b := parallel(t)
	d := enters(b, simple)
	d.Expect("console.warning: lwa-login: access_denied")
	d.shows("signed-out")
	popup := d.Popup(func() { d.push("login") })
	popup.Pick("Zoë")
	popup.Click("#cancel")
	d.shows("error")
	assert.Equal(t, "You are not logged in, and nothing was shared.", d.part("message"))
	assert.Equal(t, []string{"error access_denied"}, d.told())
	d.push("close")
	d.shows("signed-out")
	b.Fake.Forget()
	d.Popup(func() { d.push("login") }).SignIn("Zoë")
	d.shows("signed-in")
}

// TestLoginHere: from the open window to a login in this page, and back.
func TestLoginHere(t *testing.T) {
	b := parallel(t)
	d := enters(b, simple)
	d.shows("signed-out")
	popup := d.Popup(func() { d.push("login") })
	popup.Wait("button.person")
	d.push("here")
	popup.WaitClosed()
	d.SignIn("Zoë")
	d.shows("signed-in")
	assert.Equal(t, []string{"login " + zoe.Name}, d.told())
}

// TestLoginMode: the attributes are the options of the component, also when they change.
func TestLoginMode(t *testing.T) {
	b := parallel(t)
	d := enters(b, `<lwa-login client-id="{id}" provider="{amazon}" mode="redirect" persist="session" scope="profile postal_code"></lwa-login></main>`)
	d.shows("signed-out")
	d.push("login")
	d.SignIn("Zoë")
	d.shows("signed-in")
	assert.Equal(t, "profile postal_code", browsertest.Eval[string](d.Tab, `lwa.session.scope`))
	assert.NotEmpty(t, entries(d.Tab, "sessionStorage"))
	d.Go("/door")
	d.shows("signed-in")
	assert.Empty(t, d.told(), "nobody logged in anew")
	d.push("logout")
	d.shows("signed-out")

	b.Fake.Forget()
	d.Exec(`const e = document.querySelector("lwa-login"); e.mode = "popup"; e.scope = "profile"; e.persist = null`)
	assert.Equal(t, `popup profile undefined amzn`, browsertest.Eval[string](d.Tab,
		`(({ mode, scope, persist, clientId }) => [mode, scope, String(persist), clientId.slice(0, 4)].join(" "))(document.querySelector("lwa-login"))`))
	d.Popup(func() { d.push("login") }).SignIn("Zoë")
	d.shows("signed-in")
	assert.Equal(t, "profile", browsertest.Eval[string](d.Tab, `lwa.session.scope`))
	assert.Empty(t, entries(d.Tab, "sessionStorage"))
}

// TestLoginNoFlash: a person who is logged in is never shown the button, and nothing moves.
func TestLoginNoFlash(t *testing.T) {
	b := parallel(t)
	d := enters(b, `<lwa-login client-id="{id}" provider="{amazon}" persist="local"></lwa-login><p>Below</p></main>`)
	d.shows("signed-out")
	d.Popup(func() { d.push("login") }).SignIn("Zoë")
	d.shows("signed-in")
	d.AtStart(`window.seen = [];
		new MutationObserver(() => {
			const state = document.querySelector("lwa-login")?.getAttribute("state");
			if (state && seen.at(-1) !== state) seen.push(state);
		}).observe(document, { subtree: true, childList: true, attributes: true });`)
	d.Go("/door")
	d.shows("signed-in")
	assert.Equal(t, []string{"loading", "signed-in"}, browsertest.Eval[[]string](d.Tab, `seen`))
}

// TestLoginBeside: it takes the component of the page, wherever that is included, and leaves its
// settings alone.
func TestLoginBeside(t *testing.T) {
	b := parallel(t)
	script := `<script src="/lwa/lwa.js" data-client-id="{id}" data-provider="{amazon}" data-scope="profile postal_code" `
	for name, markup := range map[string]string{
		"above":   script + `></script><lwa-login></lwa-login></main>`,
		"defer":   `<lwa-login></lwa-login>` + script + `defer></script></main>`,
		"async":   `<lwa-login></lwa-login>` + script + `async></script></main>`,
		"below":   `<lwa-login></lwa-login></main>` + script + `></script>`,
		"named":   script + `></script><lwa-login client-id="{id}"></lwa-login></main>`,
		"of none": `<script src="/lwa/lwa.js" defer></script><lwa-login client-id="{id}" provider="{amazon}" scope="profile postal_code"></lwa-login></main>`,
	} {
		rows(b, name, func(t *testing.T) {
			d := enters(b, markup)
			d.shows("signed-out")
			d.Popup(func() { d.push("login") }).SignIn("Zoë")
			d.shows("signed-in")
			assert.Equal(t, "profile postal_code", browsertest.Eval[string](d.Tab, `lwa.session.scope`))
			assert.Equal(t, 1, browsertest.Eval[int](d.Tab, `performance.getEntriesByType("resource").filter((e) => /\/lwa\.m?js$/.test(e.name)).length`), "one component")
		})
	}
}

// TestLoginClobbered: elements of the page may have any name.
func TestLoginClobbered(t *testing.T) {
	b := parallel(t)
	d := enters(b, `<img name="currentScript" alt=""><img name="querySelectorAll" alt=""><img name="createElement" alt=""><img name="createElementNS" alt="">
<img name="readyState" alt=""><img name="documentElement" alt=""><a id="lwa">a</a><a id="lwaLogin">a</a><form id="LwaError"><input name="version"><input name="configure"></form>
<form method="post"><input name="method"><input name="getAttribute"><input name="lwa"><lwa-login name="login" client-id="{id}" provider="{amazon}"></lwa-login></form></main>`)
	d.shows("signed-out")
	d.Popup(func() { d.push("login") }).SignIn("Zoë")
	d.shows("signed-in")
	assert.Equal(t, zoe.UserID, browsertest.Eval[string](d.Tab, `document.forms[1].elements.login ? lwa.session.profile.userId : ""`))
}

// TestLoginOld: a page as old shops have them: quirks mode, windows-1252, a base address elsewhere,
// Prototype's changes.
func TestLoginOld(t *testing.T) {
	b := parallel(t)
	doorPage(b, "/old/shop", `<html><head><meta charset="windows-1252"><title>Old shop</title><link rel="icon" href="data:,"><base href="/elsewhere/">
<script src="/told.js"></script><script src="/prototype.js"></script><script src="/lwa/lwa-login.js" type="module"></script></head>
<body><table><tr><td><font size=2><lwa-login client-id="{id}" provider="{amazon}" lang=de></lwa-login></font></table></body></html>`,
		"Content-Type", "text/html; charset=windows-1252", "Content-Security-Policy", strings.Replace(doorPolicy(b), "base-uri 'none'", "base-uri 'self'", 1))
	b.HandleFunc("/prototype.js", oldPrototype)
	d := door{b.Blank()}
	d.Go("/old/shop")
	d.shows("signed-out")
	assert.Equal(t, "BackCompat", browsertest.Eval[string](d.Tab, `document.compatMode`))
	assert.Equal(t, "Mit Amazon anmelden", d.part("label"))
	d.Popup(func() { d.push("login") }).SignIn("Zoë")
	d.shows("signed-in")
	assert.Equal(t, "Hallo "+zoe.Name, d.part("name"))
}

// TestLoginUnsure: nobody can tell whether the window is open: the person decides.
func TestLoginUnsure(t *testing.T) {
	b := parallel(t)
	b.Fake.SetFaults(fakeamazon.Faults{COOP: "same-origin"})
	d := enters(b, simple)
	d.shows("signed-out")
	popup := d.Popup(func() { d.push("login") })
	d.shows("unsure")
	assert.Equal(t, "Is Amazon’s window still open?", d.part("message"))
	popup.SignIn("Zoë")
	d.shows("signed-in")
}
