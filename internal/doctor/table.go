package doctor

// Severity says how bad a finding is.
type Severity string

const (
	OK     Severity = "ok"
	Warn   Severity = "warn"   // logins work for most visitors
	Broken Severity = "broken" // logins fail
)

// Place is where a check can run.
type Place int

const (
	Browser Place = 1 << iota
	Terminal
	Both = Browser | Terminal
)

// Fault is one possible finding of a check. Its texts contain {names} of values.
type Fault struct {
	Code     string
	Severity Severity
	In       Place
	What     string
	Mend     string // the key in Mends; "" if there are no lines to paste
}

// Topic is one check: its text if all is well, and its possible findings.
type Topic struct {
	Name   string
	OK     string
	Mend   string // the key in Mends of the lines shown if all is well
	Faults []Fault
}

// Topics are all checks, in the order of the report.
var Topics = []Topic{
	{"origin", "The page {page} comes from a secure origin.", "", []Fault{
		{"page_unreachable", Broken, Both, "The page {page} cannot be read: {status}.", ""},
		{"page_redirected", Warn, Terminal, "The address {asked} redirects to {page}. Visitors log in there.", ""},
		{"origin_insecure", Broken, Both, "The page comes from {origin}. Amazon and browsers allow a login over https only, or from localhost.", "https"},
		{"origin_sandboxed", Broken, Browser, "The page has no origin of its own: it is in a sandboxed frame.", "sandbox"},
		{"origin_framed", Warn, Browser, "The page is in a frame. A login there works by popup, and never by redirect.", "top"},
	}},
	{"amazon", "Amazon must know {origin} and {callback}, letter by letter. Compare both with your security profile: no program can read it.", "console", nil},
	{"tag", "The page includes the component once, with a client id.", "", []Fault{
		{"tag_missing", Warn, Both, "No tag of the page loads lwa.js. The page may import it from a bundle; name the return address to examine it all the same.", "tag"},
		{"client_id_missing", Warn, Both, "The tag has no data-client-id that Amazon could have given. Logins fail unless a script calls lwa.configure().", "clientid"},
		{"component_twice", Warn, Both, "The page loads the component more than once: {names}. Each copy has its own session.", "once"},
		{"amazon_sdk", Warn, Both, "The page loads Amazon's own SDK beside the component: {names}. Both define amazon.Login.", "sdk"},
		{"integrity_differs", Broken, Both, "The integrity attribute of the tag does not match {file}, so browsers refuse to run it.", "integrity"},
		{"script_cors", Broken, Both, "The tag loads {file} from another origin and lacks the attribute crossorigin, which integrity and Cross-Origin-Embedder-Policy need.", "crossorigin"},
	}},
	{"script", "{file} arrives as it was built.", "", []Fault{
		{"script_unreachable", Broken, Both, "{file} cannot be loaded: {status}.", "files"},
		{"script_type", Broken, Both, "{file} arrives with the type {type}. Browsers run a script as text/javascript only.", "jstype"},
		{"script_changed", Warn, Both, "{file} differs from the file of this release: something on the way rewrites it, or it belongs to another release.", "copy"},
		{"part_unreachable", Broken, Both, "{file}, which lwa.js loads to log people in, cannot be loaded: {status}.", "files"},
		{"part_changed", Broken, Both, "{file} is not the one that lwa.js was built with, so lwa.js refuses it.", "copy"},
		{"script_uncompressed", Warn, Both, "{file} arrives uncompressed: visitors wait longer than they must.", "compress"},
		{"script_cached", Warn, Both, "Browsers may keep {file} for {days} days without asking. A new release would meet old files.", "nocache"},
	}},
	{"wasm", "{file} arrives as it was built.", "", []Fault{
		{"wasm_unsupported", Broken, Browser, "This browser does not run WebAssembly: it is too old, or WebAssembly is turned off, as in Safari's Lockdown Mode.", ""},
		{"wasm_unreachable", Broken, Both, "{file} cannot be loaded: {status}.", "files"},
		{"wasm_changed", Broken, Both, "{file} is not the lwa.wasm that lwa.js was built with, so lwa.js refuses it.", "copy"},
		{"wasm_type", Warn, Both, "{file} arrives with the type {type} instead of application/wasm.", "wasmtype"},
		{"wasm_uncompressed", Warn, Both, "{file} arrives uncompressed: visitors wait longer than they must.", "compress"},
		{"wasm_cached", Warn, Both, "Browsers may keep {file} for {days} days without asking. A new release would meet old files.", "nocache"},
		{"wasm_not_cached", Warn, Both, "Browsers are told not to cache {file}, so they download it again for each page.", "nocache"},
	}},
	{"callback", "The return address {callback} answers as it was built.", "", []Fault{
		{"callback_elsewhere", Broken, Both, "The return address {callback} is not on the page's own origin {origin}.", "uri"},
		{"callback_unreachable", Broken, Both, "The return address {callback} cannot be read: {status}.", "files"},
		{"callback_query_lost", Broken, Both, "The return address {callback} redirects to {final} and drops the query, which is Amazon's answer.", "uri"},
		{"callback_redirected", Warn, Both, "The return address {callback} redirects to {final}. Register and name the address that answers.", "uri"},
		{"callback_app_shell", Broken, Both, "The return address {callback} shows another page: a fallback of the server or a service worker answers in its place.", "fallback"},
		{"callback_worker", Broken, Browser, "A service worker answers navigations to {callback} with another page.", "worker"},
		{"callback_worker_unsure", Warn, Browser, "A service worker covers {callback}. Run the doctor in a click to see what it answers there.", "worker"},
		{"callback_type", Broken, Both, "The return address {callback} arrives with the type {type}. Browsers show a page as text/html only.", "htmltype"},
		{"callback_damaged", Broken, Both, "The return address {callback} has lost its script or its policy.", "copy"},
		{"callback_changed", Warn, Both, "The return address {callback} differs from the file of this release: a minifier or the host rewrites it, or it belongs to another release.", "copy"},
		{"callback_policy", Broken, Both, "The server sends a Content-Security-Policy with {callback} that forbids the page's own script.", "callback"},
		{"callback_stuck", Broken, Browser, "The script of {callback} did not run in a window.", "callback"},
		{"callback_sandboxed", Broken, Both, "The server sends a policy with {callback} that sandboxes it: it cannot reach the page that waits.", "callback"},
		{"callback_framed", Warn, Both, "Other sites may show {callback} in a frame.", "callback"},
		{"callback_cached", Warn, Both, "Caches may keep {callback}, whose address carries the code.", "callback"},
	}},
	{"policy", "The policies of the page leave the component alone.", "", []Fault{
		{"policy_script", Broken, Both, "The Content-Security-Policy of the page forbids {file}: its {directive} does not admit it.", "policy"},
		{"policy_wasm", Broken, Both, "The Content-Security-Policy of the page forbids WebAssembly: its {directive} lacks 'wasm-unsafe-eval'.", "policy"},
		{"policy_wasm_file", Broken, Both, "The Content-Security-Policy of the page forbids loading {file}: its {directive} does not admit it.", "policy"},
		{"policy_api", Broken, Both, "The Content-Security-Policy of the page forbids requests to {api}: its {directive} does not admit it.", "policy"},
		{"policy_sandbox", Broken, Both, "The Content-Security-Policy of the page sandboxes it and lacks {names}.", "unsandbox"},
		{"coop_isolates", Warn, Both, "Cross-Origin-Opener-Policy: same-origin cuts the popup off. Logins work, but the page cannot tell when a visitor closes the window.", "coop"},
		{"coop_noopener", Warn, Both, "Cross-Origin-Opener-Policy: noopener-allow-popups cuts the popup off. Logins work, but the page cannot tell when a visitor closes the window.", "coop"},
	}},
	{"storage", "Storage, IndexedDB and BroadcastChannel work here.", "", []Fault{
		{"storage_blocked", Broken, Browser, "The browser refuses {names}: cookies are blocked for this site, or the page is in a sandboxed or partitioned frame. Logins by redirect fail, and no login outlives the page.", ""},
		{"indexeddb_blocked", Warn, Browser, "The browser refuses IndexedDB. No login outlives the page.", ""},
		{"channel_missing", Warn, Browser, "The browser refuses BroadcastChannel. A login works only while Amazon's pages leave the popup connected.", ""},
		{"crypto_missing", Broken, Browser, "The browser offers no Web Cryptography here. It does so on secure origins only.", "https"},
	}},
	{"popup", "A click opens a window.", "", []Fault{
		{"popup_blocked", Warn, Browser, "The browser opened no window in a click. mode \"auto\" logs in by redirect instead; mode \"popup\" fails.", "mode"},
		{"popup_severed", Warn, Browser, "The window lost its opener on this very site: the page and {callback} send different Cross-Origin-Opener-Policy headers. Logins work over BroadcastChannel alone.", "coop"},
	}},
	{"clock", "The clock here agrees with the server's.", "", []Fault{
		{"clock_wrong", Warn, Both, "The clock here and the server's differ by {minutes} minutes. One of them is wrong; sessions seem to end too early or too late.", "clock"},
	}},
	{"builtins", "The built-ins that the component uses are the browser's own.", "", []Fault{
		{"builtins_replaced", Warn, Browser, "A script of the page has replaced built-ins: {names}. The component takes clean ones where it can; the page's other scripts may fail.", "builtins"},
	}},
	{"api", "{api} answers this site.", "", []Fault{
		{"api_unreachable", Broken, Browser, "{api} gives no answer that this page may read: the network, an ad blocker, or CORS.", "forward"},
		{"api_forward", Broken, Both, "{api} does not forward to Amazon's API host: {status}.", "forward"},
		{"api_forward_elsewhere", Broken, Both, "apiBase is not on the page's own origin {origin}.", "forward"},
		{"api_forward_cookies", Warn, Terminal, "{api} passes Amazon's cookies on to your visitors.", "forward"},
	}},
}

// Find returns the fault with this code, and its topic.
func Find(code string) (Topic, Fault, bool) {
	for _, t := range Topics {
		for _, f := range t.Faults {
			if f.Code == code {
				return t, f, true
			}
		}
	}
	return Topic{}, Fault{}, false
}
