package docs

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// interfaces are those of web/lwa.d.ts that hold the options of each call.
var interfaces = map[lwa.Calls]string{
	lwa.InConfigure: "Options", lwa.InLogin: "LoginOptions", lwa.InCall: "CallOptions", lwa.InToken: "TokenOptions", lwa.InDevice: "DeviceOptions",
}

// TestTypesDefaults holds the defaults that web/lwa.d.ts tells against those that run.
func TestTypesDefaults(t *testing.T) {
	text, err := os.ReadFile("../web/lwa.d.ts")
	require.NoError(t, err)
	told := map[string]string{}
	for _, name := range interfaces {
		body := regexp.MustCompile(`(?s)export interface ` + name + ` [^{]*(?:\{[^}]*\} )?\{\n(.*?)\n\}`).FindStringSubmatch(string(text))
		require.NotNil(t, body, name)
		for _, m := range regexp.MustCompile(`/\*\* (.*) \*/\n  (\w+)\?:`).FindAllStringSubmatch(body[1], -1) {
			told[name+"."+m[2]] = m[1]
		}
	}
	checked := 0
	for _, o := range lwa.Options {
		for in, name := range interfaces {
			comment, ok := told[name+"."+o.Name]
			if o.In&in == 0 || !ok {
				continue // an interface extends another, which has it
			}
			found := regexp.MustCompile(`Default ([^ ].*?)\.?$`).FindStringSubmatch(comment)
			if o.Default == "" {
				assert.Nil(t, found, "%s.%s tells of a default: %s", name, o.Name, comment)
				continue
			}
			require.NotNil(t, found, "%s.%s tells of no default: %s", name, o.Name, comment)
			assert.Equal(t, asTold(o), found[1], "%s.%s", name, o.Name)
			checked++
		}
	}
	assert.GreaterOrEqual(t, checked, 13)
}

// asTold is a default as the declarations write it.
func asTold(o lwa.Option) string {
	if o.Type == lwa.TypeSize {
		sides := regexp.MustCompile(`\d+`).FindAllString(o.Default, -1)
		return strings.Join(sides, " × ")
	}
	n, err := strconv.Atoi(o.Default)
	switch {
	case err != nil:
		return "`" + o.Default + "`"
	case n < 1000:
		return o.Default
	}
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// TestRooms holds the table of the packages in ARCHITECTURE.md against what they import.
func TestRooms(t *testing.T) {
	text, err := os.ReadFile("../ARCHITECTURE.md")
	require.NoError(t, err)
	seen := 0
	listed := map[string]bool{"docs": true, "scripts": true} // whose rows say nothing of imports
	for _, row := range regexp.MustCompile("(?m)^\\| (`[a-z/]+/`(?:, `[a-z/]+/`)*) \\| [^|]+ \\| (.*) \\|$").FindAllStringSubmatch(string(text), -1) {
		told := regexp.MustCompile("`([a-z/]+)`").FindAllStringSubmatch(row[2], -1)
		want := map[string]bool{}
		for _, m := range told {
			want[m[1]] = true
		}
		got := map[string]bool{}
		own := map[string]bool{}
		for _, m := range regexp.MustCompile("`([a-z/]+)/`").FindAllStringSubmatch(row[1], -1) {
			own[m[1]], listed[m[1]] = true, true
			for _, path := range imports(t, m[1]) {
				got[path] = true
			}
		}
		for name := range own {
			delete(got, name)
			delete(want, name)
		}
		assert.Equal(t, want, got, row[1])
		seen++
	}
	assert.Greater(t, seen, 14)
	cmd := exec.Command("go", "list", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	require.NoError(t, err)
	for _, name := range strings.Fields(string(out)) {
		name = strings.TrimPrefix(strings.TrimPrefix(name, "github.com/lwa-wasm/lwa"), "/")
		room := name
		for room != "" && !listed[room] {
			room = strings.TrimPrefix(room[:max(0, strings.LastIndex(room, "/"))], "/")
		}
		assert.True(t, name == "" || room != "", "%s, or a folder above it, has no row", name)
	}
}

// imports are the packages of this module that one imports, its tests left out; of web/test, whose
// whole purpose is a test, with them.
func imports(t *testing.T, name string) (all []string) {
	t.Helper()
	format := `{{join .Imports "\n"}}`
	if name == "web/test" {
		format += "\n" + `{{join .TestImports "\n"}}`
	}
	for _, tags := range []string{"", "tinygo"} {
		cmd := exec.Command("go", "list", "-tags", tags, "-f", format, "./"+name)
		cmd.Dir, cmd.Env = "..", os.Environ()
		if name == "jsbridge" || name == "wasm" {
			cmd.Env = append(cmd.Env, "GOOS=js", "GOARCH=wasm")
		}
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		for _, line := range strings.Fields(string(out)) {
			if path, ok := strings.CutPrefix(line, "github.com/lwa-wasm/lwa/"); ok {
				all = append(all, path)
			}
		}
	}
	return all
}
