package browsertest_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
)

// An error whose body never ends, or is endless, is the caller's soon; the token is not called refused for it.
func TestFetchEndlessError(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	done := make(chan struct{})
	defer close(done)
	b.HandleFunc("/api/never", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error":"invalid_token"`)
		_ = http.NewResponseController(w).Flush()
		select {
		case <-done:
		case <-r.Context().Done():
		}
	})
	b.HandleFunc("/api/endless", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 16<<10)); err != nil {
				return
			}
		}
	})
	tab := b.Open("/bench?mode=popup&api-base=" + forwardAt(b, "/api")).Ready().Expect(`40[01]`)
	logIn(tab, 1)
	for address, status := range map[string]int{"never": 401, "endless": 400} {
		got := browsertest.Eval[int](tab, `lwa.fetch("/api/`+address+`").then((r) => (void r.body.cancel(), r.status))`)
		assert.Equal(t, status, got, address)
	}
	assert.Zero(t, b.Fake.Counts().RefreshRequests)
}

// An API that calls every token invalid does not have the page renew on and on.
func TestFetchAlwaysRefused(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	var asked atomic.Int32
	b.HandleFunc("/api/no", func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
	tab := b.Open("/bench?mode=popup&api-base=" + forwardAt(b, "/api")).Ready().Expect(`401`)
	logIn(tab, 1)
	for range 20 {
		assert.Equal(t, 401, browsertest.Eval[int](tab, `lwa.fetch("/api/no").then((r) => r.status)`))
	}
	assert.LessOrEqual(t, b.Fake.Counts().RefreshRequests, 3)
	assert.LessOrEqual(t, asked.Load(), int32(23))
}

// What one person was told does not come out of the HTTP cache for the next.
func TestFetchNotCached(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	var asked atomic.Int32
	b.HandleFunc("/api/me", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		fmt.Fprint(w, asked.Add(1))
	})
	tab := b.Open("/bench?mode=popup&api-base=" + forwardAt(b, "/api")).Ready()
	logIn(tab, 1)
	text := `lwa.fetch("/api/me").then((r) => r.text())`
	assert.Equal(t, "1", browsertest.Eval[string](tab, text))
	assert.Equal(t, "2", browsertest.Eval[string](tab, text))
	cached := `lwa.fetch("/api/me", { cache: "default" }).then((r) => r.text())`
	assert.Equal(t, "3", browsertest.Eval[string](tab, cached), "nothing was stored, either")
	assert.Equal(t, "3", browsertest.Eval[string](tab, cached), "the caller's own word counts")
}

// Every rejection of lwa.fetch() is an LwaError whose code says whose fault it was.
func TestFetchRejects(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	b.HandleFunc("/api/redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/api/ok", http.StatusFound) })
	b.HandleFunc("/api/ok", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	b.HandleFunc("/api/reset", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	b.HandleFunc("/api/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	tab := b.Open("/bench?mode=popup&api-base=" + forwardAt(b, "/api")).Ready().Expect(`ERR_|CORS|Failed to load`)
	logIn(tab, 1)
	for call, code := range map[string]string{
		`"http://["`:                              "invalid_request",
		`"http://user:pass@a.example"`:            "invalid_request",
		`Symbol("x")`:                             "invalid_request",
		`{ toString() { throw 1; } }`:             "invalid_request",
		`"/api/ok", { method: "GET", body: "x" }`: "invalid_request",
		`"/api/ok", { headers: { "": "x" } }`:     "invalid_request",
		`"/api/ok", { signal: { aborted: false, addEventListener() { throw 1; } } }`:                                                  "invalid_request",
		`"/api/ok", { get headers() { throw new Error("trap"); } }`:                                                                   "invalid_request",
		`"/api/ok", new Proxy({}, { ownKeys() { throw new Error("trap"); } })`:                                                        "invalid_request",
		`"/api/ok", { get body() { throw new Proxy({}, { getPrototypeOf() { throw 1; } }); } }`:                                       "invalid_request",
		`"/api/ok", { mode: "no-cors" }`:                                                                                              "invalid_request",
		`"/api/ok", { mode: "navigate" }`:                                                                                             "invalid_request",
		`(() => { const r = new Request("/api/ok", { method: "POST", body: "x" }); r.text(); return r; })()`:                          "invalid_request",
		`"/api/ok", { method: "POST", duplex: "half", body: (() => { const s = new ReadableStream(); s.getReader(); return s; })() }`: "invalid_request",
		`"/elsewhere"`:    "invalid_request",
		`"/api/redirect"`: "network_error",
		`"/api/reset"`:    "network_error",
		`"/api/slow", { signal: AbortSignal.timeout(200) }`: "aborted",
		`"/api/ok", { signal: AbortSignal.abort("why") }`:   "aborted",
	} {
		outcome := outcomeOf(tab, `lwa.fetch(`+call+`)`)
		if assert.NotNil(t, outcome.Error, call) {
			assert.Equal(t, "LwaError", outcome.Error.Name, call)
			assert.Equal(t, code, outcome.Error.Code, call)
			assert.NotEmpty(t, outcome.Error.Hint, call)
		}
	}
	assert.Equal(t, "why", browsertest.Eval[string](tab, `lwa.fetch("/api/ok", { signal: AbortSignal.abort("why") }).catch((e) => e.cause)`))
	tab.Exec(`lwa.logout()`)
	outcome := outcomeOf(tab, `lwa.fetch("/api/ok")`)
	require.NotNil(t, outcome.Error)
	assert.Equal(t, "login_required", outcome.Error.Code)
}

// Bodies of every kind are sent, and sent again with the next token.
func TestFetchBodies(t *testing.T) {
	t.Parallel()
	b := renewing(browsertest.New(t), nil)
	b.HandleFunc("/api/echo", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Access-Token") == r.URL.Query().Get("bad") {
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		body := make([]byte, 100)
		n, _ := r.Body.Read(body)
		fmt.Fprint(w, string(body[:n]))
	})
	tab := b.Open("/bench?mode=popup&api-base=" + forwardAt(b, "/api")).Ready().Expect(`401`)
	logIn(tab, 1)
	for _, call := range []string{
		`lwa.fetch(url, { method: "POST", body: new Blob(["hello"]) })`,
		`lwa.fetch(new Request(url, { method: "POST", body: "hello" }))`, `lwa.fetch(new URL(url, location.href), { method: "PUT", body: "hello" })`,
	} {
		assert.Equal(t, "hello", browsertest.Eval[string](tab, `(() => {
			const url = "/api/echo?bad=" + encodeURIComponent(lwa.session.accessToken);
			return `+call+`;
		})().then((r) => r.text())`), call)
	}
}

// hostile are values that no option takes. Whatever is done with one throws, never answers, or is not what it looks like.
const hostile = `[
	() => Symbol("x"), () => 10n, () => "text", () => 7, () => true, () => null, () => [], () => () => {},
	() => new Proxy({}, { ownKeys() { throw new Error("trap"); } }),
	() => new Proxy({}, { get() { throw new Error("trap"); }, ownKeys: () => ["scope"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) }),
	() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; },
	() => ({ get scope() { throw new Proxy({}, { getPrototypeOf() { throw new Error("trap"); } }); }, get timeout() { throw undefined; } }),
	() => ({ then() {} }), () => Promise.reject(new Error("nobody's")).catch(() => {}) && { then: (f) => f({}) },
	() => ({ timeout: 10n }), () => ({ timeout: Symbol("x") }), () => ({ timeout: { valueOf() { throw 1; } } }),
	() => ({ scopeData: (() => { const a = {}; a.a = a; return a; })() }), () => ({ scopeData: { get a() { throw 1; } } }), () => ({ scopeData: { n: 1n } }),
	() => ({ popup: new Proxy({}, { ownKeys() { throw 1; } }) }), () => ({ popup: { get width() { throw 1; } } }),
	() => ({ signal: { aborted: false, addEventListener() { throw new Error("trap"); }, removeEventListener() {} } }),
	() => ({ signal: { get aborted() { throw new Error("trap"); }, addEventListener() {} } }),
	() => ({ signal: new Proxy(new AbortController().signal, {}) }), () => ({ signal: Object.create(new AbortController().signal) }), () => ({ signal: new EventTarget() }),
]`

// Whatever a call is given, its promise settles, and rejects with an LwaError or not at all.
func TestSessionHostileArguments(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	tab := b.Open("/bench?mode=popup").Ready()
	for _, call := range []string{"lwaLogin", "lwa.login", "lwa.device", "lwa.token", "lwa.profile", "lwa.fetch", "lwa.configure"} {
		bad := browsertest.Eval[[]string](tab, `(async () => {
			const bad = [];
			for (const make of `+hostile+`) {
				let promise;
				try {
					promise = `+call+`(make());
				} catch (error) {
					bad.push(make + " threw at once");
					continue;
				}
				const outcome = await Promise.race([promise.then(() => "resolved", (e) => (e instanceof LwaError && e.hint ? e.code : "rejected with " + String(e))), new Promise((late) => setTimeout(late, 20000, "never settled"))]);
				if (!/^(invalid_configuration|invalid_request|login_required)$/.test(outcome)) bad.push(make + " " + outcome);
			}
			return bad;
		})()`)
		assert.Empty(t, bad, call)
	}
	tab.Exec(`lwa.logout({ get a() { throw 1; } })`)
}

// A real signal with traps laid on it ends the call as any other does.
func TestSessionSignalWithTraps(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	tab := b.Open("/bench?mode=popup").Ready()
	outcome := outcomeOf(tab, `(() => {
		const end = new AbortController();
		const trap = { get() { throw new Error("trap"); }, configurable: true };
		for (const name of ["aborted", "reason", "addEventListener", "removeEventListener", "onabort"]) Object.defineProperty(end.signal, name, trap);
		const promise = lwa.device({ clientId: "amzn1.application-oa2-client.tv", signal: end.signal });
		end.abort("why");
		return promise;
	})()`)
	require.NotNil(t, outcome.Error)
	assert.Equal(t, "aborted", outcome.Error.Code)
}

// forwardAt makes a path of the site one that lwa.fetch() may go to, beside Amazon's own under it.
func forwardAt(b *browsertest.Bench, path string) string {
	for _, name := range []string{"/auth/o2/token", "/auth/o2/tokeninfo", "/user/profile"} {
		b.Handle(path+name, forwardTo(b, path))
	}
	return path
}
