package browsertest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
)

// thrown is what a statement throws at once, "" for nothing.
func thrown(tab *browsertest.Tab, statement string) string {
	tab.Helper()
	return browsertest.Eval[string](tab, fmt.Sprintf(`(() => { try { %s; return ""; } catch (e) { return String(e); } })()`, statement))
}

// What Amazon's SDK refuses at once is refused at once, and so is an address that would carry the person's token away.
func TestAmazonAM01_ThrownAtOnce(t *testing.T) {
	tab := oldPage(t, "bench.html")
	inject(tab, countOpens)
	tab.Go("/old/bench.html")
	for statement, word := range map[string]string{
		`authorize()`:                                       "options must be an object",
		`authorize(null, note)`:                             "options must be an object",
		`authorize("profile", note)`:                        "options must be an object",
		`authorize(5, note)`:                                "options must be an object",
		`authorize(() => {}, note)`:                         "options must be an object",
		`authorize([], note)`:                               "scope",
		`authorize({}, note)`:                               "scope",
		`authorize({ scope: 5 }, note)`:                     "scope",
		`authorize({ scope: "" }, note)`:                    "scope",
		`authorize({ scope: [] }, note)`:                    "scope",
		`authorize({ scope: null }, note)`:                  "scope",
		`authorize({ ...options, interactive: "yes" })`:     "interactive",
		`authorize({ ...options, interactive: true })`:      "interactive",
		`authorize({ ...options, response_type: "id" })`:    "response_type",
		`authorize({ ...options, popup: false })`:           "next must be redirect URI if !options.popup",
		`authorize({ ...options, popup: false }, note)`:     "next must be redirect URI if !options.popup",
		`authorize({ ...options, popup: 0 }, {})`:           "next must be redirect URI if !options.popup",
		`authorize(options, 5)`:                             "next must be",
		`authorize(options, null)`:                          "next must be",
		`authorize(options, {})`:                            "next must be",
		`authorize(options, new URL(location))`:             "next must be",
		`authorize(options, "https://evil.example/")`:       "next must be",
		`authorize(options, "//evil.example")`:              "next must be",
		`authorize(options, "/\\evil.example")`:             "next must be",
		`authorize(options, "\t//evil.example")`:            "next must be",
		`authorize(options, "javascript:alert(1)")`:         "next must be",
		`authorize(options, "data:text/html,x")`:            "next must be",
		`authorize(options, "blob:" + location.origin)`:     "next must be",
		`authorize(options, location.origin + ".evil")`:     "",
		`authorize(options, location.origin + "@evil.com")`: "",
		`authorize(options, "http://u:p@" + location.host)`: "next must be",
		`authorize(options, "http://")`:                     "",
		`authorize({ ...options, popup: false }, "//evil")`: "next must be",
		`setClientId(5)`:                                    "must be a string",
		`setClientId("")`:                                   "must be a string",
		`setClientId()`:                                     "must be a string",
		`retrieveToken()`:                                   "must be a string",
		`retrieveToken(5, note)`:                            "must be a string",
		`retrieveToken(note)`:                               "must be a string",
		`retrieveProfile(5, note)`:                          "must be a string",
		`retrieveProfile({}, note)`:                         "must be a string",
	} {
		got := thrown(tab, "amazon.Login."+statement)
		assert.Regexp(t, `^(Type)?Error: `, got, statement)
		assert.Contains(t, got, word, statement)
	}
	assert.Zero(t, browsertest.Eval[int](tab, `opens`))
	assert.Zero(t, browsertest.Eval[int](tab, `Object.keys(sessionStorage).length`))
	loggedIn(tab, 1)
}

// Without a client id nothing begins, and the error says what to call.
func TestAmazonNoClientID(t *testing.T) {
	tab := oldPage(t, "hook.html")
	for _, call := range []string{`getClientId()`, `authorize({ scope: "profile" })`, `retrieveToken("x")`, `retrieveProfile()`} {
		assert.Contains(t, thrown(tab, "amazon.Login."+call), "setClientId", call)
	}
	assert.Empty(t, thrown(tab, `amazon.Login.logout()`))
}

// Options that are likely to be mistakes: the console says so, and nothing of them goes anywhere.
func TestAmazonAM08_Warnings(t *testing.T) {
	const secret = "amzn1.oa2-cs.v1.000000000000000000000000000000000000000000000000"
	tab, n := oldPage(t, "bench.html"), 0
	for option, want := range map[string]string{
		`client_secret: "` + secret + `"`:               `console.error: amazon.Login: client_secret IS IN THIS PAGE`,
		`clientSecret: "` + secret + `"`:                `console.error: amazon.Login: clientSecret IS IN THIS PAGE`,
		`redirect_uri: "https://evil.example/callback"`: `console.warning: .* redirect_uri:`,
		`client_id: "amzn1.application-oa2-client.5"`:   `console.warning: .* client_id:`,
		`next: "https://evil.example/"`:                 `console.warning: .* next:`,
		`response_mode: "query"`:                        `console.warning: .* response_mode:`,
		`popup: "true"`:                                 `console.warning: .* popup .*quotes`,
		`pkce: ""`:                                      `console.warning: .* pkce .*quotes`,
	} {
		tab.Expect(want).Exec(`options = { scope: "profile", interactive: "always", %s }`, option)
		n++
		loggedIn(tab, n)
		complaints := tab.Complaints()
		require.Len(t, complaints, n, option)
		assert.Regexp(t, want, complaints[n-1])
	}
	for _, nowhere := range []string{secret, "evil", "response_mode", "client.5"} {
		assert.NotContains(t, strings.Join(tab.Complaints(), "\n"), nowhere+" ")
		for _, r := range tab.Fake.Requests() {
			assert.NotContains(t, r.URL+r.Body, nowhere)
		}
	}
}

// What is wrong with the values of options is an error to the callback and a line on the console.
func TestAmazonRefusedLate(t *testing.T) {
	tab := oldPage(t, "bench.html").Expect("console.error: amazon.Login: The option ")
	for i, c := range []struct{ option, name string }{{`scope: "x".repeat(3000)`, "scope"}, {`scope_data: "{}"`, "scope_data"}, {`scope_data: []`, "scope_data"}} {
		tab.Exec(`options = { scope: "profile", %s }`, c.option)
		tab.Click("#go")
		assert.Equal(t, "invalid_request", toldLast(tab, i+1)["error"])
		assert.Contains(t, tab.Complaints()[i], "The option "+c.name)
	}
	tab.Exec(`options = { scope: "profile", scope_data: null }`)
	loggedIn(tab, 4)
}

// A setting that cannot be used leaves those before it in force; the console says so.
func TestAmazonSettings(t *testing.T) {
	tab := oldPage(t, "bench.html").Expect("console.error: amazon.Login: amazon.Login.setLanguage is")
	tab.Exec(`amazon.Login.setLanguage("x".repeat(36))`)
	loggedIn(tab, 1)
	require.Len(t, tab.Complaints(), 1)
	tab.Exec(`amazon.Login.setLanguage("de_DE"); options.interactive = "always"`)
	loggedIn(tab, 2)
	assert.Equal(t, "de-DE", query(tab.Bench, lastAuthorize(tab.Bench)).Get("language"))
	tab.Exec(`amazon.Login.setSandboxMode(1); amazon.Login.setLanguage()`)
	loggedIn(tab, 3)
	request := query(tab.Bench, lastAuthorize(tab.Bench))
	assert.Equal(t, "true", request.Get("sandbox"))
	assert.NotContains(t, request, "language")
}

// A state that is no string is sent back as the string that an address would have made of it.
func TestAmazonState(t *testing.T) {
	tab := oldPage(t, "bench.html")
	for i, c := range []struct {
		state string
		want  any
	}{{`7`, "7"}, {`""`, ""}, {`undefined`, nil}, {`null`, nil}, {`10n`, "10"}, {`(() => { const a = []; a.push(a, 1); return a; })()`, ",1"}, {`"x".repeat(1e6)`, strings.Repeat("x", 1e6)}} {
		tab.Exec(`options.state = %s; 0`, c.state)
		assert.Equal(t, c.want, loggedIn(tab, i+1)["state"], c.state)
	}
}

// The regions of Amazon's SDK, by their names and as text.
func TestAmazonRegions(t *testing.T) {
	tab := oldPage(t, "bench.html")
	regions := browsertest.Eval[map[string]string](tab, `amazon.Login.Region`)
	assert.Equal(t, map[string]string{"NorthAmerica": "NA", "Europe": "EU", "AsiaPacific": "APAC", "UnitedStates": "US", "UnitedKindom": "UK",
		"Germany": "DE", "France": "FR", "Italy": "IT", "Spain": "ES", "Japan": "JP"}, regions)
	for name := range regions {
		assert.Empty(t, thrown(tab, `amazon.Login.setRegion(amazon.Login.Region.`+name+`)`))
	}
	loggedIn(tab, 1)
}

// The script has not come yet: the page's own error, and the next click works.
func TestAmazonNotLoadedYet(t *testing.T) {
	t.Parallel()
	b := approved(oldSite(t))
	script := make(chan struct{})
	serveLate(b, "/lwa/lwa-amazon.js", script)
	tab := b.Blank().Expect("amazon is not defined|Cannot read properties of undefined")
	visit(tab, "/old/pkce.html")
	tab.Wait("#LoginWithAmazon")
	tab.Click("#LoginWithAmazon")
	tab.Exec(`new Promise((resolve) => setTimeout(resolve, 2))`) // the page's own timer of 1 ms is over
	close(script)
	tab.Wait(`#LoginWithAmazon`)
	tab.Exec(`new Promise((resolve) => (self.amazon ? resolve() : document.getElementById("amazon-login-sdk").addEventListener("load", resolve)))`)
	tab.Click("#LoginWithAmazon")
	says(tab, "#result", "Hello, Zoë O’Neil & Sons")
}

// The script is there and the wasm is not: the click opens its window at once.
func TestAmazonWasmLater(t *testing.T) {
	t.Parallel()
	b := approved(oldSite(t))
	open := gateWasm(b)
	tab := b.Open("/old/bench.html")
	popup := tab.Popup(func() { tab.Click("#go") })
	open()
	popup.WaitClosed()
	assert.Contains(t, toldLast(tab, 1), "access_token")
}

// lwa.js is there too. The console says that one is enough; whichever comes first, both work.
func TestAmazonBoth(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		complaints    int
	}{"before": {`<script src="/lwa/lwa.js"></script>`, "", 1}, "after": {"", `<script src="/lwa/lwa.js"></script>`, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := approved(oldSite(t))
			both(b, c.before, c.after)
			tab := b.Open("/old/both.html").Expect("include one of them")
			loggedIn(tab, 1)
			assert.Equal(t, "Zoë O’Neil & Sons", browsertest.Eval[string](tab, `lwa.session.profile.name`))
			assert.Len(t, tab.Complaints(), c.complaints)
		})
	}
}
