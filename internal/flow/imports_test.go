package flow

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/lwa-wasm/lwa"

// arrows are the packages of this module and what each may import of it, and of other modules. What
// is not listed must not be: a new package, or a new arrow, is a decision.
var arrows = map[string][]string{
	"pkce":                nil,
	"internal/wire":       nil,
	"internal/lwa":        {"internal/wire"},
	"internal/flow":       {"pkce", "internal/lwa", "internal/wire"},
	"internal/heap":       nil,
	"jsbridge":            {"pkce", "internal/lwa", "internal/flow", "internal/wire", "internal/heap", "github.com/hack-pad/safejs"},
	"wasm":                {"internal/flow", "jsbridge"},
	"web":                 nil,
	"web/test":            nil,
	"wordpress":           nil,
	"docs":                nil,
	"internal/loopback":   nil,
	"internal/fakeamazon": {"internal/loopback"},
	"internal/control":    {"internal/fakeamazon", "internal/loopback", "internal/lwa"},
	"internal/site":       {"internal/loopback", "internal/lwa", "internal/sick", "web"},
	"internal/doctor":     {"internal/loopback", "github.com/andybalholm/brotli"},
	"internal/sick":       nil,
	"internal/assets":     {"internal/flow", "internal/lwa", "internal/doctor", "internal/wire", "web", "github.com/evanw/esbuild", "github.com/andybalholm/brotli"},
	"cmd/build":           {"internal/assets"},
	"cmd/mutate":          nil,
	"internal/replay":     {"internal/flow", "internal/lwa", "internal/sequence"},
	"cmd/devserver":       {"internal/assets", "internal/control", "internal/doctor", "internal/fakeamazon", "internal/loopback", "internal/lwa", "internal/replay", "internal/site", "release"},
	"amazontest":          {"internal/control", "internal/fakeamazon"},
	"browsertest":         {"amazontest", "release", "internal/chromium", "internal/display", "internal/site", "github.com/chromedp/chromedp", "github.com/chromedp/cdproto"},
	"internal/browsertest": {
		"amazontest", "browsertest", "internal/assets", "internal/control", "internal/fakeamazon", "internal/lwa",
		"github.com/chromedp/chromedp", "github.com/chromedp/cdproto", "github.com/stretchr/testify", "github.com/makiuchi-d/gozxing",
	},
	"internal/engines": {
		"browsertest", "internal/display", "github.com/chromedp/chromedp", "github.com/coder/websocket",
	},
	"internal/trial":    nil,
	"internal/display":  nil,
	"internal/chromium": {"github.com/chromedp/chromedp"},
	"internal/bench": {
		"internal/bench/report", "internal/chromium", "internal/fakeamazon", "internal/lwa", "github.com/andybalholm/brotli",
		"github.com/chromedp/chromedp", "github.com/chromedp/cdproto", "github.com/evanw/esbuild",
	},
	"internal/diagram":        {"internal/sequence", "github.com/goccy/go-graphviz"},
	"internal/sequence":       {},
	"internal/docsite":        {"internal/diagram", "github.com/yuin/goldmark", "github.com/alecthomas/chroma"},
	"cmd/site":                {"internal/docsite", "web"},
	"internal/bench/report":   nil,
	"cmd/bench":               {"internal/bench", "internal/bench/report"},
	"release":                 nil,
	"examples":                nil,
	"examples/internal/stage": {"internal/fakeamazon", "github.com/stretchr/testify"},
	"examples/server-code":    nil,
	"examples/server-token":   nil,
}

// listed is what go list says of a package.
type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

func goList(t *testing.T, browser bool, args ...string) (all []listed) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Standard,Imports"}, args...)...)
	cmd.Dir, cmd.Env = "../..", os.Environ()
	if browser {
		cmd.Env = append(cmd.Env, "GOOS=js", "GOARCH=wasm")
	}
	out, err := cmd.Output()
	require.NoError(t, err)
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := d.Decode(&p)
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		all = append(all, p)
	}
	require.NotEmpty(t, all)
	return all
}

// foreign reports whether an import path is of no module that the toolchain brings.
func foreign(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}

// TestArrows checks that the packages import each other downwards only.
func TestArrows(t *testing.T) {
	seen := map[string]bool{}
	all := append(goList(t, false, "./..."), goList(t, true, "./jsbridge", "./wasm")...)
	for _, p := range append(all, goList(t, true, "-tags", "tinygo", "./jsbridge", "./wasm", "./internal/heap")...) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		may, known := arrows[name]
		if !assert.True(t, known, "package %s is not in the table of arrows", name) {
			continue
		}
		seen[name] = true
		for _, path := range p.Imports {
			if !foreign(path) {
				continue
			}
			own := strings.TrimPrefix(path, module+"/")
			allowed := slices.ContainsFunc(may, func(m string) bool { return own == m || foreign(m) && strings.HasPrefix(own, m+"/") })
			assert.True(t, allowed, "%s imports %s", name, own)
		}
	}
	for name := range arrows {
		assert.True(t, seen[name], "package %s of the table of arrows does not exist", name)
	}
}

// TestOwnImports checks that this package imports its two neighbours and nothing of the standard
// library.
func TestOwnImports(t *testing.T) {
	own := goList(t, false, "./internal/flow")
	assert.ElementsMatch(t, []string{module + "/pkce", module + "/internal/lwa", module + "/internal/wire"}, own[0].Imports)
}

// TestLD15_WasmImports holds what must not come into lwa.wasm: it is large, or does what JavaScript
// does better.
func TestLD15_WasmImports(t *testing.T) {
	never := []string{
		"net", "net/http", "net/url", "encoding/json", "os/exec", "html/template", "text/template", "crypto/sha256", "regexp", "testing",
		"encoding/base64", "math/rand", "math/rand/v2",
	}
	for _, p := range goList(t, true, "-deps", "./wasm") {
		assert.NotContains(t, never, p.ImportPath)
		for _, other := range []string{"github.com/stretchr/", "github.com/chromedp/", "github.com/evanw/"} {
			assert.False(t, strings.HasPrefix(p.ImportPath, other), p.ImportPath)
		}
		if !strings.HasPrefix(p.ImportPath, module) {
			continue
		}
		for _, heavy := range []string{"fmt", "reflect", "strconv", "os", "time"} {
			assert.NotContains(t, p.Imports, heavy, "%s; what safejs brings is enough", p.ImportPath)
		}
		if p.ImportPath != module+"/jsbridge" {
			assert.NotContains(t, p.Imports, "syscall/js", p.ImportPath)
			assert.NotContains(t, p.Imports, "github.com/hack-pad/safejs", p.ImportPath)
		}
	}
}

// TestLD15_TinyGoImports checks that the release takes next to nothing of the standard library:
// each package of it would weigh kilobytes (docs/size.md).
func TestLD15_TinyGoImports(t *testing.T) {
	allowed := []string{"io", "unsafe"}
	for _, p := range goList(t, true, "-tags", "tinygo", "-deps", "./wasm") {
		if !strings.HasPrefix(p.ImportPath, module) {
			continue
		}
		for _, path := range p.Imports {
			if !foreign(path) {
				assert.Contains(t, allowed, path, p.ImportPath)
			}
		}
	}
}

// TestLD15_Modules checks that one module of others is in Go's build, none in the release, and that
// no source differs from what go.sum says.
func TestLD15_Modules(t *testing.T) {
	for tags, want := range map[string][]string{"": {"github.com/hack-pad/safejs"}, "tinygo": nil} {
		var others []string
		for _, p := range goList(t, true, "-tags", tags, "-deps", "./wasm") {
			if !p.Standard && p.ImportPath != module && !strings.HasPrefix(p.ImportPath, module+"/") {
				others = append(others, p.ImportPath)
			}
		}
		for _, other := range others {
			assert.True(t, slices.ContainsFunc(want, func(m string) bool { return other == m || strings.HasPrefix(other, m+"/") }), other)
		}
		assert.Equal(t, len(want) > 0, len(others) > 0)
	}
	for _, args := range [][]string{{"mod", "verify"}, {"list", "-m", "-f", "{{with .Replace}}{{.}}{{end}}", "all"}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = "../.."
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		if args[1] == "-m" {
			assert.Empty(t, strings.TrimSpace(string(out)), "a module is replaced")
		}
	}
}

// TestBuildTags checks that whatever touches a browser says so on its first line, also for editors
// and vet.
func TestBuildTags(t *testing.T) {
	for _, dir := range []string{"../../jsbridge", "../../wasm"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, name := range files {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			first, _, _ := strings.Cut(string(text), "\n")
			assert.True(t, first == "//go:build js && wasm" || strings.HasPrefix(first, "//go:build js && wasm && "), "%s begins with %s", name, first)
		}
	}
}
