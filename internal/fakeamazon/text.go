package fakeamazon

import (
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"
)

var errMalformed = errors.New("the parameters are malformed")

// form is a parsed application/x-www-form-urlencoded text.
type form map[string][]string

// parseForm refuses a text that it cannot read completely, with a broken escape, a semicolon or
// invalid UTF-8. Otherwise the readable part would take effect alone.
func parseForm(raw string) (form, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, errMalformed
	}
	for name, list := range values {
		if !utf8.ValidString(name) || !utf8.ValidString(strings.Join(list, "")) {
			return nil, errMalformed
		}
	}
	return form(values), nil
}

// get returns the first value, or "". A parameter without a value counts as omitted (RFC 6749
// §3.1).
func (f form) get(name string) string {
	if v := f[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// repeated returns the first of names that occurs more than once, or "". Unknown parameters may
// repeat (RFC 6749 §3.1 with erratum 5708).
func (f form) repeated(names ...string) string {
	for _, name := range names {
		if len(f[name]) > 1 {
			return name
		}
	}
	return ""
}

// pair is one parameter of an answer; a slice of them keeps its order.
type pair struct{ name, value string }

func encodePairs(pairs []pair) string {
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		parts[i] = url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value)
	}
	return strings.Join(parts, "&")
}

// isVisible reports whether text consists of the characters %x20-7E (RFC 6749 Appendix A).
func isVisible(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < 0x20 || text[i] > 0x7e {
			return false
		}
	}
	return true
}

// isUnreserved reports whether text consists of the characters of a PKCE verifier (RFC 7636
// §4.1).
func isUnreserved(text string) bool {
	for i := 0; i < len(text); i++ {
		if !isBase64URL(text[i]) && text[i] != '.' && text[i] != '~' {
			return false
		}
	}
	return true
}

func isBase64URL(b byte) bool {
	return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '-' || b == '_'
}

// printable makes text safe for one line of a log.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e {
			return '?'
		}
		return r
	}, text)
}

// shellWord quotes text so that a shell reads it as one word. People copy this text from an error
// page, and anybody may have made the request that led to the page.
func shellWord(text string) string {
	plain := func(r rune) rune {
		if r < 0x80 && (isUnreserved(string(r)) && r != '~' || strings.ContainsRune("/:%@,+", r)) {
			return -1
		}
		return r
	}
	if strings.Map(plain, text) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

func cut(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n]) + "…"
}
