//go:build !js

package wire

// These tables are for the build, which writes TypeScript from them. Nothing that runs in the page
// refers to them.

// Brought is what a call brings besides its number, as parameters of TypeScript.
type Brought struct {
	Call   Call
	Params string
}

// Calls is every call.
var Calls = []Brought{
	{Configure, "options: string"},
	{Login, "options: string, popup?: Window | null"},
	{Redeem, "options: string"},
	{Prove, "options: string"},
	{Device, "options: string"},
	{Token, "options: string"},
	{Profile, "timeout: number"},
	{Logout, "unused?: number"},
	{Abort, ""},
	{Cancel, ""},
	{Here, ""},
	{Front, ""},
	{Look, ""},
	{Trace, ""},
	{TimerFired, ""},
	{Watch, ""},
	{Locked, ""},
	{Digested, "hash?: Uint8Array"},
	{Stayed, ""},
	{Answered, "answer: Answer"},
	{Failed, "why: Failure"},
	{Sealed, "text?: string | null"},
	{Unsealed, "text?: string | null"},
	{OnChannel, "data: unknown"},
	{OnTabs, "data: unknown"},
	{Message, "data: string, source: unknown"},
	{Storage, "event: Event"},
	{PageHide, "event: Event"},
	{PageShow, "event: Event"},
	{Focus, "event: Event"},
	{Blur, "event: Event"},
	{VisibilityChange, "event: Event"},
	{PointerDown, "event: Event"},
	{KeyDown, "event: Event"},
	{CopyChanged, "event: Event"},
}

// Function is one that Go calls: its typed name, the names of its arguments, and its result in
// TypeScript.
type Function struct {
	Name   any
	Args   []string
	Result string
}

// World is every function, by the part of the shell that has it.
var World = map[string][]Function{
	"Platform": {
		{Get, []string{"object", "name"}, "unknown"},
		{TextOf, []string{"value", "max"}, "string | undefined"},
		{Is, []string{"a", "b"}, "boolean"},
		{Mono, nil, "number"},
		{Wall, nil, "number"},
		{After, []string{"name", "id", "ms"}, "number"},
		{ClearTimeout, []string{"timer"}, "void"},
		{Random, []string{"octets"}, "Uint8Array<ArrayBuffer> | undefined"},
		{Digest, []string{"text"}, "Promise<void>"},
		{Request, []string{"id", "method", "url", "body", "token", "ms"}, "() => void"},
		{Channel, []string{"channelName", "name"}, "BroadcastChannel | undefined"},
		{Lock, []string{"name", "ms", "id"}, "() => void"},
		{Changed, []string{"key"}, "void"},
		{Leave, []string{"url"}, "void"},
		{StorageOf, []string{"area"}, "Storage"},
		{HasFocus, nil, "boolean"},
		{Visibility, nil, "string"},
		{Close, []string{"popup"}, "void"},
	},
	"Vault": {
		{Seal, []string{"key", "text"}, "Promise<void>"},
		{Unseal, []string{"key", "sealed", "id"}, "Promise<void>"},
		{Wipe, []string{"key"}, "void"},
	},
	"Instance": {
		{Ready, []string{"enter", "built"}, "void"},
		{Crashed, nil, "void"},
		{Hold, []string{"on"}, "void"},
		{Open, []string{"width", "height"}, "Window | null"},
		{Listen, []string{"type"}, "(event: MessageEvent) => void"},
		{Unlisten, []string{"type", "f"}, "void"},
		{Settle, []string{"id", "json", "failed"}, "void"},
		{Emit, []string{"name", "json", "failed", "id"}, "void"},
		{Publish, []string{"json", "record"}, "void"},
		{Traced, []string{"step"}, "void"},
	},
}

// Named is a constant that the shell knows, too.
type Named struct {
	Name  string
	Value any
}

// Constants are the names, words and limits that the shell uses.
var Constants = []Named{
	{"channelPrefix", ChannelPrefix},
	{"recordPrefix", RecordPrefix},
	{"sessionPrefix", SessionPrefix},
	{"answerKey", AnswerKey},
	{"dropInPrefix", DropInPrefix},
	{"vaultName", VaultName},
	{"vaultStore", VaultStore},
	{"windowPrefix", WindowPrefix},
	{"wordOK", WordOK},
	{"misplacedPrefix", MisplacedPrefix},
	{"copyChanged", string(CopyChanged)},
	{"maxAge", MaxAge},
	{"maxBody", MaxBody},
	{"maxMessage", MaxMessage},
	{"maxReturnTo", MaxReturnTo},
	{"maxObject", MaxObject},
	{"maxRetryAfter", MaxRetryAfter},
	{"typeThrown", int(TypeThrown)},
}

// Enum is a set of numbers with names.
type Enum struct {
	Name    string
	Members []Named
}

// Enums are the numbered sets.
var Enums = []Enum{
	{"Failure", []Named{{"network", int(NetworkFailed)}, {"offline", int(Offline)}, {"late", int(Late)}, {"tooLarge", int(TooLarge)}}},
	{"For", []Named{
		{"configure", int(InConfigure)}, {"login", int(InLogin)}, {"call", int(InCall)},
		{"token", int(InCall | InToken)}, {"device", int(InDevice)},
	}},
	{"Op", []Named{
		{"get", int(OpGet)}, {"set", int(OpSet)}, {"call", int(OpCall)}, {"new", int(OpNew)}, {"open", int(OpOpen)},
		{"take", int(OpTake)}, {"args", int(OpArgs)},
	}},
}

// Types are the names of [Type] in their order, as typeof has them, and two that it has not.
var Types = []string{
	TypeUndefined: "undefined", TypeNull: "null", TypeBoolean: "boolean", TypeNumber: "number", TypeString: "string",
	TypeObject: "object", TypeFunction: "function", TypeBytes: "bytes",
}

// Records are objects whose members both sides read, as TypeScript interfaces.
var Records = map[string][]Member{
	"Answer":      {{AnswerStatus, "number"}, {AnswerContentType, "string | null"}, {AnswerRetryAfter, "number"}, {AnswerText, "string"}},
	"LoginRecord": {{RecordReturnTo, "string"}, {RecordAt, "number"}},
}

// TraceNumbers and TraceTexts are what a step of a trace begins with, in their order
// (internal/flow/trace.go).
var (
	TraceNumbers = []string{
		"kind", "made", "mono", "wall", "call", "request", "status", "timer", "window", "failure", "cause", "timeout", "retryAfter",
		"way", "alive", "late", "fromPopup", "onChannel", "entries",
	}
	TraceTexts = []string{"key", "text", "contentType", "verifier", "challenge", "state", "message"}
)

// Member is one member of such an object, and its type in TypeScript.
type Member struct{ Name, Type string }
