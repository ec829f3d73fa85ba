package judges

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/amazontest"
)

const callback = "https://shop.example/lwa/lwa-callback.html"

// TestFosite: the component logs in at fosite. It has no grant for devices.
func TestFosite(t *testing.T) { node(t, "fosite", "JUDGE="+newFosite(t, callback).URL) }

// TestOIDCProvider: the component logs in at npm oidc-provider.
func TestOIDCProvider(t *testing.T) { node(t, "oidc-provider") }

// TestOAuth4WebAPI: npm oauth4webapi logs in at the fake Amazon.
func TestOAuth4WebAPI(t *testing.T) {
	amazon := amazontest.Start(t, amazontest.Config{Clients: []amazontest.Client{{ID: clientID, RedirectURIs: []string{callback}, Device: true}}})
	amazon.Set(func(s *amazontest.Settings) { s.RefreshToken, s.Rotate = true, true })
	node(t, "oauth4webapi", "AMAZON="+amazon.URL)
}

var passed = regexp.MustCompile(`(?m)^# pass [1-9]`)

// node runs a file of Node tests.
func node(t *testing.T, name string, env ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "--no-warnings", "--experimental-vm-modules", "--test-reporter=tap", name+".test.mjs")
	cmd.Env = append(append(os.Environ(), "LWA_BUILD="+build(t)), env...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Regexp(t, passed, string(out))
	t.Logf("%s", passed.FindString(string(out)))
}

// build is the folder of the component under test.
func build(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("LWA_BUILD")
	if dir == "" {
		dir = "../build"
	}
	dir, err := filepath.Abs(dir)
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(dir, "lwa.wasm"), "run `make build` first, or name a build in LWA_BUILD")
	return dir
}
