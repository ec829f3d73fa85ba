package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var shown = regexp.MustCompile(`(?s)(<!-- code (\S+) -->\n).*?(<!-- /code -->)`)

// TestDocsCode checks that a file which a page shows is that file: tests run it where it lies.
func TestDocsCode(t *testing.T) {
	seen := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		want := shown.ReplaceAllStringFunc(string(text), func(whole string) string {
			m := shown.FindStringSubmatch(whole)
			source, err := os.ReadFile(filepath.Join(filepath.Dir(page), m[2]))
			require.NoError(t, err, page)
			seen++
			language := strings.TrimPrefix(filepath.Ext(m[2]), ".")
			if language == "js" {
				language = "jsx" // what examples show is React; "js" would be run by itself
			}
			return m[1] + "```" + language + "\n" + strings.TrimRight(string(source), "\n") + "\n```\n" + m[3]
		})
		compare(t, page, want)
	}
	assert.GreaterOrEqual(t, seen, 8)
}
