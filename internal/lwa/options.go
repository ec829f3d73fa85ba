package lwa

import "github.com/lwa-wasm/lwa/internal/wire"

// This file is data for the build. The build writes it as JSON into the TypeScript shell, which
// checks options before a window opens; make docs writes docs/options.md from it. Code that runs in
// the page must not refer to it, or all of it becomes part of lwa.wasm.

// OptionType is what an option's value must be.
type OptionType string

// The types of [Option].
const (
	// TypeString is a string; Min and Max bound its length, and OneOf lists its values where they
	// are fixed.
	TypeString OptionType = "string"
	// TypeNumber is a finite number from Min to Max.
	TypeNumber OptionType = "number"
	// TypeBoolean is true or false.
	TypeBoolean OptionType = "boolean"
	// TypeObject is a plain object that JSON can express.
	TypeObject OptionType = "object"
	// TypeURL is an address on the page's own origin. It may be relative; the browser resolves it
	// against the page.
	TypeURL OptionType = "url"
	// TypeFile is the address of a file that is held to a digest: on the page's own origin, https,
	// loopback, data: or blob:.
	TypeFile OptionType = "file"
	// TypeOrigin is the origin of another server, as [EndpointConfig] accepts it for Provider.
	TypeOrigin OptionType = "origin"
	// TypeSignal is an AbortSignal.
	TypeSignal OptionType = "signal"
	// TypeSize is an object with width, height or both, each a number from Min to Max.
	TypeSize OptionType = "size"
)

// Calls is a set of calls that accept an option.
type Calls = wire.OptionSet

// The members of [Calls].
const (
	InConfigure = wire.InConfigure
	InLogin     = wire.InLogin
	InCall      = wire.InCall
	InToken     = wire.InToken
	InDevice    = wire.InDevice
)

// Option is one option of the JavaScript API.
type Option struct {
	Name string     `json:"name"`
	Type OptionType `json:"type"`
	// OneOf lists the values of a string that is one of few.
	OneOf []string `json:"oneOf,omitempty"`
	// Min and Max bound a number, the length of a string in characters, or the sides of a size.
	// Both 0 is no bound.
	Min int `json:"min,omitempty"`
	Max int `json:"max,omitempty"`
	// Default is the value as JavaScript, or "" when there is none or Meaning explains it.
	Default string `json:"default,omitempty"`
	In      Calls  `json:"in"`
	// Meaning is one or two sentences for the options table.
	Meaning string `json:"meaning,omitempty"`
}

const (
	inSettings  = InConfigure | InLogin
	inAllLogins = inSettings | InDevice
	maxWait     = wire.MaxAge                    // no login may take longer
	maxCodeLife = int(maxDeviceCodesLife) * 1000 // but for one whose person takes a code to another device
)

// Options is every option, in the order of web/lwa.d.ts. The option timeout is there once for each
// default.
var Options = []Option{
	{Name: "clientId", Type: TypeString, Min: 1, Max: 100, In: inAllLogins,
		Meaning: "The client id of your security profile. Required."},
	{Name: "scope", Type: TypeString, Min: 1, Max: 2048, Default: `"profile"`, In: inAllLogins,
		Meaning: "What to ask for, space-separated: `profile`, `profile:user_id`, `postal_code`."},
	{Name: "scopeData", Type: TypeObject, In: inAllLogins,
		Meaning: "Details of a scope, such as `{ postal_code: { essential: false } }`. Sent as JSON."},
	{Name: "mode", Type: TypeString, OneOf: []string{"auto", "popup", "redirect"}, Default: `"auto"`, In: inSettings,
		Meaning: "`popup` opens a window, `redirect` leaves the page, `auto` opens a window, and redirects if the browser gives none."},
	{Name: "redirectUri", Type: TypeURL, In: inSettings,
		Meaning: "Where Amazon sends its answer. It must be registered with Amazon, letter by letter. Without this option: the `lwa-callback.html` beside `lwa.js`."},
	{Name: "region", Type: TypeString, OneOf: []string{"NA", "EU", "FE"}, Default: `"NA"`, In: inAllLogins,
		Meaning: "Amazon's service region: North America, Europe, Far East."},
	{Name: "language", Type: TypeString, Min: 1, Max: 35, In: inSettings,
		Meaning: "Language of Amazon's pages, such as `\"de-DE\"`. Without this option, Amazon chooses."},
	{Name: "persist", Type: TypeString, OneOf: []string{"memory", "session", "local"}, Default: `"memory"`, In: inAllLogins,
		Meaning: "How long a login is kept: as long as the page, as long as the tab, or across tabs and restarts. A kept login is restored."},
	{Name: "sandbox", Type: TypeBoolean, Default: "false", In: inAllLogins,
		Meaning: "Use Amazon's sandbox hosts."},
	{Name: "apiBase", Type: TypeURL, In: inAllLogins,
		Meaning: "A path of your own origin that your server forwards to Amazon's API host. Without this option, the page asks the API host itself."},
	{Name: "provider", Type: TypeOrigin, In: inAllLogins,
		Meaning: "For development and tests only: the origin of another authorization server, such as the bundled fake Amazon, or `\"demo\"` on a page with `lwa-demo.js`. A tag may set it on loopback pages only."},
	{Name: "issuer", Type: TypeString, Min: 1, Max: 2048, In: inSettings,
		Meaning: "The `iss` that every answer must have (RFC 9207). Without this option, an answer may lack `iss`; if it has one, it must be Amazon's."},
	{Name: "wasmUrl", Type: TypeFile, In: InConfigure,
		Meaning: "The address of `lwa.wasm`, on any origin; lwa.js runs no other file than that of its release. Without this option: beside `lwa.js`, or where the bundler puts it."},
	{Name: "start", Type: TypeString, OneOf: []string{"auto", "eager", "intent"}, Default: `"auto"`, In: InConfigure,
		Meaning: "When `lwa.wasm` starts if nothing waits for it: `auto` when the page is idle, `eager` at once, `intent` at the first sign of a login. Any call starts it."},
	{Name: "handOver", Type: TypeBoolean, Default: "false", In: inSettings,
		Meaning: "The page redeems nothing: a login resolves with `{ code, codeVerifier, redirectUri, scope, state }`, and your server redeems the code."},
	{Name: "returnTo", Type: TypeURL, In: InLogin,
		Meaning: "The page to which a redirect login returns. Without this option: the page that asked, with its query and fragment."},
	{Name: "state", Type: TypeString, Max: 2000, In: InLogin,
		Meaning: "Your own text, given back as `session.state`. It never leaves the browser."},
	{Name: "interactive", Type: TypeString, OneOf: []string{"auto", "always", "never"}, Default: `"auto"`, In: InLogin,
		Meaning: "`auto` uses a live session, `always` asks Amazon, `never` only uses a live session."},
	{Name: "timeout", Type: TypeNumber, Min: 1, Max: maxWait, Default: "600000", In: InLogin,
		Meaning: "Milliseconds until a login gives up."},
	{Name: "timeout", Type: TypeNumber, Min: 1, Max: maxWait, Default: "30000", In: InCall,
		Meaning: "Milliseconds until any other call gives up."},
	{Name: "timeout", Type: TypeNumber, Min: 1, Max: maxCodeLife, Default: "3600000", In: InDevice,
		Meaning: "Milliseconds until a login by code gives up, unless its code expires before."},
	{Name: "minValidity", Type: TypeNumber, Max: 86_400_000, Default: "0", In: InToken,
		Meaning: "Milliseconds for which the token must still be valid. If it is not, it is renewed first."},
	{Name: "interactive", Type: TypeBoolean, Default: "false", In: InToken,
		Meaning: "If there is no such token, log in. Call it in a click."},
	{Name: "signal", Type: TypeSignal, In: InLogin | InCall | InDevice,
		Meaning: "Ends the call with the code `aborted`."},
	{Name: "popup", Type: TypeSize, Min: 100, Max: 10000, Default: `{ "width": 480, "height": 720 }`, In: InLogin,
		Meaning: "Size of the popup in CSS pixels."},
}
