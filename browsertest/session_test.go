package browsertest_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// approved is a server that answers at once in Zoë's name.
func approved(b *browsertest.Bench) *browsertest.Bench {
	b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: zoe.UserID})
	return b
}

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
			b.NoLeak(tab, other)
		})
	}
}

// TestSessionST10_LogoutEverywhere: a logout in one tab is one in all of them, whatever each of them keeps.
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

// TestSessionST10_LogoutEndsLogin: a login that is under way when the page logs out, here or in another tab, ends too: no
// session may appear after a logout.
func TestSessionST10_LogoutEndsLogin(t *testing.T) {
	b := parallel(t)
	first := b.Open("/bench?mode=popup").Ready()
	second := first.Another("/bench?mode=popup").Ready()
	for i, where := range []*browsertest.Tab{first, second} {
		popup := first.Popup(func() { first.Click("#go") })
		popup.Wait("button.person")
		outcomeOf(where, `lwa.logout()`)
		outcome := first.Outcomes(i + 1)[i]
		require.NotNil(t, outcome.Error)
		assert.Equal(t, "aborted", outcome.Error.Code)
		popup.WaitClosed()
	}
	// A redirect login that left this tab is forgotten as well.
	tab := openWith(b, hasty, "/bench?mode=redirect").Ready()
	genuine := answer(b, depart(tab), fakeamazon.Faults{})
	visit(tab, "/bench?mode=redirect")
	tab.Ready()
	outcomeOf(tab, `lwa.logout()`)
	assert.Empty(t, entries(tab, "sessionStorage"))
	visit(tab, genuine)
	idle(tab)
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	alive(tab)
}

// TestSessionAccountChanged: another person logs in than before. The page hears of it ahead of the login.
func TestSessionAccountChanged(t *testing.T) {
	b := approved(parallel(t))
	hanako := fakeamazon.DefaultPeople()[1]
	tab := b.Open("/bench?mode=popup&persist=session").Ready()
	tab.Exec(`bench.options = { interactive: "always" }`)
	logIn(tab, 1)
	logIn(tab, 2)
	b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: hanako.UserID})
	assert.Equal(t, hanako.UserID, logIn(tab, 3).Profile.UserID)
	assert.Equal(t, []string{"login", "login", "accountchanged", "login"}, types(tab))
	assert.True(t, browsertest.Eval[bool](tab,
		`bench.events.slice(2).every((e) => e.detail === lwa.session) && lwa.session.profile.userId === `+fmt.Sprintf("%q", hanako.UserID)))
	tab.Do(chromedp.Reload())
	assert.Equal(t, hanako.UserID, ready(tab).Session.Profile.UserID, "nothing of the first person is left")
	b.NoLeakBut(keptSession, tab)
}

// TestSessionExpires: the token's life is over. It ends in every tab, by itself, and nothing is left in storage.
func TestSessionExpires(t *testing.T) {
	t.Parallel()
	for _, persist := range []string{"memory", "session", "local"} {
		t.Run(persist, func(t *testing.T) {
			b := parallel(t)
			b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: zoe.UserID, ExpiresIn: pointer("4")})
			tab := b.Open("/bench?mode=popup&persist=" + persist).Ready()
			logIn(tab, 1)
			assert.True(t, browsertest.Eval[bool](tab, `Math.abs(lwa.session.expiresAt - Date.now()) <= 4000`))
			tab.Do(chromedp.Reload())
			if persist == "memory" {
				tab.Ready()
				logIn(tab, 1)
			} else {
				require.NotNil(t, ready(tab).Session)
			}
			awaits(tab, `bench.events.at(-1)?.type === "expired"`)
			assert.Nil(t, browsertest.Eval[any](tab, `bench.events.at(-1).detail`))
			noSession(tab)
			assert.Empty(t, entries(tab, "localStorage"))
			assert.Empty(t, entries(tab, "sessionStorage"))
			approved(b)
			alive(tab)
		})
	}
}

func pointer[T any](value T) *T { return &value }

// shiftedClock lets the wall clock be set by localStorage.clock, in milliseconds, from before the component loads.
const shiftedClock = `{
	const now = Date.now;
	Date.now = () => now() + Number(localStorage.clock ?? 0);
}`

// TestSessionClock: whoever sets the clock never makes a session live longer.
func TestSessionClock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		shift  int // milliseconds
		reload bool
	}{
		"set back before the page loads":    {-3_600_000, true},
		"set back a little":                 {-60_000, true},
		"set forward before the page loads": {3_601_000, true},
		"set forward under the page":        {3_601_000, false}, // or the machine slept
	} {
		t.Run(name, func(t *testing.T) {
			b := approved(parallel(t))
			tab := openWith(b, shiftedClock, "/bench?mode=popup&persist=local").Ready()
			logIn(tab, 1)
			tab.Exec(`localStorage.clock = %d`, c.shift)
			if c.reload {
				tab.Do(chromedp.Reload())
				assert.Equal(t, browsertest.Outcome{}, ready(tab))
			}
			noSession(tab)
			assert.Empty(t, entries(tab, "localStorage"))
			if !c.reload {
				assert.Equal(t, []string{"login", "expired"}, types(tab))
			}
			tab.Exec(`delete localStorage.clock`)
			alive(tab)
		})
	}
	t.Run("set back under the page", func(t *testing.T) {
		b := parallel(t)
		b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: zoe.UserID, ExpiresIn: pointer("1")})
		tab := openWith(b, shiftedClock, "/bench?mode=popup").Ready()
		logIn(tab, 1)
		tab.Exec(`localStorage.clock = -3600000`)
		awaits(tab, `bench.events.at(-1)?.type === "expired"`)
		noSession(tab)
	})
}
