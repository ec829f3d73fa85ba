package docs

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/doctor"
)

// TestDocsDoctor holds the list of findings against the table that runs.
func TestDocsDoctor(t *testing.T) {
	text, err := os.ReadFile("doctor.md")
	require.NoError(t, err)
	section := regexp.MustCompile(`(?s)(<!-- findings -->\n).*?(<!-- /findings -->)`)
	require.True(t, section.Match(text))
	want := section.ReplaceAllString(string(text), "${1}"+strings.ReplaceAll(findingsTable(), "$", "$$")+"${2}")
	compare(t, "doctor.md", want)
}

func findingsTable() string {
	var b strings.Builder
	b.WriteString("| code | how bad | where | what | lines for |\n|---|---|---|---|---|\n")
	for _, topic := range doctor.Topics {
		for _, f := range topic.Faults {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", f.Code, f.Severity, seen(f.In), escape(f.What), hostsOf(f.Mend))
		}
	}
	b.WriteString("\nWhen nothing is wrong, a check says so with its own name as the code:\n\n| code | what |\n|---|---|\n")
	for _, topic := range doctor.Topics {
		fmt.Fprintf(&b, "| `%s` | %s |\n", topic.Name, escape(topic.OK))
	}
	return b.String()
}

func seen(in doctor.Place) string {
	return map[doctor.Place]string{doctor.Browser: "browser", doctor.Terminal: "terminal", doctor.Both: "both"}[in]
}

func hostsOf(mend string) string {
	var hosts []string
	for _, l := range doctor.Mends[mend] {
		hosts = append(hosts, l.Host)
	}
	return strings.Join(hosts, ", ")
}
