package docsite

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// rest is the group of pages that docs/contents.txt does not list.
const rest = "More"

// readContents reads docs/contents.txt, and puts every other Markdown file of docs/ behind it.
func (s *site) readContents() error {
	text, err := fs.ReadFile(s.repository, "docs/contents.txt")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, ";"):
		case strings.HasPrefix(line, "# "):
			s.groups = append(s.groups, group{Title: line[2:]})
		case len(s.groups) == 0:
			return fmt.Errorf("contents.txt: %s stands before the first group", line)
		default:
			if err := s.add(path.Join("docs", line)); err != nil {
				return fmt.Errorf("contents.txt: %w", err)
			}
		}
	}
	s.groups = append(s.groups, group{Title: rest})
	err = fs.WalkDir(s.repository, "docs", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".md" || s.pages[name] != nil {
			return err
		}
		return s.add(name)
	})
	s.groups = slices.DeleteFunc(s.groups, func(g group) bool { return len(g.Pages) == 0 })
	return err
}

// add makes a page of a Markdown file, in the last group.
func (s *site) add(source string) error {
	if _, err := fs.Stat(s.repository, source); err != nil {
		return err
	}
	if s.pages[source] != nil {
		return fmt.Errorf("%s is listed twice", source)
	}
	p := &page{source: source, Out: outOf(source)}
	for _, other := range s.order {
		if other.Out == p.Out {
			return fmt.Errorf("%s and %s would both become %s", other.source, source, p.Out)
		}
	}
	s.pages[source] = p
	s.order = append(s.order, p)
	last := &s.groups[len(s.groups)-1]
	last.Pages = append(last.Pages, p)
	return nil
}

// outOf is where the page of a Markdown file lies in the site: docs/README.md is index.html.
// SECURITY.md gives way to docs/security.md.
func outOf(source string) string {
	if source == "SECURITY.md" {
		return "security-policy.html"
	}
	name := strings.TrimPrefix(strings.TrimSuffix(source, ".md"), "docs/")
	if path.Base(name) == "README" {
		name = path.Join(path.Dir(name), "index")
	}
	if !strings.HasPrefix(source, "docs/") {
		name = strings.ToLower(name)
	}
	return name + ".html"
}
