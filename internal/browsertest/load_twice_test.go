package browsertest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestLoadLD11_Twice: a page that includes the script twice has one component, with the settings of
// the first tag.
func TestLoadLD11_Twice(t *testing.T) {
	b := approved(parallel(t))
	markup := tags(b, "/lwa", `data-mode="popup"`)
	b.HandleFunc("/page", head(markup+`<script src="/lwa/lwa.js?again" defer data-mode="redirect" data-region="XX"></script>`))
	tab := openWith(b, countInstances+countOpens, "/page").Ready()
	logIn(tab, 1)
	assert.Equal(t, 1, browsertest.Eval[int](tab, `opens`))
	assert.Len(t, browsertest.Eval[[]string](tab, `instances`), 1)
	assert.Equal(t, 1, wasmRequests(b))
	assert.Equal(t, []string{"login"}, types(tab))

	// And a third time, when everything is over.
	tab.Exec(`globalThis.first = lwa; new Promise((done) => document.head.append(Object.assign(document.createElement("script"), { src: "/lwa/lwa.js", onload: done })))`)
	assert.True(t, browsertest.Eval[bool](tab, `lwa === first && lwa.session !== null`))
	assert.Len(t, browsertest.Eval[[]string](tab, `instances`), 1)
}

// TestLoadLD11_Late: the script comes after the page's load event, by another script. Calls that do
// not wait for anything are answered, each once.
func TestLoadLD11_Late(t *testing.T) {
	b := approved(parallel(t))
	b.HandleFunc("/page", serving("text/html", []byte(`<!doctype html><link rel="icon" href="data:,"><button id="go">Login</button><pre id="outcome" data-count="0"></pre><pre id="events" data-count="0"></pre>`)))
	tab := openWith(b, countInstances+countOpens, "/page")
	tab.Exec(`(async () => {
		const load = (src, dataset) => new Promise((onload, onerror) => {
			const script = Object.assign(document.createElement("script"), { src, onload, onerror });
			Object.assign(script.dataset, dataset);
			document.head.append(script);
		});
		await load("/bench?script=1");
		await load("/lwa/lwa.js", { clientId: %q, provider: %q, mode: "popup" });
		window.early = [lwa.token(), lwa.profile(), lwaLogin({ interactive: "never" })].map((p) => p.then(() => "session", (e) => e.code));
		await load("/bench?script=2");
	})()`, browsertest.ClientID, b.Amazon)
	assert.Equal(t, []string{"login_required", "login_required", "login_required"}, browsertest.Eval[[]string](tab, `Promise.all(early)`))
	logIn(tab.Ready(), 1)
	assert.Len(t, browsertest.Eval[[]string](tab, `instances`), 1)
}

// TestLoadLD11_HalfWay: many calls wait for a file that does not come. Each is rejected once, and
// the ones after it work.
func TestLoadLD11_HalfWay(t *testing.T) {
	b := parallel(t)
	g := hold(b, "/lwa/lwa.wasm")
	g.status.Store(503)
	tab := openWith(b, countInstances+countOpens, "/bench?mode=popup&start=eager").Expect(`lwa\.wasm`)
	tab.Exec(`for (let i = 0; i < 5; i++) bench.keep(lwa.token()), bench.keep(lwa.profile()); 0`)
	tab.Click("#go")
	close(g.open)
	for i, outcome := range tab.Outcomes(11) {
		require.NotNil(t, outcome.Error, fmt.Sprint(i))
		assert.Equal(t, "network_error", outcome.Error.Code)
		assert.Contains(t, outcome.Error.Message, "503")
	}
	assert.Equal(t, "network_error", ready(tab).Error.Code)
	awaits(tab, `opened.length === 1 && opened[0].closed`)
	assert.Empty(t, browsertest.Eval[[]string](tab, `instances`))
	g.status.Store(0)
	approved(b)
	logIn(tab, 12)
	assert.Len(t, browsertest.Eval[[]string](tab, `instances`), 1)
}
