package lwa

// SameOrigin reports whether href, an absolute URL as the browser serialised it, lies on origin: it
// begins with origin, and "/", "?", "#" or nothing follows. Origin must be http(s)://host or
// http(s)://host:port as browsers write it, so "null" and "" match nothing. An href with a space, a
// control character, a byte outside ASCII, or a backslash before its query and fragment is refused,
// since no browser serialises to that.
func SameOrigin(origin, href string) bool {
	if !ValidOrigin(origin) || !hasPrefix(href, origin) {
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

// ValidOrigin reports whether s is a web origin (RFC 6454 §6.2) as browsers write it: no path, no
// user name, and nothing else that no host and port may hold.
func ValidOrigin(s string) bool {
	for _, scheme := range [...]string{"https://", "http://"} {
		if hasPrefix(s, scheme) {
			host, port := splitPort(s[len(scheme):])
			return validHost(host) && (port == "" || validPort(port[1:]))
		}
	}
	return false
}

// splitPort splits host:port in front of the colon that begins the port. The colons of [::1] are
// the host's.
func splitPort(authority string) (host, port string) {
	for i := len(authority) - 1; i >= 0 && authority[i] != ']'; i-- {
		if authority[i] == ':' {
			return authority[:i], authority[i:]
		}
	}
	return authority, ""
}

// validHost reports whether host is a name, an IPv4 address or an IPv6 address in brackets, in
// lower case.
func validHost(host string) bool {
	end := len(host) - 1
	if end > 2 && host[0] == '[' && host[end] == ']' {
		for i := 1; i < end; i++ {
			if c := host[i]; hex(c) < 0 && c != ':' && c != '.' || c < 'a' && c >= 'A' {
				return false
			}
		}
		return true
	}
	for i := 0; i <= end; i++ {
		c := host[i]
		if !(c >= 'a' && c <= 'z' || digit(c) || c == '-' || c == '_' || c == '.' && i > 0 && host[i-1] != '.') {
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

// validProvider reports whether s can be the option provider: an origin, and on plain http one of
// this machine.
func validProvider(s string) bool {
	if !ValidOrigin(s) || hasPrefix(s, "https://") {
		return ValidOrigin(s)
	}
	host, _ := splitPort(s[len("http://"):])
	return isLoopback(host)
}

// isLoopback reports whether a valid host is this machine for every browser. internal/loopback has
// the same rule for the development servers, web/src/origin.ts for the shell; one file of hosts
// tests all three.
func isLoopback(host string) bool {
	if host == "[::1]" || hasSuffix("."+host, ".localhost") {
		return true
	}
	dots := 0
	for i := 0; i < len(host); i++ {
		switch {
		case host[i] == '.':
			dots++
		case !digit(host[i]):
			return false
		}
	}
	return dots == 3 && hasPrefix(host, "127.")
}
