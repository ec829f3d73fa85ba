package test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/assets"
)

// patience bounds one file of tests. A test that waits for what never happens ends at once: Node
// has nothing left to do.
const patience = 8 * time.Minute

var nodeFlags = []string{"--no-warnings", "--experimental-vm-modules", "--test-reporter=tap"}

// TestNode runs each file of tests in a process of its own.
func TestNode(t *testing.T) {
	node, err := exec.LookPath("node")
	require.NoError(t, err, "Node 18.15 or later is needed: install Debian's package nodejs")
	env := append(os.Environ(), "LWA_BUILD="+component(t), "LWA_MODULES="+parts(t))
	files, err := filepath.Glob("*.test.mjs")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".test.mjs"), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			cmd := exec.CommandContext(ctx, node, append(nodeFlags, file)...)
			cmd.Env = env
			out, err := cmd.CombinedOutput()
			found := report(out)
			for _, r := range found {
				t.Run(r.name, func(t *testing.T) {
					if !r.ok {
						t.Errorf("%s", r.said)
					}
				})
			}
			if len(found) == 0 || (err != nil && !t.Failed()) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// component is the folder of the build under test.
func component(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("LWA_BUILD")
	if dir == "" {
		dir = "../../build"
	}
	dir, err := filepath.Abs(dir)
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(dir, "lwa.wasm"), "run `make build` first, or name a build in LWA_BUILD")
	return dir
}

// parts is a folder with the modules that tests load by themselves.
func parts(t *testing.T) string {
	t.Helper()
	wasm, err := os.ReadFile(filepath.Join(component(t), "lwa.wasm"))
	require.NoError(t, err)
	all, err := assets.Parts(wasm)
	require.NoError(t, err)
	dir := t.TempDir()
	for name, code := range all {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".js"), code, 0o644))
	}
	return dir
}

// result is what came of one Node test.
type result struct {
	name string // with those around it, set apart by slashes
	ok   bool
	said string // what TAP says about a failure
}

var (
	subtest = regexp.MustCompile(`^( *)# Subtest: (.*)$`)
	verdict = regexp.MustCompile(`^( *)(not )?ok \d+ - `)
)

// report reads the Test Anything Protocol as Node writes it: each test is announced, its own tests
// follow with a deeper indent, then comes the verdict, and after it a block of YAML. Tests around
// others are left out unless they fail alone.
func report(out []byte) (all []result) {
	var around []string
	var said *result
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 16<<20)
	parents := map[string]bool{}
	for lines.Scan() {
		line := lines.Text()
		if m := subtest.FindStringSubmatch(line); m != nil {
			around = append(around[:len(m[1])/4], strings.ReplaceAll(m[2], "/", "∕"))
			parents[strings.Join(around[:len(around)-1], "/")] = true
			said = nil
			continue
		}
		if m := verdict.FindStringSubmatch(line); m != nil && len(around) > len(m[1])/4 {
			around = around[:len(m[1])/4+1]
			name := strings.Join(around, "/")
			said = nil
			if !parents[name] || m[2] != "" {
				all = append(all, result{name: name, ok: m[2] == ""})
				said = &all[len(all)-1]
			}
			continue
		}
		if said != nil && !said.ok {
			said.said += line + "\n"
		}
	}
	return all
}
