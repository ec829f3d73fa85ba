package browsertest_test

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// TestLoadLD04_BadWasm: what is served in the place of lwa.wasm is not it. Loading fails with a
// defined error, every call of the page settles with it in time, no window stays, and once the
// right file is there the next call works, without a reload.
func TestLoadLD04_BadWasm(t *testing.T) {
	t.Parallel()
	good := file(browsertest.New(t), "lwa.wasm")
	const wasm, same = "application/wasm", "same release"
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		code  string
		hint  string
	}{
		"LD-04 cut off on its way":           {cutOff(good), "invalid_response", same},
		"LD-04 a page with status 200":       {serving("text/html", []byte("<!doctype html>not found")), "invalid_response", same},
		"LD-04 a tampered one of wrong type": {serving("text/plain", flipped), "invalid_response", same},
		"LD-04 damaged gzip":                 {serving(wasm, good[:9], "Content-Encoding", "gzip"), "invalid_response", same},
		"LD-03 one bit changed":              {serving(wasm, flipped), "invalid_response", same},
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			b.HandleFunc("/lwa/lwa.wasm", c.serve)
			tab := refused(b, `lwa\.wasm`, c.code, c.hint)
			b.HandleFunc("/lwa/lwa.wasm", serving(wasm, good))
			works(b, tab)
		})
	}
}

// refused opens a page whose component cannot be had, for a reason with these words: one window has
// opened and closed again, and Amazon heard nothing.
func refused(b *browsertest.Bench, complaint, code string, words ...string) *browsertest.Tab {
	b.Helper()
	tab := b.Blank().Expect(complaint)
	inject(tab, countOpens)
	tab.Go("/bench?mode=popup&start=eager")
	unavailable(tab, code, words...)
	assert.Equal(b, 1, browsertest.Eval[int](tab, `opened.length`))
	assert.Len(b, openPages(tab), 1)
	assert.Zero(b, b.Fake.Counts().AuthorizeRequests)
	return tab
}

// works logs in on that page, which was not loaded again.
func works(b *browsertest.Bench, tab *browsertest.Tab) {
	b.Helper()
	approved(b)
	logIn(tab, 2)
	settled(tab, 2)
}

// cutOff promises a file and closes the connection halfway.
func cutOff(content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		serving("application/wasm", content[:len(content)/2])(w, r)
		panic(http.ErrAbortHandler)
	}
}

// otherVersion is the wasm with another version stamp, of the same length.
func otherVersion(t *testing.T, wasm []byte) []byte {
	t.Helper()
	require.True(t, bytes.Contains(wasm, []byte(lwa.Version)), "the version is in lwa.wasm")
	return bytes.ReplaceAll(wasm, []byte(lwa.Version), []byte(strings.Repeat("x", len(lwa.Version))))
}

// TestLoadLD04_Types: the content type does not matter, and the file is fetched once.
func TestLoadLD04_Types(t *testing.T) {
	t.Parallel()
	for name, contentType := range map[string]string{
		"right": "application/wasm", "text": "text/plain",
	} {
		t.Run(name, func(t *testing.T) {
			b := approved(parallel(t))
			b.HandleFunc("/lwa/lwa.wasm", serving(contentType, file(b, "lwa.wasm"), "X-Content-Type-Options", "nosniff"))
			tab := openWith(b, countInstances, "/bench?mode=popup&start=eager").Ready()
			logIn(tab, 1)
			assert.Equal(t, []string{"instantiate"}, browsertest.Eval[[]string](tab, `instances`))
			assert.Equal(t, 1, wasmRequests(b))
		})
	}
}

// countInstances notes how the wasm comes to life.
const countInstances = `{
	window.instances = [];
	for (const name of ["instantiate", "instantiateStreaming"]) {
		const own = WebAssembly[name];
		WebAssembly[name] = (...args) => (instances.push(name), own.apply(WebAssembly, args));
	}
}`

// TestLoadLD03_BadRun: the same of lwa-run.js. The browser itself holds it to the digest in lwa.js.
func TestLoadLD03_BadRun(t *testing.T) {
	t.Parallel()
	good := file(browsertest.New(t), "lwa-run.js")
	const script = "text/javascript"
	for name, serve := range map[string]http.HandlerFunc{
		"LD-03 one byte appended":      serving(script, append(bytes.Clone(good), '\n')),
		"LD-04 a page with status 200": serving("text/html", []byte("<!doctype html>not found")),
		"LD-04 of no script's type":    serving("text/plain", good),
		"LD-04 missing":                http.NotFound,
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			b.HandleFunc("/lwa/lwa-run.js", serve)
			tab := refused(b, `lwa-run\.js`, "network_error", "lwa-run.js", b.App+"/lwa/lwa.js", "script-src")
			b.HandleFunc("/lwa/lwa-run.js", serving(script, good))
			works(b, tab)
		})
	}
}

// TestLoadLD05_Kept: the browser still has the files of the release before. It fetches the ones
// that belong to the script, by itself, and once.
func TestLoadLD05_Kept(t *testing.T) {
	b := approved(parallel(t))
	run := file(b, "lwa-run.js")
	b.HandleFunc("/lwa/lwa-run.js", serving("text/javascript", append(bytes.Clone(run), '\n'), "Cache-Control", "max-age=3600"))
	good := file(b, "lwa.wasm")
	b.HandleFunc("/lwa/lwa.wasm", serving("application/wasm", otherVersion(t, good), "Cache-Control", "max-age=3600"))
	b.HandleFunc("/before", serving("text/html", []byte(`<link rel="icon" href="data:,">`)))
	tab := b.Open("/before").Expect(`lwa-run\.js`)
	tab.Exec(`Promise.all(["/lwa/lwa.wasm", "/lwa/lwa-run.js"].map((file) => fetch(file).then((r) => r.arrayBuffer())))`)
	b.HandleFunc("/lwa/lwa-run.js", serving("text/javascript", run, "Cache-Control", "max-age=3600"))
	b.HandleFunc("/lwa/lwa.wasm", serving("application/wasm", good, "Cache-Control", "max-age=3600"))
	b.HandleFunc("/page", head(tags(b, "/lwa", `data-mode="popup"`)))
	for range 2 {
		tab.Go("/page")
		logIn(tab.Ready(), 1)
	}
	assert.Equal(t, 2, wasmRequests(b), "the old one, the new one")
}

// TestLoadLD01_Policy: the page's policy forbids WebAssembly. Every call says so and names what to
// add, nothing is fetched and no window opens; the policy's author hears of it once.
func TestLoadLD01_Policy(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]string{
		"strict":  "default-src 'none'; script-src 'self'; connect-src *; img-src data:",
		"default": "default-src 'self'; connect-src *; img-src data:",
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			b.Handle("/forbidden", barePage(b, `data-start="eager"`, "", "Content-Security-Policy", policy))
			tab := b.Blank().Expect(`unsafe-eval`)
			inject(tab, countOpens)
			tab.Go("/forbidden")
			unavailable(tab, "invalid_configuration", "Content-Security-Policy", "'wasm-unsafe-eval'", "script-src")
			assert.Equal(t, []string{"script-src wasm-eval"}, browsertest.Eval[[]string](tab, `bench.violations`))
			assert.Zero(t, browsertest.Eval[int](tab, `opens`))
			assert.Zero(t, wasmRequests(b))
			assert.True(t, strings.Contains(strings.Join(tab.Complaints(), "\n"), "lwa.js: The page's Content-Security-Policy"), "the console says it unasked")
			aliveByRedirect(tab)
		})
	}
}
