package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

const (
	tokenCookie  = "amazon_Login_accessToken"
	cookieAdvice = `setUseCookie\(true\) sends the access token`
)

// cookies are the cookies of the drop-in that the page can read.
func cookies(tab *browsertest.Tab) []string {
	tab.Helper()
	return browsertest.Eval[[]string](tab, `document.cookie.split("; ").filter((c) => c.startsWith("amazon_Login_"))`)
}

// A second window of the browser finds the token in the cookie, and is logged in without Amazon's
// pages: by authorize and by retrieveProfile alike.
func TestAmazonCookie(t *testing.T) {
	for _, query := range []string{"", "?domain"} {
		t.Run("cookie"+query, func(t *testing.T) {
			tab := advised(oldPage(t, "cookie.html"+query), cookieAdvice)
			tab.Click("#login")
			says(tab, "#result", "Hello, Zoë O’Neil & Sons")
			token := browsertest.Eval[string](tab, `lwa.session.accessToken`)
			assert.Equal(t, []string{tokenCookie + "=" + token}, cookies(tab))

			for button, text := range map[string]string{"#login": "Hello, Zoë O’Neil & Sons", "#who": "You are Zoë O’Neil & Sons"} {
				other := advised(tab.Another("/old/cookie.html"+query), cookieAdvice)
				other.Click(button)
				says(other, "#result", text)
				assert.True(t, browsertest.Eval[bool](other, `lwa.session === null`), "a cookie makes no session: anybody's sub-domain may have written it")
				assert.Equal(t, 1, tab.Fake.Counts().AuthorizeRequests)
			}

			tab.Click("#logout")
			assert.Empty(t, cookies(tab))
		})
	}
}

// A token in the cookie that Amazon refuses is thrown away, and the person is asked. One that
// cannot be proved just now stays.
func TestAmazonCookieRefused(t *testing.T) {
	for name, c := range map[string]struct {
		faults fakeamazon.Faults
		kept   bool
	}{
		"expired":           {fakeamazon.Faults{TokenInfo: fakeamazon.Fault{Error: "invalid_token"}}, false},
		"of another client": {fakeamazon.Faults{Audience: "amzn1.application-oa2-client.ffffffffffffffffffffffffffffffff"}, false},
		"no network":        {fakeamazon.Faults{TokenInfo: fakeamazon.Fault{Reset: true}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			tab := advised(oldPage(t, "cookie.html"), cookieAdvice).Expect("tokeninfo|user/profile")
			tab.Fake.SetFaults(c.faults)
			tab.Exec(`document.cookie = %q`, tokenCookie+"=Atza|planted; path=/")
			popup := tab.Popup(func() { tab.Click("#login") })
			assert.Equal(t, c.kept, len(cookies(tab)) == 1)
			popup.Wait("button.person")
			popup.Click("#cancel")
			says(tab, "#result", "error access_denied")
		})
	}
}

// AM-11: sites write the cookie themselves, for a folder or with a domain. None of them outlives
// logout.
func TestAmazonAM11_CookiesOfTheSite(t *testing.T) {
	tab := oldPage(t, "bench.html")
	tab.Exec(`for (const where of ["", ";path=/", ";path=/old", ";path=/old/", ";domain=localhost;path=/", ";domain=localhost"]) {
		document.cookie = %q + where;
		document.cookie = "amazon_Login_state_cache=x" + where;
	}
	document.cookie = "cart=7"`, tokenCookie+"=Atza|planted")
	tab.Exec(`amazon.Login.logout()`)
	assert.Equal(t, "cart=7", browsertest.Eval[string](tab, `document.cookie`))
}
