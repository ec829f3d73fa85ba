package diagram

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-graphviz"

	"github.com/lwa-wasm/lwa/internal/sequence"
)

var (
	stateName  = regexp.MustCompile(`^state "(.+)" as (\w+)$`)
	transition = regexp.MustCompile(`^(\[\*\]|\w+) --> (\w+)(?:: (.+))?$`)
	flowNode   = regexp.MustCompile(`^(\w+)\["(.+)"\]$`)
	flowArrow  = regexp.MustCompile(`^(\w+) --> (\w+)$`)
	subgraph   = regexp.MustCompile(`^subgraph (\w+)\["(.+)"\]$`)
)

// states draws a stateDiagram-v2.
func (d *diagram) states(ctx context.Context, lines []string) (string, error) {
	var b strings.Builder
	for _, line := range lines {
		if m := stateName.FindStringSubmatch(line); m != nil {
			fmt.Fprintf(&b, "%q [label=%s style=\"rounded,dashed\"]\n", m[2], label(m[1], 26))
			continue
		}
		m := transition.FindStringSubmatch(line)
		switch {
		case m == nil:
			return "", fmt.Errorf("diagram: a state diagram does not have %q", line)
		case m[1] == "[*]":
			fmt.Fprintf(&b, "begin [shape=circle style=filled label=\" \" width=.15 fixedsize=true]\nbegin -> %q\n", m[2])
		default:
			fmt.Fprintf(&b, "%q -> %q [label=%s]\n", m[1], m[2], label(m[3], 22))
		}
	}
	return d.graph(ctx, "rankdir=TB ranksep=.5 nodesep=.35", b.String())
}

// flowchart draws boxes, groups of them and arrows.
func (d *diagram) flowchart(ctx context.Context, direction string, lines []string) (string, error) {
	var b strings.Builder
	for _, line := range lines {
		if m := subgraph.FindStringSubmatch(line); m != nil {
			fmt.Fprintf(&b, "subgraph cluster_%s {\nlabel=%s\n", m[1], label(m[2], 60))
		} else if m := flowNode.FindStringSubmatch(line); m != nil {
			fmt.Fprintf(&b, "%q [label=%s]\n", m[1], label(m[2], 24))
		} else if m := flowArrow.FindStringSubmatch(line); m != nil {
			fmt.Fprintf(&b, "%q -> %q\n", m[1], m[2])
		} else if line == "end" {
			b.WriteString("}\n")
		} else {
			return "", fmt.Errorf("diagram: a flowchart does not have %q", line)
		}
	}
	return d.graph(ctx, "rankdir="+direction+" ranksep=.6 nodesep=.3", b.String())
}

// label is a text in Graphviz's language, in lines of at most about width characters.
func label(text string, width int) string {
	return strings.ReplaceAll(strconv.Quote(strings.Join(sequence.Wrap(text, width), "\n")), `\\n`, `\n`)
}

// one lets one drawing at a time into Graphviz, whose WebAssembly has one memory for all.
var one sync.Mutex

// graph has Graphviz place nodes and edges.
func (d *diagram) graph(ctx context.Context, settings, body string) (string, error) {
	one.Lock()
	defer one.Unlock()
	g, err := graphviz.New(ctx)
	if err != nil {
		return "", fmt.Errorf("diagram: %w", err)
	}
	defer g.Close()
	dot := "digraph {\ngraph [bgcolor=transparent fontname=Arial fontsize=12 style=rounded " + settings + "]\n" +
		"node [shape=box style=rounded fontname=Arial fontsize=12 margin=\"0.16,0.09\" height=.35]\n" +
		"edge [fontname=Arial fontsize=10 arrowsize=.7]\n" + body + "}\n"
	parsed, err := graphviz.ParseBytes([]byte(dot))
	if err != nil {
		return "", fmt.Errorf("diagram: %w in\n%s", err, dot)
	}
	defer parsed.Close()
	var out bytes.Buffer
	if err := g.Render(ctx, parsed, graphviz.SVG, &out); err != nil {
		return "", fmt.Errorf("diagram: %w", err)
	}
	return d.restyle(out.String())
}

var (
	size       = regexp.MustCompile(`viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"`)
	inner      = regexp.MustCompile(`(?s)<g id="graph0" class="graph" (transform="[^"]*")>\s*(.*)</g>\s*</svg>`)
	comments   = regexp.MustCompile(`(?s)<!--.*?-->\s*|<title>.*?</title>\s*`)
	background = regexp.MustCompile(`<polygon fill="(?:white|none|transparent)" stroke="(?:none|transparent)"[^>]*/>\s*`)
	colours    = regexp.MustCompile(` (?:fill|stroke|font-family|font-size|stroke-dasharray)="[^"]*"`)
	groups     = regexp.MustCompile(`<g id="[^"]*" class="(\w+)">`)
	dashed     = regexp.MustCompile(`<(\w+) ([^>]*)stroke-dasharray="[^"]*"`)
)

// restyle takes Graphviz's colours, fonts and names out of its SVG, and sets our classes in their
// place.
func (d *diagram) restyle(svg string) (string, error) {
	s, m := size.FindStringSubmatch(svg), inner.FindStringSubmatch(svg)
	if s == nil || m == nil {
		return "", fmt.Errorf("diagram: Graphviz drew something else than expected")
	}
	body := background.ReplaceAllString(comments.ReplaceAllString(m[2], ""), "")
	body = dashed.ReplaceAllString(body, `<$1 class="diagram-dashed" $2`)
	body = groups.ReplaceAllString(colours.ReplaceAllString(body, ""), `<g class="diagram-$1">`)
	width, _ := strconv.ParseFloat(s[1], 64)
	height, _ := strconv.ParseFloat(s[2], 64)
	return d.SVG("diagram-graph", width*4/3, height*4/3, `<g transform="scale(1.3333)"><g `+html.UnescapeString(m[1])+">\n"+body+"</g></g>\n"), nil
}
