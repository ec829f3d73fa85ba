package browsertest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// snippets are a document's code blocks in that language, in order; there are some.
func snippets(t *testing.T, document, language string) (out []string) {
	t.Helper()
	out = blocks(t, document, language)
	require.NotEmpty(t, out)
	return out
}

func blocks(t *testing.T, document, language string) (out []string) {
	t.Helper()
	text, err := os.ReadFile("../../" + document)
	require.NoError(t, err)
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		out = append(out, m[1])
	}
	return out
}

// firstLogin is the tutorial whose page tests log in with.
const firstLogin = "docs/first-login.md"

// TestReadmePage logs in with the page of the tutorial.
func TestReadmePage(t *testing.T) {
	b := browsertest.New(t)
	page, script := readmePage(b, browsertest.ClientID)
	b.HandleFunc("/readme", serving("text/html; charset=utf-8", []byte(page)))
	b.HandleFunc("/login.js", serving("text/javascript", []byte(script)))
	readmeLogin(b, b.App+"/readme")
}

// readmePage is the page of the tutorial and its script, but for the client id, the digest and
// where Amazon is. Its tags are those of snippet.html.
func readmePage(b *browsertest.Bench, client string) (page, script string) {
	b.Helper()
	t := b.TB.(*testing.T)
	page, script = snippets(t, firstLogin, "html")[0], snippets(t, firstLogin, "js")[0]
	require.Contains(b, script, "login.onclick")
	digest := digestOf(file(b, "lwa.js"))
	tags, _, _ := strings.Cut(string(file(b, "snippet.html")), "<!--")
	require.Contains(b, page, strings.Replace(tags, digest, "sha384-…", 1))
	page = strings.Replace(page, "sha384-…", digest, 1)
	const id = `data-client-id="amzn1.application-oa2-client.…"`
	require.Contains(b, page, id)
	return strings.Replace(page, id, `data-client-id="`+client+`" data-provider="`+b.Amazon+`"`, 1), script
}

// readmeLogin logs in on that page.
func readmeLogin(b *browsertest.Bench, address string) {
	b.Helper()
	tab := b.Blank().Expect("favicon")
	tab.Go(address)
	tab.Popup(func() { tab.Click("#login") }).SignIn("Zoë")
	tab.Wait("#hello:not(:empty)")
	assert.Equal(b, "Hello Zoë O’Neil & Sons", tab.Text("#hello"))
}

// TestDocsScripts runs each script of the documents after a click on a page that has the component.
// The first one of the tutorial belongs to a page of its own.
func TestDocsScripts(t *testing.T) {
	documents, err := filepath.Glob("../../docs/*.md")
	require.NoError(t, err)
	ran := 0
	for _, path := range append(documents, "../../README.md") {
		name := strings.TrimPrefix(path, "../../")
		for i, script := range blocks(t, name, "js") {
			if name == firstLogin && i == 0 {
				continue
			}
			ran++
			t.Run(fmt.Sprintf("%s %d", filepath.Base(name), i+1), func(t *testing.T) { runScript(t, script) })
		}
	}
	assert.GreaterOrEqual(t, ran, 15)
}

func runScript(t *testing.T, script string) {
	b := browsertest.New(t)
	tab := b.Open("/bench").Ready().Expect("/auth/o2/tokeninfo$") // which the doctor asks without a token
	tab.Exec(`document.getElementById("go").addEventListener("click", (e) => {
		e.stopImmediatePropagation();
		bench.keep((async () => { %s })());
	}, {capture: true})`, script)
	if strings.Contains(script, "const session = await lwaLogin") {
		tab.Popup(func() { tab.Click("#go") }).SignIn("Zoë")
	} else {
		tab.Click("#go")
	}
	assert.Nil(t, tab.Outcome().Error)
}

// TestDocsPages opens each piece of HTML of the documents as a page: what it names appears, and
// nothing complains.
func TestDocsPages(t *testing.T) {
	b := browsertest.New(t)
	digest, ofRun := digestOf(file(b, "lwa.js")), digestOf(file(b, "lwa-run.js"))
	documents, err := filepath.Glob("../../docs/*.md")
	require.NoError(t, err)
	opened := 0
	for _, path := range append(documents, "../../README.md") {
		name := strings.TrimPrefix(path, "../../")
		for i, markup := range blocks(t, name, "html") {
			if name == firstLogin {
				continue // TestReadmePage logs in with it
			}
			opened++
			address := fmt.Sprintf("/docs-page/%d", opened)
			page := `<!doctype html><link rel="icon" href="data:,"><title>x</title>` + strings.NewReplacer(
				"https://cdn.example/", "/", `lwa-run.js" integrity="sha384-…"`, `lwa-run.js" integrity="`+ofRun+`"`, "sha384-…", digest,
				`data-client-id="amzn1.application-oa2-client.…"`, `data-client-id="`+browsertest.ClientID+`" data-provider="`+b.Amazon+`"`,
				` client-id="amzn1.application-oa2-client.…"`, ` client-id="`+browsertest.ClientID+`" provider="`+b.Amazon+`"`,
			).Replace(markup)
			if strings.Contains(page, "<lwa-device") || strings.Contains(page, "<lwa-login") && !strings.Contains(page, "lwa-login.js") {
				page += `<script src="/lwa/lwa.js" defer data-client-id="` + browsertest.ClientID + `" data-provider="` + b.Amazon + `"></script><script src="/lwa/lwa-login.js" type="module"></script>`
			}
			b.HandleFunc(address, serving("text/html; charset=utf-8", []byte(page)))
			tab := b.Blank().Expect("favicon")
			tab.Go(b.App + address)
			switch {
			case strings.Contains(markup, "<lwa-login"):
				tab.Wait(`lwa-login[state="signed-out"]`)
			case strings.Contains(markup, "<lwa-device"):
				tab.Wait(`lwa-device[state="idle"]`)
			case strings.Contains(markup, "lwa-amazon.js"):
				until(tab, `typeof window.amazon?.Login.authorize === "function"`)
			default:
				until(tab, `typeof window.lwaLogin === "function"`)
			}
			assert.Empty(t, tab.Complaints(), "%s, piece %d", name, i+1)
		}
	}
	assert.GreaterOrEqual(t, opened, 9)
}
