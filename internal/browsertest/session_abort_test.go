package browsertest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// ends are the two ways to end a call early, as statements that come before it, its option, and its
// code. The time must do to get to the stage that is meant.
var ends = []struct{ before, option, after, code string }{
	{`bench.end = new AbortController()`, `signal: bench.end.signal`, `bench.end.abort(new Error("enough"))`, "aborted"},
	{``, `timeout: 2500`, ``, "timed_out"},
}

// settled checks that no promise of the page hangs: it has made n, and all are settled.
func settled(tab *browsertest.Tab, n int) {
	tab.Helper()
	assert.Len(tab, tab.Outcomes(n), n)
}

// countOpens counts the windows that a page tries to open, and keeps those it gets.
const countOpens = `{
	window.opens = 0;
	window.opened = [];
	const own = window.open;
	window.open = function (...args) {
		opens++;
		const got = own.apply(this, args);
		opened.push(got);
		return got;
	};
}`

func orNothing(statement string) string {
	if statement == "" {
		return "0"
	}
	return statement
}

// TestSessionEndedWhileLeaving: the page is on its way to an Amazon that does not answer. A login
// that was given up is over: nothing is left that a late answer could complete.
func TestSessionEndedWhileLeaving(t *testing.T) {
	b := parallel(t)
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(silent.CloseClientConnections)
	tab := b.Open("/bench?mode=redirect").Ready()
	for i, end := range ends {
		// All in one go: DevTools cannot talk to a page while it is on its way.
		tab.Exec(`void (async () => {
			%s;
			const left = new Promise((done) => addEventListener("beforeunload", done, { once: true }));
			const login = bench.keep(lwaLogin({ provider: %q, %s }));
			await left;
			const before = Object.keys(sessionStorage).length;
			%s;
			await login;
			bench.records = [before, Object.keys(sessionStorage).length];
			window.stop();
		})()`, orNothing(end.before), silent.URL, end.option, end.after)
		rejected(tab, tab.Outcomes(i + 1)[i], end.code)
		assert.Equal(t, []int{1, 0}, browsertest.Eval[[]int](tab, `bench.records`), "%s: records while it left, and after", end.code)
	}
	aliveByRedirect(tab)
}
