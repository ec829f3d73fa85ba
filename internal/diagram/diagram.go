// Package diagram draws the diagrams of the documents: it takes the text of a Mermaid diagram and
// returns an SVG.
//
// It knows the part of Mermaid that the documents use (sequenceDiagram, stateDiagram-v2 and
// flowchart), and refuses any line that it does not know, so that a drawing never leaves something
// out in silence. GitHub draws the same text by itself. A diagram must have a title and a
// description for people who do not see it (accTitle, accDescr).
//
// Sequences are drawn by package sequence; [Render] has Graphviz, as WebAssembly in Go, find the
// places of everything else.
package diagram

import (
	"context"
	"fmt"
	"strings"

	"github.com/lwa-wasm/lwa/internal/sequence"
)

// Render returns the drawing of a Mermaid text. id makes the names in the SVG unique in a page. The
// SVG has classes in place of colours: diagram-box, diagram-line, diagram-group and diagram-label;
// the page's style colours them.
func Render(ctx context.Context, id, text string) (string, error) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	kind := strings.TrimSpace(lines[0])
	d := diagram{sequence.Drawing{ID: id}}
	body, err := d.Caption(lines[1:])
	if err != nil {
		return "", err
	}
	switch {
	case kind == "sequenceDiagram":
		return d.Sequence(body)
	case kind == "stateDiagram-v2":
		return d.states(ctx, body)
	case strings.HasPrefix(kind, "flowchart "):
		return d.flowchart(ctx, strings.TrimPrefix(kind, "flowchart "), body)
	}
	return "", fmt.Errorf("diagram: cannot draw %q", kind)
}

// diagram is a drawing whose places Graphviz finds.
type diagram struct{ sequence.Drawing }
