package browsertest_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
)

// snippets are a document's code blocks in that language, in order.
func snippets(t *testing.T, document, language string) (out []string) {
	t.Helper()
	text, err := os.ReadFile("../" + document)
	require.NoError(t, err)
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		out = append(out, m[1])
	}
	require.NotEmpty(t, out)
	return out
}

// TestReadmePage logs in with the page that opens the README, but for the client id, the digest and where Amazon is. Its tags
// are those of snippet.html.
func TestReadmePage(t *testing.T) {
	b := browsertest.New(t)
	page := strings.Replace(snippets(t, "README.md", "html")[0], `data-client-id="amzn1.application-oa2-client.…"`,
		`data-client-id="`+browsertest.ClientID+`" data-provider="`+b.Amazon+`"`, 1)
	require.Contains(t, page, b.Amazon)
	digest := digestOf(file(b, "lwa.js"))
	page = strings.Replace(page, "sha384-…", digest, 1)
	b.HandleFunc("/readme", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	})
	require.Contains(t, snippets(t, "README.md", "html")[0], strings.Replace(string(file(b, "snippet.html")), digest, "sha384-…", 1))
	tab := b.Blank().Expect("favicon")
	tab.Go("/readme")
	tab.Popup(func() { tab.Click("#login") }).SignIn("Zoë")
	tab.Wait("#hello:not(:empty)")
	assert.Equal(t, "Hello Zoë O’Neil & Sons", tab.Text("#hello"))
}

// TestReadmeScripts runs each script of the README and of docs/migrate.md after a click on a page that has the component.
func TestReadmeScripts(t *testing.T) {
	for _, script := range append(snippets(t, "README.md", "js"), snippets(t, "docs/migrate.md", "js")...) {
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
