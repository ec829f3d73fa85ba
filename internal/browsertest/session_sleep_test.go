package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// logoutMark is what a logout in another page leaves, without the word to other tabs: Chromium
// throws a sleeping page away that hears one, other engines do not.
const logoutMark = `for (const area of [sessionStorage, localStorage]) {
	for (const key of Object.keys(area)) if (key.startsWith("lwa.1.session.")) delete area[key];
	area["lwa.1.logout." + %q] = JSON.stringify({ at: Date.now(), mono: 1 });
}`

// asleep is a page that remembers what its own early listeners saw of the component when it came
// back.
func asleep(tab *browsertest.Tab, query string) {
	tab.Helper()
	inject(tab, `addEventListener("pageshow", (e) => e.persisted && window.lwa && (window.early = { session: lwa.session, token: lwa.token().then(() => "token", (e) => e.code) }), true);
	`)
	tab.Go("/bench?" + query)
	tab.Ready()
}

// goBack goes back, and says that the page came out of the back/forward cache.
func goBack(tab *browsertest.Tab) {
	tab.Helper()
	require.True(tab, step(tab, -1), "the page was not kept")
}

// wasTold waits until the page was told of these events, in this order, and of no others.
func wasTold(tab *browsertest.Tab, want string) {
	tab.Helper()
	awaits(tab, `JSON.parse(document.getElementById("events").textContent || "[]").map((e) => e.type).join(" ") === "`+want+`"`)
}

// Back after a logout on the next page: nobody is logged in, wherever the session was, and no
// listener of the page sees it for a moment.
func TestSessionSleepLogout(t *testing.T) {
	t.Parallel()
	for _, persist := range []string{"memory", "session", "local"} {
		t.Run(persist, func(t *testing.T) {
			t.Parallel()
			b := approved(browsertest.New(t))
			tab := b.Blank()
			asleep(tab, "mode=popup&persist="+persist)
			logIn(tab, 1)
			tab.Go(plainPage(b))
			tab.Exec(logoutMark, browsertest.ClientID)
			goBack(tab)
			wasTold(tab, "login logout")
			assert.Equal(t, "null login_required", browsertest.Eval[string](tab, `early.token.then((t) => early.session + " " + t)`))
			noSession(tab)
		})
	}
}

// Back without a logout: the session is there as before, and a call of an early listener gets its
// token.
func TestSessionSleepNothing(t *testing.T) {
	t.Parallel()
	for _, persist := range []string{"memory", "session", "local"} {
		t.Run(persist, func(t *testing.T) {
			t.Parallel()
			b := approved(browsertest.New(t))
			tab := b.Blank()
			asleep(tab, "mode=popup&persist="+persist)
			logIn(tab, 1)
			tab.Go(plainPage(b))
			goBack(tab)
			assert.Equal(t, "token", browsertest.Eval[string](tab, `early.token`))
			assert.Equal(t, zoe.Name, browsertest.Eval[string](tab, `lwa.session.profile.name`))
			wasTold(tab, "login")
		})
	}
}

// Back after a login on the next page: it is this page's, too.
func TestSessionSleepLogin(t *testing.T) {
	t.Parallel()
	for _, persist := range []string{"session", "local"} {
		t.Run(persist, func(t *testing.T) {
			t.Parallel()
			b := approved(browsertest.New(t))
			tab := b.Blank()
			asleep(tab, "mode=popup&persist="+persist)
			tab.Go("/bench?mode=popup&persist=" + persist + "&next")
			tab.Ready()
			logIn(tab, 1)
			kept := step(tab, -1)
			awaits(tab, `window.lwa?.session?.profile.name === "`+zoe.Name+`"`)
			if kept {
				wasTold(tab, "login")
			}
		})
	}
}

// A logout by the component itself, on the next page, in whatever way the browser treats the
// sleeping one.
func TestSessionSleepRealLogout(t *testing.T) {
	t.Parallel()
	for _, persist := range []string{"memory", "session", "local"} {
		t.Run(persist, func(t *testing.T) {
			t.Parallel()
			b := approved(browsertest.New(t))
			tab := b.Open("/bench?mode=popup&persist=" + persist).Ready()
			logIn(tab, 1)
			tab.Go("/bench?mode=popup&next&persist=" + persist)
			tab.Ready()
			tab.Exec(`lwa.logout()`)
			step(tab, -1)
			awaits(tab, `window.bench?.ready`)
			assert.True(t, browsertest.Eval[bool](tab, `lwa.ready.catch(() => {}).then(() => lwa.session === null)`))
			noSession(tab)
		})
	}
}
