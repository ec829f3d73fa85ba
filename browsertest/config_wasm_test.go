package browsertest_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
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
	"github.com/lwa-wasm/lwa/internal/lwa"
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

// TestConfigLD04_BadWasm: what is served in the place of lwa.wasm is not it. Loading fails with a defined error, every call
// of the page settles with it, and once the right file is there the next call works, without a reload.
func TestConfigLD04_BadWasm(t *testing.T) {
	t.Parallel()
	good, err := fs.ReadFile(browsertest.New(t).Component(), "lwa.wasm")
	require.NoError(t, err)
	send := func(contentType string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			_, _ = w.Write(body)
		}
	}
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		code  string // "" when it works all the same
		hint  string
	}{
		"missing":                {http.NotFound, "network_error", "/lwa/lwa.wasm"},
		"refused":                {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, "network_error", "/lwa/lwa.wasm"},
		"connection reset":       {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "network_error", "/lwa/lwa.wasm"},
		"truncated":              {send("application/wasm", good[:len(good)/2]), "internal_error", ""},
		"cut to nothing":         {send("application/wasm", nil), "internal_error", ""},
		"one byte changed":       {send("application/wasm", append([]byte("\x00asm\x02"), good[5:]...)), "internal_error", ""},
		"a page with status 200": {send("text/html", []byte("<!doctype html>not found")), "internal_error", ""},
		"another program":        {send("application/wasm", []byte("\x00asm\x01\x00\x00\x00")), "internal_error", ""},
		"wrong gzip": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			send("application/wasm", good[:9])(w, r)
		}, "", ""},
		"LD-05 of another build": {send("application/wasm", otherBuild(t, good)), "internal_error", "same release"},
		"wrong content type":     {send("text/plain", good), "", ""},
		"no content type":        {send("", good), "", ""},
		"type with parameter":    {send("application/wasm; charset=utf-8", good), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			b.HandleFunc("/lwa/lwa.wasm", c.serve)
			tab := b.Blank().Expect(`lwa\.wasm`)
			inject(tab, countOpens)
			tab.Go("/bench?mode=popup")
			outcome := ready(tab)
			approved(b)
			if name == "wrong gzip" {
				require.NotNil(t, outcome.Error)
				c.code = outcome.Error.Code
				assert.Contains(t, []string{"network_error", "internal_error"}, c.code)
			}
			if c.code == "" {
				require.Nil(t, outcome.Error)
				logIn(tab, 1)
				return
			}
			require.NotNil(t, outcome.Error)
			assert.Equal(t, c.code, outcome.Error.Code)
			assert.Contains(t, outcome.Error.Hint, c.hint)
			tab.Click("#go")
			endedOutcome(tab, 1, c.code)
			awaits(tab, `opened.length === 1 && opened[0].closed`)
			for _, promise := range []string{`lwa.token()`, `lwa.profile()`, `lwa.logout()`, `lwaLogin({ interactive: "never" })`} {
				outcome := outcomeOf(tab, promise)
				require.NotNil(t, outcome.Error, promise)
				assert.Equal(t, c.code, outcome.Error.Code, promise)
			}
			assert.True(t, browsertest.Eval[bool](tab, `lwa.session === null`))

			b.HandleFunc("/lwa/lwa.wasm", send("application/wasm", good))
			tab.Exec(`bench.options = {}`)
			logIn(tab, 2)
			settled(tab, 2)
		})
	}
}

// otherBuild is the wasm with another version stamp, of the same length.
func otherBuild(t *testing.T, wasm []byte) []byte {
	t.Helper()
	require.True(t, bytes.Contains(wasm, []byte(lwa.Version)), "the version is in lwa.wasm")
	return bytes.ReplaceAll(wasm, []byte(lwa.Version), []byte(strings.Repeat("x", len(lwa.Version))))
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
