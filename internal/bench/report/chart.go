package report

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// Sizes of the chart in pixels.
const (
	chartWidth  = 880
	margin      = 28
	gutter      = 40
	headHeight  = 92
	panelWidth  = (chartWidth - 2*margin - gutter) / 2
	titleHeight = 30
	barHeight   = 14
	barStep     = 23
	panelGap    = 22
	labelWidth  = 122
	valueWidth  = 102
	footHeight  = 40
)

// panel is one group of bars. Its bars end at row; where there is a row part, they are darker up to
// that.
type panel struct{ title, row, part string }

// panels are the four lines that a site owner cares about.
var panels = []panel{
	{"Bytes until a click works", BytesUsable, ""},
	{"Ready, first visit", "ready-full-cold", "usable-full-cold"},
	{"Click → authorization request", RequestIdle, ""},
	{"Authorization answer → session", Session, ""},
}

// chartStyle holds for both colour schemes; the chart brings its own ground, since a page need not
// follow the system's.
const chartStyle = `
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:#1f2328;font-variant-numeric:tabular-nums}
.ground{fill:#ffffff;stroke:#d8dee4}.title{font-size:20px;font-weight:600}.head{font-size:14px;font-weight:600}.text,.label{fill:#59636e}
.us{font-weight:600;fill:#1f2328}.times{font-size:12px;fill:#6e7781}.axis{stroke:#d0d7de}.range{stroke:#1f2328;stroke-opacity:.55}
.a{fill:#d9480f}.p{fill:#8c959f}.rest{fill-opacity:.38}.cut{fill:#ffffff}
@media (prefers-color-scheme:dark){
.ground{fill:#0d1117;stroke:#30363d}text{fill:#f0f6fc}.text,.label{fill:#9198a1}.us{fill:#f0f6fc}.times{fill:#8b949e}
.axis{stroke:#3d444d}.range{stroke:#f0f6fc}.a{fill:#ff8a4c}.p{fill:#6e7681}.rest{fill-opacity:.42}.cut{fill:#0d1117}}
`

// canvas is an SVG on its way.
type canvas struct{ strings.Builder }

func (c *canvas) tag(format string, args ...any) { fmt.Fprintf(c, format+"\n", args...) }

func (c *canvas) text(x, y float64, class, anchor, text string) {
	c.tag(`<text x="%s" y="%s" class="%s" text-anchor="%s">%s</text>`, px(x), px(y), class, anchor, html.EscapeString(text))
}

func (c *canvas) rect(x, y, w, h float64, class string) {
	c.tag(`<rect x="%s" y="%s" width="%s" height="%s" class="%s"/>`, px(x), px(y), px(w), px(h), class)
}

func px(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// Chart is a picture of the report, as an SVG that needs nothing else.
func (r *Report) Chart() string {
	panelHeight := float64(titleHeight + barStep*len(r.Released()) + panelGap)
	lines := (len(panels) + 1) / 2
	height := headHeight + float64(lines)*panelHeight + footHeight
	c := &canvas{}
	c.tag(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%s" viewBox="0 0 %d %s" role="img" aria-labelledby="t d">`,
		chartWidth, px(height), chartWidth, px(height))
	c.tag(`<title id="t">lwa.js beside the JavaScript libraries</title>`)
	c.tag(`<desc id="d">%s The numbers are in the table of docs/bench.md.</desc>`, html.EscapeString(r.Caption()))
	c.tag(`<style>%s</style>`, chartStyle)
	c.tag(`<rect x=".5" y=".5" width="%d" height="%s" rx="8" class="ground"/>`, chartWidth-1, px(height-1))
	r.head(c)
	for i, p := range panels {
		x := margin + float64(i%2)*(panelWidth+gutter)
		r.panel(c, p, x, headHeight+float64(i/2)*panelHeight)
	}
	c.text(margin, height-20, "text", "start", "×: ratio to the best other library. Thin line: quartiles.")
	c.tag(`</svg>`)
	return c.String()
}

func (r *Report) head(c *canvas) {
	c.text(margin, 40, "title", "start", "lwa.js beside the JavaScript libraries")
	c.text(margin, 63, "text", "start", fmt.Sprintf("Shorter is better. Median of %s on %s, %s, %s.", many(r.Rounds, "round"), r.Date, r.Browser, r.Machine))
}

// panel draws one group: a title and a bar for each contestant that has a value.
func (r *Report) panel(c *canvas, p panel, x, y float64) {
	row, part := r.Row(p.row), r.Row(p.part)
	c.text(x, y+14, "head", "start", r.name(p.title))
	top := y + titleHeight - 4
	left := x + labelWidth
	c.tag(`<line x1="%s" y1="%s" x2="%s" y2="%s" class="axis"/>`, px(left-.5), px(top-3), px(left-.5), px(top+float64(barStep*len(r.Released()))-6))
	width := float64(panelWidth - labelWidth - valueWidth)
	longest := r.longest(row)
	for i, one := range r.Released() {
		stat, ok := row.Cells[one.ID]
		if !ok {
			continue
		}
		b := bar{x: left, y: top + float64(i*barStep), width: width, longest: longest, stat: stat, class: class(one)}
		if p.part != "" {
			b.part = part.Cells[one.ID].Median
		}
		class := "label"
		if one.Ours {
			class += " us"
		}
		c.text(left-8, b.y+barHeight-3, class, "end", one.Name)
		end := b.draw(c)
		r.value(c, row, stat, kindOf(p.row).unit, end+7, b.y+barHeight-3)
	}
}

// longest is the value that fills a panel's width.
func (r *Report) longest(row Row) (most float64) {
	for _, one := range r.Released() {
		if stat, ok := row.Cells[one.ID]; ok {
			most = max(most, stat.Median, stat.High)
		}
	}
	if most == 0 {
		return 1
	}
	return most
}

func class(one Contestant) string {
	if one.Ours {
		return "a"
	}
	return "p"
}

// value writes the median and its ratio behind a bar.
func (r *Report) value(c *canvas, row Row, stat Stat, u unit, x, y float64) {
	ratio := ""
	if best, _, ok := r.Best(row); ok && best.Median > 0 {
		ratio = fmt.Sprintf(`<tspan dx="6" class="times">%s</tspan>`, times(stat.Median/best.Median))
	}
	c.tag(`<text x="%s" y="%s" class="value">%s%s</text>`, px(x), px(y), html.EscapeString(u.write(stat.Median)), ratio)
}

// bar is one bar and what is on it.
type bar struct {
	x, y, width, longest float64
	stat                 Stat
	part                 float64
	class                string
}

// draw returns where the bar, or the line of its quartiles, ends.
func (b bar) draw(c *canvas) (end float64) {
	length := func(value float64) float64 { return min(value/b.longest, 1) * b.width }
	full := length(b.stat.Median)
	if b.part > 0 && b.part < b.stat.Median {
		c.rect(b.x, b.y, length(b.part), barHeight, b.class)
		c.rect(b.x+length(b.part), b.y, full-length(b.part), barHeight, b.class+" rest")
	} else {
		c.rect(b.x, b.y, max(full, 1), barHeight, b.class)
	}
	if b.stat.Median > b.longest {
		b.cut(c)
		return b.x + full
	}
	if length(b.stat.High)-length(b.stat.Low) < 2 {
		return b.x + full
	}
	middle := b.y + barHeight/2
	c.tag(`<line x1="%s" y1="%s" x2="%s" y2="%s" class="range"/>`, px(b.x+length(b.stat.Low)), px(middle), px(b.x+length(b.stat.High)), px(middle))
	return b.x + max(full, length(b.stat.High))
}

// cut marks a bar that would be longer than the panel.
func (b bar) cut(c *canvas) {
	for _, shift := range []float64{24, 16} {
		x := b.x + b.width - shift
		c.tag(`<path d="M%s %sl4 -%dh3l-4 %dz" class="cut"/>`, px(x), px(b.y+barHeight+1), barHeight+2, barHeight+2)
	}
}
