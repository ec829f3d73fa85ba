package lwa

import "unicode/utf8"

// ObjectWriter writes a JSON object member by member. The zero value is an empty object; each method adds one member
// and returns the writer. It does not look for names given twice.
type ObjectWriter struct{ out []byte }

// Text adds a string. Bytes that are not UTF-8 become U+FFFD, as everywhere in the browser.
func (w *ObjectWriter) Text(key, value string) *ObjectWriter {
	w.key(key)
	w.out = appendQuoted(w.out, value)
	return w
}

// Int adds a number. JavaScript holds it exactly within ±2^53.
func (w *ObjectWriter) Int(key string, value int64) *ObjectWriter {
	w.key(key)
	w.out = appendInt(w.out, value)
	return w
}

// Bool adds true or false.
func (w *ObjectWriter) Bool(key string, value bool) *ObjectWriter {
	if value {
		return w.Raw(key, "true")
	}
	return w.Raw(key, "false")
}

// Null adds null.
func (w *ObjectWriter) Null(key string) *ObjectWriter { return w.Raw(key, "null") }

// Raw adds what is JSON already, such as another writer's result. It is not checked.
func (w *ObjectWriter) Raw(key, json string) *ObjectWriter {
	w.key(key)
	w.out = append(w.out, json...)
	return w
}

// JSON returns the object written so far.
func (w *ObjectWriter) JSON() string {
	if len(w.out) == 0 {
		return "{}"
	}
	return string(w.out) + "}"
}

// key writes what stands before a value: a brace or a comma, and the name.
func (w *ObjectWriter) key(key string) {
	separator := byte(',')
	if len(w.out) == 0 {
		separator = '{'
	}
	w.out = append(appendQuoted(append(w.out, separator), key), ':')
}

// appendQuoted writes a JSON string. U+2028 and U+2029 are escaped, since older JavaScript ends a line there.
func appendQuoted(out []byte, s string) []byte {
	out = append(out, '"')
	for _, c := range s {
		switch {
		case c == '"', c == '\\':
			out = append(out, '\\', byte(c))
		case c < 0x20, c == 0x2028, c == 0x2029:
			out = append(out, '\\', 'u', hexDigits[c>>12], hexDigits[c>>8&15], hexDigits[c>>4&15], hexDigits[c&15])
		default:
			out = utf8.AppendRune(out, c)
		}
	}
	return append(out, '"')
}

func appendInt(out []byte, n int64) []byte {
	var buf [20]byte
	i, u := len(buf), uint64(n)
	if n < 0 {
		u = -u
		out = append(out, '-')
	}
	for {
		i--
		buf[i] = byte('0' + u%10)
		if u /= 10; u == 0 {
			return append(out, buf[i:]...)
		}
	}
}
