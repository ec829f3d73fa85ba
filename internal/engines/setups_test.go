package engines_test

import (
	"github.com/chromedp/chromedp/device"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/engines"
)

// family is what shares an engine. Its first setup runs every scenario, the others the core.
type family struct {
	name   string
	setups []setup
}

var families = []family{
	{"Chromium", []setup{
		{name: "Chromium", start: chromium(nil)},
		{name: "Chromium, display", focus: true, start: chromium(nil), options: []browsertest.Option{browsertest.WithDisplay}},
		{name: "Chromium, phone", start: chromium(&phone)},
	}},
	{"Firefox", []setup{
		{name: "Firefox", focus: true, start: firefox(nil)},
		{name: "Firefox, no cookies", focus: true, bare: true, start: firefox(engines.Preferences{"network.cookie.cookieBehavior": `2`})},
		{name: "Firefox, strict", focus: true, start: firefox(engines.Preferences{"browser.contentblocking.category": `"strict"`})},
		{name: "Firefox, RFP", focus: true, start: firefox(engines.Preferences{"privacy.resistFingerprinting": `true`})},
		{name: "Firefox, private", focus: true, start: func() (engines.Engine, error) {
			return engines.StartFirefox(engines.Preferences{"browser.privatebrowsing.autostart": `true`}, true)
		}},
	}},
	// Without a window manager the focus follows the driver's commands.
	{"WebKit", []setup{
		{name: "WebKit", focus: true, start: func() (engines.Engine, error) { return engines.StartWebKit(false) }},
		{name: "WebKit, managed", focus: true, start: func() (engines.Engine, error) { return engines.StartWebKit(true) }},
	}},
}

func chromium(phone *engines.Phone) func() (engines.Engine, error) {
	return func() (engines.Engine, error) { return engines.StartChromium(phone) }
}

func firefox(own engines.Preferences) func() (engines.Engine, error) {
	return func() (engines.Engine, error) { return engines.StartFirefox(own, false) }
}

// phone is a small screen that is touched.
var phone = engines.Phone(device.Pixel5.Device())
