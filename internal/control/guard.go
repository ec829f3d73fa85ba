package control

import (
	"mime"
	"net/http"
	"net/netip"

	"github.com/lwa-wasm/lwa/internal/loopback"
)

// admit refuses requests that must not use the interface, on every path: from other machines or
// through a proxy, with a host name that only resolves to this machine (DNS rebinding), from
// foreign web pages, and changes that are not in JSON.
func admit(r *http.Request) *Error {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return refuse(http.StatusForbidden, "not_local", "Call it on the machine itself, by a loopback address.", "The request comes from another machine.")
	}
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "Via"} {
		if len(r.Header.Values(name)) > 0 {
			return refuse(http.StatusForbidden, "not_local", "Call the server itself, without a proxy.", "The request comes by a proxy: it has the header %s.", name)
		}
	}
	if !(loopback.Hosts{}).Allows(r) {
		return refuse(http.StatusMisdirectedRequest, "foreign_host", "Use localhost or 127.0.0.1, with the server's port.", "The server does not answer to this Host.")
	}
	if !ownPage(r) {
		return refuse(http.StatusForbidden, "foreign_page", "Call it from a program, such as the test runner, not from a page.", "The request comes from a web page.")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead && !isJSON(r) {
		return refuse(http.StatusUnsupportedMediaType, "not_json", "Add the header Content-Type: application/json.", "The content type is not application/json.")
	}
	return nil
}

// ownPage reports whether the request comes from a program, or from a page of this server.
func ownPage(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
	default:
		return false
	}
	origins := r.Header.Values("Origin")
	return len(origins) == 0 || len(origins) == 1 && (origins[0] == "http://"+r.Host || origins[0] == "https://"+r.Host)
}

func isJSON(r *http.Request) bool {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && mediaType == "application/json"
}
