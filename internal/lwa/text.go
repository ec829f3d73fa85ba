package lwa

import "github.com/lwa-wasm/lwa/internal/wire"

// Limits of what is read, in bytes.
const (
	maxAnswer      = 16 << 10     // location.search + location.hash of a callback
	maxBody        = wire.MaxBody // the body of an answer from the API host
	maxToken       = 2048         // an access token, a refresh token or a code: Amazon's limit for its tokens
	maxState       = 512
	maxDescription = 500
	maxID          = 256
)

// FilterText returns s without every byte outside %x20-21 / %x23-5B / %x5D-7E, the alphabet of
// error and error_description (RFC 6749 appendix A.7, A.8), and at most max bytes of that.
func FilterText(s string, max int) string {
	var out []byte
	for i := 0; i < len(s) && len(out) < max; i++ {
		if c := s[i]; printable(c) && c != '"' && c != '\\' {
			out = append(out, c)
		}
	}
	return string(out)
}

// printable reports whether c is VSCHAR, %x20-7E (RFC 6749 appendix A).
func printable(c byte) bool { return c >= 0x20 && c <= 0x7e }

// validText reports whether s is 1 to max bytes of VSCHAR, as codes, states and tokens are.
func validText(s string, max int) bool {
	for i := 0; i < len(s); i++ {
		if !printable(s[i]) {
			return false
		}
	}
	return s != "" && len(s) <= max
}

// validScope reports whether s is scope-token *( SP scope-token ) (RFC 6749 appendix A.4), at most
// maxToken bytes.
func validScope(s string) bool {
	gap := true // a space may not stand first, last or after another
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !printable(c) || c == '"' || c == '\\' || c == ' ' && gap {
			return false
		}
		gap = c == ' '
	}
	return !gap && len(s) <= maxToken
}

func hasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// cut splits s around the first sep. Without one, found is false and before is all of s.
func cut(s string, sep byte) (before, after string, found bool) {
	for i := 0; i < len(s); i++ {
		if s[i] == sep {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// equalFold reports whether a and b differ in nothing but the case of ASCII letters.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c |= 0x20
	}
	return c
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// hex returns the value of a hexadecimal digit, and -1 for any other byte.
func hex(c byte) int {
	switch l := lower(c); {
	case digit(c):
		return int(c - '0')
	case l >= 'a' && l <= 'f':
		return int(l-'a') + 10
	}
	return -1
}

// hexAt is hex of a byte that may be beyond the end.
func hexAt(s string, i int) int {
	if i >= len(s) {
		return -1
	}
	return hex(s[i])
}

// validUTF8 is unicode/utf8.ValidString at half its size. Range yields U+FFFD for invalid bytes and
// for a literal U+FFFD; the function tells them apart.
func validUTF8(s string) bool {
	const replacement = "\ufffd"
	for i, r := range s {
		if r == 0xfffd && !hasPrefix(s[i:], replacement) {
			return false
		}
	}
	return true
}
