package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

const ownCallback = `data-redirect-uri="/lwa/lwa-callback.html"`

// cdnPolicy is the strictest policy of a page whose component comes from c.
func cdnPolicy(b *browsertest.Bench, c *cdn) string {
	return "default-src 'none'; script-src 'self' " + c.URL + " 'wasm-unsafe-eval'; img-src data:; connect-src " + c.URL + " " + b.Amazon + "; base-uri 'none'"
}

// TestLoadLD06_CDN: scripts and wasm from another origin, each held to its digest; the callback
// page is the site's own. The site serves nothing else of the component.
func TestLoadLD06_CDN(t *testing.T) {
	b := parallel(t)
	c := newCDN(b, nil)
	b.HandleFunc("/page", head(tags(b, c.URL, ownCallback), "Content-Security-Policy", cdnPolicy(b, c)))
	bothWays(b, b.Open("/page"))
	for _, r := range b.Seen() {
		assert.NotContains(t, []string{"/lwa/lwa.js", "/lwa/lwa-run.js", "/lwa/lwa.wasm"}, r.URL.Path)
	}
}

// TestLoadCDNSilent: the other origin does not let pages read the wasm.
func TestLoadCDNSilent(t *testing.T) {
	b := parallel(t)
	c := newCDN(b, func(name string) bool { return name == "lwa.wasm" })
	b.HandleFunc("/page", head(tags(b, c.URL, `data-mode="popup" `+ownCallback)))
	tab := b.Blank().Expect(`lwa\.wasm`)
	inject(tab, countOpens)
	tab.Go("/page")
	unavailable(tab, "network_error", c.URL+"/lwa.wasm", "Access-Control-Allow-Origin")
	assert.Len(t, openPages(tab), 1)
}

// TestLoadLD03_Script: the script itself was changed. The browser does not run it.
func TestLoadLD03_Script(t *testing.T) {
	b := parallel(t)
	markup := tags(b, "/lwa", "")
	b.HandleFunc("/page", serving("text/html", []byte(markup)))
	b.HandleFunc("/lwa/lwa.js", serving("text/javascript", append(file(b, "lwa.js"), '\n')))
	tab := b.Blank().Expect(`integrity|favicon`)
	tab.Go("/page")
	assert.Equal(t, "undefined", browsertest.Eval[string](tab, `typeof lwaLogin`))
}
