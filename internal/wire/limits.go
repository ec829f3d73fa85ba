package wire

// Limits and times that both sides know. Lengths are in UTF-16 units there, times in milliseconds.
const (
	MaxAge        = 600_000  // how long a login may take, from its start to its answer
	MaxBody       = 64 << 10 // an answer of the API host; Amazon's are under 5 KiB
	MaxMessage    = 32 << 10 // a message, or an entry of a storage: twice what the parser accepts, so that it is the one to refuse
	MaxReturnTo   = 8000     // a longer address is no place to come back to: the page itself is
	MaxObject     = 4000     // the JSON of an option that is an object
	MaxRetryAfter = 3600     // seconds
)

// OptionSet is a set of calls that accept an option.
type OptionSet uint8

// The members of [OptionSet]. What configure accepts, the script tag accepts as data-… attributes.
const (
	InConfigure OptionSet = 1 << iota // lwa.configure() and the script tag: the interface Options
	InLogin                           // lwa.login(): LoginOptions
	InCall                            // lwa.token() and lwa.profile(): CallOptions
	InToken                           // lwa.token() besides: TokenOptions
	InDevice                          // lwa.device(): DeviceOptions
)

// Type is the type of a JavaScript value as the TinyGo bridge numbers it (jsbridge/value_tinygo.go,
// web/src/tinygo.ts).
type Type uint32

// The types in that order.
const (
	TypeUndefined Type = iota
	TypeNull
	TypeBoolean
	TypeNumber
	TypeString
	TypeObject
	TypeFunction
	TypeBytes  // a piece of Go's memory, to be read or filled while the operation lasts
	TypeThrown // JavaScript threw
)

// Op is what the TinyGo bridge asks the shell for.
type Op uint32

// The operations.
const (
	OpGet Op = iota
	OpSet
	OpCall
	OpNew
	OpOpen // a string's or an array's bytes, for OpTake; the result is how many
	OpTake
	OpArgs // what the present call into Go brings
)
