package examples

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// bundlers is the project with every bundler, installed once: where LWA_BUNDLERS is the folder of
// an installed one, that.
func bundlers(t *testing.T) *project {
	t.Helper()
	installed := os.Getenv("LWA_BUNDLERS")
	if installed == "" {
		t.Skip("installs some 1,200 packages: make test-bundlers runs it")
	}
	if filepath.IsAbs(installed) {
		return &project{TB: t, dir: installed}
	}
	p := &project{TB: t, dir: t.TempDir(), tarball: tarball(t)}
	require.NoError(t, os.CopyFS(p.dir, os.DirFS("internal/bundlers")))
	for _, made := range []string{"node_modules", "out"} {
		require.NoError(t, os.RemoveAll(filepath.Join(p.dir, made)))
	}
	p.install()
	return p
}

// TestBundlers bundles a page with each bundler, without any configuration, and logs in.
// docs/bundlers.md has a row for each.
func TestBundlers(t *testing.T) {
	shared := bundlers(t)
	table := read(t, "../docs/bundlers.md")
	for _, name := range []string{
		"vite8", "vite7", "vite8-dev", "vite7-dev", "webpack", "webpack-dev", "rspack", "rspack-dev", "parcel", "parcel-dev", "rollup-es", "rollup-iife",
		"esbuild-esm", "esbuild-dev", "esbuild-iife", "astro", "astro-dev", "importmap",
	} {
		t.Run(name, func(t *testing.T) {
			assert.Contains(t, table, "<!-- "+name+" -->")
			b := browsertest.New(t)
			p := &project{TB: t, dir: shared.dir}
			b.HandleFunc("/lwa/lwa-callback.html", func(w http.ResponseWriter, r *http.Request) {
				http.ServeFile(w, r, filepath.Join(p.dir, "node_modules", "lwa-wasm", "lwa-callback.html"))
			})
			settings := url.Values{"clientId": {browsertest.ClientID}, "provider": {b.Amazon}}
			switch {
			case strings.HasSuffix(name, "-dev"):
				for _, made := range []string{"node_modules/.vite", "out"} { // by another one
					require.NoError(t, os.RemoveAll(filepath.Join(p.dir, made)))
				}
				p.start(b, "node", "build.mjs", name)
			case name == "importmap":
				b.Handle("/", withImportMap(p))
			default:
				require.NoError(t, os.RemoveAll(filepath.Join(p.dir, "out")))
				p.run("node", "build.mjs", name)
				noPaths(p)
				b.Handle("/", p.files("out"))
			}
			if name == "esbuild-iife" {
				withoutAddress(b, settings)
				settings.Set("wasmUrl", "/lwa.wasm")
			}
			tab := b.Open("/?" + settings.Encode())
			if name == "vite7-dev" || name == "vite8-dev" {
				tab.Expect("Outdated Optimize Dep") // and the page is loaded again
			}
			logInBundled(tab)
			tab.NoLeak(tab)
		})
	}
}

func logInBundled(tab *browsertest.Tab) {
	tab.Helper()
	tab.Wait("#login")
	tab.Popup(func() { tab.Click("#login") }).SignIn("Zoë")
	tab.Wait("#hello:not(:empty)")
	assert.Equal(tab, "Zoë O’Neil & Sons", tab.Text("#hello"))
}

// withoutAddress checks that a bundle that is no module runs all the same, and says what to name.
func withoutAddress(b *browsertest.Bench, settings url.Values) {
	b.Helper()
	tab := b.Open("/?" + settings.Encode())
	tab.Wait("#login")
	tab.Click("#login")
	tab.Wait("#hello:not(:empty)")
	assert.Contains(b, tab.Text("#hello"), "invalid_configuration: The address of lwa.wasm is unknown")
	assert.Contains(b, tab.Text("#hello"), "wasmUrl")
}

// noPaths checks that nobody reads in a bundle where it was made.
func noPaths(p *project) {
	p.Helper()
	scripts, err := filepath.Glob(filepath.Join(p.dir, "out", "*.js"))
	require.NoError(p, err)
	for _, script := range scripts {
		assert.NotContains(p, read(p.TB.(*testing.T), script), p.dir, filepath.Base(script))
	}
}

// withImportMap serves the page without a bundler, as it stands but for an import map.
func withImportMap(p *project) http.Handler {
	const start = `<script type="module"`
	page := read(p.TB.(*testing.T), filepath.Join(p.dir, "app", "index.html"))
	page = strings.Replace(page, start, `<script type="importmap">{ "imports": { "lwa-wasm": "/node_modules/lwa-wasm/lwa.mjs" } }</script>`+"\n"+start, 1)
	files := http.NewServeMux()
	files.Handle("/node_modules/", p.files("."))
	files.Handle("/main.js", p.files("app"))
	files.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	})
	return files
}

// TestImports imports the package in the DOMs of the test runners.
func TestImports(t *testing.T) {
	p := bundlers(t)
	for _, environment := range []string{"jsdom", "happy-dom", "node"} {
		t.Run("vitest "+environment, func(t *testing.T) {
			(&project{TB: t, dir: p.dir}).run("npx", "vitest", "run", "--globals", "--environment", environment, "imports")
		})
	}
	for _, environment := range []string{"jsdom", "@happy-dom/jest-environment", "node"} {
		t.Run("jest "+environment, func(t *testing.T) {
			q := &project{TB: t, dir: p.dir, env: []string{"NODE_OPTIONS=--experimental-vm-modules"}}
			q.run("npx", "jest", "--config", "jest.config.json", "--env", environment)
		})
	}
}
