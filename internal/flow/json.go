package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// none is the JSON of no session.
const none = "null"

// resolve settles a call with JSON.
func (m *Machine) resolve(call int, json string) {
	m.do(&Effect{Kind: Settle, Call: call, Text: json})
}

// reject settles a call with an error.
func (m *Machine) reject(call int, err *lwa.Error) {
	m.do(&Effect{Kind: Settle, Call: call, Err: err})
}

// public is the session as the page sees it (Session in web/lwa.d.ts); JSON null when there is
// none.
func (s *session) public() string {
	if s == nil {
		return none
	}
	var out lwa.ObjectWriter
	out.Raw("profile", lwa.WriteFields(profileFields(s.profile))).Text("scope", s.scope)
	if s.lifetime < 0 {
		out.Null("expiresAt")
	} else {
		out.Int("expiresAt", int64(s.since.Wall+s.lifetime))
	}
	out.Text("accessToken", s.accessToken)
	writeState(&out, s.state)
	return out.JSON()
}

// writeState adds the caller's own state, null when there is none.
func writeState(w *lwa.ObjectWriter, state string) {
	if state == "" {
		w.Null("state")
		return
	}
	w.Text("state", state)
}

// authorizationCode is a code as the page gets it, with what redeems it (AuthorizationCode in
// web/lwa.d.ts).
func (l *login) authorizationCode(code string) string {
	scope := l.answerScope
	if scope == "" { // RFC 6749 §5.1: left out when it is what was asked for
		scope = l.options.Scope
	}
	var w lwa.ObjectWriter
	w.Text("code", code).Text("codeVerifier", l.secrets.Verifier).Text("redirectUri", l.options.RedirectURI).Text("scope", scope)
	writeState(&w, l.options.State)
	return w.JSON()
}

// fields names what is kept of a session.
func (s *session) fields() []lwa.Field {
	fields := append([]lwa.Field{
		{Name: "clientId", Place: &s.clientID},
		{Name: "asked", Place: &s.asked},
		{Name: "scope", Place: &s.scope},
		{Name: "accessToken", Place: &s.accessToken},
		{Name: "state", Place: &s.state},
	}, profileFields(s.profile)...)
	return append(fields,
		lwa.Field{Name: "lifetime", Place: &s.lifetime},
		lwa.Field{Name: "since", Place: &s.since.Wall},
		lwa.Field{Name: "parties", Place: &s.parties},
		lwa.Field{Name: "refreshToken", Place: &s.refreshToken},
	)
}

// profileFields names what is told of the person, to the page and to storage.
func profileFields(p *lwa.Profile) []lwa.Field {
	return []lwa.Field{
		{Name: "userId", Place: &p.UserID},
		{Name: "name", Place: &p.Name},
		{Name: "email", Place: &p.Email},
		{Name: "postalCode", Place: &p.PostalCode},
	}
}

// entry is the session as it is kept; readSession reads it again.
func (s *session) entry() string { return lwa.WriteFields(s.fields()) }

// readSession reads a kept session. It is refused when anything in it is of another kind. When it
// is from the future, a clock was set and nobody knows the token's age: then its token counts as
// over.
func readSession(text string, now Time) (*session, bool) {
	s := &session{profile: &lwa.Profile{}, lifetime: -1}
	s.since.Wall = -1
	ok := lwa.ReadFields(text, s.fields()) && s.accessToken != "" && s.profile.UserID != "" && s.since.Wall >= 0
	age := max(now.Wall-s.since.Wall, 0)
	s.since.Mono = now.Mono - age
	s.over = s.left(now) <= 0 || now.Wall < s.since.Wall
	return s, ok
}
