package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// The browser gives the login no window: it goes on by the page itself, which comes back. The next
// click gets the answer, and nobody is asked again.
func TestAmazonBlockedFunction(t *testing.T) {
	for name, c := range map[string]struct{ options, member string }{
		"token": {`{ scope: "profile", state: "mine" }`, "access_token"},
		"code":  {`{ scope: "profile", state: "mine", pkce: true }`, "code"},
	} {
		t.Run(name, func(t *testing.T) {
			tab := oldPage(t, "bench.html?of=it#too")
			comeBackBlocked(tab, `amazon.Login.authorize(`+c.options+`, note)`)
			assert.Equal(t, "/old/bench.html?of=it#too", here(tab))
			require.Equal(t, 1, tab.Fake.Counts().AuthorizeRequests)

			tab.Exec(`options = %s`, c.options)
			tab.Click("#go")
			answer := toldLast(tab, 1)
			assert.Contains(t, answer, c.member, "%v", answer)
			assert.Equal(t, "mine", answer["state"])
			assert.Equal(t, 1, tab.Fake.Counts().AuthorizeRequests)
			if c.member == "code" {
				tab.Exec(`amazon.Login.retrieveToken(answers[0].code, note)`)
				assert.Equal(t, true, toldLast(tab, 2)["success"])
			}
			assert.Equal(t, 1, tab.Fake.Counts().CodesRedeemed)
			tab.NoLeakBut(inTab, tab)
		})
	}
}

// comeBackBlocked makes the page of a blocked login and waits until it is back.
func comeBackBlocked(tab *browsertest.Tab, login string) {
	tab.Helper()
	tab.Exec(`document.getElementById("answers").className = "left"; action = () => blocked(() => %s)`, login)
	tab.Click("#go")
	tab.Wait(`#answers:not(.left)`)
}

// Blocked, with an address next: it ends there.
func TestAmazonBlockedAddress(t *testing.T) {
	for name, c := range map[string]struct{ options, member string }{
		"token": {`{ scope: "profile" }`, "access_token"}, "code": {`{ scope: "profile", pkce: true }`, "code"},
	} {
		t.Run(name, func(t *testing.T) {
			tab := advised(oldPage(t, "bench.html"), inNext)
			tab.Exec(`action = () => blocked(() => amazon.Login.authorize(%s, "welcome.html"))`, c.options)
			tab.Click("#go")
			assert.Contains(t, arrival(tab, "/old/welcome.html"), c.member)
			assert.Equal(t, "Welcome, Zoë O’Neil & Sons of undefined, back to null", tab.Text("#result"))
			assert.Equal(t, 1, tab.Fake.Counts().AuthorizeRequests)
		})
	}
}

// AM-12: nobody has touched the page yet. It asks for a login on loading, and the browser gives it
// no window: then it stays where it is, and does not send its visitors to Amazon.
func TestAmazonAM12_UntouchedPageStays(t *testing.T) {
	tab := oldPage(t, "bench.html")
	tab.Exec(`amazon.Login.authorize(options, note); amazon.Login.retrieveProfile(note)`)
	for _, answer := range told(tab, 2) {
		assert.Equal(t, "invalid_grant", answer["error"])
	}
	assert.Zero(t, tab.Fake.Counts().AuthorizeRequests)
	loggedIn(tab, 3)
}
