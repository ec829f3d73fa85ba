// Package diagram draws the diagrams of the documents: it takes the text of a Mermaid diagram and returns an SVG.
//
// It knows the part of Mermaid that the documents use (sequenceDiagram, stateDiagram-v2 and flowchart), and refuses any line
// that it does not know, so that a drawing never leaves something out in silence. GitHub draws the same text by itself. A
// diagram must have a title and a description for people who do not see it (accTitle, accDescr).
//
// [Render] draws sequences by itself, and has Graphviz, as WebAssembly in Go, find the places of everything else.
package diagram

import (
	"context"
	"fmt"
	"html"
	"strings"
)

// Render returns the drawing of a Mermaid text. id makes the names in the SVG unique in a page. The SVG has classes in
// place of colours: diagram-box, diagram-line, diagram-group and diagram-label; the page's style colours them.
func Render(ctx context.Context, id, text string) (string, error) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	kind := strings.TrimSpace(lines[0])
	d := diagram{id: id}
	body, err := d.caption(lines[1:])
	if err != nil {
		return "", err
	}
	switch {
	case kind == "sequenceDiagram":
		return d.sequence(body)
	case kind == "stateDiagram-v2":
		return d.states(ctx, body)
	case strings.HasPrefix(kind, "flowchart "):
		return d.flowchart(ctx, strings.TrimPrefix(kind, "flowchart "), body)
	}
	return "", fmt.Errorf("diagram: cannot draw %q", kind)
}

// diagram is what every kind has.
type diagram struct{ id, title, description string }

// caption takes title and description out of the lines, and drops comments and empty lines.
func (d *diagram) caption(lines []string) (rest []string, err error) {
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch name, value, _ := strings.Cut(line, ":"); {
		case line == "" || strings.HasPrefix(line, "%%"):
		case name == "accTitle":
			d.title = strings.TrimSpace(value)
		case name == "accDescr":
			d.description = strings.TrimSpace(value)
		default:
			rest = append(rest, line)
		}
	}
	if d.title == "" || d.description == "" {
		return nil, fmt.Errorf("diagram: accTitle or accDescr is missing in a diagram that begins with %q", first(rest))
	}
	return rest, nil
}

func first(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

// svg is the frame of a drawing of that kind and size.
func (d *diagram) svg(kind string, width, height float64, body string) string {
	return fmt.Sprintf(`<svg class="diagram %[7]s" role="img" aria-labelledby="%[1]s-title %[1]s-text" viewBox="0 0 %.0[2]f %.0[3]f" width="%.0[2]f" height="%.0[3]f" xmlns="http://www.w3.org/2000/svg">`+
		"<title id=\"%[1]s-title\">%[4]s</title><desc id=\"%[1]s-text\">%[5]s</desc>\n%[6]s</svg>\n",
		d.id, width, height, html.EscapeString(d.title), html.EscapeString(d.description), body, kind)
}

// textWidth is about how wide a text of 13 pixels is. No font is at hand, and none needs to be: boxes have room.
func textWidth(text string) float64 { return 7.1 * float64(len([]rune(text))) }

// wrap breaks a text into lines of about that many characters.
func wrap(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
