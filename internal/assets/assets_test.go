package assets

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/doctor"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// built is the component in a folder, compiled by Go, and its files.
func built(t *testing.T) fs.FS {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, Build("../..", dir, goToolchain{}))
	return os.DirFS(dir)
}

// TestBuildLD07_Reproducible: two builds give the same bytes, and hold nothing of the machine.
// (TinyGo's: make reproduce.)
func TestBuildLD07_Reproducible(t *testing.T) {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	first, second := built(t), built(t)
	for _, name := range []string{"lwa.js", "lwa.mjs", "lwa.wasm", "lwa-device.js", "lwa-doctor.js", "lwa-doctor.html", "lwa-callback.html", "lwa.d.ts", "amazon.d.ts", "snippet.html"} {
		a, err := fs.ReadFile(first, name)
		require.NoError(t, err)
		b, err := fs.ReadFile(second, name)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(a, b), "%s differs between two folders", name)
		assert.False(t, bytes.Contains(a, []byte(filepath.ToSlash(root))), "%s knows where it was built", name)
	}
}

// TestBuildLD10_NoSecretNoSwitch: nothing of the fake Amazon, no client secret, nothing for tests
// is in what ships.
func TestBuildLD10_NoSecretNoSwitch(t *testing.T) {
	files := built(t)
	for _, name := range []string{"lwa.js", "lwa-run.js", "lwa.wasm", "lwa-callback.html"} {
		content, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		for _, word := range []string{"fakeamazon", "127.0.0.1:8081", "DEVELOPMENT2AA", "testdata"} {
			assert.False(t, bytes.Contains(content, []byte(word)), "%s holds %s", name, word)
		}
		if name == "lwa.wasm" {
			assert.False(t, bytes.Contains(content, []byte("client_secret")))
		}
	}
}

// TestCallbackPageLD13: small, static, one script and one style that the policy admits, and nothing
// else. A minifier that trims them leaves the hash right; one that rewrites them leaves the nonce.
func TestCallbackPageLD13(t *testing.T) {
	page, err := callbackPage(modules{"lwa:tables": tables()})
	require.NoError(t, err)
	assert.LessOrEqual(t, len(page), 4096)
	text := string(page)
	assert.NotContains(t, text, "{{")
	for _, tag := range []string{"script", "style"} {
		inline := regexp.MustCompile(`(?s)<`+tag+` nonce="lwa">(.*?)</`+tag+`>`).FindAllStringSubmatch(text, -1)
		require.Len(t, inline, 1, tag)
		assert.Contains(t, text, tag+"-src '"+digest(inline[0][1])+"' 'nonce-lwa'; ")
		assert.Equal(t, strings.TrimSpace(inline[0][1]), inline[0][1])
		assert.NotContains(t, inline[0][1], "\n")
	}
	assert.Contains(t, text, "default-src 'none'")
	assert.NotContains(t, text, "src=")
	assert.NotRegexp(t, `postMessage\([^)]*"\*"`, text)
}

// TestShellLeavesGlobalsAlone: Go's glue wants to define globals; in the bundle it defines them on
// our own object.
func TestShellLeavesGlobalsAlone(t *testing.T) {
	goGlue, err := goGlue()
	require.NoError(t, err)
	for toolchain, glue := range map[string]string{"go": goGlue, "tinygo": tinyGlue} {
		made := modules{"lwa:tables": tables(), "lwa:glue": glue, "lwa:wasm": `export const integrity = "";`}
		for entry, format := range map[string]api.Format{"src/script.ts": iife, "src/module.ts": module} {
			code, err := bundle(entry, format, made)
			require.NoError(t, err)
			assert.Empty(t, regexp.MustCompile(`globalThis\.\w+ ?=`).FindAll(code, -1))
			assert.Empty(t, regexp.MustCompile(`localStorage\.|document\.cookie|innerHTML|document\.write|\beval\(`).FindAll(code, -1))
			assert.Equal(t, toolchain == "go", bytes.Contains(code, []byte("The Go Authors")), "the glue's licence travels along")
		}
	}
}

// TestTables: the shell gets every option, with defaults that are JSON, and a message for each code
// it raises.
func TestTables(t *testing.T) {
	text := tables()
	for _, o := range lwa.Options {
		assert.True(t, strings.Contains(text, `"name":"`+o.Name+`"`), o.Name)
		if o.Default != "" {
			assert.True(t, json.Valid([]byte(o.Default)), "default of %s is no JSON: %s", o.Name, o.Default)
		}
	}
	raised := regexp.MustCompile(`fail\("(\w+)"|end\("(\w+)"|\bbad = .*fail\("(\w+)"|\["(\w+)", .lwa`)
	for _, file := range []string{"api.ts", "core.ts", "load.ts", "options.ts"} {
		source, err := os.ReadFile("../../web/src/" + file)
		require.NoError(t, err)
		for _, match := range raised.FindAllStringSubmatch(string(source), -1) {
			code := strings.Join(match[1:], "")
			known := slices.ContainsFunc(lwa.Codes[:], func(c lwa.CodeInfo) bool { return string(c.Code) == code })
			assert.True(t, known, "%s raises %s", file, code)
		}
	}
}

// TestDoctor: lwa-doctor.js knows each finding of a browser, and the files that were built with it;
// lwa.js knows nothing of it.
func TestDoctor(t *testing.T) {
	files := built(t)
	script, err := fs.ReadFile(files, "lwa-doctor.js")
	require.NoError(t, err)
	assert.LessOrEqual(t, len(brotlied(script)), 15_500)
	for _, topic := range doctor.Topics {
		for _, f := range topic.Faults {
			assert.Equal(t, f.In&doctor.Browser != 0, bytes.Contains(script, []byte(`"`+f.Code+`"`)) || bytes.Contains(script, []byte("`"+f.Code+"`")), f.Code)
		}
	}
	for _, name := range examined {
		content, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		assert.True(t, bytes.Contains(script, []byte(integrity(content))), name)
		assert.False(t, bytes.Contains(content, []byte("doctor")), name)
	}
	assert.Empty(t, regexp.MustCompile(`innerHTML|document\.write|\beval\(|insertAdjacentHTML|DOMParser`).FindAll(script, -1), "Trusted Types")
	page, err := fs.ReadFile(files, "lwa-doctor.html")
	require.NoError(t, err)
	assert.NotRegexp(t, `<style|\sstyle=|\son[a-z]+=|<script[^>]*>[^<]`, string(page), "nothing inline")
}

// TestDoctorHosts: the doctor names the API hosts that the component asks.
func TestDoctorHosts(t *testing.T) {
	for region, host := range doctor.APIHosts {
		endpoints, failed := (&lwa.EndpointConfig{Region: region, Origin: "https://shop.example"}).Endpoints()
		require.Nil(t, failed)
		assert.True(t, strings.HasPrefix(endpoints.Token, "https://"+host+"/"), region)
	}
}
