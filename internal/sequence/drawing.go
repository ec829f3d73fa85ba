// Package sequence draws sequence diagrams from Mermaid's text, as SVG, with nothing but Go.
// Package diagram draws the other kinds, and takes from here what all have.
package sequence

import (
	"fmt"
	"html"
	"strings"
)

// Render returns the drawing of the text of a sequence diagram. id makes the names in the SVG
// unique in a page.
func Render(id, text string) (string, error) {
	kind, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if strings.TrimSpace(kind) != "sequenceDiagram" {
		return "", fmt.Errorf("diagram: %q is no sequence", kind)
	}
	d := Drawing{ID: id}
	lines, err := d.Caption(strings.Split(rest, "\n"))
	if err != nil {
		return "", err
	}
	return d.Sequence(lines)
}

// Drawing is what every kind of diagram has.
type Drawing struct{ ID, Title, Description string }

// Caption takes title and description out of the lines, and drops comments and empty lines.
func (d *Drawing) Caption(lines []string) (rest []string, err error) {
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch name, value, _ := strings.Cut(line, ":"); {
		case line == "" || strings.HasPrefix(line, "%%"):
		case name == "accTitle":
			d.Title = strings.TrimSpace(value)
		case name == "accDescr":
			d.Description = strings.TrimSpace(value)
		default:
			rest = append(rest, line)
		}
	}
	if d.Title == "" || d.Description == "" {
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

// SVG is the frame of a drawing of that kind and size.
func (d *Drawing) SVG(kind string, width, height float64, body string) string {
	return fmt.Sprintf(`<svg class="diagram %[7]s" role="img" aria-labelledby="%[1]s-title %[1]s-text" viewBox="0 0 %.0[2]f %.0[3]f" width="%.0[2]f" height="%.0[3]f" xmlns="http://www.w3.org/2000/svg">`+
		"<title id=\"%[1]s-title\">%[4]s</title><desc id=\"%[1]s-text\">%[5]s</desc>\n%[6]s</svg>\n",
		d.ID, width, height, html.EscapeString(d.Title), html.EscapeString(d.Description), body, kind)
}

// textWidth is about how wide a text of 13 pixels is. No font is at hand, and none needs to be:
// boxes have room.
func textWidth(text string) float64 { return 7.1 * float64(len([]rune(text))) }

// Wrap breaks a text into lines of about that many characters.
func Wrap(text string, width int) (lines []string) {
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
