package browsertest_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// callback is the address that an answer comes back to.
func callback(b *browsertest.Bench, code, state string) string {
	return b.App + "/lwa/lwa-callback.html?" + url.Values{"code": {code}, "state": {state}}.Encode()
}

// lastAnswer is the code and the state of the last login that got as far as the token endpoint.
func lastAnswer(b *browsertest.Bench) (code, state string) {
	b.Helper()
	for _, r := range b.Fake.Requests() {
		if target, err := url.Parse(r.URL); err == nil && target.Path == "/ap/oa" {
			state = target.Query().Get("state")
		}
		if body, err := url.ParseQuery(r.Body); err == nil && body.Has("code") {
			code = body.Get("code")
		}
	}
	require.NotEmpty(b, code)
	require.NotEmpty(b, state)
	return code, state
}

// TestARNobodyWaits brings answers to the callback page that no login waits for. It says so, keeps
// nothing in its address and redeems nothing.
func TestARNobodyWaits(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	early := p.tab.Another(callback(p.Bench, planted, strings.Repeat("C", 43)))
	token := p.alive().AccessToken
	replay := p.tab.Another(callback(p.Bench, first(lastAnswer(p.Bench)), second(lastAnswer(p.Bench))))
	for name, tab := range map[string]*browsertest.Tab{"AR-04 no login was started": early, "AR-05 replay": replay} {
		t.Run(name, func(t *testing.T) {
			tab.Wait(`html[data-state="idle"]`)
			assert.Contains(t, tab.Text("#idle"), "missing_transaction")
			clean(t, tab)
			assert.Equal(t, 1, p.Fake.Counts().TokenRequests)
		})
	}
	t.Run("AR-18 the next page learns nothing", func(t *testing.T) {
		replay.Click("#idle a")
		replay.Wait("body:not(:has(#idle))")
		assert.Empty(t, browsertest.Eval[string](replay, `document.referrer`))
	})
	assert.Equal(t, token, browsertest.Eval[string](p.tab, `lwa.session.accessToken`), "the session is unharmed")
	p.NoLeakBut(browsertest.LeakSearch{Also: []string{planted}}, p.tab, early, replay)
	p.alive()
}

func first(a, _ string) string  { return a }
func second(_, b string) string { return b }

// TestAR25TwoLogins has two tabs log in at once and answers them in the reverse order, the second
// one through a window that belongs to neither: each login gets its own answer.
func TestAR25TwoLogins(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	other := &loginPage{Bench: p.Bench, tab: p.tab.Another("/bench?mode=popup").Ready(), requests: p.requests}
	p.tab.Exec(`bench.options = {interactive: "always", state: "one"}`)
	other.tab.Exec(`bench.options = {interactive: "always", state: "two"}`)
	popup1, authorize1 := p.start()
	popup2, authorize2 := other.start()
	p.Fake.SetFaults(fakeamazon.Faults{AutoApprove: people[1].UserID})
	stray := p.tab.Another(authorize2.String())
	two := other.outcome()
	popup2.WaitClosed()
	p.Fake.SetFaults(fakeamazon.Faults{AutoApprove: people[0].UserID})
	send(popup1, authorize1.String())
	one := p.outcome()
	require.NotNil(t, one.Session, "%+v", one.Error)
	require.NotNil(t, two.Session, "%+v", two.Error)
	assert.Equal(t, "one", *one.Session.State)
	assert.Equal(t, people[0].UserID, one.Session.Profile.UserID)
	assert.Equal(t, "two", *two.Session.State)
	assert.Equal(t, people[1].UserID, two.Session.Profile.UserID)
	assert.Equal(t, 2, p.Fake.Counts().TokenRequests)
	assert.Equal(t, 2, p.Fake.Counts().CodesRedeemed)
	p.NoLeak(p.tab, other.tab, stray, popup1, popup2)
}

// TestAR27TwoClients has two clients of one origin log in at once: the answer of one is nothing to
// the other, and its code under the other's state is refused.
func TestAR27TwoClients(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	second := browsertest.ClientID[:len(browsertest.ClientID)-1] + "2"
	require.NoError(t, p.Fake.AddClient(fakeamazon.Client{
		ID: second, RedirectURIs: []string{p.App + "/lwa/lwa-callback.html"}, Origins: []string{p.App},
	}))
	other := &loginPage{Bench: p.Bench, tab: p.tab.Another("/bench?mode=popup&client-id=" + second).Ready(), requests: p.requests}
	p.tab.Expect("status of 400")
	other.tab.Expect("status of 400")
	popup1, authorize1 := p.start()
	popup2, authorize2 := other.start()
	state1, state2 := authorize1.Query().Get("state"), authorize2.Query().Get("state")

	// The second client's code is put under the first one's state.
	p.Fake.SetFaults(auto(fakeamazon.Faults{ForceState: &state1}))
	mixed := p.tab.Another(authorize2.String())
	rejected(t, p.outcome(), "invalid_grant")
	popup1.WaitClosed()
	assert.Zero(t, p.Fake.Counts().CodesRedeemed)

	// The second login is still waiting. Its answer is nothing to the first client, which waits as
	// well.
	p.Fake.SetFaults(fakeamazon.Faults{})
	popup1, authorize1 = p.start()
	stray := p.tab.Another(callback(p.Bench, planted, state2))
	rejected(t, other.outcome(), "invalid_grant")
	p.Fake.SetFaults(auto(fakeamazon.Faults{}))
	send(popup1, authorize1.String())
	outcome := p.outcome()
	require.NotNil(t, outcome.Session, "%+v", outcome.Error)
	other.alive()
	p.NoLeakBut(browsertest.LeakSearch{Also: []string{planted}}, p.tab, other.tab, mixed, stray, popup1, popup2)
}
