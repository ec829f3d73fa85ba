package browsertest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// demo opens a demo page, as a person sees it first.
func demo(t *testing.T, path string) (*browsertest.Bench, *browsertest.Tab) {
	b := parallel(t)
	return b, b.Open(path).Ready()
}

// signInBy presses something that opens Amazon's window, and signs in there.
func signInBy(tab *browsertest.Tab, selector string) {
	tab.Helper()
	popup := tab.Popup(func() { tab.Click(selector) })
	popup.SignIn("Zoë")
	tab.Wait("#session:not([hidden])")
	popup.WaitClosed()
}

func status(tab *browsertest.Tab) string {
	tab.Helper()
	return tab.Text("#status")
}

func TestDemoOwnButton(t *testing.T) {
	b, tab := demo(t, "/script.html")
	signInBy(tab, "#login")
	for id, want := range map[string]string{
		"#name": zoe.Name, "#email": zoe.Email, "#postal-code": zoe.PostalCode, "#user-id": zoe.UserID, "#scope": "profile postal_code",
		"#status": "Logged in as " + zoe.Name + ".",
	} {
		awaits(tab, fmt.Sprintf(`document.querySelector(%q).textContent === %q`, id, want))
	}
	assert.Contains(t, tab.Text("#expires"), "in 60 min")
	assert.False(t, browsertest.Eval[bool](tab, `document.documentElement.outerHTML.includes(lwa.session.accessToken)`), "no page shows a token")
	tab.Click("#logout")
	tab.Wait("#login")
	assert.Contains(t, status(tab), "Logged out here.")
	assert.True(t, browsertest.Eval[bool](tab, `document.getElementById("session").hidden`))
	b.NoLeak(tab)
}

func TestDemoPopup(t *testing.T) {
	b, tab := demo(t, "/popup.html")
	assert.Contains(t, tab.Text("#call"), `"scope": "profile"`)
	tab.Click("#scope-postal-code")
	tab.Click("#postal-code-optional")
	assert.Contains(t, tab.Text("#call"), `"essential": false`)
	popup := tab.Popup(func() { tab.Click("#login") })
	popup.Pick("Zoë")
	popup.Click(`input[name="grant"]`)
	popup.Click("#allow")
	tab.Wait("#session:not([hidden])")
	assert.Equal(t, "profile", tab.Text("#scope"), "what was granted, not what was asked for")
	assert.Equal(t, "not shared", tab.Text("#postal-code"))

	tab.Click("#logout")
	tab.Wait("#login")
	b.Fake.Forget()
	tab.Click("#scope-user-id")
	tab.Click("#postal-code-optional")
	signInBy(tab, "#login")
	assert.Equal(t, "profile:user_id postal_code", tab.Text("#scope"))
	assert.Equal(t, "not shared", tab.Text("#name"))
	assert.Equal(t, zoe.PostalCode, tab.Text("#postal-code"))
	b.NoLeak(tab)
}

func TestDemoRedirect(t *testing.T) {
	b, tab := demo(t, "/redirect.html")
	assert.Contains(t, tab.Text("#events"), "lwa.ready gave null")
	unmark(tab)
	tab.Click(`a[href*="order=42"]`)
	tab.Ready()
	assert.Equal(t, "?order=42&view=list#details", tab.Text("#address"))
	tab.Click("#login")
	tab.Wait("button.person")
	tab.Click("#cancel")
	tab.Wait("#error:not([hidden])")
	assert.Equal(t, "access_denied", tab.Text("#error-code"))
	assert.Contains(t, tab.Text("#error-hint"), "Offer the login again.")
	assert.Equal(t, "The person did not allow the login", tab.Text("#error-description"))
	assert.Contains(t, tab.Text("#events"), "lwa.ready failed with access_denied.")
	assert.Equal(t, "/redirect.html?order=42&view=list#details", here(tab))

	tab.Click("#login")
	tab.SignIn("Zoë")
	tab.Wait("#session:not([hidden])")
	assert.Equal(t, "?order=42&view=list#details", tab.Text("#address"))
	assert.Contains(t, tab.Text("#events"), `Event “login”, with the state “basket-7”.`)
	assert.Contains(t, tab.Text("#events"), "lwa.ready gave a session.")
	cleanAddress(tab)
	tab.Click("#logout")
	tab.Wait("#login")
	b.NoLeak(tab)
}

// TestDemoShop: a site of several pages stays logged in from page to page, in this tab.
func TestDemoShop(t *testing.T) {
	b, tab := demo(t, "/site/home.html")
	signInBy(tab, "#login")
	follow := func(path string) {
		t.Helper()
		unmark(tab)
		tab.Click(fmt.Sprintf(`nav a[href=%q]`, path))
		tab.Ready()
		require.Equal(t, path, here(tab))
	}
	follow("/site/orders.html")
	assert.Equal(t, "Hello, "+zoe.Name, tab.Text("#greeting"))
	assert.Equal(t, 3, browsertest.Eval[int](tab, `document.querySelectorAll("#orders tr").length`))
	follow("/site/account.html")
	assert.Equal(t, zoe.Email, tab.Text("#email"))
	assert.Equal(t, zoe.PostalCode, tab.Text("#postal-code"))
	unmark(tab)
	tab.Do(chromedp.Reload())
	tab.Ready()
	assert.Equal(t, zoe.UserID, tab.Text("#user-id"))
	other := tab.Another("/site/account.html").Ready()
	other.Wait(`main [data-login]`)
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)

	tab.Click("#logout")
	tab.Wait("main [data-login]")
	follow("/site/orders.html")
	tab.Wait("main [data-login]")
	assert.Zero(t, browsertest.Eval[int](tab, `document.querySelectorAll("#orders tr").length`))
	assert.Empty(t, entries(tab, "sessionStorage"))
	popup := tab.Popup(func() { tab.Click("main [data-login]") })
	popup.Click("#allow") // welcome back
	tab.Wait("#session:not([hidden])")
	assert.Equal(t, 3, browsertest.Eval[int](tab, `document.querySelectorAll("#orders tr").length`))
	tab.Click("#logout")
	tab.Wait("main [data-login]")
	b.NoLeak(tab, other)
}

// demoErrors is what each button of the page of errors must show. At Amazon is what the person does
// there.
var demoErrors = []struct {
	button, code, hint string
	atAmazon           func(popup *browsertest.Tab)
}{
	{"region", "invalid_configuration", `one of "NA", "EU", "FE"`, nil},
	{"client-id", "invalid_configuration", "a string of 1 to 100 characters", nil},
	{"option", "invalid_configuration", "Use clientId instead.", nil},
	{"return-to", "invalid_configuration", "begins with http://localhost:", nil},
	{"scope", "invalid_scope", "profile, profile:user_id and postal_code", func(*browsertest.Tab) {}},
	{"timeout", "timed_out", "raise the option timeout", nil},
	{"abort", "aborted", "Call again", nil},
	{"popup", "popup_window_error", "inside the click", nil},
	{"cancel", "access_denied", "Offer the login again.", func(popup *browsertest.Tab) { popup.Click("#cancel") }},
	{"token", "login_required", "lwaLogin()", nil},
	{"api", "response_is_not_json", "apiBase", func(popup *browsertest.Tab) { popup.SignIn("Zoë") }},
}

func TestDemoErrors(t *testing.T) {
	b, tab := demo(t, "/errors.html")
	tab.Expect(`405 \(Method Not Allowed\)`) // the case "api"
	shown := browsertest.Eval[[]string](tab, `[...document.querySelectorAll("[data-case]")].map((e) => e.dataset.case)`)
	tested := map[string]bool{}
	for _, c := range demoErrors {
		tested[c.button] = true
		rows(b, c.button+" "+c.code, func(t *testing.T) {
			selector := fmt.Sprintf(`[data-case=%q]`, c.button)
			if c.button == "cancel" || c.button == "api" {
				popup := tab.Popup(func() { tab.Click(selector) })
				popup.Wait("button.person")
				c.atAmazon(popup)
			} else {
				tab.Click(selector)
			}
			tab.Wait("#error:not([hidden])")
			assert.Equal(t, c.code, tab.Text("#error-code"))
			assert.Contains(t, tab.Text("#error-hint"), c.hint)
			assert.NotEmpty(t, tab.Text("#error-message"))
			assert.Empty(t, status(tab), "nothing is being tried any more")
		})
	}
	for _, button := range shown {
		assert.True(t, tested[button], "the button %s has a test", button)
	}
	assert.Len(t, openPages(tab), 1)
	popup := tab.Popup(func() { tab.Click("#login") })
	popup.Click("#allow") // welcome back: the case "api" signed in
	tab.Wait("#session:not([hidden])")
	assert.Equal(t, zoe.Name, tab.Text("#name"))
	tab.Click("#logout")
	tab.Wait("#login")
	b.NoLeak(tab)
}

// focusOn presses the tab key until the focus is where it should be.
func focusOn(tab *browsertest.Tab, selector string) {
	tab.Helper()
	for range 40 {
		if browsertest.Eval[bool](tab, fmt.Sprintf(`document.activeElement?.matches(%q) ?? false`, selector)) {
			return
		}
		tab.Do(chromedp.KeyEvent(kb.Tab))
	}
	tab.Fatalf("the keyboard does not reach %s", selector)
}

// TestDemoKeyboard: every demo page, and Amazon's stand-in, with tab and enter alone.
func TestDemoKeyboard(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/script.html", "/popup.html", "/redirect.html", "/site/home.html", "/errors.html"} {
		t.Run(strings.Trim(path, "/"), func(t *testing.T) {
			b, tab := demo(t, path)
			enter := chromedp.KeyEvent(kb.Enter)
			amazon := tab
			if path == "/redirect.html" {
				focusOn(tab, "#login")
				tab.Do(enter)
			} else {
				amazon = tab.Popup(func() { focusOn(tab, "#login"); tab.Do(enter) })
			}
			amazon.Wait("button.person")
			focusOn(amazon, "button.person")
			amazon.Do(enter)
			amazon.Wait("#allow")
			focusOn(amazon, "#allow")
			amazon.Do(enter)
			tab.Wait("#session:not([hidden])")
			if path != "/redirect.html" {
				awaits(tab, `document.activeElement.id === "session-title"`)
			}
			focusOn(tab, "#logout")
			tab.Do(enter)
			tab.Wait("#login")
			awaits(tab, `document.activeElement.id === "login"`)
			assert.Equal(t, 1, b.Fake.Counts().CodesRedeemed)
		})
	}
	t.Run("errors by keyboard", func(t *testing.T) {
		_, tab := demo(t, "/errors.html")
		focusOn(tab, `[data-case="region"]`)
		tab.Do(chromedp.KeyEvent(kb.Enter))
		tab.Wait("#error:not([hidden])")
		assert.Equal(t, "invalid_configuration", tab.Text("#error-code"))
		assert.Equal(t, "alert", browsertest.Eval[string](tab, `document.getElementById("error").parentElement.getAttribute("role")`))
		assert.Equal(t, "region", browsertest.Eval[string](tab, `document.activeElement.dataset.case`), "the focus stays where it was")
	})
}
