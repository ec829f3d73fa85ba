package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// What can end a login that nobody can tell about. The window stays open, since its handle no
// longer works; what the person does in it afterwards finds nobody.
func TestUnsureEnds(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, options, end, code string }{
		{"the person gives up", `{}`, `bench.unsure.cancel(); bench.unsure.cancel()`, "user_cancelled"},
		{"the caller aborts", `{ signal: (bench.control = new AbortController()).signal }`, `bench.control.abort()`, "aborted"},
		{"the time is up", `{ timeout: 5000 }`, ``, "timed_out"},
		{"a logout", `{}`, `lwa.logout()`, "aborted"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b, tab, popup := unsure(t, row.options)
			tab.Exec("%s", row.end)
			labFailed(tab, 1, row.code)
			popup.SignIn("Zoë")
			waitNeutral(popup)
			labFailed(tab, 1, row.code)
			assert.Empty(t, browsertest.Eval[string](popup, `location.search + location.hash`), "the address bar is clean")
			b.NoLeak(tab, popup)
			aliveByPopup(tab, popup)
		})
	}
}

// What the page is given: frozen, and harmless once the login is over.
func TestUnsureDetail(t *testing.T) {
	t.Parallel()
	_, tab, popup := unsure(t, `{}`)
	assert.True(t, browsertest.Eval[bool](tab, `Object.isFrozen(bench.unsure)`))
	assert.Equal(t, []string{"cancel", "continueHere", "focus"}, browsertest.Eval[[]string](tab, `Object.keys(bench.unsure).sort()`))
	tab.Exec(`bench.unsure.focus()`)
	assertPending(tab)
	labFinish(tab, popup)
	tab.Exec(`bench.unsure.cancel(); bench.unsure.continueHere(); bench.unsure.focus()`)
	assert.Len(t, browsertest.Eval[[]any](tab, `bench.outcomes`), 1)
	assert.True(t, browsertest.Eval[bool](tab, `lwa.session !== null`))
	aliveByPopup(tab)
}

// The person goes on in the page: the same login, by the same state, as a redirect.
func TestUnsureContinuesHere(t *testing.T) {
	t.Parallel()
	b, tab, popup := unsure(t, `{ state: "mine" }`)
	tab.Exec(`bench.unsure.continueHere()`)
	tab.SignIn("Zoë")
	require.Equal(t, "login", tab.Ready().Events(1)[0].Type)
	assert.Equal(t, "mine", browsertest.Eval[string](tab, `lwa.session.state`))
	assert.Equal(t, b.App+"/lab?", browsertest.Eval[string](tab, `location.href`))
	asked := authorizations(b)
	require.Len(t, asked, 2)
	assert.Equal(t, asked[0].Get("state"), asked[1].Get("state"), "the same login")
	assert.Equal(t, asked[0].Get("code_challenge"), asked[1].Get("code_challenge"))
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	// And the window that was left behind: its answer finds nobody.
	popup.SignIn("Zoë")
	waitNeutral(popup)
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	aliveByPopup(tab, popup)
}

// A second call replaces a login that nobody can tell about. The first window's answer then counts
// for nothing.
func TestUnsureIsReplaced(t *testing.T) {
	t.Parallel()
	b, tab, first := unsure(t, `{}`)
	second := severed(tab)
	labFailed(tab, 1, "user_cancelled")
	first.SignIn("Zoë")
	waitNeutral(first)
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	second.SignIn("Zoë")
	require.NotNil(t, tab.Outcomes(2)[1].Session)
	second.WaitClosed()
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	aliveByPopup(tab, first)
}
