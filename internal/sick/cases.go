package sick

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
)

// Case is one fault, switched on.
type Case struct {
	// Code is the finding that it leads to.
	Code string
	// Also are other findings that come along.
	Also []string
	// How the site came to it, for people.
	How   string
	Apply func(*Site)
}

var inlineScript = regexp.MustCompile(`(?s)<script nonce="lwa">.*</script>`)

// app is a page of something else.
var app = []byte(`<!doctype html><html lang="en"><title>The app</title><div id="root"></div>`)

func header(file, name, value string) func(*Site) {
	return func(s *Site) { s.Files[file].Header[name] = value }
}

func unheader(file string, names ...string) func(*Site) {
	return func(s *Site) {
		for _, name := range names {
			delete(s.Files[file].Header, name)
		}
	}
}

func fileType(file, contentType string) func(*Site) {
	return func(s *Site) { s.Files[file].Type = contentType }
}

func missing(file string) func(*Site) { return func(s *Site) { delete(s.Files, file) } }

func plain(file string) func(*Site) { return func(s *Site) { s.Files[file].Plain = true } }

func attribute(text string) func(*Site) { return func(s *Site) { s.AddToTag(text) } }

func replaced(file, old, new string) func(*Site) {
	return func(s *Site) { s.Files[file].Body = bytes.ReplaceAll(s.Files[file].Body, []byte(old), []byte(new)) }
}

func policy(value string) func(*Site) { return header(Page, "Content-Security-Policy", value) }

// Cases are the faults that a browser and a terminal find alike.
var Cases = []Case{
	{"page_unreachable", nil, "the page is gone", func(s *Site) { s.Files[Page].Status = http.StatusNotFound }},
	{"tag_missing", nil, "the page has no tag of the component", func(s *Site) { s.Tags = nil }},
	{"client_id_missing", nil, "the snippet was pasted, the client id was not", func(s *Site) {
		s.Tags[0] = strings.Replace(s.Tags[0], "00000000000000000000000000000001", "…", 1)
	}},
	{"client_id_missing", nil, "the element has no client-id", func(s *Site) {
		s.Tags = []string{`<script src="` + s.Prefix + `/lwa/lwa-login.js" type="module"></script><lwa-login mode="popup"></lwa-login>`}
	}},
	{"component_twice", nil, "a template and a plugin both include the component", func(s *Site) { s.Tags = append(s.Tags, s.Tag("")) }},
	{"amazon_sdk", nil, "Amazon's own SDK was left in the page", func(s *Site) {
		s.Tags = append(s.Tags, `<script src="`+s.Prefix+`/sdk/na/login1.js" async></script>`)
	}},
	{"integrity_differs", nil, "the tag is that of an earlier release", func(s *Site) {
		s.Tags[0] = strings.Replace(s.Tags[0], digest(s.Files[Script].Body), digest(app), 1)
	}},
	{"script_unreachable", nil, "lwa.js was not copied", missing(Script)},
	{"script_type", nil, "the server knows no type of .js", fileType(Script, "text/plain")},
	{"script_changed", []string{"integrity_differs"}, "a minifier of the host rewrites scripts", func(s *Site) {
		s.Files[Script].Body = append(bytes.Clone(s.Files[Script].Body), '\n')
	}},
	{"part_unreachable", nil, "lwa-run.js was not copied", missing(Part)},
	{"part_changed", nil, "lwa-run.js is of another release", func(s *Site) { s.Files[Part].Body = append(bytes.Clone(s.Files[Part].Body), '\n') }},
	{"script_uncompressed", nil, "the server compresses no scripts", plain(Script)},
	{"script_cached", nil, "every file may be kept for a year", header(Script, "Cache-Control", "max-age=31536000")},
	{"wasm_unreachable", nil, "lwa.wasm was not copied", missing(Wasm)},
	{"wasm_changed", nil, "lwa.wasm is of another release", func(s *Site) { s.Files[Wasm].Body = append(bytes.Clone(s.Files[Wasm].Body), 0) }},
	{"wasm_type", nil, "the server knows no type of .wasm", fileType(Wasm, "application/octet-stream")},
	{"wasm_uncompressed", nil, "the server compresses no .wasm", plain(Wasm)},
	{"wasm_cached", nil, "every file may be kept for a year", header(Wasm, "Cache-Control", "public, max-age=31536000, immutable")},
	{"wasm_not_cached", nil, "no file may be kept", header(Wasm, "Cache-Control", "no-store")},
	{"callback_elsewhere", nil, "the return address is on another host", attribute(`data-redirect-uri="https://www.elsewhere.example/lwa-callback.html"`)},
	{"callback_unreachable", nil, "lwa-callback.html was not copied", missing(Callback)},
	{"callback_query_lost", nil, "the server makes addresses clean and drops the query", func(s *Site) {
		s.Files["/lwa/lwa-callback"] = s.Files[Callback]
		s.Files[Callback] = &File{Location: s.Prefix + "/lwa/lwa-callback"}
	}},
	{"callback_redirected", nil, "the server makes addresses clean", func(s *Site) {
		s.Files["/lwa/lwa-callback"] = s.Files[Callback]
		s.Files[Callback] = &File{Location: s.Prefix + "/lwa/lwa-callback?"}
	}},
	{"callback_app_shell", nil, "the fallback of a single-page app answers", func(s *Site) { s.Files[Callback].Body = app }},
	{"callback_type", nil, "the server sends files without a type that it knows", fileType(Callback, "application/octet-stream")},
	{"callback_damaged", nil, "a filter takes scripts away", func(s *Site) {
		s.Files[Callback].Body = inlineScript.ReplaceAll(s.Files[Callback].Body, nil)
	}},
	{"callback_changed", nil, "the host adds its analytics", replaced(Callback, "</main>", `</main><script src="/analytics.js"></script>`)},
	{"callback_policy", nil, "one policy holds for every page of the site", header(Callback, "Content-Security-Policy", "script-src 'self' 'wasm-unsafe-eval'; frame-ancestors 'none'")},
	{"callback_sandboxed", nil, "uploads and files are sandboxed", header(Callback, "Content-Security-Policy", "sandbox allow-scripts; frame-ancestors 'none'")},
	{"callback_framed", nil, "no header about frames", unheader(Callback, "Content-Security-Policy")},
	{"callback_cached", nil, "no header about caches", unheader(Callback, "Cache-Control")},
	{"policy_script", nil, "the policy names other hosts alone", policy("script-src https://cdn.example 'wasm-unsafe-eval'")},
	{"policy_wasm", nil, "the policy was written before WebAssembly", policy("default-src 'self' https: http:; script-src 'self'")},
	{"policy_wasm_file", nil, "connect-src names Amazon and not the site", policy("script-src 'self' 'wasm-unsafe-eval'; connect-src https://api.amazon.com http://127.0.0.1:*")},
	{"policy_api", nil, "connect-src does not name Amazon", policy("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")},
	{"policy_sandbox", nil, "the policy sandboxes the page", policy("sandbox allow-scripts allow-same-origin allow-forms")},
	{"coop_isolates", nil, "the page isolates itself", header(Page, "Cross-Origin-Opener-Policy", "same-origin")},
	{"coop_noopener", nil, "the page isolates itself", header(Page, "Cross-Origin-Opener-Policy", "noopener-allow-popups")},
	{"clock_wrong", nil, "the server's clock stands", func(s *Site) { s.Files[Page].Header["Date"] = longAgo() }},
	{"script_cors", nil, "the component comes from a CDN, without crossorigin", func(s *Site) {
		s.Tags[0] = strings.NewReplacer(`src="`, `src="http://127.0.0.1:9`, " crossorigin", "").Replace(s.Tags[0])
		s.AddToTag(`data-redirect-uri="` + s.Prefix + Callback + `" data-wasm-url="` + s.Prefix + Wasm + `"`)
		delete(s.Files[Page].Header, "Content-Security-Policy")
	}},
	{"api_forward", nil, "apiBase leads to the app", func(s *Site) {
		s.AddToTag(`data-api-base="` + s.Prefix + `/amazon-api"`)
		s.Files[API] = &File{Type: "text/html", Body: app}
	}},
	{"api_forward_elsewhere", nil, "apiBase is on another host", func(s *Site) {
		s.AddToTag(`data-api-base="https://api.elsewhere.example/amazon-api"`)
		delete(s.Files[Page].Header, "Content-Security-Policy")
	}},
}
