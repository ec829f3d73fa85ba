package flow

// maxTimer is the longest delay that a browser's timer takes.
const maxTimer = 1<<31 - 1

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
