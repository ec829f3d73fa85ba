package browsertest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// strayAnswers reach a tab whose login is at Amazon, and do not carry its state. Each is made from
// the genuine one.
var strayAnswers = []struct {
	name   string
	edit   func(genuine, state string) string
	faults fakeamazon.Faults
}{
	{"AR-01 no state", nil, fakeamazon.Faults{OmitState: true}},
	{"AR-02 another state", swapState("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), fakeamazon.Faults{}},
	{"AR-03 an empty state", swapState(""), fakeamazon.Faults{}},
	{"AR-06 error with another state", swapState("BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"), refusal},
	{"AR-06 error without state", nil, fakeamazon.Faults{OmitState: true, AuthorizeError: refusal.AuthorizeError}},
	{"AR-10 two states", func(genuine, state string) string { return genuine + "&state=" + state }, fakeamazon.Faults{}},
	{"AR-26 a longer state", func(genuine, state string) string { return strings.Replace(genuine, state, state+"A", 1) }, fakeamazon.Faults{}},
}

var refusal = fakeamazon.Faults{AuthorizeError: fakeamazon.AuthorizeError{Error: "access_denied", Description: "from nobody"}}

func swapState(to string) func(genuine, state string) string {
	return func(genuine, state string) string { return strings.Replace(genuine, "state="+state, "state="+to, 1) }
}

// TestRedirectStrayAnswer: what does not carry the state of the login that left is reported as
// state_mismatch and never as what it claims to be; it consumes nothing, and the genuine answer
// still logs in.
func TestRedirectStrayAnswer(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, hasty, "/bench?mode=redirect&x=1#y").Ready()
	for i, c := range strayAnswers {
		rows(b, c.name, func(t *testing.T) {
			tab.Exec(`bench.options = { interactive: "always" }`)
			request := depart(tab)
			bad := answer(b, request, c.faults)
			if c.edit != nil {
				edited := c.edit(bad, stateOf(b, request))
				require.NotEqual(t, bad, edited)
				bad = edited
			}
			visit(tab, bad)
			assert.Equal(t, browsertest.Outcome{}, ready(tab), "no login of this page failed")
			refused := errorEvent(tab, 1)
			assert.Equal(t, "state_mismatch", refused.Code)
			assert.Empty(t, refused.Description)
			assert.NotEmpty(t, refused.Hint)
			assert.Equal(t, "/bench?mode=redirect&x=1#y", here(tab))
			cleanAddress(tab)
			assert.Equal(t, i, b.Fake.Counts().TokenRequests)

			visit(tab, answer(b, request, fakeamazon.Faults{}))
			assert.NotNil(t, ready(tab).Session, "the login is kept")
			assert.Equal(t, []string{"login"}, types(tab))
			assert.Equal(t, i+1, b.Fake.Counts().TokenRequests)
		})
	}
	b.NoLeak(tab)
	aliveByRedirect(tab)
}

// idleCallback allows what DevTools remembers of an entry whose address the callback page has
// cleaned (userTypedURL): no page and no person gets at it. The address itself is checked by
// cleanAddress.
var idleCallback = browsertest.LeakSearch{Allowed: `history entry at http://localhost:\d+/lwa/lwa-callback\.html`}

// TestRedirectAR04_NothingPending: an answer that looks right comes to a browser where nobody
// started a login.
func TestRedirectAR04_NothingPending(t *testing.T) {
	b := parallel(t)
	asked := b.Open("/bench?mode=redirect").Ready()
	genuine := answer(b, depart(asked), fakeamazon.Faults{})
	tab := b.Blank() // without haste: the page's real patience
	visit(tab, genuine)
	nothingWaits(tab)
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	b.NoLeakBut(idleCallback, tab)
	aliveByRedirect(tab)
}

// TestRedirectAR05_Replay: the same callback again, once its login is done. The session of the page
// is unharmed.
func TestRedirectAR05_Replay(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, hasty, "/bench?mode=redirect&persist=session").Ready()
	genuine := answer(b, depart(tab), fakeamazon.Faults{})
	visit(tab, genuine)
	require.NotNil(t, ready(tab).Session)
	visit(tab, genuine)
	nothingWaits(tab)
	tab.Go("/bench?mode=redirect&persist=session")
	assert.NotNil(t, ready(tab).Session)
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	b.NoLeakBut(browsertest.LeakSearch{Allowed: keptSession.Allowed + "|" + idleCallback.Allowed}, tab)
}

// TestRedirectAR27_OtherParty: an answer counts only for the client, the server and the return
// address that the login was started with. Here the page has other settings when the answer comes.
func TestRedirectAR27_OtherParty(t *testing.T) {
	b := parallel(t)
	tab := b.Blank()
	inject(tab, hasty)
	for name, settings := range map[string]string{
		"client":      "client-id=amzn1.application-oa2-client.another",
		"redirectUri": "redirect-uri=/other/lwa-callback.html",
		"provider":    "provider=http://127.0.0.1:9",
		"region":      "provider=-&region=EU",
		"apiBase":     "api-base=/forwarded",
	} {
		rows(b, name, func(t *testing.T) {
			visit(tab, "/bench?mode=redirect")
			tab.Ready().Exec(`bench.options = { returnTo: %q }`, "/bench?mode=redirect&"+settings)
			visit(tab, answer(b, depart(tab), fakeamazon.Faults{}))
			assert.Equal(t, browsertest.Outcome{}, ready(tab))
			assert.Equal(t, "state_mismatch", errorEvent(tab, 1).Code)
			assert.Zero(t, b.Fake.Counts().TokenRequests)
			cleanAddress(tab)
		})
	}
	b.NoLeakBut(pendingRecord, tab)
	aliveByRedirect(tab)
}

// pendingRecord allows the record of a redirect login that was not answered yet: it is what the
// answer is compared with.
var pendingRecord = browsertest.LeakSearch{Allowed: `sessionStorage\[lwa\.1\.login\..*a state$`}
