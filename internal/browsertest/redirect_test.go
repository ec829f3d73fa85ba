package browsertest_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func TestRedirectLogin(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench?mode=redirect&x=a%20b#frag/1").Ready()
	tab.Exec(`bench.options = { state: "mine" }`)
	tab.Click("#go")
	tab.SignIn("Zoë")
	events := tab.Ready().Events(1)
	require.Equal(t, "login", events[0].Type)
	assert.Equal(t, "/bench?mode=redirect&x=a%20b#frag/1", here(tab))
	outcome := ready(tab)
	require.NotNil(t, outcome.Session, "%+v", outcome.Error)
	assert.Equal(t, "mine", *outcome.Session.State)
	assert.Equal(t, zoe.UserID, outcome.Session.Profile.UserID)
	assert.True(t, browsertest.Eval[bool](tab, `lwa.session === bench.events[0].detail && Object.isFrozen(lwa.session)`))
	assert.Equal(t, b.App+callbackPath, redirectURI(b), "the return address is the popup's")
	assert.Equal(t, 1, b.Fake.Counts().CodesRedeemed)
	cleanAddress(tab)
	b.NoLeak(tab)
	aliveByRedirect(tab)
}

// redirectURI is what the last authorization and the last exchange named as return address: both
// must name the same.
func redirectURI(b *browsertest.Bench) string {
	b.Helper()
	uri := parameter(b, lastAuthorize(b), "redirect_uri")
	for _, r := range b.Fake.Requests() {
		if r.Method == "POST" && strings.HasPrefix(r.URL, "/auth/o2/token") {
			assert.Equal(b, uri, parameter(b, "?"+r.Body, "redirect_uri"))
		}
	}
	return uri
}

// addresses that a login must come back to byte for byte.
var addresses = []string{
	"/bench?mode=redirect",
	"/bench?mode=redirect#",
	"/bench?mode=redirect&#x",
	"/bench?mode=redirect&a=1&a=2&b&c=&=d",
	"/bench?mode=redirect&q=a+b%20c%2Bd%26e%3Df&t=%7e~%2F/%2f",
	"/bench?mode=redirect&n=%E5%B1%B1%E7%94%B0&broken=%zz%&semi=a;b",
	"/bench?mode=redirect#/route/%E5%B1%B1?x=1&y=2#z",
	"/bench?mode=redirect&code=mine&state=app&error=none#access_token=the-app-s-own&scope",
	"/bench?mode=redirect&u=http://evil.example/&u=//evil.example#//evil.example",
	"/bench?mode=redirect&path=C:\\x#\\y",
	"/bench?mode=redirect&odd='%22()*!~{}|^`[]@:#'()*!~{}|^`[]@:?",
}

// TestRedirectReturnsToTheExactAddress is RD-09 too: the page's own query and fragment are never
// taken for an answer.
func TestRedirectReturnsToTheExactAddress(t *testing.T) {
	b := parallel(t)
	approved(b)
	tab := b.Blank()
	for i, address := range addresses {
		rows(b, address, func(t *testing.T) {
			tab.Go("about:blank")
			visit(tab, address)
			outcome := ready(tab)
			require.Equal(t, browsertest.Outcome{}, outcome)
			assert.Empty(t, types(tab), "the page's own parameters are no answer")
			before := here(tab)
			unmark(tab)
			tab.Click("#go")
			outcome = ready(tab)
			require.NotNil(t, outcome.Session, "%+v", outcome.Error)
			assert.Equal(t, before, here(tab))
			assert.Equal(t, i+1, b.Fake.Counts().CodesRedeemed)
		})
	}
}

// TestRedirectRD09_EmptyQueryUnicode: addresses that the bench's settings cannot be part of.
func TestRedirectRD09_EmptyQueryUnicode(t *testing.T) {
	b := parallel(t)
	approved(b)
	b.Handle("/ünï/山", barePage(b, `data-mode="redirect"`, ""))
	tab := b.Blank()
	for _, address := range []string{"/ünï/山?", "/ünï/山?#", "/ünï/山?ключ=значение#фрагмент", "/ünï/山?%"} {
		tab.Go("about:blank")
		visit(tab, address)
		require.Nil(t, ready(tab).Session)
		before := here(tab)
		unmark(tab)
		tab.Click("#go")
		require.NotNil(t, ready(tab).Session)
		assert.Equal(t, before, here(tab))
	}
}

func TestRedirectReturnTo(t *testing.T) {
	b := parallel(t)
	approved(b)
	tab := b.Open("/bench?mode=redirect&page=1").Ready()
	tab.Exec(`bench.options = { returnTo: "bench?page=2#there" }`)
	unmark(tab)
	tab.Click("#go")
	require.NotNil(t, ready(tab).Session)
	assert.Equal(t, "/bench?page=2#there", here(tab))
}

// TestRedirectRD03_HistoryHasNoCallback: one step back from the page leads to Amazon, and nowhere
// is an address with a code; going back and forth redeems nothing.
func TestRedirectRD03_HistoryHasNoCallback(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench?mode=redirect&persist=session").Ready()
	depart(tab)
	tab.SignIn("Zoë")
	require.NotNil(t, ready(tab).Session)
	cleanAddress(tab)
	history := browsertest.Run(tab, chromedp.NavigationEntries())
	for _, entry := range history.Entries {
		assert.NotContains(t, entry.URL, callbackPath)
	}
	previous := history.Entries[history.CurrentIndex-1].URL
	assert.True(t, strings.HasPrefix(previous, b.Amazon) || strings.HasPrefix(previous, b.App+"/bench"), previous)

	tab.Expect(`400 \(Bad Request\) ` + b.Amazon) // Amazon's page of a login that is over
	step(tab, -1)
	tab.Wait(`body[data-page="error"]`)
	step(tab, +1)
	awaits(tab, `window.bench?.ready`)
	assert.True(t, browsertest.Eval[bool](tab, `lwa.session !== null`))
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	b.NoLeakBut(keptSession, tab)
}

// keptSession allows the token in the session that persist keeps.
var keptSession = browsertest.LeakSearch{Allowed: `(local|session)Storage\[lwa\.1\.session\..*an access token$`}

// TestRedirectRD03_CallbackAgain: the callback's address is opened again, reloaded, and left by
// Back.
func TestRedirectRD03_CallbackAgain(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, hasty, "/bench?mode=redirect&persist=session").Ready()
	genuine := answer(b, depart(tab), fakeamazon.Faults{})
	visit(tab, genuine)
	require.NotNil(t, ready(tab).Session)
	for range 3 {
		visit(tab, genuine)
		nothingWaits(tab)
		unmark(tab)
		tab.Do(chromedp.Reload())
		nothingWaits(tab)
	}
	step(tab, -3)
	awaits(tab, `window.bench?.ready`)
	assert.True(t, browsertest.Eval[bool](tab, `lwa.session !== null`), "the session is kept")
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	b.NoLeakBut(browsertest.LeakSearch{Allowed: keptSession.Allowed + "|" + idleCallback.Allowed}, tab)
	aliveByRedirect(tab)
}

func TestRedirectCancelAtAmazon(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench?mode=redirect&a=b").Ready()
	depart(tab)
	tab.Click("#cancel")
	outcome := ready(tab)
	require.NotNil(t, outcome.Error)
	assert.Equal(t, "access_denied", outcome.Error.Code)
	assert.Contains(t, outcome.Error.Hint, "Offer the login again.")
	assert.Equal(t, "The person did not allow the login", outcome.Error.Description)
	assert.Equal(t, *outcome.Error, errorEvent(tab, 1))
	assert.Equal(t, "/bench?mode=redirect&a=b", here(tab))
	cleanAddress(tab)
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	b.NoLeak(tab)
	aliveByRedirect(tab)
}

// TestRedirectBackFromAmazon: the person presses Back there. A page that the browser kept hears
// that the login is given up; one that it loads anew simply works.
func TestRedirectBackFromAmazon(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source string
		kept   bool
	}{
		"kept by the browser": {"", true},
		"loaded anew":         {`addEventListener("unload", () => {})`, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			tab := openWith(b, c.source, "/bench?mode=redirect").Ready()
			depart(tab)
			require.Equal(t, c.kept, step(tab, -1))
			awaits(tab, `window.bench?.ready`)
			if c.kept {
				awaits(tab, `bench.outcomes.length === 1`)
				outcome := browsertest.Eval[browsertest.Outcome](tab, `bench.outcomes[0]`)
				require.NotNil(t, outcome.Error)
				assert.Equal(t, "user_cancelled", outcome.Error.Code)
			} else {
				assert.Equal(t, browsertest.Outcome{}, ready(tab))
			}
			assert.Empty(t, types(tab))
			unmark(tab)
			press(tab, "#go")
			tab.SignIn("Zoë")
			assert.NotNil(t, ready(tab).Session)
			assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
			b.NoLeakBut(pendingRecord, tab)
		})
	}
}

// TestRedirectForwardAgain: Back, and then forward to Amazon and through: the login that was left
// there still counts.
func TestRedirectForwardAgain(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench?mode=redirect").Ready()
	request := depart(tab)
	step(tab, -1)
	unmark(tab)
	step(tab, +1)
	visit(tab, answer(b, request, fakeamazon.Faults{}))
	assert.NotNil(t, ready(tab).Session)
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
}

func TestPopupBlockedBecomesRedirect(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench").Ready()
	tab.Exec(`document.getElementById("go").click()`)
	tab.SignIn("Zoë")
	assert.Equal(t, "login", tab.Ready().Events(1)[0].Type)
}
