package site

import (
	"net/http"
	"strings"
)

// contentTypes has the file types that are served, by extension. Files of other types are not
// found.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".map":  "application/json",
	".mjs":  "text/javascript; charset=utf-8",
	".png":  "image/png",
	".svg":  "image/svg+xml",
	".ts":   "text/plain; charset=utf-8", // TypeScript has no registered type; people read these files
	".wasm": "application/wasm",
}

// pagePolicy returns the Content-Security-Policy of the demo pages. It allows what a page with
// the component needs, and nothing else. The pages have no inline scripts or styles.
// 'wasm-unsafe-eval' allows WebAssembly but not eval.
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

// setHeaders sets the headers of every answer. With no-cache, browsers store an answer but
// revalidate it by its ETag each time.
func setHeaders(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
}

// setCallbackHeaders replaces headers for the callback page and the demo page. The address of the
// callback page contains a code, so no copy is stored (RFC 9700 §4.2.4). The policy in the file
// has the hash of its script. frame-ancestors has no effect in a <meta> element, so it is a
// header.
func setCallbackHeaders(h http.Header) {
	h.Set("Content-Security-Policy", "frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
}
