package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// Names of what is kept in the browser, which the shell knows, too.
const (
	ChannelPrefix = wire.ChannelPrefix
	TabsPrefix    = wire.TabsPrefix
	LockPrefix    = wire.LockPrefix
	SessionPrefix = wire.SessionPrefix
	RecordPrefix  = wire.RecordPrefix
	LogoutPrefix  = wire.LogoutPrefix
	TakenPrefix   = wire.TakenPrefix
	AnswerKey     = wire.AnswerKey
)

// Sealed reports whether entries of that key are kept encrypted, so that a copy of the storage is worth nothing elsewhere.
func Sealed(key string) bool { return hasPrefix(key, SessionPrefix) }

// maxTimer is the longest delay that a browser's timer takes.
const maxTimer = 1<<31 - 1

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

// profileCall is a call that asks Amazon for the profile of a session anew.
type profileCall struct {
	call, request int
	session       *session
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

func sessionKey(clientID string) string { return SessionPrefix + clientID }

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

// tokenIsOver: the access token has expired.
func tokenIsOver(m *Machine, e *Event) bool { return hasSession(m, e) && m.session.left(m.now) <= 0 }

// tokenIsReplaceable: the access token has expired, and the session can be renewed.
func tokenIsReplaceable(m *Machine, e *Event) bool { return canRenew(m, e) && tokenIsOver(m, e) }

// tokenIsNearlyOver: the access token expires soon, and the page has not been told yet.
func tokenIsNearlyOver(m *Machine, e *Event) bool {
	s := m.session
	return hasSession(m, e) && !s.expiring && s.left(m.now) <= s.margin()
}

// isExpiryTimer: the session's timer fired while the token is still valid. Timers can be shorter
// than a token's life.
func isExpiryTimer(m *Machine, e *Event) bool { return e.Timer == Expiry && hasSession(m, e) }

// isSession: the storage event is about the session.
func isSession(m *Machine, e *Event) bool {
	return m.session != nil && e.Key == sessionKey(m.session.clientID)
}

// isProfileCall: the event belongs to a call that asks for the profile.
func isProfileCall(m *Machine, e *Event) bool {
	for i, c := range m.profileCalls {
		if e.Kind == Aborted && c.call == e.Call || e.Kind != Aborted && c.request == e.Request {
			e.at = i
			return true
		}
	}
	return false
}

func (m *Machine) takeProfileCall(e *Event) profileCall {
	c := m.profileCalls[e.at]
	m.profileCalls = append(m.profileCalls[:e.at], m.profileCalls[e.at+1:]...)
	return c
}

// giveToken settles the call with the session, which has the access token.
func giveToken(m *Machine, e *Event) { m.resolve(e.Call, m.session.public()) }

// askProfile asks Amazon for the profile.
func askProfile(m *Machine, e *Event) {
	request := m.askPerson(m.session.endpoints, m.session.accessToken, e.Timeout)
	m.profileCalls = append(m.profileCalls, profileCall{e.Call, request, m.session})
}

// readProfile settles the call with the session and its new profile. The profile must be the
// same person's. If Amazon no longer accepts the token, the session ends; if only the scope is
// too small, the session stays.
func readProfile(m *Machine, e *Event) {
	l := m.takeProfileCall(e)
	call := l.call
	profile, err := lwa.ParseProfile(e.Status, e.ContentType, e.Text)
	if m.session == nil || m.session != l.session {
		m.reject(call, lwa.NewError(lwa.CodeLoginRequired))
		return
	}
	if err == nil && profile.UserID != m.session.profile.UserID {
		err = lwa.NewError(lwa.CodeTokenSubstitution)
		m.dropSession("expired")
	}
	if err != nil && err.Code == lwa.CodeInvalidToken {
		err = lwa.NewError(lwa.CodeLoginRequired)
		m.dropSession("expired")
	}
	if err != nil {
		m.reject(call, err)
		return
	}
	before := m.session.entry()
	m.session.profile = profile
	m.publish()
	m.saveSession(before)
	m.resolve(call, m.public())
}

// failProfile rejects the call: there was no answer.
func failProfile(m *Machine, e *Event) { m.reject(m.takeProfileCall(e).call, failure(e.Failure)) }

// abortProfile ends the request because its caller aborted it.
func abortProfile(m *Machine, e *Event) {
	l := m.takeProfileCall(e)
	m.do(&Effect{Kind: AbortFetch, Request: l.request})
	m.reject(l.call, lwa.NewError(lwa.CodeAborted))
}

// putAside keeps a session whose access token has expired, and renews it. The page hears
// "expired" only if there is no new token.
func putAside(m *Machine, _ *Event) {
	m.session.over = true
	m.publish()
	m.post(renewalWanted) // after the window that the page may be asking for
}

// tellOver tells the page that the session's token is over and that there is no other, once.
func (m *Machine) tellOver() {
	if s := m.session; s.over && !s.told {
		s.told = true
		m.do(&Effect{Kind: Emit, Key: "expired", Text: none})
	}
}

// warnExpiry tells the page that the token expires soon, and renews it if possible.
func warnExpiry(m *Machine, e *Event) {
	m.session.expiring = true
	m.do(&Effect{Kind: Emit, Key: "expiring", Text: none})
	watchExpiry(m, e)
	m.post(renewalWanted) // after the window that the page may be asking for
}

// watchExpiry starts the timer for the rest of the token's life: first until the warning, then
// until the end.
func watchExpiry(m *Machine, _ *Event) {
	s := m.session
	if s.lifetime < 0 {
		return
	}
	left := s.left(m.now)
	if !s.expiring {
		left -= s.margin()
	}
	m.do(&Effect{Kind: StartTimer, Timer: Expiry, Timeout: min(max(left, 0), maxTimer)})
}

// warnStorage tells the page that the session will end with the page.
func warnStorage(m *Machine, _ *Event) {
	m.session.area = Memory
	m.dropStored(m.session.clientID, Memory) // an older entry would come back with a refresh token that is spent
	err := lwa.NewError(lwa.CodeStorageUnavailable)
	err.Message = "The session could not be stored, and lasts no longer than this page."
	err.Hint = "Let the page use storage, or set persist: \"memory\"."
	m.publish()
	m.do(&Effect{Kind: Emit, Key: "error", Err: err})
}

// logout forgets the session here and tells the other tabs.
func logout(m *Machine, e *Event) {
	forget(m, e)
	if m.config.ClientID != "" {
		m.dropStored(m.config.ClientID, Memory) // also what another tab, or an earlier page, put there
		m.do(&Effect{Kind: Wipe, Key: sessionKey(m.config.ClientID)})
		m.markLogout()
		m.do(&Effect{Kind: TellTabs, Key: TabsPrefix + m.config.ClientID, Text: wire.WordLogout})
	}
	m.resolve(e.Call, none)
}

// forget drops the session, the logins that left this tab, and those that wait for another
// device.
func forget(m *Machine, _ *Event) {
	for len(m.devices) > 0 {
		m.take(&Event{Kind: LogoutHeard, device: m.devices[0], err: endedByLogout()})
	}
	for _, key := range m.transactions {
		m.do(&Effect{Kind: Drop, Area: Session, Key: key})
	}
	m.transactions = nil
	m.rejectWaiting(endedByLogout())
	if m.session != nil {
		m.dropSession("logout")
	}
}

// logoutAndEnd logs out and ends the login in progress: a session must not appear after a logout.
func logoutAndEnd(m *Machine, e *Event) {
	m.fail(endedByLogout())
	logout(m, e)
}

// forgetAndEnd does what logoutAndEnd does, because another tab logged out.
func forgetAndEnd(m *Machine, e *Event) {
	m.fail(endedByLogout())
	forget(m, e)
}

func endedByLogout() *lwa.Error {
	err := lwa.NewError(lwa.CodeAborted)
	err.Message = "The login was ended by a logout, here or in another tab."
	return err
}

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

// saveSession keeps the session where its login wanted it; with an old one, only while that is what is kept there, since
// another tab may have logged in anew.
func (m *Machine) saveSession(old string) {
	if s := m.session; s.area != Memory {
		m.do(&Effect{Kind: Save, Area: s.area, Key: sessionKey(s.clientID), Text: s.entry(), Old: old})
	}
}

// dropStored removes what is kept of a client's session, wherever an earlier login may have put it, but for one area.
func (m *Machine) dropStored(clientID string, keep Area) {
	for _, area := range [...]Area{Session, Local} {
		if area != keep {
			m.do(&Effect{Kind: Drop, Area: area, Key: sessionKey(clientID)})
		}
	}
}

// memory restores the session in a new instance. What is in storage comes back from there: the shell
// would not hear of another tab's logout.
func (m *Machine) memory() string {
	if m.session.area != Memory {
		return ""
	}
	return m.session.entry()
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
