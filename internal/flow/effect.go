package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// EffectKind names what is to be done. An effect that has an outcome answers with the events named
// at it.
type EffectKind uint8

// What a login needs done, and what the page is told. Behind a colon are the events that answer.
const (
	// Draw a verifier and a state, and hash the verifier: SecretsReady or SecretsFailed.
	PrepareSecrets EffectKind = iota + 1
	// Open a popup of Width and Height: PopupOpened or PopupBlocked, at once.
	OpenPopup
	// Send the popup to URL, and watch it and the focus of the page from now on: at once PopupLost
	// if the window is gone; later PopupGone, PageBlurred, PageShown, PageFocused and PagePressed.
	NavigatePopup
	// Bring the popup to the front.
	FocusPopup
	// Close the popup, and stop watching.
	ClosePopup
	// Open the channel named Key, and listen to windows: AnswerArrived.
	OpenChannel
	// Close that channel, and stop listening.
	CloseChannel
	// Tell the callback page, over the channel and by a window message, that its answer was taken.
	Acknowledge
	// Send the page itself to URL: PageKept if something stops that and the browser says so.
	Leave
	// Read every entry of ours. Of the sealed entries, read only those named Key: Recalled at once,
	// with the same Cause.
	Recall
	// Write Text to the entry Key of Area. With Old, write only if the entry still has that text:
	// Saved or SaveFailed, at once.
	Save
	// Remove the entry Key of Area. With Old, remove it only if it still has that text.
	Drop
	// Delete the key that sealed the entries named Key, so that no copy of them can be read.
	Wipe
	// Send a request by Method to URL, with the form Text, and with Token in Amazon's header; it
	// ends within Timeout. Its number is Request: ResponseArrived or RequestFailed.
	Fetch
	// End Request. No event follows for it.
	AbortFetch
	// Start Timer, which replaces one of the same name; for Poll, each Call has a timer of its own:
	// TimerFired after Timeout.
	StartTimer
	// Stop Timer; for Poll, that of Call.
	StopTimer
	// Settle Call with the JSON in Text, or reject it with Err.
	Settle
	// Tell the page about the event Key, with the JSON in Text or with Err. With Call, tell only
	// the caller of that call.
	Emit
	// Show the page the session in Text, as JSON or null. Restore has what brings the session back
	// in a new instance, if storage does not.
	Publish
	// Tell the other tabs the word in Text.
	TellTabs
	// Listen to the other tabs on the channel named Key: LogoutHeard.
	HearTabs
	// Ask for the lock named Key: Locked with this Request, after Timeout at the latest.
	Lock
	// Give back the lock that Request asked for, or stop waiting for it.
	Unlock
)

// Area is a place where entries are kept.
type Area uint8

// Memory is no storage at all; Session lasts as long as the tab, Local until it is removed.
const (
	Memory Area = iota
	Session
	Local
)

// Cause is the reason for reading storage.
type Cause uint8

// Asked: the page was configured. Changed: another page changed it. Awake: the page was in the
// back/forward cache, where it hears nothing. Granted: no other tab renews the session now.
// Claimed: no other page decides about the same answer now. Left: another client of the page has
// had its time to take an answer.
const (
	Asked Cause = iota
	Changed
	Awake
	Granted
	Claimed
	Left
)

// Timer names one of the machine's timers.
type Timer uint8

// Deadline ends a login; Grace is the silence after which a popup that reads closed counts as
// closed; Expiry warns of a session's end, and ends it; Retry begins the next attempt to renew it;
// Poll is the time that a device login waits, and there is one for each; Elsewhere is the time that
// another client of the page has to take its answer.
const (
	Deadline Timer = iota + 1
	Grace
	Expiry
	Retry
	Poll
	Elsewhere
)

// Effect is one thing to be done. The comment on each kind says which fields it uses.
type Effect struct {
	Kind          EffectKind
	Call          int
	Request       int
	Timer         Timer
	Area          Area
	Cause         Cause
	Timeout       lwa.Millis
	Width, Height int // CSS pixels
	Method        string
	URL           string
	Key           string
	Text          string
	Old           string
	Restore       string
	Token         string
	Err           *lwa.Error
}
