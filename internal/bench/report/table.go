package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Table is all rows as text: the median, in brackets the quartiles, and the ratio to the best peer
// of the row.
func (r *Report) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, cells := range r.cells(false, true) {
		fmt.Fprintln(t, strings.Join(cells, "\t"))
	}
	return t.Flush()
}

// Markdown is the table for a document: the short one has fewer rows and columns, and no quartiles.
func (r *Report) Markdown(short bool) string {
	var b strings.Builder
	for i, cells := range r.cells(short, !short) {
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|---|" + strings.Repeat("--:|", len(cells)-1) + "\n")
		}
	}
	return b.String()
}

// cells are the table's, its head first.
func (r *Report) cells(short, quartiles bool) [][]string {
	columns := r.Contestants
	if short {
		columns = r.Released()
	}
	head := []string{"median, and ratio to the best peer"}
	for _, c := range columns {
		head = append(head, c.Name)
	}
	table := [][]string{head}
	for _, kind := range rowKinds {
		if short && !kind.short {
			continue
		}
		row := r.Row(kind.id)
		line := []string{r.name(kind.name)}
		for _, c := range columns {
			line = append(line, r.cell(row, c, kind.unit, quartiles))
		}
		table = append(table, line)
	}
	return table
}

// name puts the number of logins into the name of a row or a panel.
func (r *Report) name(text string) string {
	return strings.Replace(text, "N logins", many(r.Logins, "login"), 1)
}

// many writes how many there are of something.
func many(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return group(n) + " " + one + "s"
}

func (r *Report) cell(row Row, c Contestant, u unit, quartiles bool) string {
	stat, ok := row.Cells[c.ID]
	if !ok {
		return "–"
	}
	text := u.write(stat.Median)
	if span := u.span(stat); quartiles && span != "" {
		text += " [" + span + "]"
	}
	if best, _, ok := r.Best(row); ok && best.Median > 0 {
		text += " " + times(stat.Median/best.Median)
	}
	return text
}

// group writes a count with commas.
func group(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
