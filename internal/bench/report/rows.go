package report

// What there is to measure. The loads have an id each of "ready-full-cold": what, under which condition, and when.
const (
	BytesLoad  = "bytes-load"
	BytesLogin = "bytes-login"
	Usable     = "usable"
	Ready      = "ready"
	Request    = "request"
	Session    = "session"
	Heap1      = "heap-1"
	HeapN      = "heap-n"
	Wasm1      = "wasm-1"
	WasmN      = "wasm-n"
)

// unit is how a value is written.
type unit string

const (
	bytes        unit = "B"
	milliseconds unit = "ms"
)

// rows are the lines of the table, in order.
var rows = []struct {
	id, name string
	unit     unit
	short    bool // also in the README
}{
	{BytesLoad, "bytes: the page with its library", bytes, true},
	{BytesLogin, "bytes: added by the first login", bytes, false},
	{"usable-full-cold", "a click works: first visit", milliseconds, true},
	{"usable-full-warm", "a click works: from the cache", milliseconds, false},
	{"usable-cpu4-cold", "a click works: first visit, CPU ×4", milliseconds, true},
	{"usable-cpu4-warm", "a click works: from the cache, CPU ×4", milliseconds, false},
	{"usable-slow-cold", "a click works: first visit, slow network", milliseconds, true},
	{"usable-slow-warm", "a click works: from the cache, slow network", milliseconds, false},
	{"ready-full-cold", "fully ready: first visit", milliseconds, true},
	{"ready-full-warm", "fully ready: from the cache", milliseconds, true},
	{"ready-cpu4-cold", "fully ready: first visit, CPU ×4", milliseconds, true},
	{"ready-cpu4-warm", "fully ready: from the cache, CPU ×4", milliseconds, false},
	{"ready-slow-cold", "fully ready: first visit, slow network", milliseconds, true},
	{"ready-slow-warm", "fully ready: from the cache, slow network", milliseconds, false},
	{Request, "click → authorization request", milliseconds, true},
	{Session, "authorization answer → session", milliseconds, true},
	{Heap1, "JavaScript heap: 1 login", bytes, false},
	{HeapN, "JavaScript heap: N logins", bytes, true},
	{Wasm1, "wasm memory: 1 login", bytes, false},
	{WasmN, "wasm memory: N logins", bytes, true},
}

// RowIDs are the ids of all rows, in the order of the table.
func RowIDs() (ids []string) {
	for _, r := range rows {
		ids = append(ids, r.id)
	}
	return ids
}
