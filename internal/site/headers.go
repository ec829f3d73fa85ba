package site

import (
	"net/http"
	"strings"
)

// contentTypes is the complete list of what is served, by the end of the name: a file of any other kind does not exist.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".map":  "application/json",
	".mjs":  "text/javascript; charset=utf-8",
	".png":  "image/png",
	".svg":  "image/svg+xml",
	".ts":   "text/plain; charset=utf-8", // declarations are for reading; there is no registered type
	".wasm": "application/wasm",
}

// pagePolicy returns the Content-Security-Policy of the demo pages: all that a page with the component needs, and
// nothing else. There is no inline script or style, and 'wasm-unsafe-eval' allows WebAssembly but not eval.
func pagePolicy(provider string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"style-src 'self'",
		"img-src 'self' data:",
		"connect-src 'self' " + provider,
		"form-action 'none'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

// setHeaders sets what every answer carries. no-cache means: keep it, but ask with the ETag each time.
func setHeaders(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
}

// setCallbackHeaders replaces those that differ for the callback page. It is called with a code in its address, so no
// copy of it is kept (RFC 9700 §4.2.4). Its own policy, with the hash of its script, is in the file; only
// frame-ancestors has no effect there and must be a header.
func setCallbackHeaders(h http.Header) {
	h.Set("Content-Security-Policy", "frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
}
