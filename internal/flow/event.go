package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// Time is a moment as the browser tells it. Two clocks, since each fails in its own way: the
// monotonic one may stop while the machine sleeps and starts anew with each page; the wall clock
// can be set by anyone.
type Time struct {
	Mono lwa.Millis // since the page began (performance.now)
	Wall lwa.Millis // since 1970 (Date.now)
}

// EventKind names what happened.
type EventKind uint8

// What the page asks for carries the number of the call, which is settled exactly once. Names in
// small letters are what the machine tells itself within one step.
const (
	// The page set its options, which Text has; Call is settled with the restored session or null.
	Configured EventKind = iota + 1
	// The page wants a login with the options in Text; Window says what the shell opened inside the
	// click. Call is settled with the session, or with the code if the caller redeems it.
	LoginAsked
	// The page brings back a code that was handed over, with its verifier, in the options in Text.
	// Call is settled with the session.
	CodeGiven
	// The page brings an access token from elsewhere, in the options in Text. Call is settled with
	// the person to whom the token belongs, and no session is kept.
	TokenGiven
	// The page wants a login on another device, with the options in Text. Emit tells Call how the
	// login goes, and Call is settled with the session.
	DeviceAsked
	// The page wants the access token of the session, under the conditions in Text. Call is settled
	// with the session, which is renewed first if necessary.
	TokenAsked
	// The page wants the profile anew, within Timeout; Call is settled with the session.
	ProfileAsked
	// The page wants the session to be forgotten; Call is settled with null.
	LogoutAsked
	// The signal of Call fired: that call must end.
	Aborted
	// The person gives up a login whose popup is open.
	CancelAsked
	// The person wants to continue, in this page, a login whose popup is open.
	HereAsked
	// The person wants to see the popup.
	FocusAsked
	// Time may have passed without an event: the page reads the session, or another event arrived.
	TimePassed
	// Secrets has what PrepareSecrets asked for.
	SecretsReady
	// The random source or the digest of the platform is missing or failed.
	SecretsFailed
	// The browser opened the popup.
	PopupOpened
	// The browser refused the popup.
	PopupBlocked
	// The popup was closed before it left for Amazon. This is certain.
	PopupLost
	// The handle of the popup reads closed; Looks has what was measured until then.
	PopupGone
	// The page does not have the focus, or is hidden.
	PageBlurred
	// The page was hidden and is visible again, without the focus.
	PageShown
	// The page is visible and has the focus (again).
	PageFocused
	// The person pressed something in the page.
	PagePressed
	// The page was on its way to Amazon, and something stopped that.
	PageKept
	// The page may go into the back/forward cache.
	PageHidden
	// The page came back from the back/forward cache.
	PageRestored
	// A window or a channel brought Message.
	AnswerArrived
	// The entry Key is stored, or did not need to be.
	Saved
	// The entry Key could not be stored.
	SaveFailed
	// Storage was read for Cause, and Entries has what it holds. Failure is Late if some entries
	// could not be read in time and are left out, and Forbidden if the storage that all tabs share
	// cannot be read.
	Recalled
	// The answer to Request was read to its end: Status, ContentType, the body in Text, and
	// RetryAfter.
	ResponseArrived
	// Request got no answer, for the reason in Failure.
	RequestFailed
	// The time of Timer is over; for Poll, Call says to which login by code it belongs.
	TimerFired
	// Another tab logged out.
	LogoutHeard
	// Another page changed the entry Key of the storage.
	SessionHeard
	// The lock that Request asked for is held, or the time to wait for it is over.
	Locked

	// The call that configured can be settled, unless it has to wait for a renewal.
	readyAsked
	// The session needs another token.
	renewalWanted
	// A call waits for the next token.
	renewalAwaited
	// The session that is being renewed was replaced or dropped.
	renewalEnds
	// An attempt to renew the session failed; RetryAfter says how long a pause the server asks for.
	attemptFailed
	// The answer, or what followed it, does not log anybody in.
	answerRefused
	// The answer brought a code, which Text has.
	codeAccepted
	// The code brought a token.
	tokenAccepted
	// Tokeninfo and the profile have both answered, and name the same person.
	proofsAgree
)

// Window says whether the shell has opened a window before the login reached the machine.
type Window uint8

// NoWindow: the shell did not try. If the machine wants a window, it opens one, still inside the
// click.
const (
	NoWindow Window = iota
	WindowOpen
	WindowBlocked
	WindowAsked // the machine has just asked for one
)

// Failure is the reason why a request or a read of storage failed.
type Failure = wire.Failure

// Why there is no HTTP answer, and Forbidden: the browser lets the page read no storage.
const (
	NetworkFailed = wire.NetworkFailed
	Offline       = wire.Offline
	Late          = wire.Late
	TooLarge      = wire.TooLarge
	Forbidden     = TooLarge + 1
)

// Message is a text that reached the page over a window or a channel. The shell lets through only
// what the browser itself says comes from a page of this origin; the machine judges the way it
// came, and its state.
type Message struct {
	Text      string
	FromPopup bool // event.source is the window that this login opened
	OnChannel bool // it came over the channel of this login
}

// Looks are what the looks at a popup's handle measured until it read closed, by the monotonic
// clock.
type Looks struct {
	Way   lwa.Millis // from its sending off to the first look that found another origin's page
	Alive lwa.Millis // from that look to the last one that found the handle alive
	Late  lwa.Millis // the worst delay of a look
}

// Secrets are what one login needs of randomness (RFC 7636, RFC 6749 §10.12): all three fresh, none
// derivable from another that travels.
type Secrets struct{ Verifier, Challenge, State string }

// Entry is one item of the browser's storage.
type Entry struct {
	Area      Area
	Key, Text string
}

// Event is one thing that happened. The comment on each kind says which fields it uses.
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
	Cause       Cause
	Key         string
	Text        string
	ContentType string
	Secrets     Secrets
	Message     Message
	Looks       Looks
	Entries     []Entry

	again  bool    // it waited for a renewal, which is over
	asked  *Event  // renewalAwaited: what waits
	device *device // the device login that it belongs to

	// What the machine found in the event, so that an action needs not look again.
	options   *Options         // in Text, for the kinds that bring options
	answer    *lwa.Answer      // in Message, or in Entries
	left      *transaction     // in Entries: the login that the answer belongs to
	elsewhere bool             // in Entries: that login is another client's
	codes     *lwa.DeviceCodes // in Text
	token     *lwa.Token       // in Text
	poll      lwa.Poll         // in Text: what the answer to a poll amounts to
	kept      *session         // in Entries: what is kept now
	at        int              // the place of the call that it belongs to
	err       *lwa.Error       // why the options, or the answer, are refused

	loggedOut bool // in Entries: there was a logout that this page did not know of
}
