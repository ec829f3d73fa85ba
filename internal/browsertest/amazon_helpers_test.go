package browsertest_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// amazonSDK is the address that pages written for Amazon's own SDK load it from.
const amazonSDK = "https://assets.loginwithamazon.com/sdk/na/login1.js"

// oldSite is a site with the pages of testdata/amazon below /old/. Nothing in them is changed but
// the script's address.
func oldSite(t *testing.T, options ...browsertest.Option) *browsertest.Bench {
	t.Helper()
	b := browsertest.New(t, options...)
	entries, err := os.ReadDir("testdata/amazon")
	require.NoError(t, err)
	for _, entry := range entries {
		page, err := os.ReadFile("testdata/amazon/" + entry.Name())
		require.NoError(t, err)
		text := strings.ReplaceAll(string(page), amazonSDK, "/lwa/lwa-amazon.js#provider="+b.Amazon)
		b.HandleFunc("/old/"+entry.Name(), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(text))
		})
	}
	return b
}

// oldPage opens one of those pages in a browser of its own, where Amazon answers at once in Zoë's
// name.
func oldPage(t *testing.T, page string) *browsertest.Tab {
	t.Helper()
	t.Parallel()
	return approved(oldSite(t)).Open("/old/" + page)
}

// told waits until the page bench.html has been told n times, and returns what.
func told(tab *browsertest.Tab, n int) []map[string]any {
	tab.Helper()
	tab.Wait(fmt.Sprintf(`#answers[data-count="%d"]`, n))
	return browsertest.Eval[[]map[string]any](tab, `answers`)
}

// toldLast is the last of n things that the page was told.
func toldLast(tab *browsertest.Tab, n int) map[string]any {
	tab.Helper()
	return told(tab, n)[n-1]
}

// loggedIn clicks on bench.html and expects that the n-th thing it is told is an access token.
func loggedIn(tab *browsertest.Tab, n int) map[string]any {
	tab.Helper()
	tab.Click("#go")
	answer := toldLast(tab, n)
	require.Contains(tab, answer, "access_token", "%v", answer)
	return answer
}

// says waits until the element shows that text.
func says(tab *browsertest.Tab, selector, text string) {
	tab.Helper()
	tab.Wait(selector + ":not(:empty)")
	assert.Equal(tab, text, tab.Text(selector))
}

// arrival waits until the tab shows a page of that path, and returns the query of its address.
func arrival(tab *browsertest.Tab, path string) url.Values {
	tab.Helper()
	tab.Wait("#result:not(:empty)")
	at, err := url.Parse(here(tab))
	require.NoError(tab, err)
	require.Equal(tab, path, at.Path)
	return at.Query()
}

// inNext is the console's warning of a token in an address.
const inNext = "next puts the access token into an address"

// inTab allows what the tab keeps so that the login lasts as long as it.
var inTab = browsertest.LeakSearch{Allowed: `sessionStorage\[lwa\.1\.session\..* holds an access token$`}

// advised announces advice of the drop-in's about a place where the page asked it to put a secret,
// and that place.
func advised(tab *browsertest.Tab, advice ...string) *browsertest.Tab {
	for _, line := range advice {
		tab.Expect(line)
		tab.Bench.Announce(browsertest.LeakSearch{Allowed: map[string]string{
			cookieAdvice: `(cookie amazon_Login_accessToken of localhost|header Cookie|document\.cookie) holds an access token$`,
			inNext: `^(site request \d+ \((/old/welcome\.html\): URL|/lwa/lwa(-amazon\.js|\.wasm)\): header Referer)|` +
				`tab \d+: (history entry at \S+/old/welcome\.html \(\d+\)|location)) holds (a code|an access token)$`,
		}[line]})
	}
	return tab
}

// keys are the names in a query.
func keys(values url.Values) []string { return slices.Collect(maps.Keys(values)) }

// both serves bench.html with further tags before and after the script.
func both(b *browsertest.Bench, before, after string) {
	b.Helper()
	tag := `<script src="/lwa/lwa-amazon.js#provider=` + b.Amazon + `"></script>`
	page, err := os.ReadFile("testdata/amazon/bench.html")
	require.NoError(b, err)
	text := strings.Replace(string(page), `<script type="text/javascript" src="`+amazonSDK+`"></script>`, before+tag+after, 1)
	b.HandleFunc("/old/both.html", serving("text/html; charset=utf-8", []byte(text)))
}
