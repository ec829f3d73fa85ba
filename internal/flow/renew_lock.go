package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// Tabs that share a session renew it one at a time: a tab asks for a lock, looks at what is kept once it has the lock, and
// takes over what another tab got meanwhile.

// lockTime is how long a tab waits for the lock; then the tab that holds it is taken for asleep.
const lockTime = 2*renewTimeout + 5*lwa.Second

// canRenewShared: the session can be renewed, and all tabs share it.
func canRenewShared(m *Machine, e *Event) bool { return canRenew(m, e) && m.session.area == Local }

// keptIsNewer: what is kept for all tabs was looked at while no other tab renews it, and one of them has the next token
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

// keptIsSpent: the same look found that the server renews this session no more.
func keptIsSpent(m *Machine, e *Event) bool {
	s := m.session
	if e.kept != nil {
		s = e.kept
	}
	return e.Cause == Granted && s.refreshToken == ""
}

// isGranted: the same look found nothing that keeps this tab from renewing the session.
func isGranted(_ *Machine, e *Event) bool { return e.Cause == Granted }

// lockRenewal asks for the right to renew what all tabs share.
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

// recallLocked looks at what is kept for all tabs, now that no other one renews it.
func recallLocked(m *Machine, _ *Event) { m.recall(Granted) }

// endSpent goes on with what is kept, which lasts as long as its token does.
func endSpent(m *Machine, e *Event) {
	m.takeKept(e.kept)
	m.endRenewal()
}

// refreshKept asks for the next token with what is kept: another tab may have got as far as the next refresh token.
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
