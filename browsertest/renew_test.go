package browsertest_test

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// renewing is a server that hands out refresh tokens, each good for once.
func renewing(b *browsertest.Bench, change func(*fakeamazon.Faults)) *browsertest.Bench {
	f := fakeamazon.Faults{AutoApprove: zoe.UserID, Refresh: true, Rotate: true}
	if change != nil {
		change(&f)
	}
	b.Fake.SetFaults(f)
	return b
}

// typesOf are the types of the first events of a page.
func typesOf(events []browsertest.Event) (names []string) {
	for _, e := range events {
		names = append(names, e.Type)
	}
	return names
}

// A token that no API would take any more for as long as the caller wants is renewed, once, whoever asks.
func TestRenewTE17_FiftyCallers(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	tab := b.Open("/bench?mode=popup&persist=local").Ready()
	first := logIn(tab, 1)
	tokens := browsertest.Eval[[]string](tab, `Promise.all(Array.from({ length: 50 }, () => lwa.token({ minValidity: 3_600_001 })))`)
	require.Len(t, tokens, 50)
	for _, token := range tokens {
		assert.Equal(t, tokens[0], token)
	}
	assert.NotEqual(t, first.AccessToken, tokens[0])
	assert.Equal(t, 1, b.Fake.Counts().RefreshRequests)
	assert.Equal(t, tokens[0], browsertest.Eval[string](tab, `lwa.session.accessToken`))
	assert.Equal(t, []string{"login", "renewed"}, typesOf(tab.Events(2)))
}

// Two tabs that share a session and renew at the same instant send one request between them.
func TestRenewTabs(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	tab := b.Open("/bench?mode=popup&persist=local").Ready()
	logIn(tab, 1)
	other := tab.Another("/bench?mode=popup&persist=local").Ready()
	old := browsertest.Eval[string](other, `lwa.session.accessToken`)
	gate := make(chan struct{})
	b.Fake.SetFaults(fakeamazon.Faults{Refresh: true, Rotate: true, RefreshGrant: fakeamazon.Fault{Gate: gate}})
	for _, page := range []*browsertest.Tab{tab, other} {
		page.Exec(`void (window.asked = Promise.all(Array.from({ length: 25 }, () => lwa.token({ minValidity: 3_600_001 }))))`)
	}
	close(gate)
	mine := browsertest.Eval[[]string](tab, `asked`)
	theirs := browsertest.Eval[[]string](other, `asked`)
	assert.Equal(t, mine[0], theirs[24])
	assert.NotEqual(t, old, mine[0])
	assert.Equal(t, 1, b.Fake.Counts().RefreshRequests)
}

// Login, renewal, another person and logout in one tab reach the others.
func TestTabsHear(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	tab := b.Open("/bench?mode=popup&persist=local").Ready()
	other := tab.Another("/bench?mode=popup&persist=local").Ready()
	kept := tab.Another("/bench?mode=popup").Ready() // persist: memory
	logIn(kept, 1)

	session := logIn(tab, 1)
	assert.Equal(t, []string{"login"}, typesOf(other.Events(1)))
	assert.Equal(t, session.AccessToken, browsertest.Eval[string](other, `lwa.session.accessToken`))

	renewed := browsertest.Eval[string](other, `lwa.token({ minValidity: 3_600_001 })`)
	assert.Equal(t, []string{"login", "renewed"}, typesOf(tab.Events(2)))
	assert.Equal(t, renewed, browsertest.Eval[string](tab, `lwa.session.accessToken`))

	b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: fakeamazon.DefaultPeople()[1].UserID, Refresh: true})
	tab.Exec(`bench.options = { interactive: "always" }`)
	logIn(tab, 2)
	assert.Equal(t, []string{"login", "renewed", "accountchanged", "login"}, typesOf(other.Events(4)))
	assert.Equal(t, "山田 花子", browsertest.Eval[string](other, `lwa.session.profile.name`))
	assert.Equal(t, zoe.Name, browsertest.Eval[string](kept, `lwa.session.profile.name`), "a page that keeps its own session keeps it")

	other.Exec(`lwa.logout()`)
	assert.Equal(t, "logout", typesOf(tab.Events(5))[4])
	assert.True(t, browsertest.Eval[bool](tab, `lwa.session === null`))
}

// The person removed the site from their account: signed out once, and nothing is asked again.
func TestRenewTE16_Refused(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	tab := b.Open("/bench?mode=popup&persist=local").Ready().Expect(`400`)
	logIn(tab, 1)
	b.Fake.Revoke(zoe.UserID)
	outcome := outcomeOf(tab, `lwa.token({ minValidity: 3_600_001 })`)
	require.NotNil(t, outcome.Error)
	assert.Equal(t, "login_required", outcome.Error.Code)
	assert.Equal(t, []string{"login", "expired"}, typesOf(tab.Events(2)))
	noSession(tab)
	assert.Equal(t, 1, b.Fake.Counts().RefreshRequests)
	assert.Equal(t, "{}", browsertest.Eval[string](tab, `JSON.stringify({ ...localStorage })`))
}

// The server died between rotation and answer. Nobody can tell it from one that never got the request: the old refresh
// token is tried once more, and that ends the session, once.
func TestRenewLostAnswer(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), func(f *fakeamazon.Faults) { f.RefreshGrant = fakeamazon.Fault{LoseAnswer: true} })
	tab := b.Open("/bench?mode=popup&persist=local").Ready().Expect(`ERR_|400`)
	logIn(tab, 1)
	outcome := outcomeOf(tab, `lwa.token({ minValidity: 3_600_001 })`)
	require.NotNil(t, outcome.Error)
	assert.Equal(t, "network_error", outcome.Error.Code)
	renewing(b, nil)
	assert.Equal(t, []string{"login", "expired"}, typesOf(tab.Events(2)))
	noSession(tab)
}

// Ahead of its end, without anybody asking, again and again.
func TestRenewAhead(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), func(f *fakeamazon.Faults) { f.AccessLife = 3 * time.Second })
	tab := b.Open("/bench?mode=popup&persist=session").Ready()
	logIn(tab, 1)
	assert.Equal(t, []string{"login", "expiring", "renewed", "expiring", "renewed"}, typesOf(tab.Events(5))[:5])
	tab.Go("/bench?mode=popup&persist=session")
	tab.Ready()
	assert.Equal(t, zoe.Name, browsertest.Eval[string](tab, `lwa.ready.then((s) => s.profile.name)`))
}

// Kept over the night, the token is over and the session is not: the page is ready with the next one.
func TestRenewOverNight(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	tab := b.Open("/bench?mode=popup&persist=local").Ready()
	logIn(tab, 1)
	openVault(tab)
	tab.Exec(`vault.read().then((text) => {
		const record = JSON.parse(text);
		return vault.write(JSON.stringify({ ...record, since: record.since - 12 * 3_600_000 }));
	})`)
	tab.Go("/bench?mode=popup&persist=local")
	tab.Ready()
	assert.Equal(t, zoe.Name, browsertest.Eval[string](tab, `lwa.ready.then((s) => s?.profile.name)`))
	assert.Equal(t, 1, b.Fake.Counts().Refreshes)
}

// A lock that some other script holds for good, or a tab that is asleep, holds nobody up for longer than its bound.
func TestRenewLockHeld(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	tab := b.Open("/bench?mode=popup&persist=local").Ready()
	logIn(tab, 1)
	tab.Expect(`Lock broken by another request`) // says the page whose lock it was
	tab.Exec(`new Promise((held) => navigator.locks.request(%q, () => (held(), new Promise(() => {}))))`, "lwa.1.renew."+browsertest.ClientID)
	ctx, cancel := context.WithTimeout(tab.Context(), 60*time.Second) // the bound is that of a request, and a little more
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Evaluate[string](`lwa.token({ minValidity: 3_600_001, timeout: 60_000 })`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	assert.Equal(t, []string{"login", "renewed"}, typesOf(tab.Events(2)))
}

// Where the browser gives nobody a lock, a page renews without one.
func TestRenewLockRefused(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	tab := b.Open("/bench?mode=popup&persist=local").Ready()
	logIn(tab, 1)
	tab.Exec(`LockManager.prototype.request = () => Promise.reject(new DOMException("no", "SecurityError"))`)
	token := browsertest.Eval[string](tab, `lwa.token({ minValidity: 3_600_001 })`)
	assert.Equal(t, token, browsertest.Eval[string](tab, `lwa.session.accessToken`))
	assert.Equal(t, []string{"login", "renewed"}, typesOf(tab.Events(2)))
}

// Without a refresh token a click logs in again, and anything else says so.
func TestTokenInteractive(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	tab := b.Open("/bench?mode=popup").Ready()
	tab.Exec(`document.getElementById("go").onclick = (e) => { e.stopImmediatePropagation(); }`)
	outcome := outcomeOf(tab, `lwa.token()`)
	require.NotNil(t, outcome.Error)
	assert.Equal(t, "login_required", outcome.Error.Code)
	tab.Exec(`
		const button = document.body.appendChild(document.createElement("button"));
		button.id = "token";
		button.textContent = "Token";
		button.onclick = () => lwa.token({ interactive: true }).then((t) => (button.textContent = t));`)
	tab.Click("#token")
	tab.Events(1)
	assert.Equal(t, browsertest.Eval[string](tab, `lwa.session.accessToken`), browsertest.Eval[string](tab, `lwa.token()`))
}

// forwardTo is what a site's server does for apiBase: it passes requests on to the fake Amazon.
func forwardTo(b *browsertest.Bench, path string) http.Handler {
	target, err := url.Parse(b.Amazon)
	require.NoError(b, err)
	return http.StripPrefix(path, &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Header.Del("Cookie") },
	})
}

// lwa.fetch adds the token for Amazon's API and for apiBase, renews it once, and goes nowhere else.
func TestFetch(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), func(f *fakeamazon.Faults) { f.StrictBearer = true })
	forwardAt(b, "/amazon-api")
	tab := b.Open("/bench?mode=popup&api-base=/amazon-api").Ready().Expect(`401`)
	logIn(tab, 1)
	name := `(url) => lwa.fetch(url).then((r) => r.json()).then((p) => p.name)`
	for _, address := range []string{"/amazon-api/user/profile", b.Amazon + "/user/profile"} {
		assert.Equal(t, zoe.Name, browsertest.Eval[string](tab, `(`+name+`)("`+address+`")`), address)
	}
	b.Fake.RevokeAccess(zoe.UserID)
	assert.Equal(t, zoe.Name, browsertest.Eval[string](tab, `(`+name+`)("/amazon-api/user/profile")`))
	assert.Equal(t, 1, b.Fake.Counts().Refreshes)

	b.Fake.Revoke(zoe.UserID)
	tab.Expect(`400`)
	assert.Equal(t, 401, browsertest.Eval[int](tab, `lwa.fetch("/amazon-api/user/profile").then((r) => r.status)`), "there is no other token")
	logIn(tab, 2)
	seen := len(b.Seen())
	for _, address := range []string{
		"/elsewhere", "https://evil.example/user/profile", "/amazon-api", "/amazon-api/../elsewhere", "/amazon-apis/user/profile", b.Amazon + "@evil.example/",
	} {
		outcome := outcomeOf(tab, `lwa.fetch(`+`"`+address+`"`+`)`)
		if assert.NotNil(t, outcome.Error, address) {
			assert.Equal(t, "invalid_request", outcome.Error.Code, address)
		}
	}
	assert.Len(t, b.Seen(), seen, "nothing of it left the page")
}
