package flow

// maxTransactions bounds how many redirect logins of one tab may be open at once.
const maxTransactions = 10

// configure takes the page's options and reads storage.
func configure(m *Machine, e *Event) {
	m.config, m.ready = e.options, e.Call
	if m.session != nil && m.session.parties != m.config.parties() {
		m.endRenewal()
		m.session = nil
		m.publish()
	}
	m.prepareSecrets()
	if m.config.ClientID == "" {
		m.resolve(e.Call, none)
		return
	}
	m.do(&Effect{Kind: HearTabs, Key: TabsPrefix + m.config.ClientID})
	m.recall(Asked)
}

// awaitsToken: the session's token has expired, and there was no attempt to renew it yet.
func awaitsToken(m *Machine, e *Event) bool { return !e.again && canRenew(m, e) && m.session.over }

// reportStray tells the page about an answer that no login here waited for. Nothing is consumed,
// and the session stays.
func reportStray(m *Machine, e *Event) {
	settleReady(m, e)
	m.do(&Effect{Kind: Emit, Key: "error", Err: e.err})
}

// joinReady lets the call that configured wait for the login that is being completed.
func joinReady(m *Machine, _ *Event) { m.login.calls = append(m.login.calls, m.ready) }

// settleReady restores the session that was kept, and settles the call that configured.
func settleReady(m *Machine, e *Event) {
	m.tidy(e)
	m.later(&Event{Kind: readyAsked, Call: m.ready})
}

// giveReady settles the call that configured. To a page that was told of no session, one is news.
func giveReady(m *Machine, e *Event) {
	m.resolve(e.Call, m.public())
	if m.config.Told && m.session != nil {
		m.emitLogin(nil)
	}
	m.config.Told = false
}

// tidy restores the session and removes what is of no more use: the answer, and records that are
// too old, broken or too many, or whose answer was taken.
func (m *Machine) tidy(e *Event) {
	m.restore(e)
	m.transactions = nil
	for _, entry := range e.Entries {
		if entry.Area == Session && entry.Key == AnswerKey && !e.elsewhere {
			m.do(&Effect{Kind: Drop, Area: Session, Key: AnswerKey})
		}
		if entry.Area == Local && hasPrefix(entry.Key, TakenPrefix) && tooOld(takenAt(entry.Text), m.now) {
			m.do(&Effect{Kind: Drop, Area: Local, Key: entry.Key})
		}
		if entry.Area != Session || !hasPrefix(entry.Key, RecordPrefix+m.config.ClientID+".") {
			continue
		}
		t, ok := readTransaction(entry.Text)
		if !ok || tooOld(t.at, m.now) || isTaken(e, t.state) || len(m.transactions) == maxTransactions {
			m.do(&Effect{Kind: Drop, Area: Session, Key: entry.Key})
			continue
		}
		m.transactions = append(m.transactions, entry.Key)
	}
}

// restore takes over the session that storage, or an earlier instance, kept.
func (m *Machine) restore(e *Event) {
	kept := m.config.Restore
	m.config.Restore = "" // it must not come back after a logout
	if m.session != nil {
		return
	}
	key := sessionKey(m.config.ClientID)
	m.adopt(kept, Memory)
	for _, entry := range e.Entries {
		if entry.Key != key || m.session != nil && m.session.area == Memory {
			continue
		}
		if !m.adopt(entry.Text, entry.Area) {
			m.do(&Effect{Kind: Drop, Area: entry.Area, Key: key})
		}
	}
	if m.session != nil {
		m.publish()
	}
}

// adopt makes a session that was kept the present one, if it is between the page's own parties. It
// returns false for an entry that is of no use to anyone: broken, of another client, or over.
func (m *Machine) adopt(text string, area Area) bool {
	s, ok := m.readSession(text, area)
	if ok && s.parties == m.config.parties() {
		m.session = s
	}
	return ok
}
