package fakeamazon

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// responseParams may not stand in a registered redirect URI: an answer appended
// to it would carry them twice.
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
		if err := checkRedirectURI(uri); err != nil {
			return fmt.Errorf("redirect URI %w", err)
		}
	}
	for _, origin := range c.Origins {
		if err := checkOrigin(origin); err != nil {
			return fmt.Errorf("origin %w", err)
		}
	}
	return nil
}

// checkRedirectURI keeps registration to URIs that simple string comparison is
// enough for (RFC 9700 §2.1, §4.1.3).
func checkRedirectURI(uri string) error {
	refuse := func(why string) error { return fmt.Errorf("%q: %s", uri, why) }
	if uri == "" || !isVisible(uri) || strings.ContainsAny(uri, " \\\"<>^`{|}") {
		return refuse("must be an ASCII URL, other characters percent-encoded")
	}
	if strings.Contains(uri, "*") {
		return refuse("wildcards are not allowed")
	}
	if strings.Contains(uri, "#") {
		return refuse("a fragment is not allowed")
	}
	u, err := url.Parse(uri)
	if err != nil {
		return refuse("is not a URL")
	}
	if err := checkTransport(u); err != nil {
		return refuse(err.Error())
	}
	if strings.Contains(u.Path, "..") {
		return refuse("must not contain ..")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return refuse("has a malformed query")
	}
	for name := range query {
		if slices.Contains(responseParams, strings.ToLower(name)) {
			return refuse("its query must not contain " + name)
		}
	}
	return nil
}

func checkTransport(u *url.URL) error {
	switch {
	case u.Opaque != "" || u.Hostname() == "":
		return errors.New("must be a full URL with a host")
	case u.User != nil:
		return errors.New("user information is not allowed")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return errors.New("http is for localhost only: use https")
	}
	return errors.New("the scheme must be https, or http on localhost")
}

// checkOrigin accepts exactly what a browser sends as Origin.
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

// serializeOrigin returns scheme, host and port as browsers do: in lower case and
// without the scheme's own port.
func serializeOrigin(u *url.URL) string {
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	}
	return u.Scheme + "://" + host
}

func isLoopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// allowsRedirect is simple string comparison and nothing else (RFC 9700 §4.1.3).
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
