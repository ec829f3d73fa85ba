package examples

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/lwa-wasm/lwa/internal/chromium"
)

// withDevserver is a copy of an example that tests a site with the packed dev server.
func withDevserver(t *testing.T, example string) *project {
	t.Helper()
	packed := os.Getenv("LWA_DEVSERVER")
	if packed == "" {
		t.Skip("LWA_DEVSERVER names no packed dev server: make test-examples does")
	}
	p := &project{TB: t, dir: t.TempDir()}
	require.NoError(t, os.CopyFS(p.dir, os.DirFS(example)))
	for _, made := range []string{"node_modules", "test-results"} { // by somebody who worked on it
		require.NoError(t, os.RemoveAll(filepath.Join(p.dir, made)))
	}
	p.take(packed, "lwa-devserver.tgz")
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

// TestPlaywright runs the example's own tests, which start the dev server and log in to a site that
// knows nothing of it, by the commands of the recipes for CI.
func TestPlaywright(t *testing.T) {
	p := withDevserver(t, "playwright")
	p.take(tarball(t), "lwa-wasm.tgz")
	browser, err := chromium.Find()
	require.NoError(t, err)
	github, gitlab := recipes(t)
	p.env = append(p.env, "PORT="+freePort(t), "CI=1")
	for name, value := range gitlab.Variables {
		p.env = append(p.env, name+"="+value)
	}
	p.env = append(p.env, "CHROMIUM="+browser) // wherever this machine has it
	assert.Contains(t, gitlab.Before[1], " chromium")
	assert.Equal(t, "/usr/bin/chromium", gitlab.Variables["CHROMIUM"], "where Debian's package puts it")
	for _, command := range gitlab.Script {
		p.run("sh", "-c", command)
	}
	// GitHub has a browser of Playwright's own, which is downloaded there.
	require.Len(t, gitlab.Script, 2)
	assert.Equal(t, []string{"npm ci", "npx playwright install --with-deps chromium", gitlab.Script[1]}, github)
	assert.Equal(t, "npm ci", strings.Join(strings.Fields(gitlab.Script[0])[:2], " "))
}

// gitlabJob is what a runner of GitLab does.
type gitlabJob struct {
	Variables map[string]string
	Before    []string `yaml:"before_script"`
	Script    []string
}

// recipes are the commands of the recipe for GitHub, and the job of the one for GitLab.
func recipes(t *testing.T) (github []string, gitlab gitlabJob) {
	t.Helper()
	var workflow struct {
		Jobs map[string]struct{ Steps []struct{ Run string } }
	}
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "../docs/ci/github.yml")), &workflow))
	for _, step := range workflow.Jobs["login"].Steps {
		if step.Run != "" {
			github = append(github, step.Run)
		}
	}
	var jobs struct{ Login gitlabJob }
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "../docs/ci/gitlab-ci.yml")), &jobs))
	return github, jobs.Login
}

func TestVitest(t *testing.T) {
	p := withDevserver(t, "vitest")
	p.take(tarball(t), "lwa-wasm.tgz")
	p.install()
	p.run("npm", "test")
	p.run("node_modules/.bin/lwa-devserver", "-version")
	assert.NoDirExists(t, filepath.Join(p.dir, "node_modules", "@lwa-devserver"), "the packed file has the command in itself")
}

// TestDrivers logs in with the browser libraries that have no test runner of their own.
func TestDrivers(t *testing.T) {
	p := withDevserver(t, "internal/drivers")
	browser, err := chromium.Find()
	require.NoError(t, err)
	driver, err := exec.LookPath("chromedriver")
	if err != nil {
		t.Skip("chromedriver is missing: make test-devserver installs it")
	}
	p.install()
	compiles := []string{"tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", "types.ts"}
	for i, shown := range typescript.FindAllStringSubmatch(read(t, "../npm/devserver/README.md"), -1) {
		file := fmt.Sprintf("readme%d.ts", i)
		require.NoError(t, os.WriteFile(filepath.Join(p.dir, file), []byte(shown[1]), 0o600))
		compiles = append(compiles, file)
	}
	p.run("npx", compiles...)
	p.env = append(p.env, "CHROMIUM="+browser, "CHROMEDRIVER="+driver)
	for _, library := range []string{"puppeteer", "webdriverio"} {
		t.Run(library, func(t *testing.T) {
			(&project{TB: t, dir: p.dir, env: p.env}).run("node", "drive.mjs", library)
		})
	}
}

// typescript is a block of it in a page.
var typescript = regexp.MustCompile("(?ms)^```ts\n(.*?)^```$")

// TestTestingSnippets checks that the code in docs/testing.md is code that these tests run.
func TestTestingSnippets(t *testing.T) {
	page := read(t, "../docs/testing.md")
	running := read(t, "playwright/tests/login.spec.ts") + read(t, "vitest/tests/whose.test.ts")
	found := 0
	for _, match := range typescript.FindAllStringSubmatch(page, -1) {
		for part := range strings.SplitSeq(match[1], "\n\n") {
			assert.Contains(t, running, strings.TrimSpace(part))
			found++
		}
	}
	assert.GreaterOrEqual(t, found, 5)
}
