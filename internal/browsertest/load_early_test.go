package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestLoadEarly: while the wasm is on its way, the page has loaded, is painted, and can be clicked.
func TestLoadEarly(t *testing.T) {
	b := parallel(t)
	asked, open := make(chan struct{}, 1), make(chan struct{})
	wasm := file(b, "lwa.wasm")
	b.HandleFunc("/lwa/lwa.wasm", func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-open
		serving("application/wasm", wasm)(w, r)
	})
	tab := b.Open("/bench?mode=popup&start=eager") // loaded: its load event came
	<-asked
	tab.Exec(`new Promise((done) => new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").length && done())
		.observe({ type: "paint", buffered: true }))`)
	require.True(t, browsertest.Eval[bool](tab, `bench.ready === undefined`))
	popup := tab.Popup(func() { tab.Click("#go") })
	close(open)
	popup.SignIn("Zoë")
	require.NotNil(t, tab.Outcome().Session)
	assert.Equal(t, 1, wasmRequests(b))
}

// TestLoadPreload: with the tag the wasm is asked for before the script has come, and the script
// uses it: one request, from the page's own origin and from another. Without the tag it is one as
// well.
func TestLoadPreload(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"own origin", "another origin"} {
		for _, tag := range []string{"with tag", "without tag"} {
			t.Run(from+", "+tag, func(t *testing.T) {
				b := approved(parallel(t))
				place := "/lwa"
				asked := make(chan struct{}, 10)
				requests := func() int { return wasmRequests(b) }
				if from == "another origin" {
					c := newCDN(b, nil)
					place, requests = c.URL, func() int { return c.requests("lwa.wasm") }
				} else {
					wasm, script := file(b, "lwa.wasm"), file(b, "lwa.js")
					b.HandleFunc("/lwa/lwa.wasm", func(w http.ResponseWriter, r *http.Request) {
						asked <- struct{}{}
						serving("application/wasm", wasm, "Cache-Control", "no-store")(w, r)
					})
					b.HandleFunc("/lwa/lwa.js", func(w http.ResponseWriter, r *http.Request) {
						if tag == "with tag" {
							select {
							case <-asked:
							case <-r.Context().Done():
							}
						}
						serving("text/javascript", script)(w, r)
					})
				}
				markup := tags(b, place, `data-mode="popup" data-redirect-uri="/lwa/lwa-callback.html"`)
				b.HandleFunc("/unused", serving("text/plain", []byte("nobody wants it")))
				if tag == "with tag" {
					markup += `<link rel="preload" href="/unused" as="fetch" crossorigin>`
				} else {
					markup = withoutPreload(markup)
				}
				b.HandleFunc("/page", head(markup))
				tab := b.Blank()
				if tag == "with tag" {
					assert.Empty(t, warnings(tab, "/page"))
				} else {
					tab.Go("/page")
				}
				logIn(tab.Ready(), 1)
				assert.Equal(t, 1, requests())
			})
		}
	}
}
