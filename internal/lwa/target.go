package lwa

// SameOrigin reports whether href, an absolute URL as the browser serialised it, lies on origin: it begins with origin,
// and "/", "?", "#" or nothing follows. Origin must be http(s)://host or http(s)://host:port as browsers write it, so
// "null" and "" match nothing. An href with a space, a control character, a byte outside ASCII, or a backslash before its
// query and fragment is refused, since no browser serialises to that.
func SameOrigin(origin, href string) bool {
	if originDefect(origin) != "" || !hasPrefix(href, origin) {
		return false
	}
	tail := false
	for i := 0; i < len(href); i++ {
		c := href[i]
		tail = tail || c == '?' || c == '#'
		if c <= ' ' || c > '~' || c == '\\' && !tail {
			return false
		}
	}
	if len(href) == len(origin) {
		return true
	}
	c := href[len(origin)]
	return c == '/' || c == '?' || c == '#'
}

// originDefect says why s is no web origin (RFC 6454 §6.2) as browsers write it, or "".
func originDefect(s string) string {
	authority, ok := "", false
	for _, scheme := range []string{"https://", "http://"} {
		if hasPrefix(s, scheme) {
			authority, ok = s[len(scheme):], true
		}
	}
	if !ok {
		return "has neither the scheme https nor http"
	}
	for i := 0; i < len(authority); i++ {
		if defect := authorityDefect(authority[i]); defect != "" {
			return defect
		}
	}
	host, port := splitPort(authority)
	if !validHost(host) {
		return "has no valid host"
	}
	if port != "" && !validPort(port[1:]) {
		return "has no valid port"
	}
	return ""
}

// authorityDefect says what a byte that no host and port may hold amounts to, or "".
func authorityDefect(c byte) string {
	switch {
	case c == '/':
		return "has a path, if only a slash"
	case c == '?':
		return "has a query"
	case c == '#':
		return "has a fragment"
	case c == '@':
		return "holds a user name or password"
	case c == '\\':
		return "holds a backslash"
	case c <= ' ' || c == 0x7f:
		return "holds white space or a control character"
	case c > '~':
		return "holds a character outside ASCII"
	case c >= 'A' && c <= 'Z':
		return "holds an upper-case letter in the host"
	}
	return ""
}

// splitPort splits host:port in front of the colon that begins the port. The colons of [::1] are the host's.
func splitPort(authority string) (host, port string) {
	for i := len(authority) - 1; i >= 0 && authority[i] != ']'; i-- {
		if authority[i] == ':' {
			return authority[:i], authority[i:]
		}
	}
	return authority, ""
}

// validHost reports whether host is a name, an IPv4 address or an IPv6 address in brackets, in lower case.
func validHost(host string) bool {
	end := len(host) - 1
	if end > 2 && host[0] == '[' && host[end] == ']' {
		for i := 1; i < end; i++ {
			if c := host[i]; hex(c) < 0 && c != ':' && c != '.' {
				return false
			}
		}
		return true
	}
	for i := 0; i <= end; i++ {
		c := host[i]
		if !(c >= 'a' && c <= 'z' || digit(c) || c == '-' || c == '_' || c == '.' && i > 0) {
			return false
		}
	}
	return end >= 0
}

// validPort reports whether port is a number from 1 to 65535 without leading zeros.
func validPort(port string) bool {
	n := 0
	for i := 0; i < len(port); i++ {
		if !digit(port[i]) || len(port) > 5 {
			return false
		}
		n = n*10 + int(port[i]-'0')
	}
	return port != "" && port[0] != '0' && n <= 65535
}

// providerDefect says why s cannot be the option provider, or "": an origin, and on plain http a loopback one.
func providerDefect(s string) string {
	if defect := originDefect(s); defect != "" {
		return defect
	}
	if hasPrefix(s, "https://") {
		return ""
	}
	switch host, _ := splitPort(s[len("http://"):]); host {
	case "localhost", "127.0.0.1", "[::1]":
		return ""
	}
	return "is http without being this computer"
}
