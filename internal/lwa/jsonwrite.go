package lwa

// ObjectWriter writes a JSON object member by member. The zero value is an empty object; each
// method adds one member and returns the writer. It does not look for names given twice.
type ObjectWriter struct{ out []byte }

// Text adds a string, which should be UTF-8: what is not becomes U+FFFD in the browser.
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

// ArrayWriter writes a JSON array element by element, of which there is at least one.
type ArrayWriter struct{ out []byte }

// Text adds a string.
func (w *ArrayWriter) Text(value string) { w.out = append(appendQuoted(w.out, value), ',') }

// Int adds a number.
func (w *ArrayWriter) Int(value int64) { w.out = append(appendInt(w.out, value), ',') }

// JSON returns the array written so far.
func (w *ArrayWriter) JSON() string { return "[" + string(w.out[:len(w.out)-1]) + "]" }

// appendQuoted writes a JSON string.
func appendQuoted(out []byte, s string) []byte {
	out = append(out, '"')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 {
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4])
			c = hexDigits[c&15]
		} else if c == '"' || c == '\\' {
			out = append(out, '\\')
		}
		out = append(out, c)
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
