package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// An access token lives an hour; a session that came with a refresh token gets the next one by
// itself (RFC 6749 §6): ahead of its end, when a caller wants one that lasts longer, when an API
// refuses the present one, and after a sleep. Refresh tokens may work once only, so there is one
// renewal at a time, in all tabs that share a session, and the new one is kept before anything else
// can fail.

// renewTimeout is for each of the two requests of a renewal.
const renewTimeout = 15 * lwa.Second

// renewal is the way to the session's next token: an attempt, or the rest between two.
type renewal struct {
	phase   Phase
	waiting []*Event   // what was asked meanwhile, and is taken again when it is over
	request int        // of the lock, or the one in flight; 0 while it rests
	lock    int        // the request for the lock, while that is wanted or had
	at      Time       // when the attempt began
	token   *lwa.Token // the new one, until it is confirmed
	failed  int        // how many attempts have failed, one after the other
	rest    lwa.Millis // the time after an attempt in which there is no other
	err     *lwa.Error // of the last attempt
}

// canRenew: the session has a refresh token.
func canRenew(m *Machine, _ *Event) bool { return m.session != nil && m.session.refreshToken != "" }

// isRenewing: the event belongs to the present attempt to renew.
func isRenewing(m *Machine, e *Event) bool { return e.Request == m.renewal.request }

// attempt begins an attempt to renew.
func (m *Machine) attempt() *renewal {
	m.renewal.at = m.now
	m.do(&Effect{Kind: StopTimer, Timer: Retry})
	return &m.renewal
}

// beginRefresh begins an attempt for a session that no other tab shares.
func beginRefresh(m *Machine, _ *Event) {
	m.attempt()
	m.refresh()
}

// refresh asks for the next token.
func (m *Machine) refresh() {
	s := m.session
	m.renewal.request = m.fetch("POST", s.endpoints.Token, lwa.RefreshRequest(s.clientID, s.refreshToken), renewTimeout)
}

// bringsToken: the answer to the present attempt has a token whose scope is not wider than the
// session's.
func bringsToken(m *Machine, e *Event) bool {
	if !isRenewing(m, e) {
		return false
	}
	e.token, e.err = lwa.ParseToken(e.Status, e.ContentType, e.Text)
	if e.err == nil && !covers(m.session.scope, e.token.Scope) {
		e.err = lwa.NewError(lwa.CodeInvalidResponse)
	}
	return e.err == nil
}

// confirmsToken: tokeninfo says that the new token belongs to the same person and to this
// client.
func confirmsToken(m *Machine, e *Event) bool {
	if !isRenewing(m, e) {
		return false
	}
	info, err := lwa.ParseTokenInfo(e.Status, e.ContentType, e.Text, m.session.clientID)
	if err == nil && info.UserID != m.session.profile.UserID {
		err = lwa.NewError(lwa.CodeTokenSubstitution)
	}
	e.err = err
	return err == nil
}

// confirmToken stores the next refresh token first, since the old one may have stopped working;
// then it asks to whom the new token belongs.
func confirmToken(m *Machine, e *Event) {
	s := m.session
	if before := s.entry(); e.token.RefreshToken != "" {
		s.refreshToken = e.token.RefreshToken
		m.saveSession(before)
		if s.area == Memory {
			m.publish()
		}
	}
	m.renewal.token = e.token
	m.renewal.request = m.askInfo(s.endpoints, e.token.AccessToken, renewTimeout)
}

// publishRenewed publishes the new token.
func publishRenewed(m *Machine, _ *Event) {
	s, r := m.session, &m.renewal
	before := s.entry()
	s.follow(s, r.at)
	s.setToken(r.token, r.at)
	s.expiring, s.over, s.told = false, false, false
	m.publish()
	m.saveSession(before)
	m.do(&Effect{Kind: Emit, Key: "renewed", Text: m.public()})
	r.request = 0
	m.endRenewal()
}

// endRenewal ends whatever there is of a renewal: the session is another now, or gone.
func (m *Machine) endRenewal() { m.take(&Event{Kind: renewalEnds}) }

// releaseWaiters stops the renewal. Calls that waited for it are handled again.
func releaseWaiters(m *Machine, _ *Event) {
	r := m.renewal
	m.unlockRenewal()
	m.do(&Effect{Kind: StopTimer, Timer: Retry})
	if r.request != r.lock {
		m.abort(r.request)
	}
	m.renewal = renewal{phase: r.phase}
	for _, first := range [...]bool{true, false} { // the call that has a window
		for _, e := range r.waiting {
			if first == (e.Window == WindowOpen) {
				e.again = true
				m.later(e)
			}
		}
	}
}
