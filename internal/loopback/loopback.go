// Package loopback tells which requests are meant for a development server on this machine.
//
// A browser lets any web site read what it loads from that site's own host name, wherever the name
// leads. A site that points its name at 127.0.0.1 (DNS rebinding) could therefore use every server
// of the machine. Such a request carries the site's name as its Host: [Hosts.Allows] refuses it,
// and accepts the names that no web site can have.
package loopback

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Hosts says which values of Host a server answers to. The zero value is right for a server that
// listens on loopback.
type Hosts struct {
	// Named are further hosts, with a port or without one. One without a port is accepted with any.
	Named []string
	// AnyPort accepts loopback names with a port that is not the server's: a proxy that keeps Host
	// is in front of it.
	AnyPort bool
}

// Allows reports whether the Host of a request names this server: a loopback name, the very address
// that the request came to, or a host of Named. A Host without a port is accepted, since proxies
// drop the port. Headers that a proxy adds, such as X-Forwarded-Host, are not read: a page can send
// them too.
func (h Hosts) Allows(r *http.Request) bool {
	name, port, ok := split(r.Host)
	if !ok {
		return false
	}
	if slices.ContainsFunc(h.Named, func(named string) bool {
		return strings.EqualFold(named, name) || strings.EqualFold(named, name+":"+port)
	}) {
		return true
	}
	local := localAddress(r)
	if port != "" && !h.AnyPort && local.IsValid() && port != strconv.Itoa(int(local.Port())) {
		return false
	}
	bare := strings.Trim(name, "[]")
	address, err := netip.ParseAddr(bare)
	return Is(bare) || err == nil && local.IsValid() && address.Unmap() == local.Addr().Unmap()
}

// Named returns the entry of [Hosts.Named] for an origin: its host alone, or with its port where
// the host is a loopback name, which says nothing by itself.
func Named(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	if name, _, ok := split(host); ok && !Is(strings.Trim(name, "[]")) {
		return name
	}
	return strings.ToLower(host)
}

// AddLoopback names the host of an origin on loopback: what is served there may forward requests
// and keep Host. Other origins it leaves alone.
func (h *Hosts) AddLoopback(origin string) {
	_, host, _ := strings.Cut(origin, "://")
	if name, _, ok := split(host); ok && Is(strings.Trim(name, "[]")) {
		h.Named = append(h.Named, host)
	}
}

// Is reports whether a host, without its port and brackets, is this machine for every browser:
// localhost, a name below it (RFC 6761 §6.3), or a loopback address.
func Is(host string) bool {
	host = strings.ToLower(host)
	if below, ok := strings.CutSuffix(host, ".localhost"); ok {
		return below != "" && !strings.HasPrefix(below, ".") && !strings.HasSuffix(below, ".") && !strings.Contains(below, "..")
	}
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.Unmap().IsLoopback()
}

// Refuse answers a request that Hosts does not allow. Nothing of the request is repeated.
func Refuse(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusMisdirectedRequest)
	_, _ = io.WriteString(w, "421 misdirected request\n\n"+
		"This development server does not answer to that host name: any web site could point one here (DNS rebinding).\n"+
		"Use the address that the server printed. To use another on purpose, name it with devserver's flag -url (the site)\n"+
		"or -amazon-url (the fake Amazon).\n")
}

// nameChars are what a name or an IPv4 address in a Host consists of, in lower case; an underscore
// occurs in names of machines.
const nameChars = "abcdefghijklmnopqrstuvwxyz0123456789-._"

// split takes a Host apart, in lower case, with the brackets of an IPv6 address and without the dot
// that may end a name.
func split(host string) (name, port string, ok bool) {
	name = strings.ToLower(host)
	if i := strings.LastIndexByte(name, ':'); i >= 0 && !strings.HasSuffix(name, "]") {
		name, port = name[:i], name[i+1:]
	}
	if strings.Trim(port, "0123456789") != "" {
		return "", "", false
	}
	if inner, bracket := strings.CutPrefix(name, "["); bracket {
		inner, closed := strings.CutSuffix(inner, "]")
		address, err := netip.ParseAddr(inner)
		return name, port, closed && err == nil && address.Is6() && address.Zone() == ""
	}
	name = strings.TrimSuffix(name, ".")
	return name, port, name != "" && strings.Trim(name, nameChars) == ""
}

// localAddress is the address that the request came to. It is invalid where there is no TCP
// connection, as in a test that calls a handler.
func localAddress(r *http.Request) netip.AddrPort {
	if tcp, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
		return tcp.AddrPort()
	}
	return netip.AddrPort{}
}
