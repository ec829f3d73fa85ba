package browsertest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// The whole way of a popup login, and what it sends: S256, no client secret, tokeninfo and profile
// side by side.
func TestPopupLogin(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	token, info, profile := make(chan struct{}), make(chan struct{}), make(chan struct{})
	b.Fake.SetFaults(fakeamazon.Faults{
		Token: fakeamazon.Fault{Gate: token}, TokenInfo: fakeamazon.Fault{Gate: info}, Profile: fakeamazon.Fault{Gate: profile},
	})
	requests := b.Fake.Watch()
	popup := openPopup(tab)
	popup.SignIn("Zoë")

	next := func(path string) fakeamazon.Request {
		t.Helper()
		for r := range requests {
			if strings.HasPrefix(strings.ToLower(r.URL), path) && r.Method != "OPTIONS" {
				return r
			}
		}
		return fakeamazon.Request{}
	}
	asked, err := url.Parse(next("/ap/oa").URL)
	require.NoError(t, err)
	query := asked.Query()
	assert.Equal(t, "S256", query.Get("code_challenge_method"))
	assert.Equal(t, "code", query.Get("response_type"))
	assert.Equal(t, browsertest.ClientID, query.Get("client_id"))

	exchange := next("/auth/o2/token")
	form, err := url.ParseQuery(exchange.Body)
	require.NoError(t, err)
	digest := sha256.Sum256([]byte(form.Get("code_verifier")))
	assert.Equal(t, query.Get("code_challenge"), base64.RawURLEncoding.EncodeToString(digest[:]))
	assert.Equal(t, query.Get("redirect_uri"), form.Get("redirect_uri"))
	assert.Equal(t, "authorization_code", form.Get("grant_type"))
	assert.False(t, form.Has("client_secret"))
	assert.Empty(t, exchange.Header.Get("Authorization"))
	assert.Empty(t, exchange.Header.Get("Cookie"))
	token <- struct{}{}

	// Both are out before either is answered.
	var both []string
	for len(both) < 2 {
		r := <-requests
		if r.Method == "GET" {
			both = append(both, strings.SplitN(r.URL, "?", 2)[0])
			assertUnanswered(t, r)
		}
	}
	assert.ElementsMatch(t, []string{"/auth/o2/tokeninfo", "/user/profile"}, lowered(both))
	assert.False(t, browsertest.Eval[bool](tab, `!!lwa.session || bench.outcomes.length > 0`), "nothing is published before both agree")
	close(info)
	close(profile)

	labFinished(tab, popup, 1)
	assert.Equal(t, "login", tab.Events(1)[0].Type)
	assertSession(tab)
	aliveByPopup(tab)
}

func assertUnanswered(t *testing.T, r fakeamazon.Request) {
	t.Helper()
	select {
	case <-r.Done:
		t.Errorf("%s was answered already", strings.SplitN(r.URL, "?", 2)[0])
	default:
	}
}

func lowered(list []string) []string {
	for i := range list {
		list[i] = strings.ToLower(list[i])
	}
	return list
}

// assertSession holds the session of the page to its contract: frozen all through, and plain.
func assertSession(tab *browsertest.Tab) {
	tab.Helper()
	facts := browsertest.Eval[map[string]bool](tab, `({
		frozen: Object.isFrozen(lwa.session) && Object.isFrozen(lwa.session.profile),
		plain: Object.getPrototypeOf(lwa.session) === Object.prototype && Object.getPrototypeOf(lwa.session.profile) === Object.prototype,
		whole: typeof lwa.session.profile.userId === "string" && lwa.session.scope === "profile" && lwa.session.state === null,
		token: lwa.session.accessToken.startsWith("Atza|"),
		alive: lwa.session.expiresAt > Date.now() && lwa.session.expiresAt <= Date.now() + 3600_000,
		same: bench.outcomes[0].session === lwa.session,
		strict: (() => { "use strict"; try { lwa.session.profile.userId = "x"; return false; } catch { return lwa.session.profile.userId !== "x"; } })(),
	})`)
	for fact, holds := range facts {
		assert.True(tab, holds, fact)
	}
}

// Enter and Space on the button are clicks of their own, and count as such where a window is
// opened.
func TestPopupByKeyboard(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	approved(b)
	tab.Exec(`bench.options = { interactive: "always" }; document.getElementById("go").focus()`)
	for n, key := range []string{kb.Enter, " "} {
		pressKey(tab, key)
		outcome := tab.Outcomes(n + 1)[n]
		require.NotNil(t, outcome.Session, "key %q: %+v", key, outcome.Error)
	}
	assert.Equal(t, 2, b.Fake.Counts().TokenRequests)
	nothingLeft(tab)
	onlyOpen(tab)
}

// The window's name is new each time, its features never cut it off from the page, and its size is
// what was asked for.
func TestPO15_PO26_WindowNameAndFeatures(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	// A foreign page's window of a fixed name is nothing that could be taken over: no name repeats,
	// so none can be known.
	const opens = 5
	approved(b)
	for n := 1; n <= opens; n++ {
		tab.Exec(`bench.options = { interactive: "always", popup: { width: 500, height: 600 } }`)
		tab.Click("#go")
		require.NotNil(t, tab.Outcomes(n)[n-1].Session)
	}
	names := map[string]bool{}
	for _, args := range browsertest.Eval[[][]string](tab, `lab.opens.map((o) => o.args)`) {
		require.Len(t, args, 3)
		assert.Empty(t, args[0], "no address: a browser that gives the page its own window would go there")
		names[args[1]] = true
		assert.NotContains(t, args[2], "noopener")
		assert.NotContains(t, args[2], "noreferrer")
		assert.Contains(t, args[2], "width=500,height=600")
	}
	assert.Len(t, names, opens, "names of the windows")
	aliveByPopup(tab)
}

// PO-11: message and broadcast bring the same answer, and PO-24: Amazon answers at once. A hundred
// times over there is one token request for each login, and each login succeeds.
func TestPO11_PO24_TwiceAndAtOnce(t *testing.T) {
	t.Parallel()
	const runs = 10 // a hundred: web/test/answers.test.mjs
	b, tab := newLab(t, "")
	approved(b)
	tab.Exec(`bench.options = { interactive: "always" }`)
	at := middle(tab, "#go")
	for n := 1; n <= runs; n++ {
		tab.Do(mouseClick(at, 1)...)
		outcome := browsertest.Eval[browsertest.Outcome](tab, `new Promise((settled) => {
			const id = setInterval(() => { if (bench.outcomes.length === `+strconv.Itoa(n)+`) { clearInterval(id); settled(bench.outcomes.at(-1)); } }, 2);
		})`)
		require.NotNil(t, outcome.Session, "login %d: %+v", n, outcome.Error)
	}
	counts := b.Fake.Counts()
	assert.Equal(t, runs, counts.AuthorizeRequests)
	assert.Equal(t, runs, counts.TokenRequests)
	assert.Equal(t, runs, counts.CodesRedeemed)
	heard := browsertest.Eval[int](tab, `lab.heard`)
	assert.Equal(t, runs, heard, "the message came as well as the broadcast")
	assert.Len(t, browsertest.Eval[[]any](tab, `lab.opens`), runs)
	aliveByPopup(tab)
}
