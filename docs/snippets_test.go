package docs

import (
	"os"
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

// TestDocsSnippets holds that the documents' code is code. Blocks marked js run in a browser besides (browsertest); those
// marked javascript are of other libraries, or need a server.
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
				parses(t, page, code)
			case "html":
				for _, inline := range script.FindAllStringSubmatch(code, -1) {
					parses(t, page, inline[1])
				}
			}
		}
	}
	for _, language := range []string{"js", "javascript", "html"} {
		assert.NotZero(t, seen[language], language)
	}
}

func parses(t *testing.T, page, code string) {
	t.Helper()
	result := api.Transform(code, api.TransformOptions{Loader: api.LoaderJS, Format: api.FormatESModule, Target: api.ESNext})
	assert.Empty(t, result.Errors, "%s:\n%s", page, code)
}
