package browsertest_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// trappable makes every function that JavaScript gives to the wasm throw while window.trap is set: the instance is dead
// from then on, as after a bug of its own.
const trappable = `{
	window.instances = 0;
	const wrap = (imports) => Object.fromEntries(Object.entries(imports).map(([module, functions]) => [module,
		Object.fromEntries(Object.entries(functions).map(([name, own]) => [name, typeof own !== "function" ? own : function (...args) {
			if (window.trap && !/wasm(Write|Exit)|debug/.test(name)) throw new WebAssembly.RuntimeError("unreachable");
			return own.apply(this, args);
		}]))]));
	for (const name of ["instantiate", "instantiateStreaming"]) {
		const own = WebAssembly[name];
		WebAssembly[name] = (source, imports) => { instances++; return own.call(WebAssembly, source, wrap(imports)); };
	}
}`

// TestConfigTrap: the instance dies, idle or in the middle of something. What is pending rejects with internal_error, the
// session survives, and the next call works, without a reload.
func TestConfigTrap(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, trappable, "/bench?mode=popup&persist=session").Ready()
	dies := func(outcomes ...browsertest.Outcome) {
		t.Helper()
		for _, outcome := range outcomes {
			require.NotNil(t, outcome.Error)
			assert.Equal(t, "internal_error", outcome.Error.Code)
			assert.NotEmpty(t, outcome.Error.Hint)
		}
	}
	// While a popup is at Amazon, with a second caller refused and a third call pending behind it.
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Wait("button.person")
	tab.Exec(`trap = true; void bench.keep(lwa.token()); trap = false`)
	dies(tab.Outcomes(2)...)
	popup.WaitClosed()

	approved(b)
	session := logIn(tab, 3)
	assert.Equal(t, 2, browsertest.Eval[int](tab, `instances`))

	// Idle, with a session: it is restored by the next instance, without an event.
	dies(outcomeOf(tab, `(trap = true, lwa.token().finally(() => (trap = false)))`))
	assert.Equal(t, session.AccessToken, browsertest.Eval[string](tab, `lwa.session.accessToken`))
	assert.Equal(t, session.AccessToken, outcomeOf(tab, `lwa.token()`).Session.AccessToken)
	assert.Equal(t, session, *outcomeOf(tab, `lwaLogin()`).Session)

	// While the profile is asked for.
	b.Fake.SetFaults(fakeamazon.Faults{Profile: fakeamazon.Fault{Gate: make(chan struct{})}})
	asked := b.Fake.Watch()
	tab.Exec(`void bench.keep(lwa.profile())`)
	await(t, asked, "/user/profile")
	tab.Exec(`trap = true; lwa.token().catch(() => {}); trap = false`)
	dies(tab.Outcomes(4)[3])
	approved(b)
	assert.Nil(t, outcomeOf(tab, `lwa.profile()`).Error)

	// In the getter of the session, which nobody awaits.
	assert.Equal(t, session.AccessToken, browsertest.Eval[string](tab, `(trap = true, lwa.session, trap = false, lwa.session.accessToken)`))
	assert.Equal(t, session.AccessToken, outcomeOf(tab, `lwa.token()`).Session.AccessToken)

	// Three times over, then a logout: no instance of the past speaks up.
	for range 3 {
		dies(outcomeOf(tab, `(trap = true, lwa.token().finally(() => (trap = false)))`))
	}
	assert.Nil(t, outcomeOf(tab, `lwa.logout()`).Error)
	noSession(tab)
	assert.Empty(t, entries(tab, "sessionStorage"))
	assert.Equal(t, []string{"login", "logout"}, types(tab))
	settled(tab, 4)
	b.NoLeak(tab)
	alive(tab)
}

// TestConfigTrapWhileResuming: the instance dies while it redeems the code of a redirect login.
func TestConfigTrapWhileResuming(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, trappable, "/bench?mode=redirect").Ready()
	to := answer(b, depart(tab), fakeamazon.Faults{})
	b.Fake.SetFaults(fakeamazon.Faults{Token: fakeamazon.Fault{Gate: make(chan struct{})}})
	asked := b.Fake.Watch()
	visit(tab, to)
	await(t, asked, "/auth/o2/token")
	tab.Exec(`trap = true; lwa.token().catch(() => {}); trap = false`)
	outcome := ready(tab)
	require.NotNil(t, outcome.Error)
	assert.Equal(t, "internal_error", outcome.Error.Code)
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	cleanAddress(tab)
	b.NoLeak(tab)
	alive(tab)
}

// TestConfigPK11_NotSecure: a page on plain http of a host that is not this computer. DevTools answers for that host.
func TestConfigPK11_NotSecure(t *testing.T) {
	b := parallel(t)
	tab := b.Blank()
	inject(tab, countOpens)
	started, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		serveAs(tab, "http://app.example", b.App, started)
	}()
	<-started
	tab.Go("http://app.example/bench?mode=popup")
	require.False(t, browsertest.Eval[bool](tab, `isSecureContext`))
	outcome := ready(tab)
	tab.Click("#go")
	for _, e := range []*browsertest.Error{outcome.Error, tab.Outcome().Error, outcomeOf(tab, `lwa.token()`).Error, outcomeOf(tab, `lwa.profile()`).Error} {
		require.NotNil(t, e)
		assert.Equal(t, "invalid_configuration", e.Code)
		assert.Contains(t, e.Message, "http://app.example")
		assert.Contains(t, e.Hint, "https")
	}
	assert.Zero(t, browsertest.Eval[int](tab, `opens`))
	assert.Equal(t, 1, windows(tab))
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
	tab.Expect(`console.error: lwa\.js: The page is served from http://app\.example`)
	tab.Expect("404.*/the-end")
	tab.Exec(`void fetch("/the-end").catch(() => {})`)
	<-ended
}

// serveAs answers the tab's requests to origin with what site answers, until the page asks for /the-end.
func serveAs(tab *browsertest.Tab, origin, site string, started chan<- struct{}) {
	tab.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		paused := cdp.Events(ctx, t, fetch.RequestPaused)
		enable := fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: origin + "/*"}}}
		if _, err := cdp.Call(ctx, t, fetch.Enable, enable); err != nil {
			return err
		}
		close(started)
		for e, err := range paused {
			if err != nil {
				return err
			}
			response, err := http.Get(site + strings.TrimPrefix(e.Request.URL, origin))
			if err != nil {
				return err
			}
			body, _ := io.ReadAll(response.Body)
			response.Body.Close()
			answer := fetch.FulfillRequestParams{RequestID: e.RequestID, ResponseCode: int64(response.StatusCode), Body: body}
			for name := range response.Header {
				answer.ResponseHeaders = append(answer.ResponseHeaders, &fetch.HeaderEntry{Name: name, Value: response.Header.Get(name)})
			}
			if _, err := cdp.Call(ctx, t, fetch.FulfillRequest, answer); err != nil || strings.HasSuffix(e.Request.URL, "/the-end") {
				return err
			}
		}
		return ctx.Err()
	}))
}
