package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// Tabs share a session that is kept for all of them (persist: "local"). They hear of a change from the storage itself, at
// the moment when they can read it: no token goes over a channel, and a word on one could come too early.

// A page that sleeps in the back/forward cache hears nothing. When it comes back it asks the storage, and a marker that
// every logout leaves there, before it shows a session, wherever that is kept.

// Why what is kept is looked at again: it changed, or the page was in the back/forward cache and heard nothing.
const (
	changed = "changed"
	asleep  = "asleep"
	locked  = "locked"  // nobody else changes it now
	claimed = "claimed" // no other page decides about the same answer now
)

// isShared: the change concerns the session of the page's client.
func isShared(m *Machine, e *Event) bool {
	id := m.config.ClientID
	return id != "" && (e.Key == sessionKey(id) || e.Key == LogoutPrefix+id || e.Kind == PageRestored)
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

// hideSession shows the page no session until it is known whether that outlived the page's sleep: other listeners may
// look before this machine can.
func hideSession(m *Machine, _ *Event) {
	if m.session != nil {
		m.do(&Effect{Kind: Publish, Text: none, Record: m.memory()})
	}
}

// forgetUnknown drops the session of a page that names no client, since it cannot tell whether there was a logout.
func forgetUnknown(m *Machine, _ *Event) {
	if m.session != nil {
		m.dropSession("logout")
	}
}

// markLogout writes down when the person logged out, for pages that sleep in the back/forward cache: of this tab, and
// of others where what all tabs share can be written.
func (m *Machine) markLogout() {
	var w lwa.ObjectWriter
	text := w.Int("at", int64(m.now.Wall)).Int("mono", int64(m.now.Mono)).JSON()
	for _, area := range [...]Area{Session, Local} {
		m.logouts[area] = text
		m.do(&Effect{Kind: Save, Area: area, Key: LogoutPrefix + m.config.ClientID, Text: text})
	}
}

// noteLogout reports whether there was a logout that this page has not heard of, and remembers it.
func (m *Machine) noteLogout(e *Event) bool {
	var found [Local + 1]string
	for _, entry := range e.Entries {
		if entry.Key == LogoutPrefix+m.config.ClientID {
			found[entry.Area] = entry.Text
		}
	}
	news := found != m.logouts
	m.logouts = found
	return news
}

// takeOver makes the session that is kept this page's. One that is gone was logged out of while the page was asleep, and
// so was any session if there was a logout since, or nobody can tell; a page that is awake hears of that by itself. A page
// whose session is kept nowhere, or elsewhere, is not concerned otherwise.
func takeOver(m *Machine, e *Event) {
	if news := m.noteLogout(e); m.session != nil && e.Key == asleep && (news || e.Failure == Forbidden) {
		forget(m, e)
	}
	before := m.session
	m.takeKept(e)
	if e.Key == asleep && m.session != nil && m.session == before {
		m.publish()
	}
}

func (m *Machine) takeKept(e *Event) {
	s := m.session
	if s != nil && (s.area == Memory || s.clientID != m.config.ClientID) {
		return
	}
	kept, ok := m.keptSession(e)
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

// keptSession is the one that is kept where the page's own is; where the page has none, that of this tab, or of all.
func (m *Machine) keptSession(e *Event) (kept *session, ok bool) {
	for _, entry := range e.Entries {
		if entry.Key == sessionKey(m.config.ClientID) && (m.session == nil || m.session.area == entry.Area) && !ok {
			kept, ok = m.readSession(entry.Text, entry.Area)
		}
	}
	return kept, ok
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
