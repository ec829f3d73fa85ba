package engines_test

import (
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// loads are scenarios of how the component gets into a page.
var loads = []scenario{
	{name: "strict policy, Trusted Types", core: true, run: strictPolicy},
	{name: "policy without wasm-unsafe-eval", want: "invalid_configuration", run: withoutWasm},
	{name: "policy without Amazon", want: "network_error", run: withoutAmazon},
	{name: "lwa.wasm is fetched once", want: "1", run: fetchedOnce},
	{name: "lwa.wasm is preloaded", want: "1", run: preloaded},
	{name: "lwa-run.js is fetched once", want: "1", run: runFetchedOnce},
	{name: "another origin sends the files", run: fromElsewhere},
	{name: "another origin sends a changed lwa-run.js", core: true, want: "network_error", run: changedRun},
	{name: "ready", core: true, want: "ready", run: readyTime},
}

const strict = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self' "

func strictPolicy(v *visit) string {
	v.approve()
	v.page("/page", v.script(`data-mode="popup"`), "Content-Security-Policy", strict+v.Amazon+"; require-trusted-types-for 'script'; trusted-types 'none'")
	w := v.visitor("/page").ready()
	w.logIn(1)
	assert.Empty(v, eval[[]string](w, `bench.violations`))
	return w.outcome(1)
}

// withoutWasm is a policy under which no WebAssembly runs: the error says what to add, and no
// window flashes.
func withoutWasm(v *visit) string {
	v.expect("WebAssembly", "wasm-unsafe-eval", "wasm-eval", "unsafe-eval")
	v.page("/page", v.script(`data-mode="popup" data-start="eager"`), "Content-Security-Policy", strings.Replace(strict, " 'wasm-unsafe-eval'", "", 1)+v.Amazon)
	w := v.visitor("/page").ready()
	w.do(`const open = window.open; bench.opened = 0; window.open = (...args) => (bench.opened++, open.apply(window, args))`)
	w.click("#go")
	e := w.outcomes(1)[0].Error
	require.NotNil(v, e)
	assert.Contains(v, e.Hint, "'wasm-unsafe-eval'")
	assert.Zero(v, eval[int](w, `bench.opened`))
	return e.Code
}

func withoutAmazon(v *visit) string {
	v.approve()
	v.expect("connect-src", "Cross-Origin Request Blocked", "Refused to connect")
	v.page("/page", v.script(`data-mode="popup"`), "Content-Security-Policy", strict)
	w := v.visitor("/page").ready()
	w.click("#go")
	e := w.outcomes(1)[0].Error
	require.NotNil(v, e)
	assert.Contains(v, e.Hint, "connect-src")
	return e.Code
}

func fetchedOnce(v *visit) string {
	return v.fetched("/lwa/lwa.wasm", strings.Split(v.snippet(), "<!--")[0])
}

func runFetchedOnce(v *visit) string {
	return v.fetched("/lwa/lwa-run.js", strings.Split(v.snippet(), "<!--")[0])
}

// changedRun is a lwa-run.js with more in it, which must not run where another server sends it.
func changedRun(v *visit) string {
	v.expect("lwa-run.js", "integrity", "digest", "hash")
	other := v.elsewhere(func(name string, content []byte) []byte {
		if name == "lwa-run.js" {
			return append([]byte("window.changed = true;"), content...)
		}
		return content
	})
	v.page("/page", v.scriptOf(other, `data-mode="popup" data-redirect-uri="/lwa/lwa-callback.html"`))
	w := v.visitor("/page").ready()
	w.click("#go")
	e := w.outcomes(1)[0].Error
	require.NotNil(v, e)
	assert.False(v, eval[bool](w, `"changed" in window`), "it ran")
	return e.Code
}

// fromElsewhere is a component that another origin serves.
func fromElsewhere(v *visit) string {
	v.approve()
	v.page("/page", v.scriptOf(v.elsewhere(func(_ string, content []byte) []byte { return content }), `data-mode="popup" data-redirect-uri="/lwa/lwa-callback.html"`))
	w := v.visitor("/page").ready()
	w.logIn(1)
	return w.outcome(1)
}

// elsewhere serves the component, changed, on another origin that lets every page read it.
func (v *visit) elsewhere(change func(name string, content []byte) []byte) (origin string) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		content, err := fs.ReadFile(v.Component(), name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
		_, _ = w.Write(change(name, content))
	}))
	v.Cleanup(server.Close)
	return server.URL
}

// preloaded counts them with the tags that the snippet offers in a comment.
func preloaded(v *visit) string {
	_, link, found := strings.Cut(v.snippet(), "<link")
	require.True(v, found)
	link, _, _ = strings.Cut(link, "-->")
	return v.fetched("/lwa/lwa.wasm", strings.Replace(strings.Split(v.snippet(), "<!--")[0], "></script>", ` data-start="eager"></script>`, 1)+"<link"+link)
}

// snippet is what the component's release says to paste into a page, for this site.
func (v *visit) snippet() string {
	v.Helper()
	text, err := fs.ReadFile(v.Component(), "snippet.html")
	require.NoError(v, err)
	const placeholder = `data-client-id="amzn1.application-oa2-client.…"`
	require.Contains(v, string(text), placeholder)
	return strings.Replace(string(text), placeholder, fmt.Sprintf(`data-client-id="%s" data-provider="%s"`, browsertest.ClientID, v.Amazon), 1)
}

// fetched counts the requests for a file on a first visit with a login.
func (v *visit) fetched(path, tags string) string {
	v.Helper()
	v.approve()
	v.page("/page", tags)
	w := v.visitor("/page").ready()
	w.do(`bench.options = { mode: "popup" }`)
	w.logIn(1)
	n := 0
	for _, r := range v.Seen() {
		if r.URL.Path == path {
			n++
		}
	}
	return fmt.Sprint(n)
}

// readyTime says how long a first visit takes until lwa.ready has settled, and how long a second
// one.
func readyTime(v *visit) string {
	v.page("/page", `<script>document.addEventListener("DOMContentLoaded", () => lwa.ready.then(() => { window.readyAt = performance.now(); }))</script>`+v.script(`data-start="eager"`))
	w := v.visitor("/page").ready()
	if v.setup.proof != "" {
		assert.True(v, eval[bool](w, v.setup.proof), "the browser is not set up: %s", v.setup.proof)
	}
	first := look[float64](w, `window.readyAt ?? null`)
	w.open("/page?again").ready()
	second := look[float64](w, `window.readyAt ?? null`)
	v.say("ready after %.0f ms, again after %.0f ms", first, second)
	return "ready"
}
