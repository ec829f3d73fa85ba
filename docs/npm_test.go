package docs

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fromRegistry are commands that would take the package from the registry, where its name is not
// ours, whatever tool and version they name; and addresses of services that serve what the registry
// has.
var fromRegistry = regexp.MustCompile(`(?m)\b(?:npm|pnpm|yarn|bun)\b[^\n` + "`" + `]*[ @/]lwa-wasm(?:@[\w.^~-]+)?(?:["'\s` + "`" + `]|$)|(?:unpkg\.com|jsdelivr\.net/npm|esm\.sh|skypack\.dev)/[^\s]*lwa-wasm|"lwa-wasm": "[\^~]?\d`)

// TestNothingFromTheRegistry holds that no text and no project of the repository takes the package
// from the registry.
func TestNothingFromTheRegistry(t *testing.T) {
	for _, bad := range []string{"npm install lwa-wasm", "npm i lwa-wasm@0.1.0", "pnpm add lwa-wasm\n", "npm pack lwa-wasm@0.1.0", "`yarn add lwa-wasm`", `"lwa-wasm": "^0.1.0"`, "https://unpkg.com/lwa-wasm/lwa.js"} {
		require.Regexp(t, fromRegistry, bad)
	}
	var read int
	require.NoError(t, fs.WalkDir(os.DirFS(".."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || path == "build" || path == "dist" || path == ".cache") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".md") && !strings.HasSuffix(path, ".json") && !strings.HasSuffix(path, ".html") {
			return nil
		}
		text, err := os.ReadFile("../" + path)
		require.NoError(t, err)
		read++
		assert.Empty(t, fromRegistry.FindAllString(string(text), -1), path)
		return nil
	}))
	assert.Greater(t, read, 20)
}
