package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	block  = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")
	script = regexp.MustCompile(`(?s)<script[^>]*>(.*?)</script>`)
)

// TestDocsSnippets checks that the documents' code is code. Blocks marked js run in a browser
// besides (browsertest); those marked javascript are of other libraries, or need a server.
func TestDocsSnippets(t *testing.T) {
	seen := map[string]int{}
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, match := range block.FindAllStringSubmatch(string(text), -1) {
			language, code := match[1], match[2]
			seen[language]++
			switch language {
			case "js", "javascript":
				parses(t, page, code, api.LoaderJS)
			case "jsx":
				parses(t, page, code, api.LoaderJSX)
			case "ts", "tsx":
				if !generated[filepath.Base(page)] {
					parses(t, page, code, api.LoaderTSX)
				}
			case "html":
				for _, inline := range script.FindAllStringSubmatch(code, -1) {
					parses(t, page, inline[1], api.LoaderJS)
				}
			}
		}
	}
	for _, language := range []string{"js", "javascript", "jsx", "ts", "tsx", "html"} {
		assert.NotZero(t, seen[language], language)
	}
}

// generated are the pages whose ts blocks are signatures of the declarations, and no programs.
var generated = map[string]bool{"methods.md": true, "types.md": true}

func parses(t *testing.T, page, code string, loader api.Loader) {
	t.Helper()
	result := api.Transform(code, api.TransformOptions{Loader: loader, Format: api.FormatESModule, Target: api.ESNext})
	assert.Empty(t, result.Errors, "%s:\n%s", page, code)
}
