package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// What a redirect brought is nobody's any more after a logout, by whatever way and in whatever tab.
func TestAmazonBlockedLoggedOut(t *testing.T) {
	tab := oldPage(t, "bench.html")
	comeBackBlocked(tab, `amazon.Login.authorize({ scope: "profile" }, note)`)
	assert.True(t, browsertest.Eval[bool](tab, `lwa.ready.then(() => lwa.session !== null)`))
	tab.Exec(`lwa.logout()`)
	tab.Exec(`options = { scope: "profile", interactive: "never" }`)
	tab.Click("#go")
	assert.Equal(t, "invalid_grant", toldLast(tab, 1)["error"])
}

// A code that waits its turn is not redeemed after a logout.
func TestAmazonLogoutBeforeTurn(t *testing.T) {
	tab := oldPage(t, "bench.html")
	tab.Exec(`options.pkce = true`)
	tab.Click("#go")
	assert.Contains(t, toldLast(tab, 1), "code")
	tab.Exec(`(amazon.Login.retrieveToken(answers[0].code, note), amazon.Login.logout())`)
	assert.Equal(t, "access_denied", toldLast(tab, 2)["error"])
	assert.True(t, browsertest.Eval[bool](tab, `lwa.session === null`))
	assert.Zero(t, tab.Fake.Counts().CodesRedeemed)
}

// A login that is refused since the page has another one under way, and what waits for that login: both are told.
func TestAmazonRefusedLogin(t *testing.T) {
	tab := oldPage(t, "bench.html").Expect("tokeninfo|user/profile")
	tab.Fake.SetFaults(fakeamazon.Faults{})
	tab.Exec(`action = () => void lwaLogin().catch(() => {})`)
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Wait("button.person")
	tab.Exec(`(amazon.Login.retrieveProfile("Atza|planted", note), amazon.Login.authorize({ scope: "profile" }, note), undefined)`)
	for _, answer := range told(tab, 2) {
		assert.Contains(t, answer, "error")
	}
	popup.Close()
}
