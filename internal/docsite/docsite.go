// Package docsite builds the documentation site from the Markdown files of docs/: static pages
// without a framework, which any static host can serve. A page asks no other host for anything, and
// runs under a strict Content-Security-Policy.
//
// [Build] returns every file of the site. The order of the pages is in docs/contents.txt; a
// Markdown file that is not listed joins at the end. A link to a file of the repository leads to a
// page that shows that file, so that the site is whole without a host for the sources.
package docsite

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
)

//go:embed assets
var assets embed.FS

// Policy is what every page may do. It is in the page itself, since many static hosts send no
// headers; only frame-ancestors must be a header.
const Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"

// site is a site in the making.
type site struct {
	repository fs.FS
	groups     []group
	pages      map[string]*page // by the path of the Markdown file in the repository
	order      []*page
	files      map[string][]byte // what is written, by its path in the site
	queue      []string          // files of the repository that are linked and have no page yet
	queued     map[string]bool
	template   *template.Template
}

// group is a part of the contents.
type group struct {
	Title string
	Pages []*page
}

// page is one page, from a Markdown file or from a file that is shown as it is.
type page struct {
	source  string // in the repository
	Out     string // in the site
	Title   string
	Summary string // the first paragraph, for search engines
	Body    template.HTML
	Heads   []heading
	Play    bool // has the playground
	Source  bool // shows a file of the repository
	search  []entry
}

// heading is a heading of the second or third level.
type heading struct {
	ID, Text string
	Level    int
}

// Build makes the site. The repository has docs/ and whatever its pages link; demo has the files of
// web/demo that the playground shares with the demo pages.
func Build(repository, demo fs.FS) (map[string][]byte, error) {
	parsed, err := template.New("page.html").Funcs(template.FuncMap{"to": relative}).ParseFS(assets, "assets/page.html", "assets/playground.html")
	if err != nil {
		return nil, err
	}
	s := &site{
		repository: repository, pages: map[string]*page{}, files: map[string][]byte{}, queued: map[string]bool{}, template: parsed,
	}
	steps := []func() error{s.readContents, s.convertPages, s.showSources, s.writePages, s.writeSearch, s.copyAssets}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, fmt.Errorf("docsite: %w", err)
		}
	}
	for _, name := range []string{"playground.js", "favicon.svg"} {
		if s.files["assets/"+name], err = fs.ReadFile(demo, name); err != nil {
			return nil, fmt.Errorf("docsite: %w", err)
		}
	}
	return s.files, nil
}

func (s *site) convertPages() error {
	for _, p := range s.order {
		if err := s.convert(p); err != nil {
			return fmt.Errorf("%s: %w", p.source, err)
		}
	}
	return nil
}

// writePages fills the frame around each page.
func (s *site) writePages() error {
	for i, p := range s.order {
		var before, after *page
		if i > 0 && !p.Source {
			before = s.order[i-1]
		}
		if i+1 < len(s.order) && !p.Source && !s.order[i+1].Source {
			after = s.order[i+1]
		}
		var out bytes.Buffer
		err := s.template.Execute(&out, map[string]any{
			"Page": p, "Groups": s.groups, "Before": before, "After": after, "Policy": template.HTMLAttr(`content="` + Policy + `"`), "Root": rootOf(p.Out),
		})
		if err != nil {
			return err
		}
		s.files[p.Out] = out.Bytes()
	}
	return nil
}

func (s *site) copyAssets() error {
	entries, err := assets.ReadDir("assets")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if path.Ext(e.Name()) == ".html" {
			continue
		}
		text, err := assets.ReadFile("assets/" + e.Name())
		if err != nil {
			return err
		}
		s.files["assets/"+e.Name()] = text
	}
	return nil
}

// rootOf leads from a page to the top of the site: "" or "../".
func rootOf(out string) string { return strings.Repeat("../", strings.Count(out, "/")) }

// relative leads from one page to another.
func relative(from, to string) string {
	up := strings.Split(path.Dir(from), "/")
	down := strings.Split(path.Dir(to), "/")
	if path.Dir(from) == "." {
		up = nil
	}
	if path.Dir(to) == "." {
		down = nil
	}
	for len(up) > 0 && len(down) > 0 && up[0] == down[0] {
		up, down = up[1:], down[1:]
	}
	return strings.Repeat("../", len(up)) + strings.Join(append(down, path.Base(to)), "/")
}
