package docsite

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/web"
)

var built = sync.OnceValues(func() (map[string][]byte, error) {
	demo, err := fs.Sub(web.Demo, "demo")
	if err != nil {
		return nil, err
	}
	return Build(os.DirFS("../.."), demo)
})

func pagesOf(t *testing.T) map[string]string {
	t.Helper()
	files, err := built()
	require.NoError(t, err)
	pages := map[string]string{}
	for name, content := range files {
		if path.Ext(name) == ".html" {
			pages[name] = string(content)
		}
	}
	require.NotEmpty(t, pages)
	return pages
}

// TestContents checks that each line of contents.txt names a file, and that every Markdown file of
// docs/ has a page that the navigation of every page leads to.
func TestContents(t *testing.T) {
	t.Parallel()
	pages := pagesOf(t)
	require.NoError(t, fs.WalkDir(os.DirFS("../.."), "docs", func(name string, _ fs.DirEntry, err error) error {
		if path.Ext(name) == ".md" {
			assert.Contains(t, pages, outOf(name))
			assert.Contains(t, pages["index.html"], `<a href="`+outOf(name)+`"`, "the navigation")
		}
		return err
	}))
	text, err := os.ReadFile("../../docs/contents.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.ContainsAny(line[:1], "#;") {
			assert.FileExists(t, "../../docs/"+line)
		}
	}
}

var (
	address = regexp.MustCompile(` (?:href|src)="([^"]*)"`)
	names   = regexp.MustCompile(` id="([^"]*)"`)
	inline  = regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|<script(?:>| type="module">)|="javascript:`)
)

// TestLinks checks that every address in every page leads to a file of the site, and every anchor
// to a name in it.
func TestLinks(t *testing.T) {
	t.Parallel()
	files, err := built()
	require.NoError(t, err)
	pages := pagesOf(t)
	ids := map[string]map[string]bool{}
	for name, page := range pages {
		ids[name] = map[string]bool{}
		for _, m := range names.FindAllStringSubmatch(page, -1) {
			assert.False(t, ids[name][m[1]], "%s has %s twice", name, m[1])
			ids[name][m[1]] = true
		}
	}
	for name, page := range pages {
		for _, m := range address.FindAllStringSubmatch(page, -1) {
			to, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(to, "://") {
				continue
			}
			target := name
			if to != "" {
				target = path.Join(path.Dir(name), to)
			}
			if strings.HasPrefix(target, "lwa/") {
				continue // the built component, which cmd/site puts there
			}
			assert.Contains(t, files, target, "%s links %s", name, m[1])
			if anchor != "" {
				assert.True(t, ids[target][anchor], "%s links %s", name, m[1])
			}
		}
	}
}

// TestPolicy checks that each page has the policy and obeys it, and that nothing but links leads to
// another host.
func TestPolicy(t *testing.T) {
	t.Parallel()
	for name, page := range pagesOf(t) {
		head, _, _ := strings.Cut(page, "</head>")
		assert.Contains(t, head, `<meta http-equiv="Content-Security-Policy" content="`+Policy+`">`, name)
		assert.NotRegexp(t, `(?:src|<link[^>]*href)="https?:`, page, name)
		code := regexp.MustCompile(`(?s)<pre.*?</pre>|<title.*?</title>`).ReplaceAllString(page, "")
		assert.Empty(t, inline.FindAllString(code, 1), name)
	}
}

// TestSource checks that a linked file is shown as it is, and that markup in it is text.
func TestSource(t *testing.T) {
	t.Parallel()
	page := pagesOf(t)["source/docs/hosting/nginx.conf.html"]
	shown := regexp.MustCompile(`(?s)<pre class="code"[^>]*><code>(.*?)</code></pre>`).FindStringSubmatch(page)
	require.NotNil(t, shown)
	text := regexp.MustCompile(`</?span[^>]*>`).ReplaceAllString(shown[1], "")
	want, err := os.ReadFile("../../docs/hosting/nginx.conf")
	require.NoError(t, err)
	assert.Equal(t, string(want), strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(text))
}

// TestSearchIndex checks that the search knows every page, each code of an error, and each option,
// and where they are.
func TestSearchIndex(t *testing.T) {
	t.Parallel()
	files, err := built()
	require.NoError(t, err)
	var all []entry
	require.NoError(t, json.Unmarshal(files["search.json"], &all))
	known := map[string]bool{}
	for _, e := range all {
		known[e.Address] = true
		page, _, _ := strings.Cut(e.Address, "#")
		assert.Contains(t, files, page)
	}
	for _, want := range []string{"index.html", "errors.html#user_cancelled", "options.html#row-clientId", "devserver.html#row--fault", "architecture.html#rooms"} {
		assert.True(t, known[want], want)
	}
}

func TestRelative(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ from, to, want string }{
		{"index.html", "errors.html", "errors.html"},
		{"decisions/index.html", "errors.html", "../errors.html"},
		{"decisions/a.html", "decisions/b.html", "b.html"},
		{"index.html", "source/web/x.html", "source/web/x.html"},
		{"source/web/x.html", "source/docs/y.html", "../docs/y.html"},
		{"source/examples/html/index.html", "images/a.png", "../../../images/a.png"},
	} {
		assert.Equal(t, row.want, relative(row.from, row.to), "%s to %s", row.from, row.to)
	}
}

// TestSlugs names headings as GitHub does, the second of the same text too.
func TestSlugs(t *testing.T) {
	t.Parallel()
	s := &slugs{}
	for _, row := range [][2]string{
		{"The forward for `apiBase`", "the-forward-for-apibase"},
		{"`access_denied`", "access_denied"},
		{"`<lwa-login>`", "lwa-login"},
		{"1. Build the files", "1-build-the-files"},
		{"1. Build the files", "1-build-the-files-1"},
		{"[A link](x.md) here", "a-link-here"},
	} {
		assert.Equal(t, row[1], string(s.Generate([]byte(row[0]), 0)))
	}
}

// TestRefusals holds what stops a build: a page that is wrong must not be published.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for want, page := range map[string]string{
		"there is no heading":       "text",
		"link gone.md":              "# A\n\n[x](gone.md)",
		"gone.png":                  "# A\n\n![x](gone.png)",
		"markup in Markdown":        "# A\n\n<div>x</div>\n",
		"accTitle or accDescr":      "# A\n\n```mermaid\nsequenceDiagram\n    participant A as B\n```\n",
		"a flowchart does not have": "# A\n\n```mermaid\nflowchart TB\n    accTitle: a\n    accDescr: b\n    a ==> b\n```\n",
		"no such participant in":    "# A\n\n```mermaid\nsequenceDiagram\n    accTitle: a\n    accDescr: b\n    A->>B: c\n```\n",
		"cannot draw \"pie\"":       "# A\n\n```mermaid\npie\n    accTitle: a\n    accDescr: b\n```\n",
		"stands before the first":   "",
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			require.NoError(t, os.Mkdir(dir+"/docs", 0o755))
			contents := "# Group\npage.md\n"
			if page == "" {
				contents = "page.md\n"
			}
			require.NoError(t, os.WriteFile(dir+"/docs/contents.txt", []byte(contents), 0o644))
			require.NoError(t, os.WriteFile(dir+"/docs/page.md", []byte(page), 0o644))
			_, err := Build(os.DirFS(dir), os.DirFS(dir))
			assert.ErrorContains(t, err, want)
		})
	}
}

// TestLongNames checks that a long name in a table breaks between its words, and one in a sentence
// nowhere.
func TestLongNames(t *testing.T) {
	t.Parallel()
	page := pagesOf(t)["security.html"]
	assert.Contains(t, page, "<code>Test<wbr>Popup<wbr>Foreign<wbr>Messages</code>")
	assert.Contains(t, page, "<code>invalid_configuration</code> while", "in a sentence")
	assert.Contains(t, pagesOf(t)["options.html"], "<code>interactive</code>", "a short one")
}
