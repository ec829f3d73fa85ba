package browsertest_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// replacements are what pages, and libraries that watch them, put in the place of fetch: the body
// of a function of `fetch`, `input` and `init`. Those that need not fetch the file again say so.
var replacements = map[string]struct {
	body string
	once bool
}{
	"a plain object":        {`const r = await fetch(input, init); return { ok: r.ok, status: r.status, headers: r.headers, arrayBuffer: () => r.arrayBuffer() }`, true},
	"hardly an object":      {`const r = await fetch(input, init); return { arrayBuffer: () => r.arrayBuffer() }`, true},
	"a subclass":            {`const r = await fetch(input, init); return new (class extends Response {})(r.body, r)`, true},
	"a proxy":               {`return new Proxy(await fetch(input, init), { get(r, name) { const v = r[name]; return typeof v === "function" ? v.bind(r) : v; } })`, true},
	"a response of its own": {`const r = await fetch(input, init); return new Response(await r.arrayBuffer(), r)`, true},
	"a stream of its own":   {`const r = await fetch(input, init); return new Response(r.body.pipeThrough(new TransformStream()), { headers: { "content-type": "application/wasm" } })`, true},
	"a clone":               {`const r = await fetch(input, init); const clone = r.clone(); r.text(); return clone`, true},
	"the clone is read":     {`const r = await fetch(input, init); r.clone().text(); return r`, true},
	"no settings":           {`return fetch(input)`, true},
	"its body kept":         {`const r = await fetch(input, init); const kept = await r.arrayBuffer(); r.arrayBuffer = async () => kept; return r`, true},
	"its body read":         {`const r = await fetch(input, init); await r.arrayBuffer(); return r`, false},
	"its body locked":       {`const r = await fetch(input, init); r.body.getReader(); return r`, false},
}

// replacing puts a function with this body in the place of fetch, for lwa.wasm.
func replacing(body string) string {
	return `{ const own = window.fetch.bind(window);
		window.fetch = (input, init) => /\.wasm/.test(input) ? (async (fetch) => { ` + body + ` })(own) : own(input, init); }`
}

// TestLoadReplacedFetch: the page has replaced fetch. Its result is no Response, or a Response
// whose body was read already. Only the bytes count.
func TestLoadReplacedFetch(t *testing.T) {
	t.Parallel()
	for name, c := range replacements {
		t.Run(name, func(t *testing.T) {
			b := approved(parallel(t))
			tab := openWith(b, replacing(c.body), "/bench?mode=popup").Ready()
			logIn(tab, 1)
			if c.once {
				assert.Equal(t, 1, wasmRequests(b))
			}
		})
	}
}

// TestLoadLD03_ReplacedFetch: the digest holds whatever the page's fetch makes of the integrity
// that it is asked for.
func TestLoadLD03_ReplacedFetch(t *testing.T) {
	t.Parallel()
	flipped := bytes.Clone(file(browsertest.New(t), "lwa.wasm"))
	flipped[len(flipped)/2] ^= 1
	for name, c := range replacements {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			b.HandleFunc("/lwa/lwa.wasm", serving("application/wasm", flipped))
			tab := openWith(b, countOpens+countInstances+replacing(c.body), "/bench?mode=popup&start=eager")
			want := "invalid_response"
			if name == "hardly an object" {
				want = "network_error" // it does not say that anything came
			}
			unavailable(tab, want, "/lwa/lwa.wasm")
			assert.Empty(t, browsertest.Eval[[]string](tab, `instances`))
		})
	}
}
