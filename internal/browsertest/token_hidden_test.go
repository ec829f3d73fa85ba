package browsertest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// watcher is a script that sees what a monitoring library sees: it wraps fetch and observes
// resources, from before lwa.js.
const watcher = `
	window.seen = [];
	const own = window.fetch;
	window.fetch = (input, init) => (seen.push(String(input.url ?? input)), own(input, init));
	new PerformanceObserver((list) => seen.push(...list.getEntries().map((e) => e.name))).observe({ type: "resource", buffered: true });
	const open = XMLHttpRequest.prototype.open;
	XMLHttpRequest.prototype.open = function (method, url, ...rest) { seen.push(String(url)); return open.call(this, method, url, ...rest); };
`

// Login, renewal and profile leave no token in what the page's timeline, its observers and whatever
// wraps its fetch see.
func TestTokenOutOfSight(t *testing.T) {
	t.Parallel()
	for name, query := range map[string]string{"at Amazon's host": "", "by the site's own": "&api-base=/amazon-api"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := renewing(browsertest.New(t), nil)
			forwardAt(b, "/amazon-api")
			b.HandleFunc("/watched", func(w http.ResponseWriter, r *http.Request) {
				answer, err := http.Get(b.App + "/bench?" + r.URL.RawQuery)
				if !assert.NoError(t, err) {
					return
				}
				defer answer.Body.Close()
				page, err := io.ReadAll(answer.Body)
				assert.NoError(t, err)
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				fmt.Fprint(w, strings.Replace(string(page), "<script", "<script>"+watcher+"</script><script", 1))
			})
			tab := b.Open("/watched?mode=popup" + query).Ready()
			logIn(tab, 1)
			tab.Exec(`lwa.token({ minValidity: 3_600_001 }).then(() => lwa.profile())`)
			seen := browsertest.Eval[string](tab, `[...seen, ...performance.getEntries().map((e) => e.name)].join("\n")`)
			assert.Contains(t, seen, "/auth/o2/token", "the watcher works")
			assert.NotContains(t, seen, "access_token")
			assert.NotContains(t, seen, "tza")
			awaits(tab, `frames.length + document.querySelectorAll("iframe").length === 0`)
			for _, r := range b.Fake.Requests() {
				if strings.HasPrefix(r.URL, "/user/profile") && query != "" {
					assert.Equal(t, "/user/profile", r.URL)
					assert.NotEmpty(t, r.Header.Get("X-Amz-Access-Token"))
					assert.Empty(t, r.Header.Get("Authorization"))
				}
			}
			b.NoLeakBut(browsertest.LeakSearch{Allowed: `^site request \d+ (\(/amazon-api/auth/o2/tokeninfo\): URL|\(/amazon-api/user/profile\): header X-Amz-Access-Token) holds an access token$`}, tab)
		})
	}
}

// A page that is full of clobbering markup, or has frames forbidden, logs in all the same, and
// nothing is left behind.
func TestTokenFrame(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]string{
		"clobbered": `document.body.append(element("img", { name: "createElement" }), element("form", { name: "documentElement" }),
			element("img", { name: "body" }), element("form", { id: "contentWindow" }, element("input", { name: "fetch" })))`,
		"forbidden": `document.head.append(element("meta", { httpEquiv: "Content-Security-Policy", content: "frame-src 'none'; child-src 'none'" }))`,
		"replaced":  `window.fetch = () => { throw new Error("replaced"); }`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := approved(browsertest.New(t))
			tab := b.Open("/bench?mode=popup").Ready()
			tab.Exec(`window.element = (name, own, ...inside) => {
				const e = Object.assign(document.createElement(name), own);
				e.append(...inside);
				return e;
			}`)
			tab.Exec("%s", before)
			logIn(tab, 1)
			awaits(tab, `frames.length === 0`)
			assert.NotContains(t, browsertest.Eval[string](tab, `performance.getEntries().map((e) => e.name).join("\n")`), "access_token")
		})
	}
}

// A login that ends in the middle takes its frames along.
func TestTokenFrameAborted(t *testing.T) {
	t.Parallel()
	b := approved(browsertest.New(t))
	gate := make(chan struct{})
	defer close(gate)
	b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: zoe.UserID, TokenInfo: fakeamazon.Fault{Gate: gate}})
	tab := b.Open("/bench?mode=popup").Ready().Expect(`ERR_ABORTED`)
	tab.Exec(`bench.end = new AbortController(); bench.options = { signal: bench.end.signal }`)
	tab.Click("#go")
	awaits(tab, `frames.length === 1`)
	tab.Exec(`bench.end.abort()`)
	require.NotNil(t, tab.Outcomes(1)[0].Error)
	awaits(tab, `frames.length === 0`)
}

// The frame is made while the popup is open, so that the answer does not wait for it, and goes with
// a popup that somebody closes.
func TestTokenFrameAhead(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	tab := b.Open("/bench?mode=popup").Ready()
	popup := tab.Popup(func() { tab.Click("#go") })
	awaits(tab, `frames.length === 1`)
	popup.Cancel()
	require.NotNil(t, tab.Outcomes(1)[0].Error)
	awaits(tab, `frames.length === 0`)
}
