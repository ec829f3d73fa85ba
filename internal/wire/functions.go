package wire

// The functions of the shell that Go calls, by name. The types are those of their arguments; any is
// a JavaScript value.
type (
	Func0                       string
	Func1[A any]                string
	Func2[A, B any]             string
	Func3[A, B, C any]          string
	Func4[A, B, C, D any]       string
	Func6[A, B, C, D, E, F any] string
)

// The platform's (web/src/world.ts).
const (
	Get          Func2[any, string]                                = "get"
	TextOf       Func2[any, int]                                   = "textOf"
	Is           Func2[any, any]                                   = "is"
	Mono         Func0                                             = "mono"
	Wall         Func0                                             = "wall"
	After        Func3[Call, int, int64]                           = "after"
	ClearTimeout Func1[any]                                        = "clearTimeout"
	Random       Func1[int]                                        = "random"
	Digest       Func1[string]                                     = "digest"
	Request      Func6[int, string, string, string, string, int64] = "request"
	Channel      Func2[string, Call]                               = "channel"
	Lock         Func3[string, int64, int]                         = "lock"
	Changed      Func1[string]                                     = "changed"
	Leave        Func1[string]                                     = "leave"
	StorageOf    Func1[string]                                     = "storage"
	HasFocus     Func0                                             = "hasFocus"
	Visibility   Func0                                             = "visibility"
	Close        Func1[any]                                        = "close"
)

// The vault's (web/src/vault.ts).
const (
	Seal   Func2[string, string]      = "seal"
	Unseal Func3[string, string, int] = "unseal"
	Wipe   Func1[string]              = "wipe"
)

// Those that belong to one instance of the wasm (web/src/core.ts).
const (
	Ready    Func2[any, string]               = "ready"
	Crashed  Func0                            = "crashed"
	Hold     Func1[bool]                      = "hold"
	Open     Func2[int, int]                  = "open"
	Listen   Func1[Call]                      = "listen"
	Unlisten Func2[Call, any]                 = "unlisten"
	Settle   Func3[int, string, bool]         = "settle"
	Emit     Func4[string, string, bool, int] = "emit"
	Publish  Func2[string, string]            = "publish"
	Traced   Func1[string]                    = "traced"
)

// Origin is the page's own origin, a member that Go reads.
const Origin = "origin"
