package lwa

import "github.com/lwa-wasm/lwa/internal/wire"

// This file is data for the build: it goes as JSON into the TypeScript shell, which checks options before a window opens,
// and into the README. Nothing that runs in the page may refer to it, or all of it lands in lwa.wasm.

// OptionType is what an option's value must be.
type OptionType string

// The types of [Option].
const (
	// TypeString is a string; Min and Max bound its length, and OneOf lists its values where they are fixed.
	TypeString OptionType = "string"
	// TypeNumber is a finite number from Min to Max.
	TypeNumber OptionType = "number"
	// TypeBoolean is true or false.
	TypeBoolean OptionType = "boolean"
	// TypeObject is a plain object that JSON can express.
	TypeObject OptionType = "object"
	// TypeURL is an address on the page's own origin. It may be relative; the browser resolves it against the page.
	TypeURL OptionType = "url"
	// TypeFile is the address of a file that is held to a digest: on the page's own origin, https, loopback, data: or blob:.
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
	// Min and Max bound a number, the length of a string in characters, or the sides of a size. Both 0 is no bound.
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

// Options is every option, in the order of web/lwa.d.ts. The option timeout is there once for each default.
var Options = []Option{
	{Name: "clientId", Type: TypeString, Min: 1, Max: 100, In: inAllLogins,
		Meaning: "The client id of your security profile. Required."},
	{Name: "scope", Type: TypeString, Min: 1, Max: 2048, Default: `"profile"`, In: inAllLogins,
		Meaning: "What to ask for, space-separated: `profile`, `profile:user_id`, `postal_code`."},
	{Name: "scopeData", Type: TypeObject, In: inAllLogins,
		Meaning: "Details of a scope, such as `{ postal_code: { essential: false } }`. Sent as JSON."},
	{Name: "mode", Type: TypeString, OneOf: []string{"auto", "popup", "redirect"}, Default: `"auto"`, In: inSettings,
		Meaning: "`popup` opens a window, `redirect` leaves the page, `auto` opens a window and redirects where none can be had."},
	{Name: "redirectUri", Type: TypeURL, In: inSettings,
		Meaning: "Where Amazon sends its answer. Must be registered with Amazon, letter by letter. Left out: the `lwa-callback.html` beside `lwa.js`."},
	{Name: "region", Type: TypeString, OneOf: []string{"NA", "EU", "FE"}, Default: `"NA"`, In: inAllLogins,
		Meaning: "Amazon's service region: North America, Europe, Far East."},
	{Name: "language", Type: TypeString, Min: 1, Max: 35, In: inSettings,
		Meaning: "Language of Amazon's pages, such as `\"de-DE\"`. Left out: Amazon's choice."},
	{Name: "persist", Type: TypeString, OneOf: []string{"memory", "session", "local"}, Default: `"memory"`, In: inAllLogins,
		Meaning: "Where a login is kept: not at all, as long as the tab, or across tabs and restarts. What is kept is restored."},
	{Name: "sandbox", Type: TypeBoolean, Default: "false", In: inAllLogins,
		Meaning: "Use Amazon's sandbox hosts."},
	{Name: "apiBase", Type: TypeURL, In: inAllLogins,
		Meaning: "A path of your own origin that your server forwards to Amazon's API host. Left out: the API host itself."},
	{Name: "provider", Type: TypeOrigin, In: inAllLogins,
		Meaning: "Development and tests only: the origin of another authorization server, such as the bundled fake Amazon; or `\"demo\"` on a page with `lwa-demo.js`. In a tag, on loopback pages alone."},
	{Name: "issuer", Type: TypeString, Min: 1, Max: 2048, In: inSettings,
		Meaning: "The `iss` value every answer must carry (RFC 9207). Left out: none is required, and one that comes must be Amazon's."},
	{Name: "wasmUrl", Type: TypeFile, In: InConfigure,
		Meaning: "Where `lwa.wasm` lies, on any origin: no other file than that of the release is run. Left out: beside `lwa.js`, or where the bundler puts it."},
	{Name: "start", Type: TypeString, OneOf: []string{"auto", "eager", "intent"}, Default: `"auto"`, In: InConfigure,
		Meaning: "When `lwa.wasm` starts where nothing waits for it: `auto` when the page is idle, `eager` at once, `intent` at the first sign of a login. Any call starts it."},
	{Name: "handOver", Type: TypeBoolean, Default: "false", In: inSettings,
		Meaning: "Redeem nothing: a login gives `{ code, codeVerifier, redirectUri, scope, state }` for your server to redeem."},
	{Name: "returnTo", Type: TypeURL, In: InLogin,
		Meaning: "Where a redirect login comes back to. Left out: the page that asked, with its query and fragment."},
	{Name: "state", Type: TypeString, Max: 2000, In: InLogin,
		Meaning: "Your own text, given back as `session.state`. It never leaves the browser."},
	{Name: "interactive", Type: TypeString, OneOf: []string{"auto", "always", "never"}, Default: `"auto"`, In: InLogin,
		Meaning: "`auto` uses a live session, `always` asks Amazon, `never` only uses a live session."},
	{Name: "timeout", Type: TypeNumber, Min: 1, Max: maxWait, Default: "600000", In: InLogin,
		Meaning: "Milliseconds until a login gives up."},
	{Name: "timeout", Type: TypeNumber, Min: 1, Max: maxWait, Default: "30000", In: InCall,
		Meaning: "Milliseconds until any other call gives up."},
	{Name: "timeout", Type: TypeNumber, Min: 1, Max: maxCodeLife, Default: "3600000", In: InDevice,
		Meaning: "Milliseconds until a login by code gives up, if its code lives that long."},
	{Name: "minValidity", Type: TypeNumber, Max: 86_400_000, Default: "0", In: InToken,
		Meaning: "Milliseconds that the token must still last; one that does not is renewed."},
	{Name: "interactive", Type: TypeBoolean, Default: "false", In: InToken,
		Meaning: "Log in where there is no such token. Call it in a click."},
	{Name: "signal", Type: TypeSignal, In: InLogin | InCall | InDevice,
		Meaning: "Ends the call with the code `aborted`."},
	{Name: "popup", Type: TypeSize, Min: 100, Max: 10000, Default: `{ "width": 480, "height": 720 }`, In: InLogin,
		Meaning: "Size of the popup in CSS pixels."},
}
