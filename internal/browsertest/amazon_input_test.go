package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// The script has not come yet: the page's own error, and the next click works.
func TestAmazonNotLoadedYet(t *testing.T) {
	t.Parallel()
	b := approved(oldSite(t))
	script := hold(b, "/lwa/lwa-amazon.js")
	tab := b.Blank().Expect("amazon is not defined|Cannot read properties of undefined")
	visit(tab, "/old/pkce.html")
	tab.Wait("#LoginWithAmazon")
	tab.Click("#LoginWithAmazon")
	tab.Exec(`new Promise((resolve) => setTimeout(resolve, 2))`) // the page's own timer of 1 ms is over
	close(script.open)
	tab.Wait(`#LoginWithAmazon`)
	tab.Exec(`new Promise((resolve) => (self.amazon ? resolve() : document.getElementById("amazon-login-sdk").addEventListener("load", resolve)))`)
	tab.Click("#LoginWithAmazon")
	says(tab, "#result", "Hello, Zoë O’Neil & Sons")
}

// lwa.js is there too. The console says that one is enough; whichever comes first, both work.
func TestAmazonBoth(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		complaints    int
	}{"before": {`<script src="/lwa/lwa.js"></script>`, "", 1}, "after": {"", `<script src="/lwa/lwa.js"></script>`, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := approved(oldSite(t))
			both(b, c.before, c.after)
			tab := b.Open("/old/both.html").Expect("include one of them")
			loggedIn(tab, 1)
			assert.Equal(t, "Zoë O’Neil & Sons", browsertest.Eval[string](tab, `lwa.session.profile.name`))
			assert.Len(t, tab.Complaints(), c.complaints)
		})
	}
}
