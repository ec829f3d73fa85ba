package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// gateWasm holds lwa.wasm back until the returned function is called.
func gateWasm(b *browsertest.Bench) (open func()) {
	gate := make(chan struct{})
	b.HandleFunc("/lwa/lwa.wasm", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-gate:
			w.Header().Set("Content-Type", "application/wasm")
			http.ServeFileFS(w, r, b.Component(), "lwa.wasm")
		case <-r.Context().Done():
		}
	})
	return func() { close(gate) }
}

// ends are the two ways to end a call early, as statements that come before it, its option, and its code. The time must do
// to get to the stage that is meant.
var ends = []struct{ before, option, after, code string }{
	{`bench.end = new AbortController()`, `signal: bench.end.signal`, `bench.end.abort(new Error("enough"))`, "aborted"},
	{``, `timeout: 2500`, ``, "timed_out"},
}

// allEnded waits until all calls of the page up to the last one have settled; those since the first have that code.
func allEnded(tab *browsertest.Tab, first, last int, code string) {
	tab.Helper()
	for _, outcome := range tab.Outcomes(last)[first:] {
		require.NotNil(tab, outcome.Error)
		assert.Equal(tab, code, outcome.Error.Code)
		assert.NotEmpty(tab, outcome.Error.Hint)
	}
}

// endedOutcome waits for the n-th outcome, which must be an error of that code.
func endedOutcome(tab *browsertest.Tab, n int, code string) {
	tab.Helper()
	allEnded(tab, n-1, n, code)
}

// settled checks that no promise of the page hangs: it has made n, and all are settled.
func settled(tab *browsertest.Tab, n int) {
	tab.Helper()
	assert.Len(tab, tab.Outcomes(n), n)
}

// TestSessionAbortedBefore: a signal that is aborted already ends every call before it does anything.
func TestSessionAbortedBefore(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, countOpens, "/bench?mode=popup").Ready()
	for i, call := range []string{"lwaLogin", "lwa.login", "lwa.token", "lwa.profile"} {
		cause := browsertest.Eval[string](tab, fmt.Sprintf(
			`bench.keep(%s({ signal: AbortSignal.abort("my reason") })), %[1]s({ signal: AbortSignal.abort("my reason") }).catch((e) => e.cause)`, call))
		assert.Equal(t, "my reason", cause)
		endedOutcome(tab, i+1, "aborted")
	}
	tab.Exec(`bench.options = { signal: AbortSignal.abort() }`)
	tab.Click("#go")
	endedOutcome(tab, 5, "aborted")
	assert.Zero(t, browsertest.Eval[int](tab, `opens`))
	assert.Equal(t, 1, windows(tab))
	assert.Equal(t, fakeamazon.Counts{}, b.Fake.Counts())
	alive(tab)
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

// TestSessionEndedWhileLoading: the wasm is still on its way. The window that the click opened closes again.
func TestSessionEndedWhileLoading(t *testing.T) {
	b := parallel(t)
	open := gateWasm(b)
	tab := b.Open("/bench?mode=popup")
	n := 0
	for _, end := range ends {
		tab.Exec(`%s; bench.options = { %s }`, orNothing(end.before), end.option)
		popup := tab.Popup(func() { tab.Click("#go") })
		for _, call := range []string{"lwa.token", "lwa.profile", "lwaLogin"} {
			tab.Exec(`void bench.keep(%s({ %s, %s }))`, call, end.option, onlyLogin(call))
		}
		tab.Exec(`%s`, end.after)
		allEnded(tab, n, n+4, end.code)
		n += 4
		popup.WaitClosed()
	}
	tab.Exec(`void bench.keep(lwa.logout())`)
	open()
	tab.Ready()
	settled(tab, n+1)
	assert.Nil(t, tab.Outcomes(n + 1)[n].Error)
	approved(b)
	tab.Exec(`bench.options = {}`)
	logIn(tab, n+2)
	assert.Equal(t, 1, b.Fake.Counts().AuthorizeRequests)
}

// TestSessionEndedWhilePreparing: the browser's digest never answers.
func TestSessionEndedWhilePreparing(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, `{ const { digest } = SubtleCrypto.prototype; SubtleCrypto.prototype.digest = function (how, ...rest) {
		return how === "SHA-256" ? new Promise(() => {}) : digest.call(this, how, ...rest); } }`, "/bench?mode=popup").Ready()
	for i, end := range ends {
		tab.Exec(`%s; bench.options = { %s }`, orNothing(end.before), end.option)
		popup := tab.Popup(func() { tab.Click("#go") })
		tab.Exec(`%s`, end.after)
		endedOutcome(tab, i+1, end.code)
		popup.WaitClosed()
	}
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
}

// TestSessionEndedAtAmazon: the person is looking at Amazon's page. Its window closes, and a late answer finds nothing.
func TestSessionEndedAtAmazon(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, hasty, "/bench?mode=popup").Ready()
	for i, end := range ends {
		asked := b.Fake.Watch()
		tab.Exec(`%s; bench.options = { %s }`, orNothing(end.before), end.option)
		popup := tab.Popup(func() { tab.Click("#go") })
		await(t, asked, "/ap/oa")
		tab.Exec(`%s`, end.after)
		endedOutcome(tab, i+1, end.code)
		popup.WaitClosed()
		late := tab.Another("about:blank")
		inject(late, hasty)
		visit(late, answer(b, lastAuthorize(b), fakeamazon.Faults{}))
		idle(late)
		late.Close()
	}
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	approved(b)
	tab.Exec(`bench.options = {}`)
	logIn(tab, 3)
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	b.NoLeak(tab)
}

// TestSessionTE20_EndedInExchange: the code, or the token, is under way. The request is given up, and what it brings late is thrown away.
func TestSessionTE20_EndedInExchange(t *testing.T) {
	t.Parallel()
	for stage, fault := range map[string]func(gate <-chan struct{}) fakeamazon.Faults{
		"exchange": func(gate <-chan struct{}) fakeamazon.Faults {
			return fakeamazon.Faults{Token: fakeamazon.Fault{Gate: gate}}
		},
		"profile": func(gate <-chan struct{}) fakeamazon.Faults {
			return fakeamazon.Faults{Profile: fakeamazon.Fault{Gate: gate}}
		},
		"tokeninfo": func(gate <-chan struct{}) fakeamazon.Faults {
			return fakeamazon.Faults{TokenInfo: fakeamazon.Fault{Gate: gate}}
		},
	} {
		t.Run(stage, func(t *testing.T) {
			b := parallel(t)
			tab := b.Open("/bench?mode=popup").Ready()
			for i, end := range ends {
				faults := fault(make(chan struct{}))
				faults.AutoApprove = zoe.UserID
				b.Fake.SetFaults(faults)
				asked := b.Fake.Watch()
				tab.Exec(`%s; bench.options = { %s }`, orNothing(end.before), end.option)
				tab.Click("#go")
				held := await(t, asked, map[string]string{"exchange": "/auth/o2/token", "profile": "/user/profile", "tokeninfo": "/auth/o2/tokeninfo"}[stage])
				tab.Exec(`%s`, end.after)
				endedOutcome(tab, i+1, end.code)
				givenUp(t, held)
				assert.True(t, browsertest.Eval[bool](tab, `lwa.session === null`))
			}
			assert.Empty(t, types(tab))
			approved(b)
			tab.Exec(`bench.options = {}`)
			logIn(tab, 3)
			b.NoLeak(tab)
		})
	}
}

// await waits for the request to a path.
func await(t *testing.T, requests <-chan fakeamazon.Request, path string) fakeamazon.Request {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		select {
		case r := <-requests:
			if at, _, _ := strings.Cut(r.URL, "?"); at == path {
				return r
			}
		case <-late:
			t.Fatalf("nobody asked for %s", path)
		}
	}
}

// givenUp waits until the browser has given a request up that the server never answers.
func givenUp(t *testing.T, held fakeamazon.Request) {
	t.Helper()
	select {
	case <-held.Done:
	case <-time.After(30 * time.Second):
		t.Fatal("the browser still waits for " + strings.SplitN(held.URL, "?", 2)[0])
	}
}

// TestSessionProfileEnded: a renewed profile that is given up leaves the session alone.
func TestSessionProfileEnded(t *testing.T) {
	b := approved(parallel(t))
	tab := b.Open("/bench?mode=popup").Ready()
	session := logIn(tab, 1)
	b.Fake.SetFaults(fakeamazon.Faults{Profile: fakeamazon.Fault{Gate: make(chan struct{})}})
	for i, end := range ends {
		asked := b.Fake.Watch()
		tab.Exec(`%s; void bench.keep(lwa.profile({ %s }))`, orNothing(end.before), end.option)
		held := await(t, asked, "/user/profile")
		tab.Exec(`%s`, end.after)
		endedOutcome(tab, i+2, end.code)
		givenUp(t, held)
	}
	approved(b)
	assert.Equal(t, session.AccessToken, outcomeOf(tab, `lwa.token()`).Session.AccessToken)
	assert.Nil(t, outcomeOf(tab, `lwa.profile()`).Error)
	assert.Equal(t, []string{"login"}, types(tab))
	settled(tab, 3)
}

func orNothing(statement string) string {
	if statement == "" {
		return "0"
	}
	return statement
}

// TestSessionEndedWhileResuming: the page is back from Amazon and redeems its code. Calls that wait for it can be given up
// one by one; the login goes on for lwa.ready.
func TestSessionEndedWhileResuming(t *testing.T) {
	b := parallel(t)
	gate := make(chan struct{})
	tab := b.Open("/bench?mode=redirect").Ready()
	request := depart(tab)
	to := answer(b, request, fakeamazon.Faults{})
	b.Fake.SetFaults(fakeamazon.Faults{Token: fakeamazon.Fault{Gate: gate}})
	asked := b.Fake.Watch()
	visit(tab, to)
	await(t, asked, "/auth/o2/token")
	n := 0
	for _, end := range ends {
		tab.Exec(`%s`, end.before)
		for _, call := range []string{"lwa.token", "lwa.profile", "lwaLogin"} {
			tab.Exec(`void bench.keep(%s({ %s }))`, call, end.option)
		}
		tab.Exec(`%s`, end.after)
		allEnded(tab, n, n+3, end.code)
		n += 3
	}
	for _, call := range []string{"lwa.token", "lwa.profile", "lwaLogin"} {
		tab.Exec(`void bench.keep(%s())`, call)
	}
	close(gate)
	assert.NotNil(t, ready(tab).Session)
	awaits(tab, fmt.Sprintf(`bench.outcomes.length === %d`, n+3))
	assert.True(t, browsertest.Eval[bool](tab, fmt.Sprintf(`bench.outcomes.slice(%d).every((o) => !o.error)`, n)))
	assert.Contains(t, browsertest.Eval[[]any](tab, fmt.Sprintf(`bench.outcomes.slice(%d).map((o) => o.session)`, n)),
		any(browsertest.Eval[string](tab, `lwa.session.accessToken`)), "what token() gave")
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
}

// TestSessionEndedWhileLeaving: the page is on its way to an Amazon that does not answer. A login that was given up is
// over: nothing is left that a late answer could complete.
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
		endedOutcome(tab, i+1, end.code)
		assert.Equal(t, []int{1, 0}, browsertest.Eval[[]int](tab, `bench.records`), "%s: records while it left, and after", end.code)
	}
	alive(tab)
}

// onlyLogin is the option that keeps a login from opening windows.
func onlyLogin(call string) string {
	if call == "lwaLogin" {
		return `interactive: "never"`
	}
	return ""
}
