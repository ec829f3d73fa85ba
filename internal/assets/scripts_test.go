package assets

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// machine is a copy of what the scripts read, and a PATH on which there is nothing but the basic
// commands and fakes. Neither apt nor a C compiler nor LLVM are on it.
type machine struct {
	testing.TB
	dir, tools string
	env        []string
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	m := &machine{TB: t, dir: t.TempDir()}
	m.tools = filepath.Join(m.dir, "filled")
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	require.NoError(t, os.CopyFS(filepath.Join(m.dir, "scripts"), os.DirFS(filepath.Join(root, "scripts"))))
	for _, name := range []string{"tools/go.sum", "tools/package.json", "tools/package-lock.json", "web/package.json", "web/package-lock.json"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		m.write(name, string(text))
	}
	for _, name := range strings.Fields("sh cat cksum chmod cp dirname grep id ln mkdir mktemp rm sed sort tail tr") {
		path, err := exec.LookPath(name)
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Join(m.dir, "bin"), 0o755))
		require.NoError(t, os.Symlink(path, filepath.Join(m.dir, "bin", name)))
	}
	goes, err := exec.LookPath("go")
	require.NoError(t, err)
	m.fake("node", "echo v18.20.4")
	m.fake("npm", `
		if [ -e "`+m.dir+`/npm.fails" ]; then cat "`+m.dir+`/npm.fails" >&2; exit 1; fi
		echo "npm $*" >>"`+m.dir+`/npm.calls"
		mkdir -p node_modules/.bin
		echo '#!/bin/sh' >node_modules/.bin/wasm-opt
		chmod +x node_modules/.bin/wasm-opt`)
	// A release by TinyGo is as good as the tools' tinygo; what tries the tools is the real
	// program.
	m.fake("go", `
		case "$*" in
		*" -try "*) cd "`+root+`"; PATH="`+os.Getenv("PATH")+`"; exec "`+goes+`" "$@" ;;
		*" -toolchain tinygo "*) [ ! -e "`+m.dir+`/sources.fail" ] && "`+m.tools+`/tinygo" build && echo "released by tinygo" ;;
		*" -toolchain go "*) echo "released by go" ;;
		list*) echo v9.9.9 ;;
		esac`)
	m.tinygo(nil)
	for _, setting := range os.Environ() {
		if !strings.HasPrefix(setting, "PATH=") && !strings.HasPrefix(setting, "CC=") {
			m.env = append(m.env, setting)
		}
	}
	m.env = append(m.env, "PATH="+filepath.Join(m.dir, "bin"))
	return m
}

func (m *machine) write(name, text string) {
	m.Helper()
	path := filepath.Join(m.dir, name)
	require.NoError(m, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(m, os.WriteFile(path, []byte(text), 0o755))
}

func (m *machine) fake(name, script string) { m.write("bin/"+name, "#!/bin/sh\n"+script+"\n") }

// tinygo installs one of the right version, whose builds fail with a message when there is one.
func (m *machine) tinygo(says *string) {
	build := "exit 0"
	if says != nil {
		build = "echo '" + *says + "' >&2; exit 1"
	}
	m.fake("tinygo", `[ "$1" != version ] || { echo "tinygo version 9.9.9 linux/amd64"; exit 0; }; `+build)
}

// run runs a script, and returns whether it succeeded and what it said.
func (m *machine) run(script string, args ...string) (bool, string) {
	m.Helper()
	cmd := exec.CommandContext(m.Context(), filepath.Join(m.dir, "scripts", script), args...)
	cmd.Dir, cmd.Env = m.dir, m.env
	out, err := cmd.CombinedOutput()
	return err == nil, string(out)
}

func (m *machine) has(name string) bool {
	_, err := os.Stat(filepath.Join(m.dir, name))
	return err == nil
}

var noClang = "none of these commands were found in your $PATH: clang-19"

// TestToolsThatCannotCompile: they get no stamp; a release goes to Go, or names what is missing.
func TestToolsThatCannotCompile(t *testing.T) {
	m := newMachine(t)
	m.tinygo(&noClang)
	for range 2 { // the second try starts over
		good, said := m.run("tools.sh", m.tools)
		assert.False(t, good)
		assert.Contains(t, said, noClang)
		assert.Regexp(t, `This needs.* clang-19 lld-19`, said)
		assert.False(t, m.has("filled/stamp"))
	}

	good, said := m.run("dist.sh", "out", m.tools)
	assert.True(t, good, said)
	assert.Contains(t, said, noClang)
	assert.Regexp(t, `(?s)Go compiles lwa\.wasm.*released by go`, said)

	good, said = m.run("dist.sh", "out", m.tools, "tinygo")
	assert.False(t, good)
	assert.Contains(t, said, noClang)
	assert.NotContains(t, said, "released")

	m.tinygo(nil)
	good, said = m.run("dist.sh", "out", m.tools, "tinygo")
	assert.True(t, good, said)
	assert.Contains(t, said, "released by tinygo", "what was missing has come")
	assert.True(t, m.has("filled/stamp"))
}

// TestToolsThatBreakLater: what a stamped folder lost is noticed, and told apart from sources that
// do not compile.
func TestToolsThatBreakLater(t *testing.T) {
	m := newMachine(t)
	good, said := m.run("tools.sh", m.tools)
	require.True(t, good, said)
	good, said = m.run("tools.sh", m.tools)
	require.True(t, good, said)
	calls, err := os.ReadFile(filepath.Join(m.dir, "npm.calls"))
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(string(calls), "\n"), "once")

	m.write("sources.fail", "")
	good, said = m.run("dist.sh", "out", m.tools)
	assert.False(t, good)
	assert.NotContains(t, said, "released")
	assert.True(t, m.has("filled/stamp"))
	require.NoError(t, os.Remove(filepath.Join(m.dir, "sources.fail")))

	m.tinygo(&noClang)
	good, said = m.run("dist.sh", "out", m.tools)
	assert.True(t, good, said)
	assert.Contains(t, said, "released by go")
	assert.False(t, m.has("filled/stamp"))
}

// TestFetchSaysWhy: a fetch that fails leaves no stamp, and shows npm's own words and what to do
// about them.
func TestFetchSaysWhy(t *testing.T) {
	m := newMachine(t)
	for reason, advice := range map[string]string{
		"npm ERR! code SELF_SIGNED_CERT_IN_CHAIN":                                  "ca-certificates",
		"npm ERR! code UNABLE_TO_GET_ISSUER_CERT_LOCALLY":                          "ca-certificates",
		"tls: failed to verify certificate: x509: signed by unknown authority":     "ca-certificates",
		"npm ERR! code ENOTFOUND":                                                  "cannot be reached",
		"npm ERR! errno ECONNREFUSED":                                              "cannot be reached",
		"dial tcp: lookup proxy.golang.org: no such host":                          "cannot be reached",
		"Err:1 http://deb.example bookworm InRelease Temporary failure resolving":  "cannot be reached",
		"npm ERR! code E403":                                                       "refuses",
		"npm ERR! code EINTEGRITY":                                                 "lock file",
		"npm ERR! code EACCES":                                                     "may not be written",
		"E: Unable to locate package clang-19":                                     "Debian 12",
		"E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process": "Another program",
		"SyntaxError: Unexpected token '.'":                                        "v18.20.4",
		"write /tmp/x: No space left on device":                                    "disk is full",
		"something that nobody foresaw":                                            "something that nobody foresaw",
	} {
		m.write("npm.fails", reason+"\n")
		good, said := m.run("web.sh")
		assert.False(t, good, reason)
		assert.Contains(t, said, "Could not get what draws in lwa-device.js")
		assert.Contains(t, said, reason)
		assert.Contains(t, said, advice, reason)
		assert.False(t, m.has("web/node_modules/.stamp"))
	}
	m.write("npm.fails", "something that nobody foresaw\n")
	good, said := m.run("dist.sh", "out", m.tools)
	assert.False(t, good, "a release is complete")
	assert.Contains(t, said, "something that nobody foresaw")

	require.NoError(t, os.Remove(filepath.Join(m.dir, "npm.fails")))
	for _, args := range [][]string{nil, nil, {"checks"}, {"checks"}, nil} {
		good, said := m.run("web.sh", args...)
		assert.True(t, good, said)
	}
	calls, err := os.ReadFile(filepath.Join(m.dir, "npm.calls"))
	require.NoError(t, err)
	assert.Regexp(t, `^npm ci --omit=dev .*\nnpm ci --no-audit .*\n$`, string(calls))

	m.fake("node", "echo v16.20.2")
	m.write("web/package-lock.json", "another")
	good, said = m.run("web.sh")
	assert.False(t, good)
	assert.Regexp(t, `Node is 16\.20\.2 here, .* needs 18 or later`, said)
}

// TestNeed: a missing command, header or file is named by its package.
func TestNeed(t *testing.T) {
	m := newMachine(t)
	good, said := m.run("need.sh", "nothing|sed:sed", m.dir+":folder")
	assert.True(t, good, said)
	good, said = m.run("need.sh", "cc:gcc", "stdio.h:libc6-dev", "one|two:three", "/no/such/file:four", "sed:sed")
	assert.False(t, good)
	assert.Contains(t, said, ": gcc libc6-dev three four.")
	m.fake("cc", "exit 1") // as Debian's gcc is without libc6-dev
	_, said = m.run("need.sh", "cc:gcc", "stdio.h:libc6-dev")
	assert.Contains(t, said, ": libc6-dev.")
}

// askForMore say that they want Node 20, and run on Debian 12's Node 18 all the same, in make
// test-package, which make test-bare runs there. (The versions that say 18 cannot read our
// tarball.) None of them takes part in a build.
var askForMore = []string{"node_modules/@arethetypeswrong/cli", "node_modules/@arethetypeswrong/core", "node_modules/lru-cache"}

// TestNodeVersion: no package that a build, a check or a measurement installs asks for a newer Node
// than scripts/npm.sh does.
func TestNodeVersion(t *testing.T) {
	script, err := os.ReadFile("../../scripts/npm.sh")
	require.NoError(t, err)
	found := regexp.MustCompile(`node\.sh" (\d+) `).FindSubmatch(script)
	require.NotNil(t, found)
	floor, err := strconv.Atoi(string(found[1]))
	require.NoError(t, err)
	for _, lock := range []string{"web", "tools", "internal/bench/peers"} {
		text, err := os.ReadFile(filepath.Join("../..", lock, "package-lock.json"))
		require.NoError(t, err)
		var pinned struct {
			Packages map[string]struct {
				Dev     bool
				Engines any `json:"engines"` // an object, or of old packages a list
			} `json:"packages"`
		}
		require.NoError(t, json.Unmarshal(text, &pinned))
		require.NotEmpty(t, pinned.Packages)
		for name, p := range pinned.Packages {
			engines, _ := p.Engines.(map[string]any)
			if wants, ok := engines["node"].(string); ok && !(p.Dev && slices.Contains(askForMore, name)) {
				assert.True(t, accepts(wants, floor), "%s: %s wants Node %s", lock, name, wants)
			}
		}
	}
	assert.False(t, accepts("20 || >=22", 18))
	assert.False(t, accepts("^20.19.0 || >=22.12.0", 18))
	assert.True(t, accepts("^14.17.0 || ^16.13.0 || >=18.0.0", 18))
}

// accepts says whether a range of npm's has something of a major version. It knows the forms that
// engines are written in.
func accepts(wants string, major int) bool {
	for _, part := range strings.Split(wants, "||") {
		form := regexp.MustCompile(`^(>=|\^|~|)\s*(\d+|\*)`).FindStringSubmatch(strings.TrimSpace(part))
		if form == nil {
			continue
		}
		from, _ := strconv.Atoi(form[2])
		if form[2] == "*" || from == major || form[1] == ">=" && from < major {
			return true
		}
	}
	return false
}
