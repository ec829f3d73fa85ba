package browsertest_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// The page of Amazon's documentation: implicit grant, click by setTimeout, profile by the token.
func TestAmazonImplicit(t *testing.T) {
	t.Parallel()
	b := oldSite(t)
	tab := b.Open("/old/implicit.html")
	popup := tab.Popup(func() { tab.Click("#LoginWithAmazon") })
	popup.SignIn("Zoë")
	says(tab, "#result", "Hello, Zoë O’Neil & Sons, zoe@example.com, amzn1.account.AFZOE4ONEIL7DEVELOPMENT2AA")
}

// The same with PKCE, by callbacks and by await.
func TestAmazonPKCE(t *testing.T) {
	for name, link := range map[string]string{"callbacks": "#LoginWithAmazon", "await": "#Await"} {
		t.Run(name, func(t *testing.T) {
			tab := oldPage(t, "pkce.html")
			tab.Click(link)
			says(tab, "#result", "Hello, Zoë O’Neil & Sons")
			request, err := url.Parse(lastAuthorize(tab.Bench))
			require.NoError(t, err)
			assert.JSONEq(t, `{"profile":{"essential":false}}`, request.Query().Get("scope_data"))
			tab.NoLeakBut(inTab, tab)
		})
	}
}

// The address next gets the answer in its query, in the same window: by popup and by redirect, as a
// token and as a code.
func TestAmazonNext(t *testing.T) {
	for name, query := range map[string]string{
		"token, popup": "", "token, redirect": "redirect=1", "token, whole address": "redirect=1&absolute=1",
		"code, popup": "pkce=1", "code, redirect": "pkce=1&redirect=1",
	} {
		t.Run(name, func(t *testing.T) {
			code := strings.HasPrefix(query, "pkce")
			tab := advised(oldPage(t, "shop.html?"+query), inNext)
			tab.Click("#login")
			got := arrival(tab, "/old/welcome.html")
			assert.Equal(t, "Welcome, Zoë O’Neil & Sons of 98109-5210, back to /cart?item=7&size=L", tab.Text("#result"))
			assert.Equal(t, "1", got.Get("shop"), "what was in the address stays")
			assert.Equal(t, "/cart?item=7&size=L", got.Get("state"))
			assert.NotContains(t, got, "code_verifier")
			if code {
				assert.Equal(t, 1, tab.Fake.Counts().CodesRedeemed)
				assert.ElementsMatch(t, []string{"shop", "code", "scope", "state"}, keys(got))
			} else {
				assert.ElementsMatch(t, []string{"shop", "access_token", "token_type", "expires_in", "scope", "state"}, keys(got))
			}
		})
	}
}

// A page that asks on loading, without a click, who is logged in; and the buttons of such a page.
func TestAmazonProfile(t *testing.T) {
	tab := oldPage(t, "profile.html")
	says(tab, "#result", "NOT logged in yet: invalid_grant")
	tab.Exec(`document.getElementById("result").textContent = ""`)
	tab.Click("#who")
	says(tab, "#result", "Hello, Zoë O’Neil & Sons.")

	tab.Go("/old/profile.html?other") // the tab keeps the login
	says(tab, "#result", "Hello, Zoë O’Neil & Sons.")
	require.Equal(t, 1, tab.Fake.Counts().AuthorizeRequests)

	tab.Exec(`document.getElementById("result").textContent = ""`)
	tab.Click("#signin")
	says(tab, "#result", "Hello, Zoë O’Neil & Sons.")
	require.Equal(t, 1, tab.Fake.Counts().AuthorizeRequests, "auto takes the token that is there")

	tab.Exec(`document.getElementById("result").textContent = ""`)
	tab.Click("#again")
	says(tab, "#result", "Hello, Zoë O’Neil & Sons.")
	require.Equal(t, 2, tab.Fake.Counts().AuthorizeRequests, "always asks Amazon")
}

// AM-11: the page goes elsewhere right after logout, before the wasm has had a say.
func TestAmazonAM11_LogoutAndLeave(t *testing.T) {
	tab := oldPage(t, "profile.html")
	tab.Wait("#result:not(:empty)")
	tab.Exec(`document.getElementById("result").textContent = ""`)
	tab.Click("#signin")
	says(tab, "#result", "Hello, Zoë O’Neil & Sons.")
	inject(tab, `if (location.search === "?again") addEventListener("DOMContentLoaded", () => document.querySelector(".logout").click())`)
	visit(tab, "/old/profile.html?again")
	says(tab, "html.out #result", "NOT logged in yet: invalid_grant")
}

// A wrapper that injects the script, asks for the status with an empty token, and names options
// that there are not.
func TestAmazonWrapper(t *testing.T) {
	tab := oldPage(t, "angular.html").Expect(`no option redirect_uri`)
	says(tab, "#status", "rejected: invalid_grant")
	tab.Click("#login")
	says(tab, "#result", "Zoë O’Neil & Sons")
	tab.Go("/old/angular.html")
	says(tab, "#status", "Zoë O’Neil & Sons")
}

// The hook is assigned or declared after the script, which is there twice; amazon was there before.
func TestAmazonHook(t *testing.T) {
	for _, how := range []string{"assigned", "declared"} {
		t.Run(how, func(t *testing.T) {
			tab := oldPage(t, "hook.html?"+how)
			assert.Equal(t, "rendered", browsertest.Eval[string](tab, `amazon.Pay.renderButton()`))
			tab.Click("#login")
			says(tab, "#result", "profile postal_code")
			assert.Equal(t, 1, browsertest.Eval[int](tab, `calls`))
			assert.Equal(t, 1, tab.Fake.Counts().AuthorizeRequests)
		})
	}
}
