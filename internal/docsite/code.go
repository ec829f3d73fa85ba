package docsite

import (
	"fmt"
	"html"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// colours are the classes of tokens, by the kind that Chroma tells. Few kinds are enough to read
// by.
var colours = []struct {
	kind  chroma.TokenType
	class string
}{
	{chroma.Comment, "c"}, {chroma.LiteralString, "s"}, {chroma.LiteralNumber, "n"}, {chroma.Keyword, "k"}, {chroma.NameTag, "t"},
	{chroma.NameAttribute, "a"}, {chroma.NameFunction, "f"}, {chroma.NameBuiltin, "f"}, {chroma.GenericDeleted, "d"}, {chroma.GenericInserted, "i"},
}

// highlight writes a block of code, coloured by classes: the policy allows no style in the page.
func highlight(w io.Writer, code, language string) error {
	fmt.Fprintf(w, "<pre class=\"code\" tabindex=\"0\" data-language=\"%s\"><code>", html.EscapeString(language))
	defer io.WriteString(w, "</code></pre>\n")
	lexer := lexers.Get(language)
	if lexer == nil || language == "" {
		_, err := io.WriteString(w, html.EscapeString(code))
		return err
	}
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return err
	}
	for _, token := range tokens.Tokens() {
		text := html.EscapeString(token.Value)
		if class := classOf(token.Type); class != "" {
			text = `<span class="` + class + `">` + text + `</span>`
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return nil
}

func classOf(kind chroma.TokenType) string {
	for _, c := range colours {
		if kind == c.kind || kind.InSubCategory(c.kind) || c.kind.Category() == c.kind && kind.InCategory(c.kind) {
			return c.class
		}
	}
	return ""
}

// showSources makes a page of every file and folder that pages link, and of what those link in
// turn.
func (s *site) showSources() error {
	for len(s.queue) > 0 {
		source := s.queue[0]
		s.queue = s.queue[1:]
		if err := s.show(source); err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
	}
	return nil
}

func (s *site) show(source string) error {
	out, err := s.outOf(source)
	if err != nil {
		return err
	}
	p := &page{source: source, Out: out, Title: source, Summary: "The file " + source + " of lwa.js", Source: true}
	info, err := fs.Stat(s.repository, source)
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		err = s.showFolder(p)
	case path.Ext(source) == ".md":
		p.Title = ""
		err = s.convert(p)
	default:
		err = s.showFile(p)
	}
	s.order = append(s.order, p)
	return err
}

func (s *site) showFile(p *page) error {
	content, err := fs.ReadFile(s.repository, p.source)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<h1 id=\"top\"><code>%s</code></h1>\n", html.EscapeString(p.source))
	if !utf8.Valid(content) {
		b.WriteString("<p>This file is not text.</p>")
	} else if err := highlight(&b, string(content), languageOf(p.source)); err != nil {
		return err
	}
	p.Body = template.HTML(b.String())
	return nil
}

func languageOf(name string) string {
	if lexer := lexers.Match(name); lexer != nil {
		return lexer.Config().Aliases[0]
	}
	return ""
}

// unshown are folders and files that builds leave behind.
var unshown = []string{"node_modules", "dist", "build", ".next", "package-lock.json"}

// showFolder shows what is in a folder, and its README.
func (s *site) showFolder(p *page) error {
	var b strings.Builder
	if _, err := fs.Stat(s.repository, p.source+"/README.md"); err == nil {
		readme := &page{source: p.source + "/README.md", Out: p.Out}
		if err := s.convert(readme); err != nil {
			return err
		}
		p.Title = readme.Title
		b.WriteString(string(readme.Body))
	} else {
		fmt.Fprintf(&b, "<h1 id=\"top\"><code>%s</code></h1>\n", html.EscapeString(p.source))
	}
	b.WriteString("<h2 id=\"files\">Files</h2>\n<ul>\n")
	err := fs.WalkDir(s.repository, p.source, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if slices.Contains(unshown, entry.Name()) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		out, err := s.outOf(name)
		if err == nil {
			fmt.Fprintf(&b, "<li><a href=\"%s\">%s</a></li>\n", html.EscapeString(relative(p.Out, out)), html.EscapeString(strings.TrimPrefix(name, p.source+"/")))
		}
		return err
	})
	b.WriteString("</ul>\n")
	p.Body = template.HTML(b.String())
	return err
}
