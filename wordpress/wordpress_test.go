package wordpress

import (
	"fmt"
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

func TestMain(m *testing.M) { browsertest.Main(m) }

// The people of the fake Amazon.
var (
	zoe    = fakeamazon.DefaultPeople()[0]
	hanako = fakeamazon.DefaultPeople()[1]
)

// desktop is the look of the pictures.
var desktop = browsertest.Look{Name: "desktop", Width: 1100, Height: 900, Scheme: "light"}

// TestWordPress walks through all that the plug-in does, in one WordPress. Each part begins with
// the same site: the settings as they are saved in the second, and no account but the
// administrator's.
func TestWordPress(t *testing.T) {
	s := newStack(t)
	before := s.stored()
	parts := []struct {
		name string
		walk func(*stack)
	}{
		{"install by the zip", installed},
		{"settings", settings},
		{"check of the site", checked},
		{"first and second login", firstAndSecond},
		{"redirect in the place of a popup", byRedirect},
		{"the browser hands over the token", byToken},
		{"same address, another person", sameAddress},
		{"link with the password", linkByPassword},
		{"link and unlink on the profile page", profilePage},
		{"registration closed", closed},
		{"role", role},
		{"cancel", cancelled},
		{"Amazon is down", down},
		{"tampered", tampered},
		{"replayed", replayed},
		{"other sites", otherSites},
		{"redirect target", targets},
		{"limits", limits},
		{"accounts in trouble", trouble},
		{"places of the button", places},
		{"block", block},
		{"no JavaScript", noScript},
		{"German", german},
		{"forward", forward},
		{"session for headless sites", headless},
		{"token that is kept", keptToken},
		{"Site Health", health},
		{"login page elsewhere", moved},
		{"network of sites", network},
	}
	for _, p := range parts {
		if !t.Run(p.name, func(t *testing.T) {
			part := s.on(t)
			part.reset()
			p.walk(part)
		}) && p.name == "install by the zip" {
			return
		}
	}
	t.Run("uninstall", func(t *testing.T) { uninstalled(s.on(t), before) })
	t.Run("nothing in logs", func(t *testing.T) { logs(s.on(t)) })
}

const (
	button  = "div.lwa-wasm .lwa-wasm-button:not([hidden])"
	problem = "div.lwa-wasm .lwa-wasm-problem:not(:empty)"
)

// logs checks that no secret is in a log, and that PHP had nothing to say about the plug-in.
func logs(s *stack) {
	for _, name := range []string{"debug.log", "php.log", "access.log"} {
		text, err := os.ReadFile(filepath.Join(s.dir, name))
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(s, err)
		if name != "access.log" {
			assert.NotContains(s, string(text), "plugins/lwa-wasm/", name)
			continue
		}
		for _, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, "/lwa/v1/amazon/") || strings.Contains(line, "lwa-callback.html") {
				continue // the web server's, which docs/wordpress.md says how to quieten
			}
			for _, secret := range s.Fake.Secrets() {
				require.NotContains(s, line, secret)
			}
		}
	}
}

// keep writes a picture of the page to the folder that SCREENS names.
func (s *stack) keep(tab *browsertest.Tab, name string) {
	s.Helper()
	dir := os.Getenv("SCREENS")
	if dir == "" {
		return
	}
	picture := browsertest.Run(tab, chromedp.CaptureScreenshot())
	require.NoError(s, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s.png", name)), picture, 0o644))
}
