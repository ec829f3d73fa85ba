package report

// What there is to measure. The loads have ids such as "ready-full-cold": what, under which
// condition, and when.
const (
	BytesUsable   = "bytes-usable"
	BytesLoad     = "bytes-load"
	BytesLogin    = "bytes-login"
	Usable        = "usable"
	Ready         = "ready"
	Kept          = "ready-kept" // with a session of lwa.js that was kept, and has to be unsealed
	Scripting     = "scripting"
	Paint         = "paint"
	Shift         = "shift"
	RequestIdle   = "request-idle"   // the page has loaded whatever it loads of itself
	RequestReady  = "request-ready"  // the moment the page is ready; lwa.js is set to start its WebAssembly with the page
	RequestIntent = "request-intent" // the pointer has been over the button for 200 ms, and nothing has started before that
	RequestCold   = "request-cold"   // nothing has started before the click
	Session       = "session"
	Profile       = "session-profile" // the session of those that ask for the profile, and read it from no id_token
	Heap1         = "heap-1"
	HeapN         = "heap-n"
	Wasm1         = "wasm-1"
	WasmN         = "wasm-n"
	Memory1       = "memory-1"
	MemoryN       = "memory-n"
)

// rowKind is a line of the table.
type rowKind struct {
	id, name string
	unit     unit
	short    bool // also in the README
}

// rowKinds are all lines, in order. "N" in a name stands for the number of logins.
var rowKinds = []rowKind{
	{BytesUsable, "bytes until a click works", bytes, true},
	{BytesLoad, "bytes of a first visit, in all", bytes, false},
	{BytesLogin, "bytes that a first login adds", bytes, false},
	{"usable-full-cold", "a click works, first visit", milliseconds, false},
	{"usable-full-warm", "a click works, from the cache", milliseconds, false},
	{"usable-cpu4-cold", "a click works, first visit, CPU ×4", milliseconds, false},
	{"usable-cpu4-warm", "a click works, from the cache, CPU ×4", milliseconds, false},
	{"usable-slow-cold", "a click works, first visit, slow network", milliseconds, false},
	{"usable-slow-warm", "a click works, from the cache, slow network", milliseconds, false},
	{"ready-full-cold", "fully ready, first visit", milliseconds, true},
	{"ready-full-warm", "fully ready, from the cache", milliseconds, false},
	{"ready-cpu4-cold", "fully ready, first visit, CPU ×4", milliseconds, false},
	{"ready-cpu4-warm", "fully ready, from the cache, CPU ×4", milliseconds, false},
	{"ready-slow-cold", "fully ready, first visit, slow network", milliseconds, false},
	{"ready-slow-warm", "fully ready, from the cache, slow network", milliseconds, false},
	{Kept, "fully ready, from the cache, with a session that was kept", milliseconds, false},
	{Scripting, "scripts on the main thread, first visit, until the page is at rest", milliseconds, false},
	{Paint, "first paint, first visit", milliseconds, false},
	{Shift, "layout shift, first visit", count, false},
	{RequestIdle, "click → authorization request, page at rest", milliseconds, true},
	{RequestReady, "the same, the moment the page is ready (lwa.js: `data-start=\"eager\"`)", milliseconds, false},
	{RequestIntent, "the same, the pointer over the button for 200 ms (lwa.js: `\"intent\"`)", milliseconds, false},
	{RequestCold, "the same, without the pointer ahead (lwa.js: `\"intent\"`)", milliseconds, false},
	{Session, "authorization answer → session", milliseconds, true},
	{Profile, "the same, where all ask Amazon for the profile", milliseconds, false},
	{Heap1, "JavaScript heap after 1 login", bytes, false},
	{HeapN, "JavaScript heap after N logins", bytes, false},
	{Wasm1, "wasm memory after 1 login", bytes, false},
	{WasmN, "wasm memory after N logins", bytes, false},
	{Memory1, "heap and wasm after 1 login", bytes, false},
	{MemoryN, "heap and wasm after N logins", bytes, false},
}

// RowIDs are the ids of all rows, in the order of the table.
func RowIDs() (ids []string) {
	for _, r := range rowKinds {
		ids = append(ids, r.id)
	}
	return ids
}

func kindOf(id string) rowKind {
	for _, r := range rowKinds {
		if r.id == id {
			return r
		}
	}
	return rowKind{id: id, name: id}
}
