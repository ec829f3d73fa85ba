package flow

// Tabs share a session that is kept for all of them (persist: "local"). They hear of a change from the storage itself, at
// the moment when they can read it: no token goes over a channel, and a word on one could come too early.

// Why what is kept is looked at again: it changed, or the page was in the back/forward cache and heard nothing.
const (
	changed = "changed"
	asleep  = "asleep"
	locked  = "locked" // nobody else changes it now
)

// isShared: the change concerns the session of the page's client.
func isShared(m *Machine, e *Event) bool {
	return m.config.ClientID != "" && (e.Key == sessionKey(m.config.ClientID) || e.Kind == PageRestored)
}

// isHeard: what is kept was looked at again.
func isHeard(_ *Machine, e *Event) bool { return e.Key != "" }

// recallShared looks at what is kept now.
func recallShared(m *Machine, e *Event) {
	key := changed
	if e.Kind == PageRestored {
		key = asleep
	}
	m.recall(key)
}

// takeOver makes the session that all tabs share this page's. One that is gone was logged out of while the page was
// asleep; a page that is awake hears of that by itself. A page that keeps its own session is not concerned.
func takeOver(m *Machine, e *Event) {
	s := m.session
	if s != nil && (s.area != Local || s.clientID != m.config.ClientID) {
		return
	}
	kept, ok := m.sharedSession(e)
	switch {
	case ok && !m.mayShare(kept): // another login, of another tab
	case ok && kept.over: // whoever needs it renews it
	case ok && s != nil && kept.accessToken == s.accessToken: // half of a renewal
		s.refreshToken = kept.refreshToken
	case ok:
		m.adoptShared(kept)
	case !ok && s != nil && e.Key == asleep && e.Failure != Late:
		forget(m, e)
	}
}

// sharedSession is the one that all tabs share.
func (m *Machine) sharedSession(e *Event) (*session, bool) {
	for _, entry := range e.Entries {
		if entry.Area == Local && entry.Key == sessionKey(m.config.ClientID) {
			return m.readSession(entry.Text, Local)
		}
	}
	return nil, false
}

// mayShare: what all tabs share is between the page's own parties, and so is the session that the page has.
func (m *Machine) mayShare(kept *session) bool {
	return kept.parties == m.config.parties() && (m.session == nil || m.session.parties == kept.parties)
}

// adoptShared takes over what another tab got.
func (m *Machine) adoptShared(kept *session) {
	before := m.session
	m.endRenewal()
	m.session = kept
	m.publish()
	if before != nil && before.profile.UserID == kept.profile.UserID {
		kept.follow(before, m.now)
		m.do(&Effect{Kind: Emit, Key: "renewed", Text: m.public()})
		return
	}
	m.emitLogin(before)
}

// emitLogin tells the page of a login.
func (m *Machine) emitLogin(before *session) {
	public := m.public()
	if before != nil && before.profile.UserID != m.session.profile.UserID {
		m.do(&Effect{Kind: Emit, Key: "accountchanged", Text: public})
	}
	m.do(&Effect{Kind: Emit, Key: "login", Text: public})
}
