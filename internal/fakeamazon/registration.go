package fakeamazon

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lwa-wasm/lwa/internal/loopback"
)

// responseParams must not be in the query of a registered redirect URI: an answer appended to the
// URI would have them twice.
var responseParams = []string{
	"access_token", "code", "error", "error_description", "error_uri", "expires_in",
	"id_token", "iss", "response", "scope", "state", "token", "token_type",
}

func checkClient(c Client) error {
	if c.ID == "" || len(c.ID) > 100 {
		return fmt.Errorf("the id has %d characters, want 1 to 100", len(c.ID))
	}
	if !isVisible(c.ID) || strings.Contains(c.ID, " ") {
		return errors.New("the id must be printable ASCII without spaces")
	}
	if len(c.RedirectURIs) == 0 && !c.Device {
		return errors.New("no redirect URI: register at least one")
	}
	for _, uri := range c.RedirectURIs {
		if err := CheckRedirectURI(uri); err != nil {
			return fmt.Errorf("redirect URI %q: %w", uri, err)
		}
	}
	for _, origin := range c.Origins {
		if err := checkOrigin(origin); err != nil {
			return fmt.Errorf("origin %w", err)
		}
	}
	return nil
}

// maxRedirectURI is the maximum length of a redirect URI, in bytes.
const maxRedirectURI = 2000

// CheckRedirectURI returns why a redirect URI cannot be registered, or nil. It only accepts URIs
// that can be compared by simple string comparison (RFC 9700 §2.1, §4.1.3). The error does not
// repeat the URI.
func CheckRedirectURI(uri string) error {
	switch {
	case len(uri) > maxRedirectURI:
		return fmt.Errorf("is longer than %d characters", maxRedirectURI)
	case uri == "" || !isVisible(uri) || strings.ContainsAny(uri, " \\\"<>^`{|}"):
		return errors.New("must be an ASCII URL, other characters percent-encoded")
	case strings.Contains(uri, "*"):
		return errors.New("wildcards are not allowed")
	case strings.Contains(uri, "#"):
		return errors.New("a fragment is not allowed")
	}
	u, err := url.Parse(uri)
	if err != nil {
		return errors.New("is not a URL")
	}
	if err := checkTransport(u); err != nil {
		return err
	}
	for step := range strings.SplitSeq(u.Path, "/") {
		if step == "." || step == ".." {
			return errors.New("must not contain .. or . as a folder: browsers resolve them")
		}
	}
	return checkQuery(u.RawQuery)
}

// checkQuery refuses a query to which an answer cannot be appended without ambiguity.
func checkQuery(raw string) error {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return errors.New("has a malformed query")
	}
	for _, name := range responseParams {
		for given := range query {
			if strings.ToLower(given) == name {
				return errors.New("its query must not contain " + name)
			}
		}
	}
	return nil
}

func checkTransport(u *url.URL) error {
	port, err := strconv.Atoi(u.Port())
	switch {
	case u.Opaque != "" || u.Hostname() == "":
		return errors.New("must be a full URL with a host")
	case u.User != nil:
		return errors.New("user information is not allowed")
	case strings.Trim(strings.ToLower(u.Hostname()), "abcdefghijklmnopqrstuvwxyz0123456789.-_:") != "": // the host becomes part of a Content-Security-Policy
		return errors.New("the host has characters that no host name has")
	case u.Port() != "" && (err != nil || port < 1 || port > 65535) || strings.HasSuffix(u.Host, ":"):
		return errors.New("the port must be a number from 1 to 65535")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && loopback.Is(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return errors.New("http is for localhost only: use https")
	}
	return errors.New("the scheme must be https, or http on localhost")
}

// checkOrigin accepts only a text that a browser can send as the header Origin.
func checkOrigin(origin string) error {
	refuse := func(why string) error { return fmt.Errorf("%q: %s", origin, why) }
	u, err := url.Parse(origin)
	if err != nil || !isVisible(origin) || strings.Contains(origin, "*") {
		return refuse("is not a URL")
	}
	if err := checkTransport(u); err != nil {
		return refuse(err.Error())
	}
	want := serializeOrigin(u)
	if origin != want {
		return refuse("write it as " + want)
	}
	return nil
}

// serializeOrigin returns the origin as browsers write it: in lower case, IPv6 addresses in their
// shortest form, and without the default port of the scheme.
func serializeOrigin(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if address, err := netip.ParseAddr(host); err == nil && address.Is6() {
		host = "[" + address.String() + "]"
	}
	if port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		return u.Scheme + "://" + host
	}
	return u.Scheme + "://" + host + ":" + port
}

// allowsRedirect compares by simple string comparison, and by nothing else (RFC 9700 §4.1.3).
func (c Client) allowsRedirect(uri string) bool { return slices.Contains(c.RedirectURIs, uri) }

func (s *Server) allowsOrigin(origin string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, c := range s.clients {
		if slices.Contains(c.Origins, origin) {
			return true
		}
	}
	return false
}
