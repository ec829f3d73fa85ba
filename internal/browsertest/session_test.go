package browsertest_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// logIn clicks and waits for the n-th outcome of the page, which must be a session.
func logIn(tab *browsertest.Tab, n int) browsertest.Session {
	tab.Helper()
	tab.Click("#go")
	outcome := tab.Outcomes(n)[n-1]
	require.NotNil(tab, outcome.Session, "%+v", outcome.Error)
	return *outcome.Session
}

// outcomeOf awaits a promise on the bench page and says what came of it.
func outcomeOf(tab *browsertest.Tab, promise string) browsertest.Outcome {
	tab.Helper()
	return browsertest.Eval[browsertest.Outcome](tab, fmt.Sprintf(
		`(%s).then((s) => ({ session: s && typeof s === "object" ? s : { accessToken: String(s) } }), (e) => ({ error: { ...e, name: e.name, message: e.message } }))`, promise))
}

// noSession checks that a page has none, and says so in every way.
func noSession(tab *browsertest.Tab) {
	tab.Helper()
	assert.True(tab, browsertest.Eval[bool](tab, `lwa.session === null`))
	for _, promise := range []string{`lwa.token()`, `lwa.profile()`, `lwaLogin({ interactive: "never" })`} {
		outcome := outcomeOf(tab, promise)
		if assert.NotNil(tab, outcome.Error, promise) {
			assert.Equal(tab, "login_required", outcome.Error.Code, promise)
		}
	}
}

func TestSessionPersist(t *testing.T) {
	t.Parallel()
	for persist, c := range map[string]struct{ page, tab bool }{
		"memory":  {false, false},
		"session": {true, false},
		"local":   {true, true},
	} {
		t.Run(persist, func(t *testing.T) {
			b := approved(parallel(t))
			tab := b.Open("/bench?mode=popup&persist=" + persist).Ready()
			tab.Exec(`bench.options = { state: "mine" }`)
			given := logIn(tab, 1)
			stays := func(tab *browsertest.Tab, want bool) {
				outcome := ready(tab)
				assert.Nil(t, outcome.Error)
				assert.Empty(t, types(tab), "a restored session is no login")
				if !want {
					noSession(tab)
					return
				}
				require.NotNil(t, outcome.Session)
				assert.Equal(t, given, *outcome.Session)
				assert.Equal(t, given.AccessToken, outcomeOf(tab, `lwa.token()`).Session.AccessToken)
				assert.Equal(t, given, *outcomeOf(tab, `lwaLogin()`).Session, "and will do for a login")
			}
			tab.Do(chromedp.Reload())
			stays(tab, c.page)
			tab.Go("/bench?mode=popup&another&persist=" + persist)
			stays(tab, c.page)
			other := tab.Another("/bench?mode=popup&persist=" + persist)
			stays(other, c.tab)
			assert.Equal(t, 1, b.Fake.Counts().TokenRequests)

			outcomeOf(tab, `lwa.logout()`)
			for _, area := range []string{"localStorage", "sessionStorage"} {
				assert.Empty(t, entries(tab, area))
			}
			noSession(tab)
		})
	}
}

// TestSessionST10_LogoutEverywhere: a logout in one tab is one in all of them, whatever each of
// them keeps.
func TestSessionST10_LogoutEverywhere(t *testing.T) {
	b := approved(parallel(t))
	first := b.Open("/bench?mode=popup&persist=local").Ready()
	third := first.Another("/bench?mode=popup&persist=session").Ready()
	fourth := first.Another("/bench?mode=popup").Ready()
	for _, tab := range []*browsertest.Tab{third, fourth, first} {
		logIn(tab, 1)
	}
	second := first.Another("/bench?mode=popup").Ready() // what is kept is restored, wherever new logins would be kept
	require.Equal(t, true, browsertest.Eval[bool](second, `lwa.session !== null`))
	tabs := []*browsertest.Tab{first, second, third, fourth}

	assert.Nil(t, outcomeOf(second, `lwa.logout()`).Error)
	for _, tab := range tabs {
		awaits(tab, `bench.events.at(-1)?.type === "logout"`)
		assert.Nil(t, browsertest.Eval[any](tab, `bench.events.at(-1).detail`))
		noSession(tab)
		assert.Empty(t, entries(tab, "localStorage"))
		assert.Empty(t, entries(tab, "sessionStorage"))
	}
	assert.Equal(t, []string{"logout"}, types(second))
	assert.Equal(t, []string{"login", "logout"}, types(third))
	assert.Nil(t, outcomeOf(second, `lwa.logout()`).Error, "a second time is no failure")
	assert.Equal(t, []string{"logout"}, types(second))
	b.NoLeak(tabs...)
	second.Click("#go")
	assert.NotNil(t, second.Outcome().Session)
}
