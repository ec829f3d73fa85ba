package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// maxTransactions bounds how many redirect logins of one tab may be open at once.
const maxTransactions = 10

// claimTime is how long a page waits for another that decides about the same answer; then that one is
// taken for asleep.
const claimTime = 5 * lwa.Second

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

// recall looks at what the browser keeps.
func (m *Machine) recall(cause Cause) {
	id := m.config.ClientID
	if cause == Granted {
		id, _ = m.client()
	}
	m.do(&Effect{Kind: Recall, Cause: cause, Key: sessionKey(id)})
}

// answerMatches: the callback page left an answer to a login that left from this tab.
func answerMatches(m *Machine, e *Event) bool { return m.findAnswer(e) && e.err == nil }

// answerIsStray: the callback page left an answer, and no login of this tab waits for it.
func answerIsStray(_ *Machine, e *Event) bool { return e.answer != nil }

// findAnswer notes in the event the answer that the callback page left, and the login that left this tab for it; or why
// there is none: nothing pending is missing_transaction, and something else pending, or a transaction that is not what was
// written, is state_mismatch.
func (m *Machine) findAnswer(e *Event) (found bool) {
	for _, entry := range e.Entries {
		if entry.Area == Session && entry.Key == AnswerKey {
			e.answer = lwa.ParseAnswer(entry.Text, m.config.endpoints)
			e.left, e.err = m.findTransaction(e, e.answer.State)
			return true
		}
	}
	return false
}

func (m *Machine) findTransaction(e *Event, state string) (*transaction, *lwa.Error) {
	code := lwa.CodeMissingTransaction
	for _, entry := range e.Entries {
		if entry.Area != Session || !hasPrefix(entry.Key, RecordPrefix) {
			continue
		}
		t, ok := readTransaction(entry.Text)
		if !ok || tooOld(t.at, m.now) {
			continue
		}
		same := sameState(t.state, state)
		if same && isTaken(e, state) {
			return nil, lwa.NewError(lwa.CodeMissingTransaction)
		}
		code = lwa.CodeStateMismatch
		if same && entry.Key == transactionKey(t.clientID, t.state) && t.binding == m.config.binding() {
			return t, nil
		}
	}
	return nil, lwa.NewError(code)
}

// claim lets the login that left this tab wait for the lock on its answer. A duplicated tab has
// the answer too, and a server may end the session of a code that is redeemed twice. Nothing is
// consumed yet.
func claim(m *Machine, e *Event) {
	t, o := e.left, *m.config
	o.Scope, o.State, o.Persist, o.HandOver, o.Timeout = t.scope, t.callerState, t.persist, t.handOver, MaxAge
	m.requests++
	m.login = &login{
		grant: grant{options: &o}, calls: []int{m.ready}, startedAt: m.now, resumed: true,
		secrets: Secrets{Verifier: t.verifier, State: t.state}, claim: m.requests,
	}
	m.do(&Effect{Kind: StartTimer, Timer: Deadline, Timeout: o.Timeout})
	m.do(&Effect{Kind: Lock, Request: m.requests, Key: takenKey(t.state), Timeout: claimTime})
}

// isClaim: the page now holds the lock on the answer that it waited for.
func isClaim(m *Machine, e *Event) bool { return e.Request != 0 && e.Request == m.login.claim }

// recallClaimed reads storage again, now that this page holds the lock on the answer.
func recallClaimed(m *Machine, _ *Event) { m.recall(Claimed) }

// isClaimed: storage was read while this page held the lock on the answer.
func isClaimed(_ *Machine, e *Event) bool { return e.Cause == Claimed }

// isGone: another copy of the component in this page took the answer meanwhile.
func isGone(m *Machine, e *Event) bool { return e.Cause == Claimed && !m.findAnswer(e) }

// yield leaves the login to the other copy of the component. This page is ready, and hears of
// the session if that is kept.
func yield(m *Machine, e *Event) {
	calls := m.end().calls
	m.tidy(e)
	for _, call := range calls {
		if call == m.ready {
			m.later(&Event{Kind: readyAsked, Call: call})
			continue
		}
		m.reject(call, lwa.NewError(lwa.CodeMissingTransaction))
	}
}

// resume continues the login that left this tab, unless another page did. Before anything else,
// its transaction is removed and its answer is marked as taken.
func resume(m *Machine, e *Event) {
	l, err := m.login, e.err
	if err == nil && !sameState(e.left.state, l.secrets.State) {
		err = lwa.NewError(lwa.CodeStateMismatch)
	}
	m.tidy(e)
	m.do(&Effect{Kind: Drop, Area: Session, Key: l.transactionKey()})
	if err != nil {
		m.refuseAnswer(err)
		return
	}
	marker := lwa.WriteFields([]lwa.Field{{Name: "at", Place: &e.left.at}})
	m.do(&Effect{Kind: Save, Area: Local, Key: takenKey(l.secrets.State), Text: marker})
	m.unclaim(l)
	m.judge(e.answer)
}

// unclaim lets the next page decide.
func (m *Machine) unclaim(l *login) {
	if l.claim != 0 {
		m.do(&Effect{Kind: Unlock, Request: l.claim})
		l.claim = 0
	}
}

// takenKey names an answer by a part of its state: enough to tell it from others, too little to be of use.
func takenKey(state string) string {
	return TakenPrefix + state[min(len(state), 6):min(len(state), 16)]
}

// isTaken reports whether a page of this origin took the answer with that state.
func isTaken(e *Event, state string) bool {
	for _, entry := range e.Entries {
		if entry.Area == Local && entry.Key == takenKey(state) {
			return true
		}
	}
	return false
}

// takenAt reads when the answer of a marker was asked for: the marker is as old as that transaction, and useless with it.
func takenAt(text string) (at lwa.Millis) {
	lwa.ReadFields(text, []lwa.Field{{Name: "at", Place: &at}})
	return at
}

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

// awaitsToken: the session's token has expired, and there was no attempt to renew it yet.
func awaitsToken(m *Machine, e *Event) bool { return !e.again && canRenew(m, e) && m.session.over }

// giveReady settles the call that configured.
func giveReady(m *Machine, e *Event) { m.resolve(e.Call, m.public()) }

// tidy restores the session and removes what is of no more use: the answer, and records too old, broken or too many.
func (m *Machine) tidy(e *Event) {
	m.restore(e)
	m.transactions = nil
	for _, entry := range e.Entries {
		if entry.Area == Session && entry.Key == AnswerKey {
			m.do(&Effect{Kind: Drop, Area: Session, Key: AnswerKey})
		}
		if entry.Area == Local && hasPrefix(entry.Key, TakenPrefix) && tooOld(takenAt(entry.Text), m.now) {
			m.do(&Effect{Kind: Drop, Area: Local, Key: entry.Key})
		}
		if entry.Area != Session || !hasPrefix(entry.Key, RecordPrefix+m.config.ClientID+".") {
			continue
		}
		t, ok := readTransaction(entry.Text)
		if !ok || tooOld(t.at, m.now) || len(m.transactions) == maxTransactions {
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

// adopt makes a session that was kept the present one, if it is between the page's own parties. It returns false for an
// entry that is of no use to anyone: broken, of another client, or over.
func (m *Machine) adopt(text string, area Area) bool {
	s, ok := m.readSession(text, area)
	if ok && s.parties == m.config.parties() {
		m.session = s
	}
	return ok
}

// client is whose sessions the page keeps: the present session's, which a login may have got for another client than the
// page's, or else the page's.
func (m *Machine) client() (id string, endpoints *lwa.Endpoints) {
	if s := m.session; s != nil {
		return s.clientID, s.endpoints
	}
	return m.config.ClientID, m.config.endpoints
}

// readSession reads what is kept of a session of that client. One that is over is of no use, unless it can be renewed.
func (m *Machine) readSession(text string, area Area) (*session, bool) {
	s, ok := readSession(text, m.now)
	id, endpoints := m.client()
	if !ok || s.clientID != id {
		return nil, false
	}
	s.area, s.over, s.endpoints = area, s.left(m.now) <= 0, endpoints
	return s, !s.over || s.refreshToken != ""
}
