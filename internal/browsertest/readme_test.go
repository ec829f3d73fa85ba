package browsertest_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// snippets are a document's code blocks in that language, in order.
func snippets(t *testing.T, document, language string) (out []string) {
	t.Helper()
	text, err := os.ReadFile("../../" + document)
	require.NoError(t, err)
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		out = append(out, m[1])
	}
	require.NotEmpty(t, out)
	return out
}

// TestReadmePage logs in with the page that opens the README.
func TestReadmePage(t *testing.T) {
	b := browsertest.New(t)
	page, script := readmePage(b, browsertest.ClientID)
	b.HandleFunc("/readme", serving("text/html; charset=utf-8", []byte(page)))
	b.HandleFunc("/login.js", serving("text/javascript", []byte(script)))
	readmeLogin(b, b.App+"/readme")
}

// readmePage is the page that opens the README and its script, but for the client id, the digest and where Amazon is. Its
// tags are those of snippet.html.
func readmePage(b *browsertest.Bench, client string) (page, script string) {
	b.Helper()
	t := b.TB.(*testing.T)
	page, script = snippets(t, "README.md", "html")[0], snippets(t, "README.md", "js")[0]
	require.Contains(b, script, "login.onclick")
	digest := digestOf(file(b, "lwa.js"))
	require.Contains(b, page, strings.Replace(string(file(b, "snippet.html")), digest, "sha384-…", 1))
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

// TestReadmeScripts runs each script of the README but the first, which belongs to a page of its own, and of docs/migrate.md after a click on a page that has the component.
func TestReadmeScripts(t *testing.T) {
	for _, script := range append(snippets(t, "README.md", "js")[1:], snippets(t, "docs/migrate.md", "js")...) {
		name, _, _ := strings.Cut(script, "\n")
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t)
			tab := b.Open("/bench").Ready()
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
		})
	}
}
