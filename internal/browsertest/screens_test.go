package browsertest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestScreens takes a picture of each page a visitor meets, in each look, and finds none that
// scrolls sideways. They go to the folder that SCREENS names; with UPDATE_DOCS=1 the README's
// picture is written.
func TestScreens(t *testing.T) {
	dir := os.Getenv("SCREENS")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, l := range browsertest.Looks {
		t.Run(l.Name, func(t *testing.T) {
			b := browsertest.New(t)
			tab := b.Blank()
			tab.Dress(l)
			tab.Go("/script.html")
			tab.Ready()
			take(t, tab, dir, l, "script")
			popup := tab.Popup(func() { tab.Click("#login") })
			small := browsertest.Look{Name: l.Name, Width: min(l.Width, 480), Height: 720, Scheme: l.Scheme}
			popup.Dress(small)
			popup.Wait("button.person")
			take(t, popup, dir, small, "amazon-signin")
			popup.Pick("Zoë")
			take(t, popup, dir, small, "amazon-consent")
			popup.Click("#allow")
			tab.Wait("#session:not([hidden])")
			picture := take(t, tab, dir, l, "script-signed-in")
			if l.Name == "desktop-light" && os.Getenv("UPDATE_DOCS") == "1" {
				require.NoError(t, os.WriteFile("../../docs/demo.png", picture, 0o644))
			}
			for _, page := range []string{"index", "popup", "redirect", "errors", "site/home", "site/orders", "site/account"} {
				tab.Go("/" + page + ".html")
				tab.Ready()
				take(t, tab, dir, l, filepath.Base(page))
			}
		})
	}
}

func take(t *testing.T, tab *browsertest.Tab, dir string, l browsertest.Look, name string) []byte {
	t.Helper()
	picture := tab.Picture(l)
	require.NoError(t, os.WriteFile(filepath.Join(dir, name+"-"+l.Name+".png"), picture, 0o644))
	return picture
}
