package shop

import (
	"strings"
	"testing"
	"time"

	"github.com/lwa-wasm/lwa/amazontest"
	"github.com/lwa-wasm/lwa/browsertest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// clientID is the one in site/index.html: the site is tested as it is in production.
const clientID = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"

// shop opens the site as a new visitor does.
func shop(t *testing.T, options ...browsertest.Option) *browsertest.Tab {
	t.Helper()
	t.Parallel()
	options = append(options, browsertest.Folder("site"), browsertest.Client(clientID))
	return browsertest.New(t, options...).Open("/")
}

// popup presses the button, and returns the window in which Amazon is played.
func popup(tab *browsertest.Tab) *browsertest.Tab {
	tab.Helper()
	return tab.Popup(func() { tab.Click("#login") })
}

// shows waits until an element has a text.
func shows(tab *browsertest.Tab, selector, text string) {
	tab.Helper()
	tab.Wait(selector + ":not(:empty)")
	if got := tab.Text(selector); !strings.Contains(got, text) {
		tab.Errorf("%s shows %q, not %q", selector, got, text)
	}
}

func TestLogin(t *testing.T) {
	tab := shop(t)
	popup(tab).SignIn("Zoë")
	shows(tab, "#hello", "Hello Zoë")
	tab.Reload()
	shows(tab, "#hello", "Hello Zoë") // it is kept
	if s := tab.Session(); s.Email != "zoe@example.com" {
		t.Errorf("the session is that of %s", s.Email)
	}
	tab.Click("#logout")
	tab.WaitEnd()
	tab.Wait("#login")
}

func TestRefused(t *testing.T) {
	tab := shop(t)
	popup(tab).Cancel()
	shows(tab, "#problem", "refused the login")
	if n := tab.Amazon.Counts().TokenRequests; n != 0 {
		t.Errorf("%d requests for a token", n)
	}
}

func TestTokenEndpointFails(t *testing.T) {
	tab := shop(t)
	tab.Expect("status of 503") // the browser reports it
	tab.Amazon.FailOnce(amazontest.Token, "503")
	popup(tab).SignIn("Zoë")
	shows(tab, "#problem", "Amazon's server failed")
	popup(tab).SignIn("Zoë") // the second time it works
	shows(tab, "#hello", "Hello Zoë")
}

// An hour later the page says that nobody is logged in.
func TestExpired(t *testing.T) {
	tab := shop(t, browsertest.MovableClock)
	popup(tab).SignIn("Jürgen")
	shows(tab, "#hello", "Hello Jürgen")
	tab.Advance(time.Hour)
	tab.WaitEnd()
	tab.Wait("#login")
}

// No request to the site has a token or a code in it, but the one that Amazon's answer is.
func TestNoSecrets(t *testing.T) {
	tab := shop(t)
	popup(tab).SignIn("山田")
	shows(tab, "#hello", "Hello 山田 花子")
	for _, r := range tab.Seen() {
		for _, secret := range tab.Amazon.Secrets() {
			if r.URL.Path != "/lwa/lwa-callback.html" && strings.Contains(r.URL.String(), secret) {
				t.Errorf("a secret reached %s", r.URL.Path)
			}
		}
	}
}
