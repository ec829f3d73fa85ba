package flow

// Tabs share a session that is kept for all of them (persist: "local"). They hear of a change from
// the storage itself, at the moment when they can read it: no token goes over a channel, and a word
// on one could come too early.

// A page that sleeps in the back/forward cache hears nothing. When it comes back it asks the
// storage, and a marker that every logout leaves there, before it shows a session, wherever that is
// kept.

// isShared: the change concerns the session of the page's client.
func isShared(m *Machine, e *Event) bool {
	id := m.config.ClientID
	return id != "" && (e.Key == sessionKey(id) || e.Key == LogoutPrefix+id || e.Kind == PageRestored)
}

// isHeard: storage was read again after a change.
func isHeard(_ *Machine, e *Event) bool { return e.Cause != Asked }

// recallShared reads storage again.
func recallShared(m *Machine, e *Event) {
	cause := Changed
	if e.Kind == PageRestored {
		cause = Awake
	}
	m.recall(cause)
}

// hideSession shows the page no session until it is known whether the session outlived the
// page's sleep: the page's own listeners may run before this machine can check.
func hideSession(m *Machine, _ *Event) {
	if m.session != nil {
		m.do(&Effect{Kind: Publish, Text: none, Restore: m.memory()})
	}
}

// isUnconcerned: other pages cannot change this page's session: it belongs to another client, or
// is kept in memory only.
func isUnconcerned(m *Machine, e *Event) bool {
	return isHeard(m, e) && m.session != nil && (m.session.area == Memory || m.session.clientID != m.config.ClientID)
}

// keptIsGone: the page slept, and its session is no longer in storage: the person logged out. An
// awake page learns of that from an event.
func keptIsGone(m *Machine, e *Event) bool {
	if !isHeard(m, e) {
		return false
	}
	e.kept = m.keptSession(e)
	return e.kept == nil && m.session != nil && e.Cause == Awake && e.Failure != Late
}

// keptIsHalf: another tab is halfway through a renewal of this session.
func keptIsHalf(m *Machine, e *Event) bool {
	return keptIsUsable(m, e) && m.session != nil && e.kept.accessToken == m.session.accessToken
}

// keptIsUsable: storage has a live session that this page may use.
func keptIsUsable(m *Machine, e *Event) bool {
	return e.kept != nil && !e.kept.over && m.mayShare(e.kept)
}

// takeRefreshToken takes over the refresh token that the other tab has stored so far.
func takeRefreshToken(m *Machine, e *Event) {
	m.session.refreshToken = e.kept.refreshToken
	showAgain(m, e)
}

// adoptKept makes the stored session this page's session.
func adoptKept(m *Machine, e *Event) { m.adoptShared(e.kept) }

// showAgain shows the page its own session again, which hideSession had hidden.
func showAgain(m *Machine, e *Event) {
	if e.Cause == Awake && m.session != nil {
		m.publish()
	}
}

// mayShare reports whether a stored session has the same parties as the page's session or, if the
// page has none, as the page's configuration.
func (m *Machine) mayShare(kept *session) bool {
	if m.session != nil {
		return kept.parties == m.session.parties
	}
	return kept.parties == m.config.parties()
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
