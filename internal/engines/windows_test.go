package engines_test

import (
	"fmt"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/engines"
)

// windows are scenarios of whether the browser opens one.
var windows = []scenario{
	{name: "blocked popup", core: true, want: "popup_window_error", run: blockedPopup},
	{name: "blocked popup, goes on as a redirect", core: true, cookies: true, run: blockedAuto},
	{name: "login after a microtask", run: after(`Promise.resolve()`)},
	{name: "login after a fetch", run: after(`fetch("/bench?script=1")`)},
	{name: "login after a timer of 0.9 s", run: after(`new Promise((done) => setTimeout(done, 900))`)},
	{name: "login after a timer of 2 s", run: after(`new Promise((done) => setTimeout(done, 2000))`)},
	{name: "login after a timer of 6 s", want: "popup_window_error", run: after(`new Promise((done) => setTimeout(done, 6000))`)},
	{name: "in-app browsers", only: []string{"Chromium, phone"}, run: inApp},
	{name: "in-app browsers without a second window", only: []string{"Chromium, phone"}, run: inAppAlone},
}

// blockedPopup logs in without a press.
func blockedPopup(v *visit) string {
	w := v.visitor("/bench?mode=popup").ready()
	w.do(`void bench.keep(lwaLogin())`)
	return w.outcome(1)
}

func blockedAuto(v *visit) string {
	w := v.visitor("/bench").ready()
	w.do(`void bench.keep(lwaLogin())`)
	w.signIn()
	w.ready()
	return cameBack(w)
}

// after logs in by a press that waits for something else first.
func after(promise string) func(*visit) string {
	return func(v *visit) string {
		v.approve()
		w := v.visitor("/bench?mode=popup").ready()
		w.do(`document.getElementById("go").addEventListener("click", (e) => {
			e.stopImmediatePropagation();
			void (async () => { await (%s); void bench.keep(lwaLogin()); })();
		}, { capture: true })`, promise)
		w.click("#go")
		return w.outcome(1)
	}
}

// apps are what in-app browsers call themselves: Instagram, Facebook, LINE, WeChat, TikTok, Google.
var apps = []string{
	"Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A.250205.002; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/156.0.0.0 Mobile Safari/537.36 Instagram 400.0.0.1.90 Android",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22D63 [FBAN/FBIOS;FBAV/500.0.0.40.100;FBDV/iPhone16,2;FBLC/de_DE]",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/15.0.0",
	"Mozilla/5.0 (Linux; Android 15; 2304FPN6DC; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/156.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50",
	"Mozilla/5.0 (Linux; Android 15; SM-S931B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/156.0.0.0 Mobile Safari/537.36 musical_ly_2023 BytedanceWebview/d8a21c6",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/350.0 Mobile/15E148 Safari/604.1",
}

// inApp logs in by a popup in each of them.
func inApp(v *visit) string { return v.inApps("/bench", "", (*tab).enterByPopup) }

// inAppAlone logs in where the browser has no second window: it gives none, or the page's own.
func inAppAlone(v *visit) string {
	for i, gives := range []string{"null", "window", "undefined"} {
		path := fmt.Sprintf("/alone%d", i)
		v.page(path, `<script>window.open = () => `+gives+`;</script>`+v.script(`data-scope="profile"`))
		if came := v.inApps(path, gives, (*tab).enterByRedirect); came != loggedIn {
			return came
		}
	}
	return loggedIn
}

func (v *visit) inApps(path, what string, enter func(*tab) string) string {
	v.Helper()
	v.approve()
	for _, app := range apps {
		p := phone
		p.UserAgent = app
		engine, err := engines.StartChromium(&p)
		require.NoError(v, err)
		w := v.tab(engine.Visitor(v.Bench.Bench)).open(path).ready()
		assert.Equal(v, app, eval[string](w, `navigator.userAgent`))
		if came := enter(w); came != loggedIn {
			return strings.TrimSpace(came + " in " + app + " " + what)
		}
	}
	return loggedIn
}

func (w *tab) enterByPopup() string {
	w.click("#go")
	return w.outcome(1)
}

func (w *tab) enterByRedirect() string {
	w.do(`document.documentElement.id = "left"`)
	w.click("#go")
	w.wait(`html:not(#left)[data-ready="yes"] body`)
	return cameBack(w)
}
