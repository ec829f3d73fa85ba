package browsertest_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// moved serves lwa.wasm at /elsewhere/file alone.
func moved(b *browsertest.Bench) {
	b.HandleFunc("/lwa/lwa.wasm", http.NotFound)
	b.HandleFunc("/elsewhere/file", serving("application/octet-stream", file(b, "lwa.wasm")))
}

// TestLoadURLTag: the tag names the wasm's address, on the site or on another origin; nobody asks
// for the one beside the script.
func TestLoadURLTag(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"own origin", "another origin"} {
		t.Run(from, func(t *testing.T) {
			b := approved(parallel(t))
			moved(b)
			address := "elsewhere/file" // as any address in the page
			if from == "another origin" {
				address = newCDN(b, nil).URL + "/lwa.wasm"
			}
			b.HandleFunc("/page", head(withoutPreload(tags(b, "/lwa", `data-mode="popup" data-wasm-url="`+address+`"`))))
			logIn(b.Open("/page").Ready(), 1)
			assert.Zero(t, wasmRequests(b))
		})
	}
}

// module is a page that imports lwa.mjs, and logs in by a click once `then` has run.
func module(b *browsertest.Bench, then string) http.HandlerFunc {
	return serving("text/html", fmt.Appendf(nil, `<!doctype html><link rel="icon" href="data:,"><button id="go">Login</button><p id="said"></p>
<script type="module">
import { lwa, lwaLogin } from "/lwa/lwa.mjs";
const page = { clientId: %q, provider: %q, redirectUri: "/lwa/lwa-callback.html", mode: "popup", start: "eager" };
const text = async (p) => p.then((s) => s?.profile.name ?? "nobody", (e) => e.code + ": " + e.message + " " + e.hint);
go.onclick = async () => { said.textContent = await text(lwaLogin()); };
window.text = text;
%s
window.lwa = lwa;
</script>`, browsertest.ClientID, b.Amazon, then))
}

// TestLoadURLModule: configure() names the address: in the turn of the import, where nothing is
// asked for before, and after the address beside the module has failed, or while that is on its
// way.
func TestLoadURLModule(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		then string
		asks int // for the file beside the module
	}{
		"at once":    {`lwa.configure({ ...page, wasmUrl: "/elsewhere/file" })`, 0},
		"after":      {`window.first = await text(lwa.configure(page)); lwa.configure({ ...page, wasmUrl: "/elsewhere/file" })`, 2},
		"while":      {`setTimeout(() => lwa.configure({ ...page, wasmUrl: "/elsewhere/file" }))`, -1},
		"corrected":  {`lwa.configure({ ...page, wasmUrl: "/lwa/nothing.wasm" }); await text(lwa.ready); lwa.configure({ ...page, wasmUrl: "/elsewhere/file" })`, 0},
		"in the end": {`await text(lwa.configure(page)); lwa.configure({ ...page, wasmUrl: "/elsewhere/file" })`, 2},
	} {
		t.Run(name, func(t *testing.T) {
			b := approved(parallel(t))
			moved(b)
			b.HandleFunc("/page", module(b, c.then))
			tab := b.Open("/page").Expect(`404`)
			awaits(tab, `window.lwa`)
			if name == "after" {
				assert.Contains(t, browsertest.Eval[string](tab, `first`), "network_error: lwa.wasm could not be loaded: HTTP status 404 from "+b.App+"/lwa/lwa.wasm")
			}
			awaits(tab, `text(lwa.ready).then((said) => said === "nobody")`)
			tab.Click("#go")
			tab.Wait("#said:not(:empty)")
			assert.Equal(t, zoe.Name, tab.Text("#said"))
			if c.asks >= 0 {
				assert.Equal(t, c.asks, wasmRequests(b))
			}
		})
	}
}

// TestLoadURLData: all of the file may stand in its address, as bundlers do it; a message that
// names it stays short.
func TestLoadURLData(t *testing.T) {
	b := approved(parallel(t))
	moved(b)
	good := file(b, "lwa.wasm")
	address := func(content []byte) []byte {
		return []byte(`export default "data:application/wasm;base64,` + base64.StdEncoding.EncodeToString(content) + `"`)
	}
	b.HandleFunc("/good.js", serving("text/javascript", address(good)))
	b.HandleFunc("/bad.js", serving("text/javascript", address(good[:len(good)-1])))
	b.HandleFunc("/page", module(b, `lwa.configure({ ...page, wasmUrl: (await import(location.search.slice(1))).default })`))
	tab := b.Open("/page?/good.js").Expect(`404`)
	awaits(tab, `window.lwa && text(lwa.ready).then((said) => said === "nobody")`)
	tab.Click("#go")
	tab.Wait("#said:not(:empty)")
	assert.Equal(t, zoe.Name, tab.Text("#said"))

	tab = b.Open("/page?/bad.js").Expect(`404`)
	awaits(tab, `window.lwa && text(lwa.ready).then((said) => said !== "nobody")`)
	said := browsertest.Eval[string](tab, `text(lwa.ready)`)
	require.Contains(t, said, "invalid_response")
	assert.Contains(t, said, "data:")
	assert.Contains(t, said, " characters")
	assert.Less(t, len(said), 400)
}
