package browsertest_test

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// look is a way of looking at a page.
type look struct {
	name          string
	width, height int64
	scheme        string
}

var looks = []look{
	{"desktop-light", 1280, 860, "light"},
	{"desktop-dark", 1280, 860, "dark"},
	{"phone-light", 390, 844, "light"},
	{"phone-dark", 390, 844, "dark"},
}

// televisions are looked at from the sofa. The page works on a phone, too, where nobody needs it.
var televisions = []look{
	{"tv-1080-dark", 1920, 1080, "dark"},
	{"tv-1080-light", 1920, 1080, "light"},
	{"tv-720-dark", 1280, 720, "dark"},
	{"tv-720-light", 1280, 720, "light"},
	{"phone-light", 390, 844, "light"},
	{"phone-dark", 390, 844, "dark"},
}

// TestScreensTelevision takes a picture of each state of the page for televisions. None of them scrolls, where there is no phone.
func TestScreensTelevision(t *testing.T) {
	dir := os.Getenv("SCREENS")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, l := range televisions {
		t.Run(l.name, func(t *testing.T) {
			b := browsertest.New(t)
			b.Fake.SetFaults(quick)
			tab := b.Blank()
			dress(tab, l)
			tv := sit(tab, "/tv.html")
			shot := func(name string) {
				t.Helper()
				take(t, tab, dir, l, "tv-"+name)
				if l.width > 1000 {
					assert.LessOrEqual(t, browsertest.Eval[int64](tab, `document.documentElement.scrollHeight`), l.height, name)
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

// TestScreens takes a picture of each page a visitor meets, in each look, and finds none that scrolls sideways. They go to
// the folder that SCREENS names; with UPDATE_DOCS=1 the README's picture is written.
func TestScreens(t *testing.T) {
	dir := os.Getenv("SCREENS")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, l := range looks {
		t.Run(l.name, func(t *testing.T) {
			b := browsertest.New(t)
			tab := b.Blank()
			dress(tab, l)
			tab.Go("/index.html")
			tab.Ready()
			take(t, tab, dir, l, "index")
			popup := tab.Popup(func() { tab.Click("#login") })
			dress(popup, look{l.name, min(l.width, 480), 720, l.scheme})
			popup.Wait("button.person")
			take(t, popup, dir, l, "amazon-signin")
			popup.Pick("Zoë")
			take(t, popup, dir, l, "amazon-consent")
			popup.Click("#allow")
			tab.Wait("#session:not([hidden])")
			picture := take(t, tab, dir, l, "index-signed-in")
			if l.name == "desktop-light" && os.Getenv("UPDATE_DOCS") == "1" {
				require.NoError(t, os.WriteFile("../docs/demo.png", picture, 0o644))
			}
			for _, page := range []string{"popup", "redirect", "errors", "site/home", "site/orders", "site/account"} {
				tab.Go("/" + page + ".html")
				tab.Ready()
				take(t, tab, dir, l, filepath.Base(page))
			}
		})
	}
}

func dress(tab *browsertest.Tab, l look) {
	tab.Helper()
	tab.Do(chromedp.EmulateViewport(l.width, l.height), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}},
		})
		return err
	}))
}

func take(t *testing.T, tab *browsertest.Tab, dir string, l look, name string) []byte {
	t.Helper()
	assert.LessOrEqual(t, browsertest.Eval[int64](tab, `document.documentElement.scrollWidth`), max(l.width, 480), "%s scrolls sideways", name)
	picture := browsertest.Run(tab, chromedp.CaptureScreenshot())
	image, err := png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	require.Positive(t, image.Bounds().Dx())
	require.NoError(t, os.WriteFile(filepath.Join(dir, name+"-"+l.name+".png"), picture, 0o644))
	return picture
}
