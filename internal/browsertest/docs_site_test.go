package browsertest_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/docsite"
	"github.com/lwa-wasm/lwa/web"
)

// builtDocs is the site of docs/, built once for all tests.
var builtDocs = sync.OnceValues(func() (map[string][]byte, error) {
	demo, err := fs.Sub(web.Demo, "demo")
	if err != nil {
		return nil, err
	}
	return docsite.Build(os.DirFS("../.."), demo)
})

// documentation is the site of docs/ on a static file server, below a path as on GitHub Pages, and
// the component in it. It returns the address, and the pages made of Markdown.
func documentation(b *browsertest.Bench) (address string, pages []string) {
	b.Helper()
	built, err := builtDocs()
	require.NoError(b, err)
	files := fstest.MapFS{}
	for name, content := range built {
		files[name] = &fstest.MapFile{Data: content}
		if strings.HasSuffix(name, ".html") && !strings.HasPrefix(name, "source/") {
			pages = append(pages, name)
		}
	}
	slices.Sort(pages)
	mux := http.NewServeMux()
	mux.Handle("/project/lwa/", http.StripPrefix("/project/lwa/", http.FileServerFS(b.Component())))
	mux.Handle("/project/", http.StripPrefix("/project/", http.FileServerFS(files)))
	server := httptest.NewServer(mux)
	b.Cleanup(server.CloseClientConnections)
	return server.URL + "/project/", pages
}

// until waits until an expression is true in the page that is shown now.
func until(tab *browsertest.Tab, expression string) {
	tab.Helper()
	tab.Exec("new Promise((done) => { const look = () => ((%s) ? done() : requestAnimationFrame(look)); look(); })", expression)
}

// loaded waits until the scripts of a page of the documentation have run.
func loaded(tab *browsertest.Tab) { tab.Wait(`html[data-ready="yes"]`) }

// TestDocsSite opens every page: none complains, none scrolls sideways on a phone, and none asks
// another host for anything.
func TestDocsSite(t *testing.T) {
	b := parallel(t)
	address, pages := documentation(b)
	tab := b.Blank()
	tab.Dress(browsertest.Look{Name: "phone", Width: 360, Height: 780, Scheme: "light"})
	assert.GreaterOrEqual(t, len(pages), 50)
	for _, name := range append(pages, "source/web/lwa-doctor.d.ts.html", "source/examples/react/index.html") {
		tab.Go(address + name)
		loaded(tab)
		assert.LessOrEqual(t, browsertest.Eval[int64](tab, `document.documentElement.scrollWidth`), int64(360), "%s scrolls sideways", name)
		foreign := browsertest.Eval[[]string](tab, `performance.getEntriesByType("resource").map((e) => e.name).filter((name) => !name.startsWith(location.origin))`)
		assert.Empty(t, foreign, name)
	}
}

// shownPages are one of each kind.
var shownPages = []string{"index.html", "first-login.html", "options.html", "errors.html", "how-it-works.html", "flow.html", "playground.html", "architecture.html", "source/docs/hosting/nginx.conf.html"}

// TestScreensDocs takes a picture of one page of each kind in each look, and has axe look at the
// wide ones.
func TestScreensDocs(t *testing.T) {
	b := parallel(t)
	address, _ := documentation(b)
	for _, l := range browsertest.Looks {
		tab := b.Blank()
		tab.Dress(l)
		for _, name := range shownPages {
			tab.Go(address + name)
			loaded(tab)
			if name == "index.html" || name == "playground.html" {
				tab.Wait(`lwa-login[state="signed-out"]`)
			}
			picture := tab.Picture(l)
			if dir := os.Getenv("SCREENS"); dir != "" {
				require.NoError(t, os.WriteFile(filepath.Join(dir, "docs-"+strings.ReplaceAll(strings.TrimSuffix(name, ".html"), "/", "-")+"-"+l.Name+".png"), picture, 0o644))
			}
			if strings.HasPrefix(l.Name, "desktop") && name != "flow.html" { // which is long, and has nothing that others have not
				axe(door{tab}, l.Name+" "+name)
			}
		}
	}
}

// TestDocsSearch searches by keyboard alone.
func TestDocsSearch(t *testing.T) {
	b := parallel(t)
	address, _ := documentation(b)
	tab := b.Blank()
	tab.Go(address + "decisions/02-tinygo.html")
	loaded(tab)
	tab.Do(chromedp.KeyEvent("/"))
	for query, want := range map[string]string{
		"redirect_in_iframe":                  "errors.html#redirect_in_iframe",
		"clientId":                            "options.html",
		"television":                          "television.html",
		"strict csp nothing that is anywhere": "",
	} {
		tab.Exec(`document.getElementById("search").value = ""`)
		tab.Do(chromedp.KeyEvent(query))
		if want == "" {
			until(tab, `document.getElementById("count").textContent === "Nothing found"`)
			continue
		}
		until(tab, `[...document.querySelectorAll("#results a")].slice(0, 3).some((a) => a.href.includes("`+want+`"))`)
	}
	tab.Do(chromedp.KeyEvent(kb.Escape))
	assert.True(t, browsertest.Eval[bool](tab, `document.getElementById("results").hidden`))
	tab.Do(chromedp.KeyEvent("user_cancelled"))
	until(tab, `document.querySelector("#results a")?.href.endsWith("/project/errors.html#user_cancelled")`)
	tab.Do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
	tab.Wait(`h2[id="user_cancelled"]:target`)
}

// TestDocsPlayground logs in on the site: the real component, with Amazon played in the page.
func TestDocsPlayground(t *testing.T) {
	b := parallel(t)
	address, _ := documentation(b)
	d := door{b.Blank()}
	d.Go(address + "playground.html")
	d.shows("signed-out")
	assert.Contains(t, d.Text("#tag"), `provider="demo"`)
	assert.NotContains(t, d.Text("#tag"), "demo-anywhere")
	current := `document.querySelector("#course [aria-current=step]")?.textContent ?? ""`
	popup := d.Popup(func() { d.push("login") })
	until(d.Tab, `(`+current+`).includes("window is open")`)
	agree(popup, "Zoë", "")
	d.shows("signed-in")
	until(d.Tab, `(`+current+`).includes("There is a session")`)
	assert.Contains(t, d.Text("#told"), "Event: login Zoë")
	assert.Regexp(t, `^\d+ ms$`, browsertest.Eval[string](d.Tab, `document.querySelector("#course [data-event=answer]").dataset.time`))
}
