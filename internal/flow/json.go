package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
	"github.com/lwa-wasm/lwa/pkce"
)

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

// public is the session as the page sees it (Session in web/lwa.d.ts); JSON null when there is none.
func (s *session) public() string {
	if s == nil {
		return none
	}
	var profile, out lwa.ObjectWriter
	writeProfile(&profile, s.profile)
	out.Raw("profile", profile.JSON()).Text("scope", s.scope)
	if s.lifetime < 0 {
		out.Null("expiresAt")
	} else {
		out.Int("expiresAt", s.since.Wall+s.lifetime)
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

// authorizationCode is a code as the page gets it, with what redeems it (AuthorizationCode in web/lwa.d.ts).
func (l *login) authorizationCode(code string) string {
	scope := l.answerScope
	if scope == "" { // RFC 6749 §5.1: left out when it is what was asked for
		scope = l.options.Scope
	}
	var w lwa.ObjectWriter
	w.Text("code", code).Text("codeVerifier", l.pair.Verifier).Text("redirectUri", l.options.RedirectURI).Text("scope", scope)
	writeState(&w, l.options.State)
	return w.JSON()
}

var sessionNames = []string{
	"clientId", "asked", "scope", "accessToken", "state", "userId", "name", "email", "postalCode", "lifetime", "since", "parties", "refreshToken",
}

// record is the session as it is kept; readSession reads it again.
func (s *session) record() string {
	var w lwa.ObjectWriter
	w.Text("clientId", s.clientID).Text("asked", s.asked).Text("scope", s.scope)
	w.Text("accessToken", s.accessToken).Text("state", s.state)
	writeProfile(&w, s.profile)
	if s.lifetime >= 0 {
		w.Int("lifetime", s.lifetime)
	}
	w.Int("since", s.since.Wall).Text("parties", s.parties)
	if s.refreshToken != "" {
		w.Text("refreshToken", s.refreshToken)
	}
	return w.JSON()
}

func writeProfile(w *lwa.ObjectWriter, p *lwa.Profile) {
	w.Text("userId", p.UserID)
	for _, field := range [][2]string{{"name", p.Name}, {"email", p.Email}, {"postalCode", p.PostalCode}} {
		if field[1] != "" {
			w.Text(field[0], field[1])
		}
	}
}

// readSession reads a kept session. It is refused when anything in it is not of its type, or when it is from the future:
// then a clock was set, and nobody knows its age.
func readSession(text string, now Time) (*session, bool) {
	v, ok := lwa.ReadObject(text, sessionNames...)
	if !ok || !texts(v[:9]) || !texts(v[11:]) || v[3].Text == "" || v[5].Text == "" || v[10].Kind != lwa.Number {
		return nil, false
	}
	s := &session{
		clientID: v[0].Text, asked: v[1].Text, scope: v[2].Text, accessToken: v[3].Text, state: v[4].Text,
		profile:  &lwa.Profile{UserID: v[5].Text, Name: v[6].Text, Email: v[7].Text, PostalCode: v[8].Text},
		lifetime: -1, parties: v[11].Text, refreshToken: v[12].Text,
	}
	if v[9].Kind != lwa.Missing {
		s.lifetime = number(v[9])
	}
	s.since.Wall = number(v[10])
	s.since.Mono = now.Mono - (now.Wall - s.since.Wall)
	return s, now.Wall >= s.since.Wall
}

var recordNames = []string{"clientId", "state", "verifier", "binding", "scope", wire.RecordReturnTo, "callerState", "persist", wire.RecordAt, "handOver"}

// record is what the login leaves in storage; readRecord reads it again, and the callback page its returnTo.
func (l *login) record() string {
	o := l.options
	var w lwa.ObjectWriter
	w.Text("clientId", o.ClientID).Text("state", l.pair.State).Text("verifier", l.pair.Verifier).Text("binding", o.binding())
	w.Text("scope", o.Scope).Text(wire.RecordReturnTo, o.ReturnTo).Text("callerState", o.State).Text("persist", o.Persist)
	return w.Int(wire.RecordAt, l.startedAt.Wall).Bool("handOver", o.HandOver).JSON()
}

// readRecord reads what a redirect login left. Anything not of its type makes it no record at all.
func readRecord(text string) (*record, bool) {
	v, ok := lwa.ReadObject(text, recordNames...)
	if !ok || !texts(v[:8]) || v[8].Kind != lwa.Number {
		return nil, false
	}
	r := &record{
		clientID: v[0].Text, state: v[1].Text, verifier: v[2].Text, binding: v[3].Text, scope: v[4].Text,
		returnTo: v[5].Text, callerState: v[6].Text, persist: v[7].Text, at: number(v[8]),
		handOver: isTrue(v[9]),
	}
	return r, r.clientID != "" && r.state != "" && pkce.ValidVerifier(r.verifier)
}

// texts reports whether each value is a string or missing.
func texts(values []lwa.Value) bool {
	for _, v := range values {
		if v.Kind != lwa.String && v.Kind != lwa.Missing {
			return false
		}
	}
	return true
}
