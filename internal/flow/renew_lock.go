package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// Tabs that share a session renew it one at a time: a tab asks for a lock, looks at what is kept
// once it has the lock, and takes over what another tab got meanwhile.

// lockTime is how long a tab waits for the lock; then the tab that holds it is taken for asleep.
const lockTime = 2*renewTimeout + 5*lwa.Second

// canRenewShared: the session can be renewed, and all tabs share it.
func canRenewShared(m *Machine, e *Event) bool { return canRenew(m, e) && m.session.area == Local }

// keptIsNewer: storage was read under the lock, and another tab has stored the next token
// already.
func keptIsNewer(m *Machine, e *Event) bool {
	if e.Cause != Granted {
		return false
	}
	e.kept = m.keptSession(e)
	if e.kept != nil && !m.mayShare(e.kept) {
		e.kept = nil
	}
	return e.kept != nil && !e.kept.over && e.kept.accessToken != m.session.accessToken
}

// keptIsSpent: storage was read under the lock, and the server will not renew this session
// again.
func keptIsSpent(m *Machine, e *Event) bool {
	s := m.session
	if e.kept != nil {
		s = e.kept
	}
	return e.Cause == Granted && s.refreshToken == ""
}

// isGranted: storage was read under the lock, and nothing there forbids this tab to renew the
// session.
func isGranted(_ *Machine, e *Event) bool { return e.Cause == Granted }

// lockRenewal asks for the lock under which tabs renew a shared session.
func lockRenewal(m *Machine, _ *Event) {
	r := m.attempt()
	m.requests++
	r.request, r.lock = m.requests, m.requests
	m.do(&Effect{Kind: Lock, Request: r.lock, Key: LockPrefix + m.session.clientID, Timeout: lockTime})
}

func (m *Machine) unlockRenewal() {
	if m.renewal.lock != 0 {
		m.do(&Effect{Kind: Unlock, Request: m.renewal.lock})
		m.renewal.lock = 0
	}
}

// recallLocked reads storage again, now that no other tab renews the session.
func recallLocked(m *Machine, _ *Event) { m.recall(Granted) }

// endSpent continues with the stored session, which lasts until its token expires.
func endSpent(m *Machine, e *Event) {
	m.takeKept(e.kept)
	m.endRenewal()
}

// refreshKept asks for the next token with the stored refresh token: another tab may have stored
// a newer one.
func refreshKept(m *Machine, e *Event) {
	m.takeKept(e.kept)
	m.refresh()
}

func (m *Machine) takeKept(kept *session) {
	if kept == nil || kept.entry() == m.session.entry() {
		return
	}
	kept.told, kept.short = m.session.told, m.session.short
	m.session = kept
}
