package examples

import (
	"context"
	"net/http"
	"path"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

func TestReact(t *testing.T) {
	b := needs(t)
	p := copyOf(b, "react")
	p.install()
	p.run("npm", "run", "build")
	site := withRoutes(p.files("dist"))
	wait(b, site)
	tab := b.Open("/")
	refuse(tab)
	logInAndOut(tab)
	redirect(b)
	pictures(b, "react")

	rendered(p, "react")
	p.start(b, "npm", "run", "dev", "--", "--port", "0")
	strictMode(b)
	hydrate(b)
}

// withRoutes serves the app wherever there is no file, as any server of such an app is told to.
func withRoutes(files http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path.Ext(r.URL.Path) == "" {
			r.URL.Path = "/"
		}
		files.ServeHTTP(w, r)
	})
}

// redirect logs in on a route of the app, by leaving it: the same route is there again, query and
// all.
func redirect(b *browsertest.Bench) {
	b.Helper()
	b.Fake.Forget()
	tab := b.Open("/orders?since=2026")
	tab.Wait("#login")
	tab.Click("#login")
	tab.SignIn("Zoë")
	tab.Wait("#orders")
	assert.Equal(b, b.App+"/orders?since=2026", browsertest.Eval[string](tab, `location.href`))

	reload(tab)
	tab.Wait("#orders") // kept as the options say, which the provider gave later than the answer was read

	tab.Exec(`window.same = true`)
	tab.Click(`nav a[href="/"]`)
	tab.Wait("#hello")
	assert.Equal(b, b.App+"/", browsertest.Eval[string](tab, `location.href`))
	assert.True(b, browsertest.Eval[bool](tab, `window.same`), "the page was not loaded again")
	tab.Click("#logout")
	tab.Wait("#login")
	b.NoLeak(tab)
}

// strictMode checks that effects that run twice load once and leave one listener. Only React's
// development build runs them twice.
func strictMode(b *browsertest.Bench) {
	b.Helper()
	tab := b.Blank()
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: countListeners})
		return err
	}))
	tab.Go("/")
	logIn(tab)
	type listeners struct{ Added, Live map[string]int }
	window := browsertest.Eval[listeners](tab, `counted(window)`)
	assert.Equal(b, 2, window.Added["popstate"], "StrictMode runs effects twice")
	assert.Equal(b, 1, window.Live["popstate"])
	lwa := browsertest.Eval[listeners](tab, `counted("lwa")`)
	assert.Equal(b, map[string]int{"login": 1, "logout": 1, "renewed": 1, "expired": 1, "error": 1}, lwa.Live)
	for name, added := range lwa.Added {
		assert.Equal(b, 2, added, "%s: what StrictMode adds first is removed", name)
	}
	assert.Equal(b, 1, browsertest.Eval[int](tab, `performance.getEntriesByType("resource").filter(({ name }) => new URL(name).pathname.endsWith(".wasm")).length`))
	tab.Click("#logout")
	tab.Wait("#login")
	b.NoLeak(tab)
}

// countListeners counts who listens to window, and to the component.
const countListeners = `(() => {
	const all = new Map();
	const of = (target) => {
		const key = "configure" in target ? "lwa" : target;
		if (!all.has(key)) all.set(key, { Added: {}, Live: {} });
		return all.get(key);
	};
	const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
	EventTarget.prototype.addEventListener = function (type, ...rest) {
		const { Added, Live } = of(this ?? window);
		Added[type] = (Added[type] ?? 0) + 1;
		Live[type] = (Live[type] ?? 0) + 1;
		return add.call(this ?? window, type, ...rest);
	};
	EventTarget.prototype.removeEventListener = function (type, ...rest) {
		of(this ?? window).Live[type]--;
		return remove.call(this ?? window, type, ...rest);
	};
	window.counted = (key) => all.get(key);
})()`
