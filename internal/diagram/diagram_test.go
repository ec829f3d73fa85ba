package diagram

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const caption = "\n    accTitle: A title\n    accDescr: What it shows & why\n"

// texts are the words of a drawing, which must be well-formed XML.
func texts(t *testing.T, svg string) (all []string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		require.NoError(t, err, svg)
		if data, ok := token.(xml.CharData); ok && strings.TrimSpace(string(data)) != "" {
			all = append(all, strings.TrimSpace(string(data)))
		}
	}
}

func TestRender(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		text string
		says []string
	}{
		"sequence": {
			"sequenceDiagram" + caption + "    participant A as Your page\n    participant B as Amazon\n    A->>B: a message that is longer than one line has room for\n    B-->>A: an answer\n    A->>A: to oneself\n",
			[]string{"Your page", "Amazon", "1. a message that is", "longer than one line", "has room for", "2. an answer", "3. to oneself"},
		},
		"states": {
			"stateDiagram-v2" + caption + "    [*] --> Idle\n    state \"any of A, B\" as busy\n    Idle --> Waiting: Asked, Told\n    busy --> Idle: Done\n",
			[]string{"Idle", "any of A, B", "Waiting", "Asked, Told", "Done"},
		},
		"flowchart": {
			"flowchart TB" + caption + "    subgraph in[\"a group\"]\n        a[\"web: the shell\"]\n    end\n    b[\"Amazon\"]\n    a --> b\n",
			[]string{"a group", "web: the shell", "Amazon"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			svg, err := Render(t.Context(), "d1", row.text)
			require.NoError(t, err)
			got := texts(t, svg)
			assert.Equal(t, []string{"A title", "What it shows & why"}, got[:2])
			for _, want := range row.says {
				assert.Contains(t, got, want)
			}
			assert.Contains(t, svg, `role="img" aria-labelledby="d1-title d1-text"`)
			assert.NotRegexp(t, `style=|<style|#[0-9a-f]{6}|black|font-family`, svg, "the page's style colours it")
			again, err := Render(t.Context(), "d1", row.text)
			require.NoError(t, err)
			assert.Equal(t, svg, again, "the same text gives the same drawing")
		})
	}
}

// TestRenderRefuses: what is not understood is an error that names the line.
func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	for want, text := range map[string]string{
		`cannot draw "gantt"`:  "gantt" + caption,
		"accTitle or accDescr": "flowchart TB\n    accTitle: x\n    a[\"b\"]\n",
		`"loop every minute"`:  "sequenceDiagram" + caption + "    loop every minute\n",
		"no such participant":  "sequenceDiagram" + caption + "    participant A as A\n    A->>B: x\n",
		`"note left of Idle"`:  "stateDiagram-v2" + caption + "    note left of Idle\n",
		`"a -.-> b"`:           "flowchart LR" + caption + "    a -.-> b\n",
	} {
		_, err := Render(t.Context(), "d", text)
		assert.ErrorContains(t, err, want)
	}
}
