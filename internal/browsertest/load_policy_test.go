package browsertest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// heard ends a test of a policy: it breaks the policy, and that is all the page has ever heard of
// it. (What another window of the test breaks fails the test by itself, as every error on a console
// does.)
func heard(t *testing.T, tab *browsertest.Tab) {
	t.Helper()
	tab.Expect("decoy")
	tab.Exec(`new Image().src = "/decoy.png"`)
	awaits(tab, `bench.violations.length > 0`)
	violations := browsertest.Eval[[]string](tab, `bench.violations`)
	assert.Equal(t, []string{"img-src " + tab.App + "/decoy.png"}, violations)
}

const strict = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self' "

// TestLoadLD02_StrictPolicy: the strictest policy there can be, on a page that does everything.
// (The bench's own pages have nearly the same, so that every test here runs under it.)
func TestLoadLD02_StrictPolicy(t *testing.T) {
	b := parallel(t)
	b.HandleFunc("/page", head(tags(b, "/lwa", ""), "Content-Security-Policy", strict+b.Amazon))
	tab := b.Open("/page")
	bothWays(b, tab)
	assert.Nil(t, outcomeOf(tab, `lwa.profile()`).Error)
	assert.Nil(t, outcomeOf(tab, `lwa.logout()`).Error)
	heard(t, tab)
}

// TestLoadLD08_TrustedTypes: no DOM sink gets a string, on the page or on the callback page, and
// lwa.one.js reads the WebAssembly out of itself without one.
func TestLoadLD08_TrustedTypes(t *testing.T) {
	t.Parallel()
	const types = "require-trusted-types-for 'script'; trusted-types 'none'"
	for name, inOne := range map[string]bool{"LD-08 two files": false, "LD-08 one file": true} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			page := tags(b, "/lwa", "")
			if inOne {
				page = fmt.Sprintf(`<script src="/lwa/lwa.one.js" defer data-client-id="%s" data-provider="%s"></script>`, browsertest.ClientID, b.Amazon)
			}
			b.HandleFunc("/page", head(page, "Content-Security-Policy", strict+b.Amazon+"; "+types))
			callback := file(b, "lwa-callback.html")
			b.HandleFunc(callbackPath, serving("text/html", callback, "Content-Security-Policy", types))
			tab := b.Open("/page")
			bothWays(b, tab)
			b.Fake.SetFaults(fakeamazon.Faults{})
			tab.Exec(`bench.options = { mode: "popup", interactive: "always" }`)
			popup := tab.Popup(func() { tab.Click("#go") })
			popup.SignIn("Zoë")
			popup.WaitClosed()
			asked := browsertest.Eval[bool](tab, `performance.getEntriesByType("resource").some((r) => r.name.endsWith("/lwa.wasm"))`)
			assert.NotEqual(t, inOne, asked, "whether lwa.wasm was asked for")
			heard(t, tab)
		})
	}
}

// TestLoadLD06_IntegrityPolicy: the tags of snippet.html, as they stand there but for the client
// and where Amazon is, log in on a page that loads no script without a digest.
func TestLoadLD06_IntegrityPolicy(t *testing.T) {
	b := parallel(t)
	snippet := string(file(b, "snippet.html"))
	require.Contains(t, snippet, `integrity="`+digestOf(file(b, "lwa.js"))+`"`)
	page := strings.Replace(snippet, `data-client-id="amzn1.application-oa2-client.…"`, `data-client-id="`+browsertest.ClientID+`" data-provider="`+b.Amazon+`"`, 1)
	require.Contains(t, page, b.Amazon)
	const policy = "blocked-destinations=(script)"
	show := func(tags string) http.HandlerFunc {
		return serving("text/html; charset=utf-8", []byte(`<!doctype html><link rel="icon" href="data:,">`+tags+`
<button id="login">Login</button><p id="hello"></p>
<script>login.onclick = () => lwaLogin().then((s) => { hello.textContent = s.profile.name; }, (e) => { hello.textContent = e.message; });</script>`),
			"Integrity-Policy", policy)
	}
	b.HandleFunc("/page", show(page))
	tab := b.Open("/page")
	tab.Popup(func() { tab.Click("#login") }).SignIn("Zoë")
	tab.Wait("#hello:not(:empty)")
	assert.Equal(t, zoe.Name, tab.Text("#hello"))

	// The policy is in force: without the digest the script does not run.
	b.HandleFunc("/without", show(regexp.MustCompile(` integrity="[^"]*"`).ReplaceAllString(page, "")))
	tab.Expect("[Ii]ntegrity")
	tab.Go("/without")
	assert.Equal(t, "undefined", browsertest.Eval[string](tab, `typeof lwaLogin`))
}

// TestLoadLD02_NamedScripts: policies that let in scripts one by one. A nonce holds for what lwa.js
// loads, too; digests must name both scripts. Where the policy knows lwa.js alone, the login says
// what to change.
func TestLoadLD02_NamedScripts(t *testing.T) {
	t.Parallel()
	const page = `<script nonce="abc">onload = () => { login.onclick = () => lwaLogin({ mode: "popup" }).then((s) => { hello.textContent = s.profile.name; }, (e) => { hello.textContent = e.code + ": " + e.hint; }); };</script>`
	inline := sha256.Sum256([]byte(page[len(`<script nonce="abc">`):strings.Index(page, "</script>")]))
	own := "'sha256-" + base64.StdEncoding.EncodeToString(inline[:]) + "'"
	for name, c := range map[string]struct {
		sources func(script, run string) string
		says    string
	}{
		"nonce":                 {func(string, string) string { return "'nonce-abc'" }, zoe.Name},
		"nonce, strict-dynamic": {func(string, string) string { return "'nonce-abc' 'strict-dynamic'" }, zoe.Name},
		"digests":               {func(script, run string) string { return own + " '" + script + "' '" + run + "'" }, zoe.Name},
		"digest of lwa.js":      {func(script, _ string) string { return own + " '" + script + "'" }, "network_error: Put it there, as text/javascript, and let script-src allow it"},
		"addresses":             {func(string, string) string { return own + " /lwa/lwa.js /lwa/lwa-run.js" }, zoe.Name},
	} {
		t.Run(name, func(t *testing.T) {
			b := approved(parallel(t))
			script := digestOf(file(b, "lwa.js"))
			sources := strings.NewReplacer(" /lwa/", " "+b.App+"/lwa/").Replace(c.sources(script, digestOf(file(b, "lwa-run.js"))))
			tag := fmt.Sprintf(`<script src="/lwa/lwa.js" nonce="abc" integrity="%s" crossorigin defer data-client-id="%s" data-provider="%s"></script>`, script, browsertest.ClientID, b.Amazon)
			b.HandleFunc("/page", serving("text/html; charset=utf-8", []byte(`<!doctype html><link rel="icon" href="data:,">`+tag+page+`<button id="login">Login</button><p id="hello"></p>`),
				"Content-Security-Policy", "default-src 'none'; img-src data:; frame-src 'self'; script-src 'wasm-unsafe-eval' "+sources+"; connect-src 'self' "+b.Amazon))
			tab := b.Blank()
			if c.says != zoe.Name {
				tab.Expect(`lwa-run\.js|Content Security Policy`)
			}
			tab.Go("/page")
			tab.Click("#login")
			tab.Wait("#hello:not(:empty)")
			assert.Contains(t, tab.Text("#hello"), c.says)
		})
	}
}

// TestLoadLD09_Origins: in all of a login the browser asks nobody but the site and Amazon.
func TestLoadLD09_Origins(t *testing.T) {
	b := parallel(t)
	tab := b.Blank()
	soFar := origins(t, tab)
	tab.Go("/bench")
	bothWays(b, tab)
	want := []string{b.App, b.Amazon}
	slices.Sort(want)
	assert.Equal(t, want, soFar())
	var paths []string
	for _, r := range b.Fake.Requests() {
		at, _, _ := strings.Cut(r.URL, "?")
		paths = append(paths, at)
	}
	slices.Sort(paths)
	assert.Equal(t, []string{"/ap/oa", "/auth/o2/token", "/auth/o2/tokeninfo", "/user/profile"}, slices.Compact(paths))
}

// TestLoadLD12_ConnectSrc: the policy keeps the page from Amazon, or from lwa.wasm. The error names
// the directive, and under the right policy the page works again.
func TestLoadLD12_ConnectSrc(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ sources, code string }{
		"LD-12 Amazon":   {"'self'", "network_error"},
		"LD-12 the wasm": {"http://127.0.0.1:*", "network_error"},
	} {
		t.Run(name, func(t *testing.T) {
			b := approved(parallel(t))
			blocked := strings.TrimSuffix(strict, "'self' ") + c.sources
			page := tags(b, "/lwa", `data-mode="popup"`)
			b.HandleFunc("/page", head(withoutPreload(page), "Content-Security-Policy", blocked))
			tab := b.Blank().Expect(`connect-src|Refused to connect`)
			inject(tab, countOpens)
			tab.Go("/page")
			if name == "LD-12 the wasm" {
				unavailable(tab, c.code, "connect-src", b.App+"/lwa/lwa.wasm")
			} else {
				tab.Ready()
				tab.Click("#go")
				e := tab.Outcome().Error
				require.NotNil(t, e)
				assert.Equal(t, c.code, e.Code)
				assert.Contains(t, e.Hint, "connect-src")
				assert.Zero(t, b.Fake.Counts().TokenRequests)
			}
			awaits(tab, `opened.every((popup) => popup.closed)`)
			b.HandleFunc("/page", head(page, "Content-Security-Policy", strict+b.Amazon))
			tab.Go("/page")
			logIn(tab.Ready(), 1)
		})
	}
}

// TestLoadLD16_Isolated: pages that want cross-origin isolation, with the component's files marked
// as the site's own, and a site that wants it of its callback page as well.
func TestLoadLD16_Isolated(t *testing.T) {
	t.Parallel()
	coep := []string{"Cross-Origin-Embedder-Policy", "require-corp"}
	both := append(slices.Clone(coep), "Cross-Origin-Opener-Policy", "same-origin")
	for name, c := range map[string]struct{ page, callback []string }{
		"COEP": {coep, nil}, "COEP and COOP": {both, nil}, "COEP everywhere": {coep, coep}, "COEP and COOP everywhere": {both, both},
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			const corp, own = "Cross-Origin-Resource-Policy", "same-origin"
			b.HandleFunc("/lwa/lwa.js", serving("text/javascript", file(b, "lwa.js"), corp, own))
			b.HandleFunc("/lwa/lwa.wasm", serving("application/wasm", file(b, "lwa.wasm"), corp, own))
			b.HandleFunc(callbackPath, serving("text/html", file(b, "lwa-callback.html"), append([]string{corp, own}, c.callback...)...))
			b.HandleFunc("/page", head(tags(b, "/lwa", ""), c.page...))
			tab := b.Open("/page")
			assert.Equal(t, len(c.page) > 2, browsertest.Eval[bool](tab, `crossOriginIsolated`))
			bothWays(b, tab)
		})
	}
}

// TestLoadLD14_COOP: the callback page answers through its channel, with COOP of its own and
// without.
func TestLoadLD14_COOP(t *testing.T) {
	t.Parallel()
	for _, coop := range []string{"same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"} {
		t.Run(coop, func(t *testing.T) {
			b := parallel(t)
			b.HandleFunc(callbackPath, serving("text/html", file(b, "lwa-callback.html"), "Cross-Origin-Opener-Policy", coop))
			tab := b.Open("/bench").Ready()
			tab.Exec(`bench.options = { mode: "popup", scope: "profile" }`)
			popup := tab.Popup(func() { tab.Click("#go") })
			popup.SignIn("Zoë")
			require.NotNil(t, tab.Outcome().Session)
			popup.WaitClosed()
			aliveByRedirect(tab)
		})
	}
}

// TestLoadLD13_CallbackPage: the callback page asks for nothing, whatever its address holds, and no
// foreign page shows it.
func TestLoadLD13_CallbackPage(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, hasty, "/bench?start=intent").Ready()
	before := len(b.Seen())
	tab.Go(callbackPath + "?code=" + strings.Repeat("c", 20) + "&state=" + strings.Repeat("s", 43))
	nothingWaits(tab)
	assert.Zero(t, browsertest.Eval[int](tab, `performance.getEntriesByType("resource").length`))
	for _, r := range b.Seen()[before:] {
		assert.Equal(t, callbackPath, r.URL.Path)
	}
	response, err := http.Get(b.App + callbackPath)
	require.NoError(t, err)
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.LessOrEqual(t, len(page), 4096)
	assert.Equal(t, "frame-ancestors 'none'", response.Header.Get("Content-Security-Policy"))
	assert.NotContains(t, string(page), "wasm")
}
