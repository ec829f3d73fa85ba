package assets

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// TestDistIsAPackage: package.json names files that are there, all that a page loads, and nothing
// that only a server sends. (What npm makes of it: make test-package.)
func TestDistIsAPackage(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, Dist("../..", dir, stub(tiny)))
	files := os.DirFS(dir)
	text, err := fs.ReadFile(files, "package.json")
	require.NoError(t, err)
	var got struct {
		Name, Version, License, Type string
		Main, Module, Types          string
		SideEffects                  *bool
		Exports                      map[string]json.RawMessage
		Files                        []string
	}
	require.NoError(t, json.Unmarshal(text, &got))
	assert.Equal(t, []string{"lwa-wasm", lwa.Version, "MIT", "module"}, []string{got.Name, got.Version, got.License, got.Type})
	assert.Equal(t, []string{"./lwa.mjs", "./lwa.mjs", "./lwa.d.ts"}, []string{got.Main, got.Module, got.Types}, "for resolvers that know no exports")
	require.NotNil(t, got.SideEffects)
	assert.True(t, *got.SideEffects)
	assert.ElementsMatch(t, append([]string{"LICENSES.txt"}, shipped...), got.Files)

	for _, name := range append([]string{"README.md"}, got.Files...) {
		info, err := fs.Stat(files, name)
		require.NoError(t, err)
		assert.NotZero(t, info.Size(), name)
		assert.NotContains(t, []string{".br", ".gz"}, path.Ext(name))
	}
	for subpath, raw := range got.Exports {
		var target string
		conditions := map[string]string{}
		if json.Unmarshal(raw, &target) == nil {
			if subpath != "./login.css" {
				assert.Equal(t, subpath, target, "a file is exported under its own name")
			}
			conditions["default"] = target
		} else {
			require.NoError(t, json.Unmarshal(raw, &conditions), subpath)
			assert.True(t, strings.HasPrefix(strings.TrimLeft(string(raw), "{ \n"), `"types"`), "%s: the first condition that holds counts", subpath)
		}
		for _, target := range conditions {
			name := strings.TrimPrefix(target, "./")
			assert.True(t, name == "package.json" || slices.Contains(got.Files, name), "%s leads to %s, which is not packed", subpath, name)
		}
	}
	assert.Subset(t, slices.Collect(maps.Keys(got.Exports)), []string{".", "./amazon", "./device", "./doctor", "./login", "./demo", "./react", "./vue", "./lwa.js", "./lwa-amazon.js", "./lwa.wasm", "./lwa-callback.html", "./package.json"})
	for _, module := range []string{"./lwa.mjs", "./lwa-device.js", "./lwa-doctor.js", "./lwa-login.js", "./lwa-demo.js", "./lwa-react.js", "./lwa-vue.js"} {
		assert.NotContains(t, got.Exports, module, "a module has one name, so that there is one of it")
	}
}

// TestFrameworks: each is under 1 kB, has the component and the framework from outside, and React's
// is for the client.
func TestFrameworks(t *testing.T) {
	for framework, entry := range map[string]string{"react": "src/react.ts", "vue": "src/vue.ts"} {
		code, err := bundle(entry, module, nil)
		require.NoError(t, err)
		assert.Less(t, len(brotlied(code)), 1000, framework)
		for _, from := range []string{"./lwa.mjs", framework} {
			assert.Contains(t, string(code), `from"`+from+`"`)
		}
		assert.Equal(t, framework == "react", strings.HasPrefix(string(code), `"use client";`))
	}
}

// TestPackageReadme: what the npm page tells people to take is in the package.
func TestPackageReadme(t *testing.T) {
	files, err := packageFiles()
	require.NoError(t, err)
	readme := string(files["README.md"])
	assert.Contains(t, readme, "npm install ./lwa-wasm.tgz")
	for _, name := range []string{"lwa.js", "lwa-run.js", "lwa-amazon.js", "lwa-device.js", "lwa-login.js", "lwa-demo.js", "lwa.wasm", "lwa-callback.html", "LICENSES.txt"} {
		assert.Contains(t, readme, "`"+name+"`")
		assert.True(t, name == licencesFile || slices.Contains(shipped, name), name)
	}
	for subpath, target := range exports() {
		if _, ok := target.(entry); ok {
			assert.Contains(t, readme, `"lwa-wasm`+strings.TrimPrefix(subpath, ".")+`"`)
		}
	}
}
