package browsertest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// AM-03: while the person is at Amazon, somebody sends the window to the callback page with an
// answer of theirs. It opens no address next and costs the login nothing: the true answer still
// arrives there.
func TestAmazonAM03_StrayAnswer(t *testing.T) {
	for name, pkce := range map[string]bool{"token": false, "code": true} {
		for _, answered := range []string{"?code=ANtheirCodeOfTheirs&state=%s", "?error=access_denied&state=%s"} {
			t.Run(name+answered[:5], func(t *testing.T) {
				t.Parallel()
				b := oldSite(t)
				tab := advised(openWith(b, hasty, "/old/bench.html"), inNext)
				tab.Exec(`action = () => amazon.Login.authorize({ scope: "profile", popup: false, pkce: %v, state: "mine" }, "welcome.html")`, pkce)
				request := depart(tab)
				tab.Exec(`location.href = %q`, b.App+callbackPath+fmt.Sprintf(answered, strings.Repeat("s", 43)))
				tab.Wait("#answers")
				tab.Exec(`lwa.ready.catch(() => {}).then(() => new Promise((r) => setTimeout(r)))`)
				assert.Equal(t, "/old/bench.html", here(tab))
				assert.Zero(t, b.Fake.Counts().TokenRequests)

				tab.Exec(`location.href = %q`, answer(b, request, fakeamazon.Faults{}))
				got := arrival(tab, "/old/welcome.html")
				assert.Equal(t, "mine", got.Get("state"))
				assert.NotEmpty(t, got.Get("access_token")+got.Get("code"))
				assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
			})
		}
	}
}

// AM-06: what the tab keeps was tampered with. No address of another origin is opened, and the page
// is alive.
func TestAmazonAM06_TamperedStorage(t *testing.T) {
	tab := advised(oldPage(t, "bench.html"), inNext).Expect("next must be")
	inject(tab, `if (localStorage.entry && location.pathname === "/old/bench.html") {
		for (const name of ["login", "code"]) sessionStorage.setItem("lwa.amazon." + name, localStorage.entry);
	}`)
	for _, entry := range []string{`{{{`, `null`, `5`, `"x"`, `[1]`, `{"next":"welcome.html","at":0}`, `{"next":"welcome.html"}`, `{"next":"https://evil.example/","at":NOW}`,
		`{"next":"javascript:alert(1)","at":NOW}`, `{"next":{},"state":{"a":1},"at":NOW}`, `{"__proto__":{"next":"//evil.example"},"at":NOW}`} {
		comeBackBlocked(tab, `(localStorage.entry = `+jsValue(entry)+`.replace("NOW", Date.now()), amazon.Login.authorize({ scope: "profile", interactive: "always" }, "welcome.html"))`)
		tab.Exec(`lwa.ready`)
		assert.Equal(t, "/old/bench.html", here(tab), entry)
		assert.Equal(t, "invalid_grant", browsertest.Eval[map[string]any](tab, `amazon.Login.retrieveToken("undefined")`)["error"], entry)
	}
	loggedIn(tab, 1)
}

// AM-07: a script has written into Object.prototype. The login goes where it would have gone, and
// next is nobody else's.
func TestAmazonAM07_PollutedPrototype(t *testing.T) {
	t.Parallel()
	b := approved(oldSite(t))
	evil := b.Attacker()
	tab := openWith(b, fmt.Sprintf(`Object.assign(Object.prototype, { next: "welcome.html", code: "ANtheirCodeOfTheirs", clientId: "theirs", apiBase: location.origin + "/evil",
		provider: %q, redirectUri: location.origin + "/evil", persist: "local", issuer: "x", mode: "redirect", handOver: true, returnTo: location.origin + "/evil", state: "theirs" })`, evil.CrossSite), "/old/bench.html")
	tab.Exec(`options.state = "mine"`)
	answer := loggedIn(tab, 1)
	assert.Equal(t, "mine", answer["state"])
	assert.Equal(t, browsertest.ClientID, query(b, lastAuthorize(b)).Get("client_id"))
	assert.Equal(t, b.App+callbackPath, query(b, lastAuthorize(b)).Get("redirect_uri"))
	assert.Zero(t, browsertest.Eval[int](tab, `Object.keys(localStorage).length`))
	comeBackBlocked(tab, `amazon.Login.authorize({ scope: "profile", interactive: "always" }, note)`)
	tab.Exec(`lwa.ready`)
	assert.Equal(t, "/old/bench.html", here(tab))
	assert.Empty(t, evil.Requests())
	for _, r := range b.Seen() {
		assert.NotEqual(t, "/evil", r.URL.Path)
	}
}

// AM-09: no verifier stands in an address; the code and the token do only in next's, which asks for
// that.
func TestAmazonAM09_Secrets(t *testing.T) {
	tab := oldPage(t, "shop.html?pkce=1&redirect=1")
	tab.Click("#login")
	code := arrival(tab, "/old/welcome.html").Get("code")
	require.NotEmpty(t, code)
	tab.NoLeakBut(browsertest.LeakSearch{Allowed: `(` + strings.Join([]string{
		`sessionStorage\[lwa\.1\.session\..* holds an access token`,
		`^site request \d+ \(/old/welcome\.html\): URL holds a code`, `/old/welcome\.html.* holds a code`, `location holds a code`,
		`^site request \d+ \(.*\): header Referer holds a code`,
	}, "|") + `)$`}, tab)
}

func query(b *browsertest.Bench, address string) url.Values {
	b.Helper()
	u, err := url.Parse(address)
	require.NoError(b, err)
	return u.Query()
}
