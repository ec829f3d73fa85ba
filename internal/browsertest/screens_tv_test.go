package browsertest_test

import (
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// televisions are looked at from the sofa. The page works on a phone, too, where nobody needs it.
var televisions = []browsertest.Look{
	{Name: "tv-1080-dark", Width: 1920, Height: 1080, Scheme: "dark"},
	{Name: "tv-1080-light", Width: 1920, Height: 1080, Scheme: "light"},
	{Name: "tv-720-dark", Width: 1280, Height: 720, Scheme: "dark"},
	{Name: "tv-720-light", Width: 1280, Height: 720, Scheme: "light"},
	{Name: "phone-light", Width: 390, Height: 844, Scheme: "light"},
	{Name: "phone-dark", Width: 390, Height: 844, Scheme: "dark"},
}

// TestScreensTelevision takes a picture of each state of the page for televisions. None of them
// scrolls, where there is no phone.
func TestScreensTelevision(t *testing.T) {
	dir := os.Getenv("SCREENS")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, l := range televisions {
		t.Run(l.Name, func(t *testing.T) {
			b := browsertest.New(t)
			b.Fake.SetFaults(quick)
			tab := b.Blank()
			tab.Dress(l)
			tv := sit(tab, "/tv.html")
			shot := func(name string) {
				t.Helper()
				take(t, tab, dir, l, "tv-"+name)
				if l.Width > 1000 {
					assert.LessOrEqual(t, browsertest.Eval[int64](tab, `document.documentElement.scrollHeight`), l.Height, name)
				}
			}
			shot("start")
			code := tv.start()
			shot("code")
			phone(b, code).Click("#cancel")
			tv.shows("refused")
			shot("refused")
			b.Fake.SetFaults(fakeamazon.Faults{CodePair: fakeamazon.Fault{Error: "unauthorized_client"}})
			tab.Expect("status of 400 .*/create/codepair")
			tv.press(kb.Enter)
			tv.shows("error")
			shot("error")
			b.Fake.SetFaults(fakeamazon.Faults{PollInterval: time.Second, AutoApprove: zoe.UserID})
			tv.press(kb.Enter)
			tab.Wait("#session:not([hidden])")
			shot("done")
		})
	}
}
