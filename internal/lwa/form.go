package lwa

// Parameter is one name and value of a form or query.
type Parameter struct{ Key, Value string }

// DecodeForm reads application/x-www-form-urlencoded strictly. ok is false, and nothing is
// returned, on any broken percent escape, any semicolon, and any name or value that is not UTF-8.
// Empty pieces between ampersands are passed over, a piece without "=" has the value "", and the
// order is kept.
func DecodeForm(raw string) (parameters []Parameter, ok bool) {
	for more := raw != ""; more; {
		var piece string
		if piece, raw, more = cut(raw, '&'); piece == "" {
			continue
		}
		key, value, _ := cut(piece, '=')
		key, okKey := unescape(key)
		value, okValue := unescape(value)
		if !okKey || !okValue {
			return nil, false
		}
		parameters = append(parameters, Parameter{key, value})
	}
	return parameters, true
}

// unescape decodes one name or value.
func unescape(s string) (string, bool) {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch c {
		case ';':
			return "", false
		case '+':
			c = ' '
		case '%':
			high, low := hexAt(s, i+1), hexAt(s, i+2)
			if high < 0 || low < 0 {
				return "", false
			}
			c = byte(high<<4 | low)
			i += 2
		}
		out = append(out, c)
	}
	text := string(out)
	return text, validUTF8(text)
}

// EncodeForm writes application/x-www-form-urlencoded (RFC 6749 appendix B): letters, digits and
// *-._ stand for themselves, a space is "+", every other byte is a percent escape.
func EncodeForm(parameters ...Parameter) string {
	var out []byte
	for i, p := range parameters {
		if i > 0 {
			out = append(out, '&')
		}
		out = appendEscaped(out, p.Key)
		out = append(out, '=')
		out = appendEscaped(out, p.Value)
	}
	return string(out)
}

const hexDigits = "0123456789ABCDEF"

func appendEscaped(out []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch l := lower(c); {
		case l >= 'a' && l <= 'z', digit(c), c == '*', c == '-', c == '.', c == '_':
			out = append(out, c)
		case c == ' ':
			out = append(out, '+')
		default:
			out = append(out, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return out
}
