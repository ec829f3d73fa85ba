package engines

// Difference is a scenario that ends differently in one setup, and the reason.
type Difference struct{ Scenario, Setup, Outcome, Reason string }

// Differences lists them all. The tests fail for a difference that is missing here, and for one
// that no longer exists. make docs writes the list into docs/browsers.md.
var Differences = []Difference{
	{"isolated provider, the window is closed", "Chromium", "unsure", noFocus},
	{"isolated provider, the window is closed", "Chromium, phone", "unsure", noFocus},
	{"redirect", "Firefox, no cookies", "storage_unavailable", "The page cannot remember the login while it is away: Firefox blocks sessionStorage with the cookies."},
	{"persist: session", "Firefox, no cookies", "gone after a reload, gone in another tab", noStorage},
	{"persist: local", "Firefox, no cookies", "gone after a reload, gone in another tab", noStorage},
	{"two tabs", "Firefox, no cookies", "not heard", "Firefox blocks BroadcastChannel and storage events with the cookies."},
	{"login after a fetch", "WebKit", "popup_window_error", shortPress},
	{"login after a timer of 2 s", "WebKit", "popup_window_error", shortPress},
	{"lwa.wasm is preloaded", "WebKit", "2", "WebKit does not use the preloaded file, whatever attributes the link has. The snippet without the link loads it once."},
}

const (
	noFocus    = "Without a display, the page is not told when it loses the focus or gets it back."
	noStorage  = "Firefox blocks sessionStorage, localStorage and IndexedDB with the cookies. The session lasts as long as the page."
	shortPress = "WebKit opens a window for one second after the press, and never after a request. Call `lwaLogin()` first, or use a redirect."
)

// Differs returns the difference of a scenario in a setup, or nil.
func Differs(scenario, setup string) *Difference {
	for i := range Differences {
		if d := &Differences[i]; d.Scenario == scenario && d.Setup == setup {
			return d
		}
	}
	return nil
}
