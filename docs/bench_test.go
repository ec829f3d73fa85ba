package docs

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/bench/report"
)

// TestDocsBench holds what the documents say was measured against docs/bench.json.
func TestDocsBench(t *testing.T) {
	text, err := os.ReadFile("bench.json")
	require.NoError(t, err)
	r := &report.Report{}
	require.NoError(t, json.Unmarshal(text, r))
	compare(t, "bench.svg", r.Chart())
	compare(t, "bench.md", filled(t, "bench.md", r.Sections()))
	compare(t, "../README.md", filled(t, "../README.md", map[string]string{"bench": r.Readme()}))
}

// filled is a document with its marked parts made anew.
func filled(t *testing.T, path string, sections map[string]string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	text := string(content)
	for name, section := range sections {
		var ok bool
		text, ok = report.Fill(text, name, section)
		assert.True(t, ok, "%s has no marks for %s", path, name)
	}
	return text
}
