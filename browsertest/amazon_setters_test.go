package browsertest_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// No setter ends the page's onAmazonLoginReady, whatever it is given and whether this version has it: what cannot be set is
// a line on the console, and leaves what was set before.
func TestAmazonSetters(t *testing.T) {
	tab, n := oldPage(t, "bench.html"), 0
	for statement, want := range map[string]string{
		`setRegion()`:                         `console.error: amazon.Login: setRegion takes one of NA,EU,.*: nothing was set`,
		`setRegion(undefined)`:                `console.error: amazon.Login: setRegion `,
		`setRegion(null)`:                     `console.error: amazon.Login: setRegion `,
		`setRegion("")`:                       `console.error: amazon.Login: setRegion `,
		`setRegion("Mars")`:                   `console.error: amazon.Login: setRegion `,
		`setRegion({})`:                       `console.error: amazon.Login: setRegion `,
		`setRegion(Symbol("x"))`:              `console.error: amazon.Login: setRegion `,
		`setSiteDomain("evil.example")`:       `console.error: amazon.Login: setSiteDomain: localhost is not in the domain evil.example`,
		`setSiteDomain("host")`:               `console.error: amazon.Login: setSiteDomain: .* host`,
		`setSiteDomain("localhost;path=/x")`:  `console.error: amazon.Login: setSiteDomain: `,
		`setSiteDomain("")`:                   `console.error: amazon.Login: setSiteDomain: `,
		`setSiteDomain()`:                     `console.error: amazon.Login: setSiteDomain: .* undefined`,
		`setSiteDomain("my://site.domain")`:   `console.error: amazon.Login: setSiteDomain: `,
		`setDomain("eu.account.amazon.com")`:  `console.warning: amazon.Login: there is no setDomain: nothing was set`,
		`setNextUrl("/x", 5)`:                 `console.warning: amazon.Login: there is no setNextUrl`,
		`setScope("profile")`:                 `console.warning: amazon.Login: there is no setScope`,
		`setAnythingThatSomebodyMayThinkOf()`: `console.warning: amazon.Login: there is no setAnythingThatSomebodyMayThinkOf`,
	} {
		tab.Expect(want)
		assert.Empty(t, thrown(tab, "amazon.Login."+statement), statement)
		n++
		complaints := tab.Complaints()
		require.Len(t, complaints, n, statement)
		assert.Regexp(t, want, complaints[n-1])
	}
	loggedIn(tab, 1)
	assert.Equal(t, n, len(tab.Complaints()))
}

// What is no setter is as absent as ever, so that pages can ask for it, and the object is like any other.
func TestAmazonOtherMembers(t *testing.T) {
	tab := oldPage(t, "bench.html")
	for _, absent := range []string{"then", "isLoggedIn", "setup", "settings", "set", "toJSON", "getReturnURL", "UnitedKingdom"} {
		assert.Equal(t, "undefined", browsertest.Eval[string](tab, `typeof amazon.Login.`+absent), absent)
	}
	assert.True(t, browsertest.Eval[bool](tab, `Promise.resolve(amazon.Login).then((login) => login === amazon.Login)`))
	assert.True(t, browsertest.Eval[bool](tab, `(amazon.Login.getReturnURL = () => "/x", amazon.Login.setMine = () => 5, amazon.Login.getReturnURL() === "/x" && amazon.Login.setMine() === 5)`))
	assert.True(t, browsertest.Eval[bool](tab, `amazon.Login.hasOwnProperty("authorize") && !("setDomain" in amazon.Login) && String(amazon.Login) === "[object Object]"`))
	assert.Empty(t, tab.Complaints())
}

// What an error says can be done with amazon.Login: it names its options and setters, and no function of lwa.js.
func TestAmazonWording(t *testing.T) {
	t.Parallel()
	tab := approved(oldSite(t)).Open("/old/bench.html").Expect("console.error: amazon.Login: ").Expect("CORS|Failed to load")
	say := func(statement string) string {
		t.Helper()
		tab.Exec(`%s`, statement)
		n := browsertest.Eval[int](tab, `answers.length`) + 1
		tab.Click("#go")
		description, _ := toldLast(tab, n)["error_description"].(string)
		assert.NotRegexp(t, ours, description, statement)
		return description
	}
	assert.Contains(t, say(`options = { scope: "profile", interactive: "never" }`), "Call amazon.Login.authorize from a click.")
	assert.Contains(t, say(`action = () => blocked(() => amazon.Login.retrieveProfile(note))`), "set the option popup to false")
	tab.Exec(`action = () => amazon.Login.authorize(options, note)`)
	tab.Fake.SetFaults(fakeamazon.Faults{AutoApprove: zoe.UserID, Token: fakeamazon.Fault{NoCORS: true}})
	assert.Contains(t, say(`options = { scope: "profile" }`), "data-api-base on the script element")
	approved(tab.Bench)
	assert.Contains(t, say(`options = { scope: "profile", scope_data: "{}" }`), "The option scope_data")
	tab.Exec(`amazon.Login.setClientId("x".repeat(101)); amazon.Login.setLanguage("x".repeat(36)); lwa.ready.catch(() => {})`)
	assert.Contains(t, strings.Join(tab.Complaints(), "\n"), "amazon.Login.setClientId is")
	for _, complaint := range tab.Complaints() {
		assert.NotRegexp(t, ours, complaint)
	}
}

// ours is what only people who use lwa.js know.
var ours = regexp.MustCompile(`lwaLogin|lwa\.\w+\(|\boption (clientId|language|mode|apiBase|signal|timeout)\b|scopeData|data-client-id`)

// Each phrase of the error table that names something of lwa.js is one that the drop-in has other words for.
func TestAmazonWordsForAll(t *testing.T) {
	known := []string{`lwaLogin()`, `lwa.device()`, `option mode`, `option clientId`, `option apiBase`, `option signal`, `option timeout`, `option scope`}
	for _, c := range lwa.Codes {
		if c.Code == lwa.CodeDeviceCodeExpired { // the drop-in has no such login
			continue
		}
		for _, phrase := range regexp.MustCompile(`lwa\w*(\.\w+)?\(\)|option [a-z]+[A-Z]\w*|option (mode|signal|timeout|scope|state|popup|persist|language|region)\b`).FindAllString(c.Message+" "+c.Hint, -1) {
			assert.True(t, slices.Contains(known, phrase), "%s: web/src/amazon-request.ts has no words for %q", c.Code, phrase)
		}
	}
}

// The session of a code that this page redeems has a state of null, which is no text.
func TestAmazonRedeemedState(t *testing.T) {
	tab := oldPage(t, "bench.html")
	for i, state := range []string{`undefined`, `"mine"`} { // the drop-in's own state is the request's alone
		tab.Exec(`options = { scope: "profile", pkce: true, interactive: "always", state: %s }`, state)
		tab.Click("#go")
		toldLast(tab, 2*i+1)
		tab.Exec(`amazon.Login.retrieveToken(answers.at(-1).code, note)`)
		assert.Equal(t, true, toldLast(tab, 2*i+2)["success"])
		assert.True(t, browsertest.Eval[bool](tab, `lwa.session.state === null`), state)
	}
}

// A logout while the window is open: the window closes, its request ends, and no session appears.
func TestAmazonLogoutClosesWindow(t *testing.T) {
	tab := oldPage(t, "bench.html")
	tab.Fake.SetFaults(fakeamazon.Faults{})
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Wait("button.person")
	tab.Exec(`amazon.Login.logout()`)
	popup.WaitClosed()
	answer := toldLast(tab, 1)
	assert.Equal(t, "access_denied", answer["error"])
	assert.Contains(t, answer["error_description"], "logout")
	assert.True(t, browsertest.Eval[bool](tab, `lwa.session === null`))
	approved(tab.Bench)
	loggedIn(tab, 2)
}
