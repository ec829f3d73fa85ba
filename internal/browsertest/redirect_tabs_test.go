package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestRedirectRD07_RecordGone: the answer is opened in another profile, in another tab, and after
// the storage was cleared.
func TestRedirectRD07_RecordGone(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, hasty, "/bench?mode=redirect").Ready()
	genuine := answer(b, depart(tab), fakeamazon.Faults{})

	profile := openWith(b, hasty, plainPage(b))
	visit(profile, genuine)
	nothingWaits(profile)
	other := tab.Another("about:blank")
	inject(other, hasty)
	visit(other, genuine)
	nothingWaits(other)
	assert.Zero(t, b.Fake.Counts().TokenRequests)

	tab.Go("/plain")
	tab.Exec(`sessionStorage.clear()`)
	visit(tab, genuine)
	nothingWaits(tab)
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	b.NoLeakBut(idleCallback, tab, profile, other)
	aliveByRedirect(tab)
}

// TestRedirectRD08_InFrame: in a frame the page cannot leave for Amazon, whose pages refuse to be
// framed.
func TestRedirectRD08_InFrame(t *testing.T) {
	b := parallel(t)
	b.Handle("/embedded", barePage(b, `data-mode="redirect"`, ""))
	b.Handle("/embedder", barePage(b, "", `<iframe src="/embedded"></iframe>`))
	tab := b.Open("/embedder").Ready()
	awaits(tab, `frames[0].bench?.ready`)
	for i, c := range []struct{ options, code string }{
		{`{}`, "redirect_in_iframe"},
		{`{ mode: "auto" }`, "popup_window_error"}, // no click: the popup is blocked, and a redirect is no way out
	} {
		tab.Exec(`frames[0].bench.options = %s; frames[0].document.getElementById("go").click()`, c.options)
		awaits(tab, `frames[0].bench.outcomes.length > `+[]string{"0", "1"}[i])
		outcome := browsertest.Eval[browsertest.Outcome](tab, `frames[0].bench.outcomes.at(-1)`)
		require.NotNil(t, outcome.Error)
		assert.Equal(t, c.code, outcome.Error.Code)
	}
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
	assert.Empty(t, entries(tab, "sessionStorage"))
	aliveByRedirect(tab)
}

// prerendering has the callback page believe that the browser runs it ahead of time, until the test
// shows it. Chromium itself refuses to prerender for a page that DevTools is attached to.
const prerendering = `if (location.pathname.endsWith("/lwa-callback.html")) {
	let ahead = true;
	Object.defineProperty(document, "prerendering", { get: () => ahead });
	window.shown = () => { ahead = false; document.dispatchEvent(new Event("prerenderingchange")); };
}`

// TestRedirectRD12_Prerendered: a callback page that nobody sees yet hands nothing over. Once it is
// shown it does, once.
func TestRedirectRD12_Prerendered(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, prerendering, "/bench?mode=redirect").Ready()
	visit(tab, answer(b, depart(tab), fakeamazon.Faults{}))
	tab.Wait("#wait")
	assert.Equal(t, callbackPath, here(tab), "clean, prerendered or not")
	assert.Len(t, entries(tab, "sessionStorage"), 1, "the record, and no answer beside it")
	assert.Zero(t, b.Fake.Counts().TokenRequests)

	tab.Exec(`shown(); shown()`)
	assert.NotNil(t, ready(tab).Session)
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	cleanAddress(tab)
}

// TestRedirectRD13_TwoTabs is AR-25 too: two tabs leave, and each gets the other's answer first. It
// belongs to no login of that tab; the right ones still count, in the reverse order, and each login
// is redeemed with its own verifier.
func TestRedirectRD13_TwoTabs(t *testing.T) {
	b := parallel(t)
	first := openWith(b, hasty, "/bench?mode=redirect#first").Ready()
	second := first.Another("/bench?mode=redirect#second").Ready()
	inject(second, hasty)
	first.Exec(`bench.options = { state: "first" }`)
	second.Exec(`bench.options = { state: "second" }`)
	one, two := depart(first), depart(second)
	require.NotEqual(t, stateOf(b, one), stateOf(b, two))

	for tab, request := range map[*browsertest.Tab]string{first: two, second: one} {
		visit(tab, answer(b, request, fakeamazon.Faults{}))
		assert.Equal(t, browsertest.Outcome{}, ready(tab))
		assert.Equal(t, "state_mismatch", errorEvent(tab, 1).Code)
	}
	assert.Zero(t, b.Fake.Counts().TokenRequests)

	answers := map[*browsertest.Tab]string{first: answer(b, one, fakeamazon.Faults{}), second: answer(b, two, fakeamazon.Faults{})}
	visit(second, answers[second])
	visit(first, answers[first])
	for tab, name := range map[*browsertest.Tab]string{first: "first", second: "second"} {
		session := ready(tab).Session
		require.NotNil(t, session)
		assert.Equal(t, name, *session.State)
		assert.Equal(t, "/bench?mode=redirect#"+name, here(tab))
	}
	counts := b.Fake.Counts()
	assert.Equal(t, [2]int{2, 2}, [2]int{counts.TokenRequests, counts.CodesRedeemed})
}

// TestRedirectAR25_OneTabTwoLogins: the same tab leaves, comes back and leaves again. Either answer
// finds its own record.
func TestRedirectAR25_OneTabTwoLogins(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, hasty, "/bench?mode=redirect#one").Ready()
	one := depart(tab)
	visit(tab, "/bench?mode=redirect#two")
	tab.Ready()
	two := depart(tab)
	require.NotEqual(t, stateOf(b, one), stateOf(b, two))
	visit(tab, answer(b, one, fakeamazon.Faults{}))
	require.NotNil(t, ready(tab).Session)
	assert.Equal(t, "/bench?mode=redirect#one", here(tab))
	visit(tab, answer(b, two, fakeamazon.Faults{}))
	require.NotNil(t, ready(tab).Session)
	assert.Equal(t, "/bench?mode=redirect#two", here(tab))
	assert.Equal(t, 2, b.Fake.Counts().CodesRedeemed)
	assert.Empty(t, entries(tab, "sessionStorage"))
}
