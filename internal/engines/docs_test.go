package engines_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/engines"
)

// TestDocsBrowsers holds docs/browsers.md against the setups, the scenarios and the differences.
func TestDocsBrowsers(t *testing.T) {
	const path, begin, end = "../../docs/browsers.md", "<!-- engines: made by make docs -->\n", "<!-- /engines -->"
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(page), begin)
	require.True(t, found)
	_, after, found := strings.Cut(rest, end)
	require.True(t, found)
	want := before + begin + tables(t) + end + after
	if os.Getenv("UPDATE_DOCS") == "1" {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o644))
		return
	}
	assert.True(t, want == string(page), "docs/browsers.md is out of date: run make docs")
}

func tables(t *testing.T) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%d scenarios run in Chromium, Firefox and WebKit with their default settings. The most important of these scenarios run in each of these browsers:\n\n", len(scenarios))
	b.WriteString("| name | browser |\n|---|---|\n")
	for _, family := range families {
		for _, s := range family.setups {
			fmt.Fprintf(&b, "| %s | %s: %s |\n", s.name, family.name, s.about)
		}
	}
	b.WriteString("\nEverything ends the same in all of them, except:\n\n| scenario | usual end | name | end there | reason |\n|---|---|---|---|---|\n")
	for _, d := range engines.Differences {
		i := slices.IndexFunc(scenarios, func(c scenario) bool { return c.name == d.Scenario })
		require.GreaterOrEqual(t, i, 0, "there is no scenario %s", d.Scenario)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", d.Scenario, code(scenarios[i].usually()), d.Setup, code(d.Outcome), d.Reason)
	}
	return b.String() + "\n"
}

// code marks an error code or event as code.
func code(outcome string) string {
	if strings.Contains(outcome, "_") || outcome == "unsure" {
		return "`" + outcome + "`"
	}
	return outcome
}

// TestDifferences holds each difference to a scenario that runs in its setup.
func TestDifferences(t *testing.T) {
	for _, d := range engines.Differences {
		ran := false
		for _, family := range families {
			for _, s := range family.setups {
				for _, c := range scenarios {
					ran = ran || s.name == d.Setup && c.name == d.Scenario && c.runs(s)
				}
			}
		}
		assert.True(t, ran, "%s does not run in %s", d.Scenario, d.Setup)
	}
}
