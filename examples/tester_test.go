package examples

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

const modulePath = "github.com/lwa-wasm/lwa"

// TestTesterGo runs the example as somebody has it who copied it: with this module by go get, from
// a module proxy, and a module cache of its own, in which nothing is written afterwards.
func TestTesterGo(t *testing.T) {
	tarball(t) // only make test-examples has what is needed
	proxy, cache := moduleProxy(t), filepath.Join(t.TempDir(), "mod")
	p := &project{TB: t, dir: t.TempDir()}
	require.NoError(t, os.CopyFS(p.dir, os.DirFS("tester-go")))
	p.env = []string{
		"GOMODCACHE=" + cache, "GOPROXY=file://" + proxy + ",file://" + goEnv(t, "GOMODCACHE") + "/cache/download",
		"GONOSUMDB=*", "GOFLAGS=", "GOWORK=off",
	}
	t.Cleanup(func() { // it is read-only
		clean := exec.Command("go", "clean", "-modcache")
		clean.Env = append(os.Environ(), p.env...)
		assert.NoError(t, clean.Run())
	})
	p.run("go", "mod", "edit", "-dropreplace", modulePath)
	p.run("go", "get", modulePath+"/browsertest@v"+lwa.Version)
	p.run("go", "test", "-count=1", ".")
	p.run("go", "mod", "verify")
	for _, heavy := range []string{"github.com/evanw/esbuild", "github.com/andybalholm/brotli", "github.com/hack-pad/safejs", "github.com/stretchr/testify"} {
		found, err := filepath.Glob(filepath.Join(cache, filepath.FromSlash(heavy)+"@*"))
		require.NoError(t, err)
		assert.Empty(t, found, "tests of a site need none of what builds the component")
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

// moduleProxy is a folder that serves this module as a proxy does (go help goproxy): with the files
// that git knows, but those of other modules in it.
func moduleProxy(t *testing.T) string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = ".."
	out, err := list.Output()
	require.NoError(t, err)
	names := strings.Split(strings.Trim(string(out), "\x00"), "\x00")
	var others []string
	for _, name := range names {
		if folder, is := strings.CutSuffix(name, "/go.mod"); is {
			others = append(others, folder+"/")
		}
	}
	version := "v" + lwa.Version
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for _, name := range names {
		if slices.ContainsFunc(others, func(folder string) bool { return strings.HasPrefix(name, folder) }) {
			continue
		}
		body, err := os.ReadFile(filepath.Join("..", name))
		if os.IsNotExist(err) {
			continue // deleted, and not yet committed
		}
		require.NoError(t, err)
		w, err := archive.Create(modulePath + "@" + version + "/" + name)
		require.NoError(t, err)
		_, err = io.Copy(w, bytes.NewReader(body))
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	folder := filepath.Join(t.TempDir(), filepath.FromSlash(modulePath), "@v")
	require.NoError(t, os.MkdirAll(folder, 0o755))
	info, err := json.Marshal(map[string]any{"Version": version, "Time": time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	for name, text := range map[string][]byte{version + ".info": info, version + ".mod": []byte(read(t, "../go.mod")), version + ".zip": packed.Bytes(), "list": []byte(version + "\n")} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), text, 0o600))
	}
	return filepath.Dir(filepath.Dir(filepath.Dir(filepath.Dir(folder))))
}
