package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Failures by Amazon's answers, as the callback sees them. Nothing secret is in them or on the console.
func TestAmazonErrors(t *testing.T) {
	answered := func(name string) fakeamazon.Faults {
		return fakeamazon.Faults{AuthorizeError: fakeamazon.AuthorizeError{Error: name, Description: "Because."}}
	}
	token := func(name string) fakeamazon.Faults {
		return fakeamazon.Faults{AutoApprove: zoe.UserID, Token: fakeamazon.Fault{Error: name, Description: "Because."}}
	}
	t.Parallel()
	b := oldSite(t)
	tab := b.Open("/old/bench.html").Expect("^network: .*/auth/o2/token")
	tab.Exec(`options = { scope: "profile", state: "mine" }`)
	n := 0
	for name, c := range map[string]struct {
		faults      fakeamazon.Faults
		code        string
		description string
	}{
		"denied":             {answered("access_denied"), "access_denied", "Because."},
		"scope":              {answered("invalid_scope"), "invalid_scope", "Because."},
		"client":             {answered("unauthorized_client"), "unauthorized_client", "Because."},
		"response type":      {answered("unsupported_response_type"), "unsupported_response_type", "Because."},
		"overload":           {answered("temporarily_unavailable"), "temporarily_unavailable", "Because."},
		"unknown":            {answered("made_up"), "server_error", "Because."},
		"grant":              {token("invalid_grant"), "invalid_grant", "Because."},
		"server":             {token("ServerError"), "server_error", "Because."},
		"token of others":    {fakeamazon.Faults{AutoApprove: zoe.UserID, Audience: "amzn1.application-oa2-client.ffffffffffffffffffffffffffffffff"}, "invalid_token", "another client"},
		"answer is not JSON": {fakeamazon.Faults{AutoApprove: zoe.UserID, Token: fakeamazon.Fault{Body: "<html>"}}, "server_error", "not JSON"},
	} {
		b.Fake.SetFaults(c.faults)
		tab.Click("#go")
		n++
		answer := toldLast(tab, n)
		assert.Equal(t, c.code, answer["error"], name)
		assert.Contains(t, answer["error_description"], c.description, name)
		assert.Equal(t, "mine", answer["state"], name)
	}
	tab.NoLeak(tab)
	approved(b)
	loggedIn(tab, n+1)
}

// The person says no, or closes the window.
func TestAmazonDenied(t *testing.T) {
	for name, end := range map[string]func(tab, popup *browsertest.Tab){
		"no":     func(_, popup *browsertest.Tab) { popup.Pick("Zoë"); popup.Click("#cancel") },
		"closed": turnAway,
	} {
		t.Run(name, func(t *testing.T) {
			tab := oldPage(t, "bench.html")
			tab.Fake.SetFaults(fakeamazon.Faults{})
			end(tab, tab.Popup(func() { tab.Click("#go") }))
			answer := toldLast(tab, 1)
			assert.Equal(t, "access_denied", answer["error"])
			assert.NotEmpty(t, answer["error_description"])
		})
	}
}

// The scope is what was granted, and the profile holds no member that was not.
func TestAmazonNarrowedScope(t *testing.T) {
	tab := oldPage(t, "bench.html")
	tab.Fake.SetFaults(fakeamazon.Faults{AutoApprove: zoe.UserID, NarrowScope: "profile:user_id"})
	tab.Exec(`options.scope = "profile postal_code"`)
	assert.Equal(t, "profile:user_id", loggedIn(tab, 1)["scope"])
	tab.Exec(`amazon.Login.retrieveProfile(note)`)
	assert.Equal(t, map[string]any{"success": true, "profile": map[string]any{"CustomerId": zoe.UserID}}, toldLast(tab, 2))
}

// An error reaches the address next too: by popup and by redirect. And the state with it.
func TestAmazonErrorsInNext(t *testing.T) {
	for name, query := range map[string]string{"popup": "", "redirect": "redirect=1", "code": "pkce=1&redirect=1"} {
		t.Run(name, func(t *testing.T) {
			tab := oldPage(t, "shop.html?"+query).Expect(inNext)
			tab.Fake.SetFaults(denied("No & never."))
			tab.Click("#login")
			got := arrival(tab, "/old/welcome.html")
			assert.Equal(t, "Sorry: access_denied", tab.Text("#result"))
			assert.Equal(t, "No & never.", got.Get("error_description"))
			assert.Equal(t, "/cart?item=7&size=L", got.Get("state"))
			assert.ElementsMatch(t, []string{"shop", "error", "error_description", "state"}, keys(got))
		})
	}
}

// AM-10: what others wrote is text, in the object and in the address.
func TestAmazonAM10_HostileText(t *testing.T) {
	const hostile = `"><img src=x onerror=alert(1)>&access_token=x#?%00 é`
	tab := oldPage(t, "bench.html")
	tab.Fake.SetFaults(denied(`<b>no</b>&code=x#`))
	tab.Exec(`options = { scope: "profile", state: %q }`, hostile)
	tab.Click("#go")
	answer := toldLast(tab, 1)
	assert.Equal(t, hostile, answer["state"])
	assert.Equal(t, `<b>no</b>&code=x#`, answer["error_description"])
	tab.Exec(`action = () => amazon.Login.authorize(options, "welcome.html")`)
	tab.Expect(inNext).Click("#go")
	got := arrival(tab, "/old/welcome.html")
	assert.Equal(t, hostile, got.Get("state"))
	assert.Equal(t, `<b>no</b>&code=x#`, got.Get("error_description"))
	assert.ElementsMatch(t, []string{"state", "error", "error_description"}, keys(got))
}

// AM-13: a code is redeemed once, and only here. What is wrong about it costs the right one nothing.
func TestAmazonAM13_Code(t *testing.T) {
	tab := oldPage(t, "bench.html")
	tab.Exec(`options.pkce = true`)
	tab.Click("#go")
	code := toldLast(tab, 1)["code"]
	redeem := func(code any) map[string]any {
		return browsertest.Eval[map[string]any](tab, `amazon.Login.retrieveToken(`+jsValue(t, code)+`)`)
	}
	refused := redeem("ANotherCodeOfTheirs123")
	assert.Equal(t, false, refused["success"])
	assert.Equal(t, "invalid_grant", refused["error"])
	require.Zero(t, tab.Fake.Counts().TokenRequests)
	granted := redeem(code)
	assert.Equal(t, true, granted["success"])
	assert.ElementsMatch(t, []string{"success", "access_token", "token_type", "expires_in"}, members(granted))
	assert.Equal(t, "invalid_grant", redeem(code)["error"])
	assert.Equal(t, 1, tab.Fake.Counts().TokenRequests)
	tab.NoLeakBut(inTab, tab)
}

// A token that Amazon refuses, and what is none.
func TestAmazonProfileRefused(t *testing.T) {
	tab := oldPage(t, "bench.html").Expect("tokeninfo|profile")
	for _, token := range []string{"Atza|nobody's", "x"} {
		answer := browsertest.Eval[map[string]any](tab, `amazon.Login.retrieveProfile(`+jsValue(t, token)+`)`)
		assert.Equal(t, false, answer["success"])
		assert.Equal(t, "invalid_token", answer["error"])
	}
	loggedIn(tab, 1)
}
