package examples

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// rendered adds a page to a project that a server has rendered: with nobody logged in yet, and
// nothing thrown or said.
func rendered(p *project, framework string) {
	p.Helper()
	require.NoError(p, os.CopyFS(p.dir, os.DirFS(filepath.Join("internal", "hydrate", framework))))
	markup, err := p.command("node", "server.js").CombinedOutput()
	require.NoError(p, err, string(markup))
	const status = `<p role="status">One moment…</p>`
	require.Equal(p, "<main>"+status+status+"</main>", strings.NewReplacer("<!--[-->", "", "<!--]-->", "").Replace(string(markup)))
	page := fmt.Sprintf(`<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<div id="root">%s</div>
<script>window.first = document.querySelector("main")</script>
<script type="module" src="/client.js"></script>
`, markup)
	require.NoError(p, os.WriteFile(filepath.Join(p.dir, "hydrate.html"), []byte(page), 0o644))
}

// hydrate logs in on that page, and loads it again, logged in: what the server rendered stays.
// Development builds say in the console what does not match, and the bench fails for it.
func hydrate(b *browsertest.Bench) {
	b.Helper()
	tab := b.Open("/hydrate.html")
	logIn(tab)
	reload(tab)
	tab.Wait("#hello")
	assert.True(b, browsertest.Eval[bool](tab, `window.first.isConnected`), "hydrated, not rendered anew")
	assert.Equal(b, 2, browsertest.Eval[int](tab, `document.querySelectorAll("#hello").length`), "every component shows it")
	tab.Click("#logout")
	tab.Wait("#login")
	assert.Equal(b, 2, browsertest.Eval[int](tab, `document.querySelectorAll("#login").length`))
	b.NoLeak(tab)
}
