package browsertest_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// installMinifiers fetches the minifiers as their lock file pins them, once. Their install scripts
// do not run.
var installMinifiers = sync.OnceValues(func() (string, error) {
	cmd := exec.Command("sh", "-c", `[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --ignore-scripts`)
	cmd.Dir = "testdata/minify"
	said, err := cmd.CombinedOutput()
	return string(said), err
})

// minifiedPages are a page as real minifiers leave it, by the name of each.
func minifiedPages(t *testing.T, page []byte) (pages map[string]string) {
	t.Helper()
	said, err := installMinifiers()
	require.NoError(t, err, said)
	cmd := exec.Command("node", "testdata/minify/minify.mjs")
	cmd.Stdin = bytes.NewReader(page)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	require.NoError(t, err, complaints.String())
	require.NoError(t, json.Unmarshal(out, &pages))
	return pages
}

// trims are what editors and servers do to text.
var trims = map[string]func(string) string{
	"without ends of lines":  func(page string) string { return strings.ReplaceAll(page, "\n", "") },
	"with the ends of DOS":   func(page string) string { return strings.ReplaceAll(page, "\n", "\r\n") },
	"with space around code": regexpTo(`(<(?:script|style)[^>]*>)(.*?)(</(?:script|style)>)`, "$1\n$2\n$3"),
	"with space in its tags": regexpTo(`<(/?)(script|style|main|p)\b`, "<$1$2 "),
}

func regexpTo(pattern, with string) func(string) string {
	return func(page string) string { return regexp.MustCompile("(?s)"+pattern).ReplaceAllString(page, with) }
}

// TestHostingMinified: the callback page, as the minifiers of site builds leave it, brings the
// answer home by popup and by redirect, and breaks no policy.
func TestHostingMinified(t *testing.T) {
	b := parallel(t)
	built := file(b, "lwa-callback.html")
	pages := minifiedPages(t, built)
	require.GreaterOrEqual(t, len(pages), 8)
	for name, change := range trims {
		pages[name] = change(string(built))
	}
	scripts := map[string]bool{}
	for name, page := range pages {
		scripts[regexpTo(`^.*<script[^>]*>|</script>.*$`, "")(page)] = true
		rows(b, name, func(t *testing.T) {
			b.HandleFunc(callbackPath, serving("text/html", []byte(page), "Content-Security-Policy", "frame-ancestors 'none'"))
			bothWays(b, b.Open("/bench"))
		})
	}
	assert.Greater(t, len(scripts), 4, "several minifiers rewrite the script")
}

// TestHostingChanged: a host changed the callback page so that its script does not run. The page
// says so, with a hint for the owner of the site; what the host added to it does not run.
func TestHostingChanged(t *testing.T) {
	b := parallel(t)
	built := string(file(b, "lwa-callback.html"))
	for name, c := range map[string]struct {
		page   string
		policy string
	}{
		"Rocket Loader":         {strings.Replace(built, `<script nonce="lwa">`, `<script nonce="lwa" type="0f3c-text/javascript">`, 1), ""},
		"a policy of the site":  {built, "script-src 'self'"},
		"a policy for styles":   {built, "script-src 'none'; style-src 'none'"},
		"rewritten, no nonce":   {regexpTo(`<script nonce="lwa">`, `<script>;`)(built), ""},
		"scripts taken out":     {regexpTo(`<script.*</script>`, "")(built), ""},
		"JavaScript turned off": {built, "sandbox allow-same-origin"},
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			b.HandleFunc(callbackPath, serving("text/html", []byte(c.page), "Content-Security-Policy", c.policy))
			// No script cleans the address of a page that runs none.
			b.Announce(browsertest.LeakSearch{Allowed: `^tab \d+: (location|history entry at \S+lwa-callback\.html \(\d+\)) holds (a state|another secret)$`})
			tab := b.Open("/bench?mode=popup").Ready()
			popup := tab.Popup(func() { tab.Click("#go") }).Expect("Content Security Policy|sandboxed")
			popup.SignIn("Zoë")
			popup.Wait("#stuck")
			assert.Eventually(t, func() bool { // timers of the page's own may not run
				return strings.Contains(browsertest.Eval[string](popup, `document.getElementById("stuck").innerText`), "Serve it as it was built")
			}, 20*time.Second, 50*time.Millisecond)
		})
	}
	t.Run("injected script", func(t *testing.T) {
		b := parallel(t)
		injected := regexpTo(`</main>`, `</main><script>window.injected = true</script><script src="/bench?script=1"></script>`)(built)
		b.HandleFunc(callbackPath, serving("text/html", []byte(injected)))
		tab := b.Open("/bench?mode=popup").Ready()
		popup := tab.Popup(func() { tab.Click("#go") }).Expect("Content Security Policy")
		inject(popup, stays)
		popup.SignIn("Zoë")
		popup.Wait(`html[data-state="done"] #done`)
		assert.Equal(t, "undefined undefined", browsertest.Eval[string](popup, `typeof injected + " " + typeof bench`))
		require.NotNil(t, tab.Outcome().Session)
	})
}
