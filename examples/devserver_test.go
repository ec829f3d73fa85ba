package examples

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/chromium"
)

// withDevserver is a copy of an example that tests a site with the packed dev server, installed.
func withDevserver(t *testing.T, example string) *project {
	t.Helper()
	packed := os.Getenv("LWA_DEVSERVER")
	if packed == "" {
		t.Skip("LWA_DEVSERVER names no packed dev server: make test-examples does")
	}
	p := &project{TB: t, dir: t.TempDir(), tarball: os.Getenv("LWA_PACKAGE")}
	require.NoError(t, os.CopyFS(p.dir, os.DirFS(example)))
	for _, made := range []string{"node_modules", "test-results"} { // by somebody who worked on it
		require.NoError(t, os.RemoveAll(filepath.Join(p.dir, made)))
	}
	p.take(packed, "lwa-devserver.tgz")
	p.install()
	return p
}

// freePort is one that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	require.NoError(t, err)
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	return port
}

// TestPlaywright runs the example's own tests, which start the dev server and log in to a site that knows nothing of it.
func TestPlaywright(t *testing.T) {
	browser, err := chromium.Find()
	require.NoError(t, err)
	p := withDevserver(t, "playwright")
	p.env = append(p.env, "CHROMIUM="+browser, "PORT="+freePort(t), "CI=1")
	p.run("npm", "test", "--", "--workers=2", "--timeout=120000")
}

func TestVitest(t *testing.T) {
	p := withDevserver(t, "vitest")
	p.run("npm", "test")
	p.run("node_modules/.bin/lwa-devserver", "-version")
	_, err := os.Stat(filepath.Join(p.dir, "node_modules", "@lwa-devserver"))
	assert.ErrorIs(t, err, os.ErrNotExist, "the packed file has the command in itself")
}

// TestDrivers logs in with the browser libraries that have no test runner of their own.
func TestDrivers(t *testing.T) {
	browser, err := chromium.Find()
	require.NoError(t, err)
	driver, err := exec.LookPath("chromedriver")
	if err != nil {
		t.Skip("chromedriver is missing: make test-devserver installs it")
	}
	p := withDevserver(t, "internal/drivers")
	p.env = append(p.env, "CHROMIUM="+browser, "CHROMEDRIVER="+driver)
	for _, library := range []string{"puppeteer", "webdriverio"} {
		t.Run(library, func(t *testing.T) {
			(&project{TB: t, dir: p.dir, env: p.env}).run("node", "drive.mjs", library)
		})
	}
}
