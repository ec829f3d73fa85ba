package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// session is a login that succeeded.
type session struct {
	clientID, asked, scope string
	parties                string
	accessToken, state     string
	refreshToken           string // "" when the server gave none
	profile                *lwa.Profile
	lifetime               lwa.Millis // of the access token; -1 unknown
	since                  Time
	area                   Area
	endpoints              *lwa.Endpoints // of the region that issued the token
	expiring               bool           // the page was warned
	over                   bool           // the access token's life is over, and the session can be renewed
	told                   bool           // the page knows that it is over
	short                  int            // tokens in a row that were replaced early: see follow
}

func newSession(l *grant) *session {
	s := &session{
		clientID: l.options.ClientID, parties: l.options.parties(), asked: l.options.Scope, state: l.options.State,
		profile: l.profile, area: l.options.area(), endpoints: l.options.endpoints, refreshToken: l.token.RefreshToken,
	}
	s.scope = s.asked // RFC 6749 §5.1: left out when it is what was asked for
	if l.answerScope != "" {
		s.scope = l.answerScope
	}
	s.setToken(l.token, l.redeemedAt)
	return s
}

// setToken takes an access token that was asked for at that time.
func (s *session) setToken(t *lwa.Token, at Time) {
	s.accessToken, s.since, s.lifetime = t.AccessToken, at, -1
	if t.ExpiresIn >= 0 {
		s.lifetime = t.ExpiresIn.Millis()
	}
	if t.Scope != "" {
		s.scope = t.Scope
	}
}

// elapsed is the time that passed, by the clock that saw more of it.
func elapsed(since, now Time) lwa.Millis {
	return max(now.Mono-since.Mono, now.Wall-since.Wall)
}

// left is what is left of the access token's life.
func (s *session) left(now Time) lwa.Millis {
	if s.lifetime < 0 {
		return 1 << 62
	}
	return s.lifetime - elapsed(s.since, now)
}

// margin is how long before its end the page is warned, and the renewal begins.
func (s *session) margin() lwa.Millis { return min(s.lifetime/10, 5*lwa.Minute) }

// public is the live session as the page sees it; JSON null when there is none.
func (m *Machine) public() string {
	if m.session == nil || m.session.over {
		return none
	}
	return m.session.public()
}

// hasSession: there is a live session.
func hasSession(m *Machine, _ *Event) bool { return m.session != nil && !m.session.over }

// dropSession forgets the session and says why, once.
func (m *Machine) dropSession(event string) {
	s := m.session
	m.endRenewal()
	m.session = nil
	for _, area := range [...]Area{Session, Local} { // only this very session: another tab may have a newer one there
		m.do(&Effect{Kind: Drop, Area: area, Key: sessionKey(s.clientID), Old: s.entry()})
	}
	m.do(&Effect{Kind: StopTimer, Timer: Expiry})
	m.publish()
	if !s.told || event != "expired" {
		m.do(&Effect{Kind: Emit, Key: event, Text: none})
	}
}

// publish shows the page the session as it is now.
func (m *Machine) publish() {
	if m.session == nil {
		m.do(&Effect{Kind: Publish, Text: none})
		return
	}
	m.do(&Effect{Kind: Publish, Text: m.public(), Restore: m.memory()})
	if m.session.over {
		m.do(&Effect{Kind: StopTimer, Timer: Expiry})
		return
	}
	watchExpiry(m, nil)
}

// serves reports whether a session is what the caller asks for.
func (s *session) serves(o *Options) bool {
	return o.Interactive != "always" && !o.HandOver && s.parties == o.parties() && covers(s.asked, o.Scope)
}

// emitLogin tells the page of a login.
func (m *Machine) emitLogin(before *session) {
	public := m.public()
	if before != nil && before.profile.UserID != m.session.profile.UserID {
		m.do(&Effect{Kind: Emit, Key: "accountchanged", Text: public})
	}
	m.do(&Effect{Kind: Emit, Key: "login", Text: public})
}
