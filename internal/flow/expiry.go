package flow

// maxTimer is the longest delay that a browser's timer takes.
const maxTimer = 1<<31 - 1

// tokenIsOver: the access token's life is over.
func tokenIsOver(m *Machine, e *Event) bool { return hasSession(m, e) && m.session.left(m.now) <= 0 }

// tokenIsReplaceable: the access token's life is over, and the session can be renewed.
func tokenIsReplaceable(m *Machine, e *Event) bool { return canRenew(m, e) && tokenIsOver(m, e) }

// tokenIsNearlyOver: the access token's life is nearly over, and the page does not know yet.
func tokenIsNearlyOver(m *Machine, e *Event) bool {
	s := m.session
	return hasSession(m, e) && !s.expiring && s.left(m.now) <= s.margin()
}

// isExpiryTimer: the session's timer fired, though the token's life is not over: timers are shorter than some lives.
func isExpiryTimer(m *Machine, e *Event) bool { return e.Timer == Expiry && hasSession(m, e) }

// putAside keeps a session whose access token is over, and has it renewed: the page hears that it is over when there is no
// other token.
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

// warnExpiry tells the page that the token is nearly over, and gets another.
func warnExpiry(m *Machine, e *Event) {
	m.session.expiring = true
	m.do(&Effect{Kind: Emit, Key: "expiring", Text: none})
	watchExpiry(m, e)
	m.post(renewalWanted) // after the window that the page may be asking for
}

// watchExpiry starts the timer for what is left of the session's life, until the warning and from there to the end.
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
