package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// Time is a moment as the browser tells it. Two clocks, since each fails in its own way: the monotonic
// one may stop while the machine sleeps and starts anew with each page; the wall clock can be set by anyone.
type Time struct {
	Mono lwa.Millis // since the page began (performance.now)
	Wall lwa.Millis // since 1970 (Date.now)
}

// EventKind names what happened.
type EventKind uint8

// What the page asks for. Each carries the number of the call, which is settled exactly once.
const (
	Configured      EventKind = iota + 1 // Text: options. Settled with the restored session or null
	LoginAsked                           // Text: options; Window: what the shell opened inside the click
	CodeGiven                            // Text: options, with a code that was handed over and its verifier
	TokenGiven                           // Text: options, with an access token that the page got elsewhere
	DeviceAsked                          // Text: options. Told by Emit of its code, settled with the session
	TokenAsked                           // Text: options; the access token of the session, renewed where need be
	ProfileAsked                         // Timeout
	LogoutAsked                          //
	Aborted                              // Call: the one to end; its signal fired
	CancelAsked                          // the person gives up a login that is unsure
	HereAsked                            // the person wants to go on with it in this page
	FocusAsked                           // the person looks for the window
	Looked                               // the page looked at the session: time may have passed unnoticed
	PairReady                            // Pair
	PairFailed                           // the platform's random source or digest is missing or failed
	PopupOpened                          //
	PopupBlocked                         //
	PopupLost                            // the window was closed before it went anywhere: that is certain
	PopupGone                            // Looks: the handle reads closed
	PageBlurred                          // the page does not have the focus, or is hidden
	PageShown                            // the page was hidden and is visible again, without the focus
	PageFocused                          // the page is visible and has the focus (again)
	PagePressed                          // the person pressed something in the page
	PageKept                             // the page was on its way to Amazon, and something stopped that
	PageHidden                           // the page may go into the back/forward cache
	PageRestored                         // the page came back from the back/forward cache
	AnswerArrived                        // Message
	Saved                                // Key
	SaveFailed                           // Key
	Recalled                             // Entries; Failure: Late when some could not be read in time, and are left out, Forbidden where what all tabs share cannot be read
	ResponseArrived                      // Request, Status, ContentType, Text: an HTTP answer, read to its end
	RequestFailed                        // Request, Failure
	TimerFired                           // Timer; Call for Poll
	LogoutHeard                          // another tab logged out
	SessionHeard                         // Key: the entry of the storage that another page changed
	Locked                               // Request

	// What the machine tells itself within one step.
	readyAsked    // whoever waits for the page to be ready may have to wait for a renewal
	answerRefused // the answer, or what came after it, is no login: m.login.err
	codeAccepted  // the answer brought a code
	tokenAccepted // the code brought a token
	proofsAgree   // tokeninfo and profile are in, and about the same person
)

// Window is what the shell did about a window before the login reached the machine.
type Window uint8

// NoWindow: it did not try; the machine opens one itself if it wants one, still inside the click.
const (
	NoWindow Window = iota
	WindowOpen
	WindowBlocked
	WindowAsked // the machine has just asked for one
)

// Failure is why no HTTP answer came.
type Failure uint8

// The browser tells little about the first on purpose: refused by CORS, no route, reset, a redirect, a policy.
const (
	NetworkFailed Failure = iota
	Offline
	Late     // the deadline passed, headers or body
	TooLarge // the body outgrew the limit
	Forbidden
)

// Message is a text that reached the page over a window or a channel. The shell lets through only what the browser itself
// says comes from a page of this origin; the machine judges the way it came, and its state.
type Message struct {
	Text      string
	FromPopup bool // event.source is the window that this login opened
	OnChannel bool // it came over the channel of this login
}

// Looks are what the looks at a popup's handle measured until it read closed, by the monotonic clock.
type Looks struct {
	Way   lwa.Millis // from its sending off to the first look that found another origin's page
	Alive lwa.Millis // from that look to the last one that found the handle alive
	Late  lwa.Millis // the worst delay of a look
}

// Pair is what one login needs of randomness: all three fresh, none derivable from another that travels.
type Pair struct{ Verifier, Challenge, State string }

// Entry is one item of the browser's storage.
type Entry struct {
	Area      Area
	Key, Text string
}

// Event is one thing that happened. Which fields count is said at its kind.
type Event struct {
	Kind        EventKind
	Time        Time
	Call        int
	Request     int
	Status      int
	Timeout     lwa.Millis
	RetryAfter  lwa.Millis // 0 where the server did not say
	Timer       Timer
	Window      Window
	Failure     Failure
	Key         string
	Text        string
	ContentType string
	Pair        Pair
	Message     Message
	Looks       Looks
	Entries     []Entry

	again bool // it waited for a renewal, which is over

	// What the machine found in the event, so that an action needs not look again.
	options *Options     // in Text, for the kinds that bring options
	answer  *lwa.Answer  // in Message, or in Entries
	left    *transaction // in Entries: the login that the answer belongs to
	err     *lwa.Error   // why the options, or the answer, are refused
}
