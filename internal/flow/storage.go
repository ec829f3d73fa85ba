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

// Sealed reports whether entries of that key are kept encrypted, so that a copy of the storage is
// worth nothing elsewhere.
func Sealed(key string) bool { return hasPrefix(key, SessionPrefix) }

func sessionKey(clientID string) string { return SessionPrefix + clientID }

// isSession: the storage event is about the session.
func isSession(m *Machine, e *Event) bool {
	return m.session != nil && e.Key == sessionKey(m.session.clientID)
}

// client returns the client whose sessions the page keeps: that of the present session, if there is
// one (a login may name another client than the page), otherwise that of the page.
func (m *Machine) client() (id string, endpoints *lwa.Endpoints) {
	if s := m.session; s != nil {
		return s.clientID, s.endpoints
	}
	return m.config.ClientID, m.config.endpoints
}

// recall looks at what the browser keeps.
func (m *Machine) recall(cause Cause) {
	id := m.config.ClientID
	if cause == Granted {
		id, _ = m.client()
	}
	m.do(&Effect{Kind: Recall, Cause: cause, Key: sessionKey(id)})
}

// readSession reads what is kept of a session of that client. One that is over is of no use, unless
// it can be renewed.
func (m *Machine) readSession(text string, area Area) (*session, bool) {
	s, ok := readSession(text, m.now)
	id, endpoints := m.client()
	if !ok || s.clientID != id {
		return nil, false
	}
	s.area, s.endpoints = area, endpoints
	return s, !s.over || s.refreshToken != ""
}

// keptSession returns the stored session from the area of the page's session. If the page has no
// session, it returns that of this tab, or else the one that all tabs share.
func (m *Machine) keptSession(e *Event) *session {
	id, _ := m.client()
	for _, entry := range e.Entries {
		if entry.Key == sessionKey(id) && (m.session == nil || m.session.area == entry.Area) {
			if kept, ok := m.readSession(entry.Text, entry.Area); ok {
				return kept
			}
		}
	}
	return nil
}

// saveSession stores the session in the area that its login chose. With old, it does so only while
// the entry still has that text, since another tab may have logged in meanwhile.
func (m *Machine) saveSession(old string) {
	if s := m.session; s.area != Memory {
		m.do(&Effect{Kind: Save, Area: s.area, Key: sessionKey(s.clientID), Text: s.entry(), Old: old})
	}
}

// dropStored removes what is kept of a client's session, wherever an earlier login may have put it,
// but for one area.
func (m *Machine) dropStored(clientID string, keep Area) {
	for _, area := range [...]Area{Session, Local} {
		if area != keep {
			m.do(&Effect{Kind: Drop, Area: area, Key: sessionKey(clientID)})
		}
	}
}

// memory restores the session in a new instance. What is in storage comes back from there: the
// shell would not hear of another tab's logout.
func (m *Machine) memory() string {
	if m.session.area != Memory {
		return ""
	}
	return m.session.entry()
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
