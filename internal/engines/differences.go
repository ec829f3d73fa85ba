package engines

// Difference says what comes of a scenario in a setup where it is not what comes of it elsewhere, and why.
type Difference struct{ Scenario, Setup, Outcome, Reason string }

// Differences is the whole list: the tests fail for one that is missing here, and for one that is no longer there.
var Differences = []Difference{
	{"redirect", "Firefox, no cookies", "storage_unavailable", "The login would have to be remembered in sessionStorage, which is off."},
	{"persist: session", "Firefox, no cookies", "gone after a reload, gone in another tab", "Storage and IndexedDB are off."},
	{"persist: local", "Firefox, no cookies", "gone after a reload, gone in another tab", "Storage and IndexedDB are off."},
	{"two tabs", "Firefox, no cookies", "not heard", "There is no BroadcastChannel."},
	{"isolated provider, the window is closed", "Chromium", "unsure", noFocus},
	{"isolated provider, the window is closed", "Chromium, phone", "unsure", noFocus},
	{"login after a fetch", "WebKit", "popup_window_error", shortPress},
	{"login after a timer of 2 s", "WebKit", "popup_window_error", shortPress},
	{"lwa.wasm is preloaded", "WebKit", "2", "WebKit does not take what a link preloads for a fetch with integrity."},
}

const (
	noFocus    = "Without a display, a page is never told that it lost the focus and got it back."
	shortPress = "A press counts for a second, and not beyond a request."
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
