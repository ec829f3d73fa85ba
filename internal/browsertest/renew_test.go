package browsertest_test

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
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
		button.onclick = () => lwa.token({ interactive: true }).then((t) => (button.value = String(t === lwa.session.accessToken)));`)
	tab.Click("#token")
	tab.Wait(`#token[value="true"]`)
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
