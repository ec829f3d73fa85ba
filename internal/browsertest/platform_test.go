package browsertest_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestRandomReplaced: a source of randomness that is replaced after the component loaded is not
// asked; one that was there before and repeats itself is refused.
func TestRandomReplaced(t *testing.T) {
	sources := map[string]string{
		"a constant":       `(a) => a.fill(0x41)`,
		"another array":    `(a) => new Uint8Array(a.length)`,
		"a count":          `(a) => a.map((_, i) => i)`,
		"equal halves":     `(() => { let n = 0; return (a) => a.fill(++n); })()`,
		"nothing is drawn": `(a) => a`,
	}
	for name, source := range sources {
		t.Run("after/"+name, func(t *testing.T) {
			b := approved(parallel(t))
			tab := b.Open("/bench?mode=popup").Ready()
			tab.Exec(`crypto.getRandomValues = Crypto.prototype.getRandomValues = %s; crypto.subtle.digest = SubtleCrypto.prototype.digest = async () => new ArrayBuffer(32)`, source)
			states := map[string]bool{}
			for n := 1; n <= 2; n++ {
				tab.Exec(`bench.options = { interactive: "always" }`)
				logIn(tab, n)
				state := parameter(b, lastAuthorize(b), "state")
				assert.NotEqual(t, strings.Repeat("QUFB", 11)[:43], state)
				assert.NotEqual(t, strings.Repeat("A", 43), state)
				states[state] = true
			}
			assert.Len(t, states, 2)
		})
		t.Run("before/"+name, func(t *testing.T) {
			b := parallel(t)
			tab := b.Blank()
			tab.AtStart(`Crypto.prototype.getRandomValues = ` + source)
			tab.Go("/bench?mode=popup")
			tab.Ready().Click("#go")
			rejected(t, tab.Outcome(), "crypto_nonexistent")
			assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
		})
	}
}

// TestResultsArePlain: a session is an ordinary object that everything takes, and nothing of
// Object.prototype shows in it.
func TestResultsArePlain(t *testing.T) {
	b := approved(parallel(t))
	tab := b.Open("/bench?mode=popup&scope=profile:user_id").Ready()
	tab.Exec(`Object.assign(Object.prototype, { name: "evil", email: "evil@example.com", postalCode: "00000" })`)
	logIn(tab, 1)
	got := browsertest.Eval[map[string]any](tab, `(() => {
		const s = lwa.session;
		return {
			text: String(s) + String(s.profile),
			plain: Object.getPrototypeOf(s) === Object.prototype && Object.getPrototypeOf(s.profile) === Object.prototype,
			frozen: Object.isFrozen(s) && Object.isFrozen(s.profile),
			cloned: structuredClone(s).profile.userId === s.profile.userId,
			spread: { ...s }.accessToken === s.accessToken,
			json: JSON.stringify(JSON.parse(JSON.stringify(s)).profile),
			symbols: Object.getOwnPropertySymbols(s).length,
			hidden: Reflect.ownKeys(s).length - Object.keys(s).length,
			missing: [s.profile.name, s.profile.email, s.profile.postalCode].every((v) => v === undefined),
			same: lwa.session === s,
		};
	})()`)
	assert.Equal(t, map[string]any{
		"text": "[object Object][object Object]", "plain": true, "frozen": true, "cloned": true, "spread": true,
		"json": fmt.Sprintf(`{"userId":%q}`, zoe.UserID), "symbols": 0.0, "hidden": 0.0, "missing": true, "same": true,
	}, got)
	tab.Exec(`for (const name of ["name", "email", "postalCode"]) delete Object.prototype[name]`)
}

// TestThenable: a member "then" of every object would be given each session that a promise resolves
// with: the call fails, and says which script has to be mended.
func TestThenable(t *testing.T) {
	b := approved(parallel(t))
	tab := b.Open("/bench?mode=popup").Ready()
	tab.Exec(`{
		const old = document.getElementById("go");
		const line = document.getElementById("outcome");
		const go = old.cloneNode(true);
		old.replaceWith(go); // without the bench's own handler, whose promises are none of ours
		window.got = [];
		const done = (text) => { delete Object.prototype.then; line.textContent = text; line.dataset.count = "1"; };
		go.onclick = () => {
			Object.prototype.then = function (resolve) { if ("accessToken" in this) got.push(this); resolve?.("stolen"); };
			lwaLogin().then((s) => done("session " + typeof s), (e) => done(e.code + " " + e.message));
		};
	}`)
	tab.Click("#go")
	tab.Wait(`#outcome[data-count="1"]`)
	assert.Contains(t, tab.Text("#outcome"), "invalid_configuration")
	assert.Contains(t, tab.Text("#outcome"), "Object.prototype")
	assert.Zero(t, browsertest.Eval[int](tab, `got.length`))
}

// TestBaseHref: relative addresses of the tag and of a call start where the page's other addresses
// do.
func TestBaseHref(t *testing.T) {
	b := approved(parallel(t))
	b.HandleFunc("/shop/page", head(`<base href="/lwa/"><img name="baseURI" alt="">`+withoutPreload(tags(b, "/lwa", `data-mode="popup" data-redirect-uri="lwa-callback.html"`))))
	tab := b.Open("/shop/page").Ready()
	logIn(tab, 1)
	assert.Equal(t, b.App+callbackPath, parameter(b, lastAuthorize(b), "redirect_uri"))
}

// TestModuleTag: lwa.js as a module cannot see its own tag, and says so rather than that the client
// id is missing.
func TestModuleTag(t *testing.T) {
	b := parallel(t)
	b.HandleFunc("/module", head(strings.Replace(withoutPreload(tags(b, "/lwa", "")), "defer", `type="module"`, 1)))
	tab := b.Open("/module").Expect(`lwa\.js: .*module`)
	tab.Ready().Click("#go")
	failure := tab.Outcome().Error
	require.NotNil(t, failure)
	assert.Equal(t, "invalid_configuration", failure.Code)
	assert.Contains(t, failure.Hint, "lwa.mjs")
	tab.Spoiled() // a call would ask for the wasm where it is not
}

// TestProviderInTag: outside this machine a tag cannot name another authorization server, since
// markup that somebody smuggled into a page could. A script of the page can.
func TestProviderInTag(t *testing.T) {
	b := approved(parallel(t))
	tab := b.Blank()
	require.NoError(t, chromedp.Listen(tab.Context(), func(event any) {
		if paused, ok := event.(*fetch.EventRequestPaused); ok {
			go serveFrom(tab, b.App, paused)
		}
	}))
	_, err := chromedp.Call(tab.Context(), fetch.Enable, fetch.EnableParams{
		Patterns: []*fetch.RequestPattern{{URLPattern: "https://shop.example/*"}},
	})
	require.NoError(t, err)
	tab.Expect(`data-provider`)
	tab.Go("https://shop.example/bench?mode=popup")
	tab.Ready().Click("#go")
	failure := tab.Outcome().Error
	require.NotNil(t, failure)
	assert.Equal(t, "invalid_configuration", failure.Code)
	assert.Contains(t, failure.Message, "data-provider")
	assert.Contains(t, failure.Hint, "lwa.configure")
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
}

// TestNothingCancelled: the network panel shows each request of a login as it was, none as
// cancelled.
func TestNothingCancelled(t *testing.T) {
	b := approved(parallel(t))
	tab := b.Open("/bench?mode=popup").Ready()
	var mu sync.Mutex
	finished, cancelled := 0, 0
	require.NoError(t, chromedp.Listen(tab.Context(), func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *network.EventLoadingFailed:
			if e.Canceled {
				cancelled++
			}
		case *network.EventLoadingFinished:
			finished++
		}
	}))
	_, err := chromedp.Call(tab.Context(), network.Enable, network.EnableParams{})
	require.NoError(t, err)
	tab.Exec(`bench.options = { interactive: "always" }`)
	for n := 1; n <= 10; n++ {
		logIn(tab, n)
	}
	tab.Exec(`fetch("/bench?script=1").then((r) => r.text())`) // its end comes after those of the others
	mu.Lock()
	defer mu.Unlock()
	assert.Zero(t, cancelled)
	assert.GreaterOrEqual(t, finished, 30)
}

// TestMessageFlood: what anybody may post, thousands of times, does not get as far as Go while a
// login is pending.
func TestMessageFlood(t *testing.T) {
	b := parallel(t)
	evil := b.Attacker()
	evil.HandleFunc("/flood", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!doctype html><title>flood</title><script>
			for (let i = 0; i < 20000; i++) parent.postMessage(i % 2 ? "?code=" + i + "&state=x" : { i }, "*");
			parent.postMessage("flooded", "*");
		</script>`)
	})
	tab := b.Blank()
	tab.AtStart(`{ // the machine reads the clock once for each thing that it hears of
		const { now } = Date;
		window.steps = 0;
		Date.now = () => (steps++, now());
	}`)
	lab(b)
	tab.Go("/lab?mode=popup")
	tab.Ready()
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.Wait("button.person")
	tab.Exec(`new Promise((done) => {
		addEventListener("message", (e) => e.data === "flooded" && done());
		const frame = document.createElement("iframe");
		window.before = steps;
		frame.src = %q;
		document.body.append(frame);
		// Shapes that this origin's own windows may send by mistake.
		for (let i = 0; i < 2000; i++) { postMessage({ i }, "*"); postMessage(i, "*"); postMessage("x".repeat(40000), "*"); }
	})`, evil.CrossSite+"/flood")
	assert.Less(t, browsertest.Eval[int](tab, `steps - before`), 500)
	popup.SignIn(zoe.Name)
	require.NotNil(t, tab.Outcome().Session)
}
