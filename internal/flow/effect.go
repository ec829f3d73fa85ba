package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// EffectKind names what is to be done. An effect that has an outcome answers with the events named at it.
type EffectKind uint8

// What a login needs done, and what the page is told.
const (
	PreparePair   EffectKind = iota + 1 // PairReady or PairFailed
	OpenPopup                           // Width, Height; at once PopupOpened or PopupBlocked
	NavigatePopup                       // URL; from now on the popup and the page's focus are watched: PopupGone, PageBlurred, PageShown, PageFocused, PagePressed
	FocusPopup                          //
	ClosePopup                          // and watch no longer
	OpenChannel                         // Key: its name. AnswerArrived, also for messages of windows
	CloseChannel                        //
	Acknowledge                         // tells the callback page, over the channel and by a window message, that its answer was taken
	Leave                               // URL: the page itself goes there. PageKept when that is stopped, where the browser tells
	Recall                              // Key, Text: the one sealed entry to read; at once Recalled, with that key and the entries of both areas
	Save                                // Area, Key, Text; with Record only while that is what is there. At once Saved or SaveFailed
	Drop                                // Area, Key; with Record only while that is what is there
	Wipe                                // Key: what entries of that key were sealed with is worth nothing from now on
	Fetch                               // Request, Method, URL, Text (form body), Token (in Amazon's header), Timeout; ResponseArrived or RequestFailed
	AbortFetch                          // Request; no event follows
	StartTimer                          // Timer, Timeout, Call for Poll; replaces a running one of that name. TimerFired
	StopTimer                           // Timer, Call for Poll
	Settle                              // Call; Text is the JSON of the result, or Err
	Emit                                // Key: the event's name; Text: JSON of its detail, or Err; Call: tell only whoever made it
	Publish                             // Text: JSON of the public session or null; Record: JSON that restores it where storage does not
	TellTabs                            // Key: channel name; Text: the word
	HearTabs                            // Key: channel name; LogoutHeard
	Lock                                // Request, Key: its name, Timeout: when to go ahead without it; Locked
	Unlock                              // Request; also one that is still waited for, or was never asked for
)

// Area is a place where entries are kept.
type Area uint8

// Memory is no storage at all; Session lasts as long as the tab, Local until it is removed.
const (
	Memory Area = iota
	Session
	Local
)

// Timer names one of the machine's timers.
type Timer uint8

// Deadline ends a login; Grace is the silence after which a vanished popup counts; Expiry warns of a session's end, and ends
// it; Retry begins the next attempt to renew it; Poll is the time that a device login waits, and there is one for each.
const (
	Deadline Timer = iota + 1
	Grace
	Expiry
	Retry
	Poll
)

// Effect is one thing to be done. Which fields count is said at its kind.
type Effect struct {
	Kind          EffectKind
	Call          int
	Request       int
	Timer         Timer
	Area          Area
	Timeout       lwa.Millis
	Width, Height int // CSS pixels
	Method        string
	URL           string
	Key           string
	Text          string
	Record        string
	Token         string
	Err           *lwa.Error
}
