package browsertest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestNoLeakFinds puts a token into every place that is searched: each must be found, and nothing
// before that.
func TestNoLeakFinds(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: people[0].UserID})
	tab := b.Open("/bench?mode=popup").Ready()
	tab.Click("#go")
	require.NotNil(t, tab.Outcome().Session)
	b.NoLeak(tab)

	for _, c := range []struct{ place, plant string }{
		{"history.state", `history.replaceState({a: [secret]}, "")`},
		{"location", `history.replaceState(null, "", "#" + encodeURIComponent(secret))`},
		{"document.title", `document.title = secret`},
		{"window.name", `window.name = "x" + secret`},
		{"document.cookie", `document.cookie = "a=" + secret`},
		{"localStorage[a]", `localStorage.a = secret`},
		{"sessionStorage[a]", `sessionStorage.a = JSON.stringify({secret})`},
		{"DOM", `document.body.dataset.a = secret`},
		{"DOM", `delete document.body.dataset.a, document.body.appendChild(document.createElement("p")).attachShadow({mode: "open"}).appendChild(document.createElement("p")).textContent = secret`},
		{"console", `console.log("see", {secret})`},
		{"error x", `bench.errors.push(Object.assign(new Error("x", {cause: new Error(secret)}), {code: "x"}))`},
		{"site request", `fetch("/nothing?a=" + encodeURIComponent(secret))`},
		{"IndexedDB a b", `new Promise((done) => {
			const open = indexedDB.open("a", 1);
			open.onupgradeneeded = () => open.result.createObjectStore("b").add({secret}, 1).onsuccess = () => { open.transaction.oncomplete = () => { open.result.close(); done(); } };
		})`},
		{"Cache Storage a", `caches.open("a").then((c) => c.put("/a", new Response(secret)))`},
	} {
		tab.Exec(`(async () => { const secret = bench.outcomes[0].session.accessToken; await (%s); })()`, c.plant)
		assert.Contains(t, strings.Join(b.Leaks(browsertest.LeakSearch{}, tab), "\n"), c.place, c.plant)
	}
	tab.Expect("404")
	tab.Spoiled()
	found := b.Leaks(browsertest.LeakSearch{Allowed: `an access token$`}, tab)
	assert.Empty(t, found)
}
