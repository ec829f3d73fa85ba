package engines_test

import (
	"github.com/chromedp/chromedp/device"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/engines"
)

// family is setups of one engine, which take turns. Families run side by side.
type family struct {
	name   string
	setups []setup
}

var families = []family{
	{"Chromium", []setup{
		{name: "Chromium", plain: true, about: "without a display, where a page always has the focus",
			start: chromium(nil), proof: `navigator.userAgent.includes("Headless")`},
		{name: "Chromium, display", about: "with a display (Xvfb), where windows take the focus from each other",
			start: chromium(nil), focus: true, options: []browsertest.Option{browsertest.WithDisplay},
			proof: `!navigator.userAgent.includes("Headless")`},
		{name: "Chromium, phone", about: "emulates a phone: touch, a small viewport, a phone's user agent, and those of six in-app browsers",
			start: chromium(&phone), proof: `innerWidth < 500 && matchMedia("(pointer: coarse)").matches`},
	}},
	{"Firefox", []setup{
		{name: "Firefox", plain: true, about: "without a display",
			focus: true, start: firefox(nil)},
	}},
	{"Firefox", []setup{
		{name: "Firefox, no cookies", about: "all cookies blocked",
			focus: true, bare: true, proof: `!navigator.cookieEnabled`,
			start: firefox(engines.Preferences{"network.cookie.cookieBehavior": `2`})},
		{name: "Firefox, strict", about: "Enhanced Tracking Protection set to Strict",
			focus: true, start: firefox(strictTracking)},
		{name: "Firefox, RFP", about: "`privacy.resistFingerprinting`",
			focus: true, proof: `screen.width === innerWidth && screen.height === innerHeight`,
			start: firefox(engines.Preferences{"privacy.resistFingerprinting": `true`})},
		{name: "Firefox, private", about: "private windows only",
			focus: true, proof: `navigator.storage.getDirectory().then(() => false, () => true)`,
			start: func() (engines.Engine, error) {
				return engines.StartFirefox(engines.Preferences{"browser.privatebrowsing.autostart": `true`}, true)
			}},
	}},
	// Without a window manager the focus follows the driver's commands.
	{"WebKit", []setup{
		{name: "WebKit", plain: true, about: "WebKitGTK with a display, without a window manager",
			focus: true, start: func() (engines.Engine, error) { return engines.StartWebKit(false) }},
		{name: "WebKit, managed", about: "WebKitGTK with a display and a window manager",
			focus: true, start: func() (engines.Engine, error) { return engines.StartWebKit(true) }},
	}},
}

// strictTracking is what Firefox sets where "Strict" is chosen for Enhanced Tracking Protection.
var strictTracking = engines.Preferences{
	"browser.contentblocking.category":                                     `"strict"`,
	"network.cookie.cookieBehavior":                                        `5`,
	"network.http.referer.disallowCrossSiteRelaxingDefault":                `true`,
	"network.http.referer.disallowCrossSiteRelaxingDefault.top_navigation": `true`,
	"privacy.annotate_channels.strict_list.enabled":                        `true`,
	"privacy.bounceTrackingProtection.mode":                                `1`,
	"privacy.fingerprintingProtection":                                     `true`,
	"privacy.query_stripping.enabled":                                      `true`,
	"privacy.trackingprotection.enabled":                                   `true`,
	"privacy.trackingprotection.emailtracking.enabled":                     `true`,
	"privacy.trackingprotection.socialtracking.enabled":                    `true`,
}

func chromium(phone *engines.Phone) func() (engines.Engine, error) {
	return func() (engines.Engine, error) { return engines.StartChromium(phone) }
}

func firefox(own engines.Preferences) func() (engines.Engine, error) {
	return func() (engines.Engine, error) { return engines.StartFirefox(own, false) }
}

// phone is a small screen that is touched.
var phone = engines.Phone(device.Pixel5.Device())
