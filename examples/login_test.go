package examples

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// reload loads the page again, as a person does.
func reload(tab *browsertest.Tab) {
	tab.Helper()
	tab.Do(chromedp.Reload())
}

// logIn logs in by popup.
func logIn(tab *browsertest.Tab) {
	tab.Helper()
	tab.Wait("#login")
	tab.Popup(func() { tab.Click("#login") }).SignIn("Zoë")
	tab.Wait("#hello")
	assert.Contains(tab, tab.Text("#hello"), "Zoë O’Neil & Sons")
	assert.Contains(tab, tab.Text("#hello"), "zoe@example.com")
}

// logInAndOut goes through what every example does: in, still in after a reload, out, still out
// after another.
func logInAndOut(tab *browsertest.Tab) {
	tab.Helper()
	logIn(tab)
	reload(tab)
	tab.Wait("#hello")
	tab.Click("#logout")
	tab.Wait("#login")
	reload(tab)
	tab.Wait("#login")
	tab.NoLeak(tab)
}

// refuse has the person say no at Amazon: the page says so, and the login can be tried again.
func refuse(tab *browsertest.Tab) {
	tab.Helper()
	tab.Wait("#login")
	popup := tab.Popup(func() { tab.Click("#login") })
	popup.Wait("button.person")
	popup.Click("#cancel")
	tab.Wait(`[role="alert"]:not(:empty)`)
	assert.Equal(tab, "The person, or Amazon, refused the login.", tab.Text(`[role="alert"]`))
}

// wait holds the wasm back: nothing is kept, so the page is ready all the same.
func wait(b *browsertest.Bench, site http.Handler) {
	b.Helper()
	gate := make(chan struct{})
	b.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".wasm") {
			<-gate
		}
		site.ServeHTTP(w, r)
	})
	tab := b.Open("/")
	tab.Wait("#login")
	close(gate)
	tab.Wait("#login")
	assert.False(b, browsertest.Eval[bool](tab, `Boolean(document.querySelector('[role="status"]')?.checkVisibility())`))
	b.Handle("/", site)
}

// pictures looks at the page as it is for everyone, and once somebody is logged in. They go to the
// folder that SCREENS names.
func pictures(b *browsertest.Bench, example string) {
	b.Helper()
	dir := os.Getenv("SCREENS")
	if dir == "" {
		dir = b.TempDir()
	}
	keep := func(tab *browsertest.Tab, l browsertest.Look, what string) {
		name := strings.Join([]string{example, what, l.Name}, "-") + ".png"
		require.NoError(b, os.WriteFile(filepath.Join(dir, name), tab.Picture(l), 0o644))
	}
	b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: fakeamazon.DefaultPeople()[0].UserID})
	defer b.Fake.SetFaults(fakeamazon.Faults{})
	for _, l := range browsertest.Looks {
		tab := b.Blank()
		tab.Dress(l)
		tab.Go("/")
		tab.Wait("#login")
		assert.Equal(b, "Login with Amazon", tab.Text("button#login"))
		assert.GreaterOrEqual(b, browsertest.Eval[float64](tab, `document.getElementById("login").getBoundingClientRect().height`), 46.0)
		tab.Exec(`login.focus({ focusVisible: true })`)
		tab.Wait("#login:focus-visible") // a new tab may get the focus a moment later
		assert.NotEqual(b, "none", browsertest.Eval[string](tab, `getComputedStyle(login).outlineStyle`))
		keep(tab, l, "anonymous")
		tab.Click("#login")
		tab.Wait("#hello")
		keep(tab, l, "signed-in")
	}
}

// needs skips a test that has nothing to work with, before it starts a server.
func needs(t *testing.T) *browsertest.Bench {
	t.Helper()
	tarball(t)
	return browsertest.New(t)
}
