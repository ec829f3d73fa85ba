package lwa

// Kind is the type of a JSON value, or its absence.
type Kind uint8

// The kinds of [Value].
const (
	Missing Kind = iota
	Null
	Bool
	Number
	String
	Other // an object or an array
)

// Value is one member of a JSON object. Text is the decoded text of a String, and the JSON itself
// of every other kind: "null", "true", "-1.5e3", "[1, 2]". A Missing value has none.
type Value struct {
	Kind Kind
	Text string
}

const maxDepth = 32

// ReadObject reads a JSON object (RFC 8259) and returns the values of its members named keys, in
// the order of keys. Other members are checked and passed over.
//
// It is stricter than encoding/json. ok is false when the body is over 64 KiB, nests more than 32
// deep, starts with a byte order mark, is not UTF-8, escapes half a surrogate pair, goes on after
// the object, or holds one of keys twice or once more in another letter case.
func ReadObject(body string, keys ...string) (values []Value, ok bool) {
	if len(body) > maxBody || !validUTF8(body) {
		return nil, false
	}
	r := reader{s: body}
	values = make([]Value, len(keys))
	if r.space(); !r.at('{') || !r.object(1, keys, values) {
		return nil, false
	}
	if r.space(); r.i < len(r.s) {
		return nil, false
	}
	return values, true
}

// reader walks through a JSON text. Its methods stand at the first byte of what they read, leave i
// behind its last one, and return false on a syntax error, after which i means nothing.
type reader struct {
	s string
	i int
}

func (r *reader) at(c byte) bool { return r.i < len(r.s) && r.s[r.i] == c }

func (r *reader) space() {
	for r.at(' ') || r.at('\t') || r.at('\n') || r.at('\r') {
		r.i++
	}
}

// eat passes over white space and c.
func (r *reader) eat(c byte) bool {
	r.space()
	if !r.at(c) {
		return false
	}
	r.i++
	return true
}

// object reads an object and puts the members named keys into values. Depth counts the objects and
// arrays around it, itself included.
func (r *reader) object(depth int, keys []string, values []Value) bool {
	if r.i++; r.eat('}') {
		return true
	}
	for {
		if r.space(); !r.at('"') {
			return false
		}
		key, ok := r.text()
		if !ok || !r.eat(':') {
			return false
		}
		value, ok := r.value(depth)
		if !ok || !place(keys, values, key, value) {
			return false
		}
		if r.eat('}') {
			return true
		}
		if !r.eat(',') {
			return false
		}
	}
}

// place puts value at the place of key. It refuses a key that was there before, or that only its
// letter case tells from one of keys: readers that ignore case would take it, so whoever sent it
// means to be read in two ways.
func place(keys []string, values []Value, key string, value Value) bool {
	for i, k := range keys {
		if !equalFold(k, key) {
			continue
		}
		if k != key || values[i].Kind != Missing {
			return false
		}
		values[i] = value
	}
	return true
}

func (r *reader) array(depth int) bool {
	if r.i++; r.eat(']') {
		return true
	}
	for {
		if _, ok := r.value(depth); !ok {
			return false
		}
		if r.eat(']') {
			return true
		}
		if !r.eat(',') {
			return false
		}
	}
}

// value reads any value that stands inside depth objects and arrays.
func (r *reader) value(depth int) (Value, bool) {
	r.space()
	if r.i == len(r.s) {
		return Value{}, false
	}
	start, kind, ok := r.i, Other, false
	switch r.s[start] {
	case '"':
		text, ok := r.text()
		return Value{String, text}, ok
	case '{':
		ok = depth < maxDepth && r.object(depth+1, nil, nil)
	case '[':
		ok = depth < maxDepth && r.array(depth+1)
	case 'n':
		kind, ok = Null, r.word("null")
	case 't':
		kind, ok = Bool, r.word("true")
	case 'f':
		kind, ok = Bool, r.word("false")
	default:
		kind, ok = Number, r.number()
	}
	if !ok {
		return Value{}, false
	}
	return Value{kind, r.s[start:r.i]}, true
}

func (r *reader) word(w string) bool {
	if !hasPrefix(r.s[r.i:], w) {
		return false
	}
	r.i += len(w)
	return true
}

// number reads [ minus ] int [ frac ] [ exp ] (RFC 8259 §6).
func (r *reader) number() bool {
	if r.at('-') {
		r.i++
	}
	if r.at('0') {
		r.i++
	} else if !r.digits() {
		return false
	}
	if r.at('.') {
		if r.i++; !r.digits() {
			return false
		}
	}
	if !r.at('e') && !r.at('E') {
		return true
	}
	if r.i++; r.at('+') || r.at('-') {
		r.i++
	}
	return r.digits()
}

func (r *reader) digits() bool {
	start := r.i
	for r.i < len(r.s) && digit(r.s[r.i]) {
		r.i++
	}
	return r.i > start
}
