package lwa

// text reads a string. One without escapes is returned without a copy.
func (r *reader) text() (string, bool) {
	r.i++
	start := r.i
	var out []byte // nil until there is an escape
	for r.i < len(r.s) {
		switch c := r.s[r.i]; {
		case c == '"':
			text := r.s[start:r.i]
			r.i++
			if out != nil {
				text = string(append(out, text...))
			}
			return text, true
		case c == '\\':
			out = append(out, r.s[start:r.i]...)
			char := r.escape()
			if char < 0 {
				return "", false
			}
			out = append(out, string(char)...)
			start = r.i
		case c < 0x20:
			return "", false
		default:
			r.i++
		}
	}
	return "", false
}

// escape reads a backslash and what belongs to it, and returns the character, or -1.
func (r *reader) escape() rune {
	const names, chars = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	if r.i+2 > len(r.s) {
		return -1
	}
	c := r.s[r.i+1]
	r.i += 2
	for i := 0; i < len(names); i++ {
		if names[i] == c {
			return rune(chars[i])
		}
	}
	if c != 'u' {
		return -1
	}
	unit := r.unit()
	if unit < 0xd800 || unit > 0xdfff {
		return unit
	}
	if unit > 0xdbff || !r.word(`\u`) {
		return -1
	}
	low := r.unit()
	if low < 0xdc00 || low > 0xdfff {
		return -1
	}
	return 0x10000 + (unit-0xd800)<<10 + low - 0xdc00
}

// unit reads the four digits of a UTF-16 code unit, and returns -1 if they are not there.
func (r *reader) unit() rune {
	u := 0
	for range 4 {
		h := hexAt(r.s, r.i)
		if h < 0 {
			return -1
		}
		u = u<<4 | h
		r.i++
	}
	return rune(u)
}
