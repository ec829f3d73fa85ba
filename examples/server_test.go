package examples

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// serve builds a server with the module's files in it, and starts it.
func serve(t *testing.T, example string) *browsertest.Bench {
	t.Helper()
	b := needs(t)
	p := copyOf(b, example)
	p.unpack("public/lwa", "lwa.mjs", "lwa.wasm", "lwa-callback.html")
	p.run("go", "mod", "init", "shop.example")
	p.run("go", "build", "-o", "shop", ".")
	p.env = append(p.env, "ADDR=localhost:0")
	p.start(b, "./shop")
	return b
}

// TestServerCode also checks that the browser redeems nothing: no page asks for a token.
func TestServerCode(t *testing.T) {
	b := serve(t, "server-code")
	tab := b.Open("/")
	refuse(tab)
	logInAndOut(tab)
	var redeemed int
	for _, r := range b.Fake.Requests() {
		if strings.HasPrefix(r.URL, "/ap/") {
			continue
		}
		assert.Empty(t, r.Header.Get("Origin"), r.Method)
		assert.Contains(t, r.Header.Get("User-Agent"), "Go-http-client")
		redeemed++
	}
	assert.Equal(t, 3, redeemed, "token, tokeninfo, profile")
	withoutPopup(b)
	b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: fakeamazon.DefaultPeople()[0].UserID, Audience: "amzn1.application-oa2-client.other"})
	tab.Expect("403")
	tab.Click("#login")
	tab.Wait(`[role="alert"]:not(:empty)`)
	assert.Equal(t, "Amazon does not confirm this login.", tab.Text(`[role="alert"]`))
	pictures(b, "server-code")
}

func TestServerToken(t *testing.T) {
	b := serve(t, "server-token")
	tab := b.Open("/")
	refuse(tab)
	logInAndOut(tab)
	withoutPopup(b)
	pictures(b, "server-token")
}

// withoutPopup logs in where no window is to be had: by a redirect, whose answer the page hands
// over all the same.
func withoutPopup(b *browsertest.Bench) {
	b.Helper()
	tab := b.Open("/")
	tab.Wait("#login")
	tab.Exec(`window.open = () => null`)
	tab.Click("#login")
	tab.SignIn("Zoë")
	tab.Wait("#hello")
	assert.Empty(b, browsertest.Eval[string](tab, `document.cookie`), "no script reads the session")
	tab.Click("#logout")
	tab.Wait("#login")
	b.NoLeak(tab)
}
