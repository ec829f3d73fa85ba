package docsite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	renderers "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/lwa-wasm/lwa/internal/diagram"
)

// playMark is where a page has the playground.
const playMark = "<!-- playground -->"

// convert makes the body of a page. It collects what the page links.
func (s *site) convert(p *page) error {
	source, err := fs.ReadFile(s.repository, p.source)
	if err != nil {
		return err
	}
	c := &converter{site: s, page: p, source: source}
	markdown := goldmark.New(
		// GFM, with the alignment of cells as an attribute: the policy allows no style in the page.
		goldmark.WithExtensions(
			extension.Linkify, extension.Strikethrough, extension.TaskList,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
		),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(c, 100))),
	)
	root := markdown.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(&slugs{}))))
	if err := ast.Walk(root, c.visit); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, source, root); err != nil {
		return err
	}
	p.Body = template.HTML(out.String())
	if p.Title == "" {
		return errors.New("there is no heading of the first level")
	}
	return nil
}

// converter goes with one page.
type converter struct {
	site     *site
	page     *page
	source   []byte
	diagrams int
	rows     map[string]bool // names of table rows that are taken
}

// visit looks at each node before anything is rendered: title, headings, links, names of rows, and
// what the search finds.
func (c *converter) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	switch n := n.(type) {
	case *ast.Heading:
		c.heading(n)
	case *ast.Paragraph:
		if c.page.Summary == "" {
			c.page.Summary = c.plain(n)
		}
		c.found(c.plain(n))
	case *ast.TextBlock:
		c.found(c.plain(n))
	case *tables.TableRow:
		if name := c.nameRow(n); name != "" {
			c.page.search = append(c.page.search, entry{Heading: name, Anchor: "row-" + name})
		}
		c.found(c.plain(n))
	case *ast.Link:
		to, err := c.site.link(c.page, string(n.Destination))
		if err != nil {
			return ast.WalkStop, err
		}
		n.Destination = []byte(to)
	case *ast.Image:
		to, err := c.site.image(c.page, string(n.Destination))
		if err != nil {
			return ast.WalkStop, err
		}
		n.Destination = []byte(to)
	}
	return ast.WalkContinue, nil
}

func (c *converter) heading(n *ast.Heading) {
	title := c.plain(n)
	id, _ := n.AttributeString("id")
	name, _ := id.([]byte)
	switch {
	case n.Level == 1 && c.page.Title == "":
		c.page.Title = title
		c.page.search = append(c.page.search, entry{})
		n.RemoveAttributes()
		n.SetAttributeString("id", []byte("top"))
	case n.Level <= 3:
		c.page.Heads = append(c.page.Heads, heading{string(name), title, n.Level})
		c.page.search = append(c.page.search, entry{Heading: title, Anchor: string(name)})
	}
}

// found adds to the text that the search looks through, under the present heading.
func (c *converter) found(text string) {
	if len(c.page.search) == 0 {
		c.page.search = append(c.page.search, entry{})
	}
	last := &c.page.search[len(c.page.search)-1]
	last.Text = strings.TrimSpace(last.Text + " " + text)
}

// nameRow gives a row of a table a name, when it begins with a single piece of code: #row-clientId
// leads to that option.
func (c *converter) nameRow(n *tables.TableRow) string {
	cell := n.FirstChild()
	if cell == nil || cell.ChildCount() != 1 {
		return ""
	}
	span, ok := cell.FirstChild().(*ast.CodeSpan)
	if !ok {
		return ""
	}
	name := rowName.FindString(c.plain(span))
	if c.rows == nil {
		c.rows = map[string]bool{}
	}
	if name == "" || c.rows[name] {
		return ""
	}
	c.rows[name] = true
	n.SetAttributeString("id", []byte("row-"+name))
	return name
}

var rowName = regexp.MustCompile(`^-?-?[A-Za-z][\w-]*`)

// plain is the text of a node and what is below it.
func (c *converter) plain(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(c.source))
				if n.SoftLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		case *tables.TableCell:
			if !entering {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

// RegisterFuncs takes over what goldmark would render in another way.
func (c *converter) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, c.codeBlock)
	r.Register(ast.KindCodeSpan, c.codeSpan)
	r.Register(ast.KindHTMLBlock, c.htmlBlock)
	r.Register(ast.KindHeading, c.headingTag)
	r.Register(tables.KindTable, c.table)
}

func (c *converter) codeBlock(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := n.(*ast.FencedCodeBlock)
	code := string(block.Lines().Value(source))
	language := string(block.Language(source))
	if language == "mermaid" {
		c.diagrams++
		svg, err := diagram.Render(context.Background(), fmt.Sprintf("d%d", c.diagrams), code)
		if err != nil {
			return ast.WalkStop, err
		}
		fmt.Fprintf(w, "<figure class=\"drawing\" tabindex=\"0\">%s</figure>\n", svg)
		return ast.WalkSkipChildren, nil
	}
	return ast.WalkSkipChildren, highlight(w, code, language)
}

// wordStart is where a word begins within a name: TestPopup_CrossSite, window_error.
var wordStart = regexp.MustCompile(`([a-z0-9])([A-Z_])`)

// longName is the number of bytes from which a column may be too narrow for a name.
const longName = 14

// codeSpan is code within a line. In a table a long name may break where a word of it begins: a
// narrow column would break it anywhere.
func (c *converter) codeSpan(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	code := html.EscapeString(c.plain(n))
	if n.Parent().Kind() == tables.KindTableCell && len(code) >= longName {
		code = wordStart.ReplaceAllString(code, "$1<wbr>$2")
	}
	fmt.Fprintf(w, "<code>%s</code>", code)
	return ast.WalkSkipChildren, nil
}

// htmlBlock lets no markup through. Comments of the documents are for generators; one of them is
// the playground's place.
func (c *converter) htmlBlock(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	block := n.(*ast.HTMLBlock)
	markup := strings.TrimSpace(string(block.Lines().Value(source)))
	switch {
	case !entering:
	case markup == playMark:
		c.page.Play = true
		return ast.WalkSkipChildren, c.site.template.ExecuteTemplate(w, "playground.html", nil)
	case !strings.HasPrefix(markup, "<!--"):
		return ast.WalkStop, fmt.Errorf("markup in Markdown: %s", markup)
	}
	return ast.WalkContinue, nil
}

// headingTag is a heading with a link to itself.
func (c *converter) headingTag(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	id, _ := h.AttributeString("id")
	name, _ := id.([]byte)
	if entering {
		fmt.Fprintf(w, "<h%d id=\"%s\">", h.Level, html.EscapeString(string(name)))
		return ast.WalkContinue, nil
	}
	if h.Level > 1 {
		fmt.Fprintf(w, " <a class=\"anchor\" href=\"#%s\" aria-label=\"Link to this part: %s\">#</a>", html.EscapeString(string(name)), html.EscapeString(c.plain(h)))
	}
	fmt.Fprintf(w, "</h%d>\n", h.Level)
	return ast.WalkContinue, nil
}

// table is a table in a box of its own that scrolls, by keyboard too.
func (c *converter) table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<div class=\"table\" tabindex=\"0\"><table>\n")
		renderers.RenderAttributes(w, n, nil)
	} else {
		_, _ = w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}

// link turns a link of a document into one of the site.
func (s *site) link(p *page, to string) (string, error) {
	if strings.Contains(to, "://") || strings.HasPrefix(to, "#") || strings.HasPrefix(to, "mailto:") {
		return to, nil
	}
	target, anchor, _ := strings.Cut(to, "#")
	target, err := url.PathUnescape(target)
	if err != nil {
		return "", err
	}
	out, err := s.outOf(path.Join(path.Dir(p.source), target))
	if err != nil {
		return "", fmt.Errorf("link %s: %w", to, err)
	}
	if anchor != "" {
		anchor = "#" + anchor
	}
	return relative(p.Out, out) + anchor, nil
}

// outOf is where the site shows a file or folder of the repository. What has no page yet gets one.
func (s *site) outOf(source string) (string, error) {
	if p := s.pages[source]; p != nil {
		return p.Out, nil
	}
	if source == "README.md" {
		return "index.html", nil
	}
	info, err := fs.Stat(s.repository, source)
	if err != nil {
		return "", err
	}
	if !s.queued[source] {
		s.queued[source] = true
		s.queue = append(s.queue, source)
	}
	if info.IsDir() {
		return "source/" + source + "/index.html", nil
	}
	return "source/" + source + ".html", nil
}

// image copies a picture into the site.
func (s *site) image(p *page, to string) (string, error) {
	source := path.Join(path.Dir(p.source), to)
	content, err := fs.ReadFile(s.repository, source)
	if err != nil {
		return "", err
	}
	out := "images/" + strings.ReplaceAll(strings.TrimPrefix(source, "docs/"), "/", "-")
	s.files[out] = content
	return relative(p.Out, out), nil
}

// slugs gives headings the names that GitHub gives them, so that one link is right in both places.
type slugs struct{ taken map[string]int }

var dropped = regexp.MustCompile(`[^\p{L}\p{N}_\- ]`)

// Generate is a name for a heading of this text.
func (s *slugs) Generate(value []byte, _ ast.NodeKind) []byte {
	plain := linkText.ReplaceAllString(string(value), "$1")
	name := strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(plain), ""), " ", "-")
	if s.taken == nil {
		s.taken = map[string]int{}
	}
	s.taken[name]++
	if n := s.taken[name]; n > 1 {
		name = fmt.Sprintf("%s-%d", name, n-1)
	}
	return []byte(name)
}

var linkText = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// Put notes a name that the document itself gives.
func (s *slugs) Put([]byte) {}
