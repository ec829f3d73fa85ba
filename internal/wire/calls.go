package wire

// Call is the name of a call from JavaScript into Go. Each brings a number, and what [Calls] says.
type Call string

// What a page asks for. The number is that of the promise, which is settled exactly once.
const (
	Configure Call = "configure"
	Login     Call = "login"
	Redeem    Call = "redeem"
	Prove     Call = "prove"
	Device    Call = "device"
	Token     Call = "token"
	Profile   Call = "profile"
	Logout    Call = "logout"
	Abort     Call = "abort"
)

// What a person does about a login that is unsure, and what a page looks at. Nothing is settled.
const (
	Cancel Call = "cancel"
	Here   Call = "here"
	Front  Call = "front"
	Look   Call = "look"
)

// Trace asks that every further step of the machine be told: see [Traced].
const Trace Call = "trace"

// What comes of something that Go asked the shell for.
const (
	TimerFired Call = "timer"
	Watch      Call = "watch"
	Locked     Call = "locked"
	Digested   Call = "digest"
	Stayed     Call = "stayed"
	Answered   Call = "answered"
	Failed     Call = "failed"
	Sealed     Call = "sealed"
	Unsealed   Call = "unsealed"
	OnChannel  Call = "channel"
	OnTabs     Call = "tabs"
)

// Events of the window, by their own names, and one that copies of the component in one page send
// each other.
const (
	Message          Call = "message"
	Storage          Call = "storage"
	PageHide         Call = "pagehide"
	PageShow         Call = "pageshow"
	Focus            Call = "focus"
	Blur             Call = "blur"
	VisibilityChange Call = "visibilitychange"
	PointerDown      Call = "pointerdown"
	KeyDown          Call = "keydown"
	CopyChanged      Call = "lwa.1"
)

// Members of what [Answered] brings.
const (
	AnswerStatus      = "status"
	AnswerContentType = "contentType"
	AnswerRetryAfter  = "retryAfter" // seconds
	AnswerText        = "text"
)

// Failure is why a request has no answer: what [Failed] brings.
type Failure uint8

// The browser tells little about the first on purpose: refused by CORS, no route, reset, a
// redirect, a policy.
const (
	NetworkFailed Failure = iota
	Offline
	Late     // the deadline passed, headers or body
	TooLarge // the body outgrew the limit
)
