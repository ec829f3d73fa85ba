package lwa

import "github.com/lwa-wasm/lwa/internal/wire"

// Answer is an authorization response (RFC 6749 §4.1.2). Look at State first: unless it is the
// state of a pending login, the answer is nobody's, and the rest says nothing.
type Answer struct {
	// State is the one state carried, in the query or in the fragment. It is "" when there is none,
	// when it is empty, repeated, over 512 bytes or outside %x20-7E, and when the text is over 16
	// KiB or does not parse.
	State string
	// Code is at most 2,048 bytes of %x20-7E. It is "" exactly when Err is set.
	Code string
	// Scope is what was granted, or "" when the answer does not say.
	Scope string
	// Err is what the answer amounts to once its state was accepted.
	Err *Error
}

// The parameters that may stand only once, as indexes into params.seen. Names in another letter
// case are unknown names.
var singles = [...]string{"code", "state", "iss", "error", "error_description", "error_uri", "scope"}

const (
	paramCode = iota
	paramState
	paramIssuer
	paramError
	paramDescription
	paramErrorURI
	paramScope
)

// param is one parameter as found in query and fragment together.
type param struct {
	value    string
	count    int
	fragment bool // the last one stood in the fragment
}

// params is an authorization response taken apart.
type params struct {
	seen  [len(singles)]param
	token bool // something only another flow would bring
}

// Misplaced heads what lwa.js passes on in the place of an answer that reached a page of the app:
// the state follows it. An answer begins with "?" or "#", so no server can send this.
const Misplaced = wire.MisplacedPrefix

// ParseAnswer judges raw, the callback page's location.search + location.hash. Anything that it
// cannot read in exactly one way is invalid_response. The order is: repeated parameters, issuer,
// error, tokens in the front channel, code. The caller must compare the state before it looks at
// Err. A code in the fragment is refused. An error in the fragment is accepted, because Amazon
// answers so when it was asked for a token. error_uri is ignored.
func ParseAnswer(raw string, e *Endpoints) *Answer {
	var p params
	if hasPrefix(raw, Misplaced) {
		p.seen[paramState] = param{value: raw[len(Misplaced):], count: 1}
		return &Answer{State: p.state(), Err: NewError(CodeCallbackPageMissing)}
	}
	if !p.readAll(raw) {
		return &Answer{Err: NewError(CodeInvalidResponse)}
	}
	a := &Answer{State: p.state(), Err: p.verdict(e)}
	if a.Err != nil {
		return a
	}
	a.Code = p.seen[paramCode].value
	if scope := &p.seen[paramScope]; scope.count == 1 && validScope(scope.value) {
		a.Scope = scope.value
	}
	return a
}

// readAll takes raw apart. A part that does not parse spoils the whole: the pieces before the
// damage are not used.
func (p *params) readAll(raw string) (ok bool) {
	if len(raw) > maxAnswer {
		return false
	}
	query, fragment, _ := cut(raw, '#')
	if hasPrefix(query, "?") {
		query = query[1:]
	}
	return p.read(query, false) && p.read(fragment, true)
}

func (p *params) read(part string, fragment bool) bool {
	parameters, ok := DecodeForm(part)
	for _, parameter := range parameters {
		switch parameter.Key {
		case "access_token", "token", "id_token", "refresh_token", "response":
			p.token = true
		}
		for i, name := range singles {
			if name == parameter.Key {
				seen := &p.seen[i]
				seen.value, seen.fragment = parameter.Value, fragment
				seen.count++
			}
		}
	}
	return ok
}

func (p *params) state() string {
	if s := &p.seen[paramState]; s.count == 1 && validText(s.value, maxState) {
		return s.value
	}
	return ""
}

// verdict returns what the answer amounts to, nil meaning that its code can be redeemed.
func (p *params) verdict(e *Endpoints) *Error {
	for i := range p.seen {
		if i != paramScope && p.seen[i].count > 1 {
			return refuse("A parameter of the answer is there more than once.")
		}
	}
	iss := &p.seen[paramIssuer]
	if iss.count == 0 && e.IssuerRequired {
		return refuse("The answer does not say which server issued it.")
	}
	if iss.count > 0 && (iss.value == "" || iss.value != e.Issuer) {
		return refuse("The answer was issued by another server.")
	}
	if name := p.seen[paramError].value; name != "" {
		return FromServer(name, p.seen[paramDescription].value, 0)
	}
	if p.token {
		return refuse("The answer carries a token, and none was asked for.")
	}
	code := &p.seen[paramCode]
	if code.fragment || !validText(code.value, maxToken) || p.state() == "" {
		return refuse("The answer carries no usable authorization code.")
	}
	return nil
}

// refuse returns invalid_response with a message of its own.
func refuse(message string) *Error {
	e := NewError(CodeInvalidResponse)
	e.Message = message
	return e
}
