package sequence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestColumns checks that a message has room between its participants.
func TestColumns(t *testing.T) {
	t.Parallel()
	at, width := columns([]string{"A", "B", "C"}, []arrow{{from: 0, to: 2, lines: []string{strings.Repeat("x", 60)}}, {from: 2, to: 2, lines: []string{strings.Repeat("y", 40)}}})
	assert.Greater(t, at[2]-at[0], textWidth(strings.Repeat("x", 60)))
	assert.Greater(t, width-at[2], textWidth(strings.Repeat("y", 40)))
}

// TestRefuses: another kind of diagram, and a line that is no message, are errors.
func TestRefuses(t *testing.T) {
	t.Parallel()
	for want, text := range map[string]string{
		"is no sequence":       "flowchart TB\n",
		"accTitle or accDescr": "sequenceDiagram\n    A->>B: x\n",
		"no such participant":  "sequenceDiagram\n    accTitle: x\n    accDescr: y\n    participant A as A\n    A->>B: x\n",
	} {
		_, err := Render("d", text)
		assert.ErrorContains(t, err, want)
	}
}
