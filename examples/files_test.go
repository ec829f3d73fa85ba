package examples

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// TestSameFiles checks that what examples have in common is the same: each is copied alone, so each
// has it.
func TestSameFiles(t *testing.T) {
	for _, files := range [][]string{
		{"html/style.css", "react/src/style.css", "vue/src/style.css", "next/app/style.css", "server-code/public/style.css", "server-token/public/style.css", "tester-go/site/style.css"},
		{"server-code/amazon.go", "server-token/amazon.go"},
		{"server-code/sessions.go", "server-token/sessions.go"},
		{"server-code/sessions_test.go", "server-token/sessions_test.go"},
		{"server-code/page.html", "server-token/page.html"},
		{"react/.env", "vue/.env"},
		{"react/src/env.d.ts", "vue/src/env.d.ts"},
		{"react/src/options.ts", "vue/src/options.ts"},
	} {
		for _, other := range files[1:] {
			assert.Equal(t, read(t, files[0]), read(t, other), "%s and %s", files[0], other)
		}
	}
}

// TestReadmes checks that each example says what it is, in a few lines, and what to register.
func TestReadmes(t *testing.T) {
	paths, err := filepath.Glob("*/README.md")
	require.NoError(t, err)
	require.Len(t, paths, 9)
	list := read(t, "../README.md")
	for _, path := range paths {
		text := read(t, path)
		assert.LessOrEqual(t, strings.Count(text, "\n"), 20, path)
		if example := filepath.Dir(path); !slices.Contains([]string{"playwright", "vitest", "tester-go"}, example) { // nobody registers a test
			assert.Contains(t, text, "Allowed Return URLs", path)
			assert.Regexp(t, `http://localhost:\d+/lwa/lwa-callback\.html`, text, path)
		}
		assert.Contains(t, list, "](examples/"+filepath.Dir(path)+")", "the README's list of examples")
	}
}

var exact = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// packed are our packages as projects name them: by file, since their names in the registry may be
// somebody else's.
var packed = map[string]string{"lwa-wasm": "file:lwa-wasm.tgz", "lwa-devserver": "file:lwa-devserver.tgz"}

// TestPinned checks that every version is exact and every package of the registry has its digest,
// that ours are files, and that a lock file knows no registry.
func TestPinned(t *testing.T) {
	for _, example := range []string{"react", "vue", "next", "playwright", "vitest", "internal/bundlers", "internal/drivers"} {
		var wanted struct{ Dependencies, DevDependencies map[string]string }
		require.NoError(t, json.Unmarshal([]byte(read(t, example+"/package.json")), &wanted))

		var lock struct {
			Packages map[string]struct {
				Version, Resolved, Integrity  string
				Dependencies, DevDependencies map[string]string
			}
		}
		require.NoError(t, json.Unmarshal([]byte(read(t, example+"/package-lock.json")), &lock))
		require.NotZero(t, len(wanted.Dependencies)+len(wanted.DevDependencies), example)
		assert.Equal(t, wanted.Dependencies, lock.Packages[""].Dependencies)
		assert.Equal(t, wanted.DevDependencies, lock.Packages[""].DevDependencies)
		for _, versions := range []map[string]string{wanted.Dependencies, wanted.DevDependencies} {
			for name, version := range versions {
				if file, ours := packed[name]; ours {
					assert.Equal(t, file, version)
					version = lwa.Version
				}
				version = strings.TrimPrefix(version, "npm:vite@") // under another name
				assert.Regexp(t, exact, version, name)
				assert.Equal(t, version, lock.Packages["node_modules/"+name].Version, name)
			}
		}
		for name, p := range lock.Packages {
			file, ours := packed[strings.TrimPrefix(name, "node_modules/")]
			assert.Equal(t, file, p.Resolved, name)
			assert.Equal(t, name == "" || ours, p.Integrity == "", name)
		}
	}
}
