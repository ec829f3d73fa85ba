package judges

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// TestBrowserFosite: a popup login in a browser, at fosite.
func TestBrowserFosite(t *testing.T) {
	inBrowser(t, func(callback string) string { return newFosite(t, callback).URL })
}

// TestBrowserOIDCProvider: a popup login in a browser, at npm oidc-provider.
func TestBrowserOIDCProvider(t *testing.T) {
	inBrowser(t, func(callback string) string { return serve(t, callback) })
}

// inBrowser logs in at a judge, which is started with the return address of the site.
func inBrowser(t *testing.T, start func(callback string) string) {
	t.Helper()
	provider := ""
	b := browsertest.New(t, browsertest.AsIs, browsertest.Component(os.DirFS(build(t))), browsertest.Site(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script src="/lwa/lwa.js"></script>
<button id="login">Log in</button><p id="hello"></p><script>
lwa.configure({ clientId: %q, provider: %q });
login.onclick = () => lwaLogin().then(({ profile }) => { hello.className = "known"; hello.textContent = profile.userId; }, (e) => { hello.className = "known"; hello.textContent = e.code + ": " + e.message; });
</script>`, clientID, provider)
	})))
	provider = start(b.App + "/lwa/lwa-callback.html")
	tab := b.Open("/")
	tab.Click("#login")
	tab.Wait("#hello.known")
	require.Equal(t, userID, tab.Text("#hello"))
}

// serve starts npm oidc-provider for the length of the test.
func serve(t *testing.T, callback string) string {
	t.Helper()
	path, err := filepath.Abs("lib/oidc-provider.mjs")
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "node", "--no-warnings", path, callback)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = stdin.Close(); _ = cmd.Wait() })
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if origin, ok := strings.CutPrefix(lines.Text(), "serves "); ok {
			return origin
		}
	}
	require.FailNow(t, "oidc-provider has ended")
	return ""
}
