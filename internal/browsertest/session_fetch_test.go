package browsertest_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

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
	b.Announce(browsertest.LeakSearch{Allowed: `^site request \d+ \(/api/(me|user/profile)\): header|^site request \d+ \(/api/auth/o2/tokeninfo\): URL`})
	logIn(tab, 1)
	text := `lwa.fetch("/api/me").then((r) => r.text())`
	assert.Equal(t, "1", browsertest.Eval[string](tab, text))
	assert.Equal(t, "2", browsertest.Eval[string](tab, text))
	cached := `lwa.fetch("/api/me", { cache: "default" }).then((r) => r.text())`
	assert.Equal(t, "3", browsertest.Eval[string](tab, cached), "nothing was stored, either")
	assert.Equal(t, "3", browsertest.Eval[string](tab, cached), "the caller's own word counts")
}

// hostile are values that no option takes. Whatever is done with one throws, never answers, or is
// not what it looks like.
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

// forwardAt makes a path of the site one that lwa.fetch() may go to, beside Amazon's own under it.
func forwardAt(b *browsertest.Bench, path string) string {
	for _, name := range []string{"/auth/o2/token", "/auth/o2/tokeninfo", "/user/profile"} {
		b.Handle(path+name, forwardTo(b, path))
	}
	return path
}
