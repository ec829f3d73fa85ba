package docs

import (
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

// TestNothingFromTheRegistry checks that no text and no project of the repository takes the package
// from the registry.
func TestNothingFromTheRegistry(t *testing.T) {
	for _, bad := range []string{"npm install lwa-wasm", "npm i lwa-wasm@0.1.0", "pnpm add lwa-wasm\n", "npm pack lwa-wasm@0.1.0", "`yarn add lwa-wasm`", `"lwa-wasm": "^0.1.0"`, "https://unpkg.com/lwa-wasm/lwa.js"} {
		require.Regexp(t, fromRegistry, bad)
	}
	var read int
	for _, path := range ownFiles(t) {
		if !strings.HasSuffix(path, ".md") && !strings.HasSuffix(path, ".json") && !strings.HasSuffix(path, ".html") {
			continue
		}
		read++
		assert.Empty(t, fromRegistry.FindAllString(source(t, path), -1), path)
	}
	assert.Greater(t, read, 20)
}
