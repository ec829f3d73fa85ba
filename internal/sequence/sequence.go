package sequence

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

var (
	participant = regexp.MustCompile(`^participant (\w+) as (.+)$`)
	message     = regexp.MustCompile(`^(\w+)(--?>>)(\w+): (.+)$`)
)

// arrow is one message of a sequence, from a column to another or to itself.
type arrow struct {
	from, to int
	dashed   bool
	lines    []string
}

const (
	rowGap     = 14.0
	lineHeight = 17.0
	headHeight = 40.0
	selfWidth  = 22.0 // of the loop that a message to oneself is
	labelWidth = 22   // characters of a message in one line
)

// Sequence draws participants as columns and messages as numbered arrows between them, from top to
// bottom.
func (d *Drawing) Sequence(lines []string) (string, error) {
	var ids, names []string
	var arrows []arrow
	for _, line := range lines {
		if m := participant.FindStringSubmatch(line); m != nil {
			ids, names = append(ids, m[1]), append(names, m[2])
			continue
		}
		m := message.FindStringSubmatch(line)
		if m == nil {
			return "", fmt.Errorf("diagram: a sequence does not have %q", line)
		}
		from, to := slices.Index(ids, m[1]), slices.Index(ids, m[3])
		if from < 0 || to < 0 {
			return "", fmt.Errorf("diagram: no such participant in %q", line)
		}
		label := fmt.Sprintf("%d. %s", len(arrows)+1, m[4])
		arrows = append(arrows, arrow{from, to, m[2] == "-->>", Wrap(label, labelWidth)})
	}
	at, width := columns(names, arrows)
	var b strings.Builder
	y := headHeight + rowGap
	for i, a := range arrows {
		height := lineHeight*float64(len(a.lines)) + rowGap
		fmt.Fprintf(&b, "<g class=\"diagram-step\" data-step=\"%d\">", i+1)
		a.draw(&b, d.ID, at, y)
		b.WriteString("</g>\n")
		y += height
	}
	y += rowGap
	var heads strings.Builder
	for i, name := range names {
		half := textWidth(name)/2 + 14
		fmt.Fprintf(&heads, "<line class=\"diagram-life\" x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\"/>", at[i], headHeight-6, at[i], y)
		fmt.Fprintf(&heads, "<rect class=\"diagram-box\" x=\"%.0f\" y=\"4\" width=\"%.0f\" height=\"30\" rx=\"6\"/>", at[i]-half, 2*half)
		fmt.Fprintf(&heads, "<text class=\"diagram-name\" x=\"%.0f\" y=\"24\" text-anchor=\"middle\">%s</text>\n", at[i], html.EscapeString(name))
	}
	head := fmt.Sprintf("<defs><marker id=\"%s-arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"diagram-head\" d=\"M0 0 8 4 0 8z\"/></marker></defs>\n", d.ID)
	return d.SVG("diagram-sequence", width, y+8, head+heads.String()+b.String()), nil
}

// columns places the participants so that every message fits between them.
func columns(names []string, arrows []arrow) (at []float64, width float64) {
	gaps := make([]float64, len(names)) // from each column to the next, and from the last to the edge
	for i := range names {
		gaps[i] = textWidth(names[i])/2 + 30
		if i+1 < len(names) {
			gaps[i] += textWidth(names[i+1]) / 2
		}
	}
	for _, a := range arrows {
		need := 0.0
		for _, line := range a.lines {
			need = max(need, textWidth(line)+20)
		}
		low, high := min(a.from, a.to), max(a.from, a.to)
		if low == high {
			gaps[low] = max(gaps[low], need+selfWidth)
			continue
		}
		have := 0.0
		for i := low; i < high; i++ {
			have += gaps[i]
		}
		gaps[high-1] += max(0, need-have)
	}
	x := textWidth(names[0])/2 + 20
	for _, gap := range gaps {
		at = append(at, x)
		x += gap
	}
	return at, x
}

func (a arrow) draw(b *strings.Builder, id string, at []float64, y float64) {
	bottom := y + lineHeight*float64(len(a.lines))
	class := "diagram-line"
	if a.dashed {
		class += " diagram-dashed"
	}
	x, anchor := (at[a.from]+at[a.to])/2, "middle"
	if a.from == a.to {
		x, anchor = at[a.from]+selfWidth+8, "start"
		fmt.Fprintf(b, "<path class=\"%s\" d=\"M%.0f %.0fh%.0fv%.0fh-%.0f\" marker-end=\"url(#%s-arrow)\"/>", class, at[a.from], y, selfWidth, bottom-y-4, selfWidth-2, id)
	} else {
		to := at[a.to] - 2
		if a.to < a.from {
			to = at[a.to] + 2
		}
		fmt.Fprintf(b, "<line class=\"%s\" x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" marker-end=\"url(#%s-arrow)\"/>", class, at[a.from], bottom, to, bottom, id)
	}
	for i, line := range a.lines {
		fmt.Fprintf(b, "<text class=\"diagram-label\" x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>", x, y+lineHeight*float64(i)+11, anchor, html.EscapeString(line))
	}
}
