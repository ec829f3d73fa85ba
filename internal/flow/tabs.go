package flow

// Tabs share a session that is kept for all of them (persist: "local"). What they tell each other is one word and never a
// token: whoever hears it looks at what is kept, which other pages of the origin can read anyway, and nobody else.

// isHeard: what is kept was looked at because another tab, or the time in the back/forward cache, may have changed it.
func isHeard(_ *Machine, e *Event) bool { return e.Key != "" }

// recallTabs looks at what is kept now.
func recallTabs(m *Machine, _ *Event) {
	if m.config.ClientID != "" {
		m.do(&Effect{Kind: Recall, Key: TabsPrefix})
	}
}

// takeOver makes the session that all tabs share this page's, or ends the page's with it. A page that keeps its own is not
// concerned.
func takeOver(m *Machine, e *Event) {
	s := m.session
	if s != nil && s.area != Local {
		return
	}
	kept, ok := m.sharedSession(e)
	switch {
	case ok && kept.over: // whoever needs it renews it
	case ok && (s == nil || kept.record() != s.record()):
		m.adoptShared(kept)
	case !ok && s != nil:
		forget(m, e)
	}
}

// sharedSession is the one that all tabs share.
func (m *Machine) sharedSession(e *Event) (*session, bool) {
	for _, entry := range e.Entries {
		if entry.Area == Local && entry.Key == sessionKey(m.config.ClientID) {
			s, ok := m.readSession(entry.Text, Local)
			return s, ok && s.parties == m.config.parties()
		}
	}
	return nil, false
}

// adoptShared takes over what another tab got.
func (m *Machine) adoptShared(kept *session) {
	before := m.session
	m.endRenewal()
	m.session = kept
	m.publish()
	if before != nil && before.profile.UserID == kept.profile.UserID {
		m.do(&Effect{Kind: Emit, Key: "renewed", Text: m.public()})
		return
	}
	m.emitLogin(before)
}

// announce tells the page and the other tabs of a login.
func (m *Machine) announce(before *session) {
	m.tellTabs()
	m.emitLogin(before)
}

func (m *Machine) emitLogin(before *session) {
	public := m.public()
	if before != nil && before.profile.UserID != m.session.profile.UserID {
		m.do(&Effect{Kind: Emit, Key: "accountchanged", Text: public})
	}
	m.do(&Effect{Kind: Emit, Key: "login", Text: public})
}

// tellTabs has the other tabs look at what is kept, if they share it.
func (m *Machine) tellTabs() {
	if m.session.area == Local {
		m.do(&Effect{Kind: TellTabs, Key: TabsPrefix + m.session.clientID, Text: "session"})
	}
}
