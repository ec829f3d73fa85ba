package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// A tab that comes back from Amazon may have a duplicate with the same answer and the same
// transaction. Before a page consumes the answer it asks for a lock, looks again, and marks the
// answer as taken.

// claimTime is how long a page waits while another page decides about the same answer. After that
// it takes the other page for asleep, and continues.
const claimTime = 5 * lwa.Second

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

// isClaimed: storage was read while this page held the lock on the answer.
func isClaimed(_ *Machine, e *Event) bool { return e.Cause == Claimed }

// isGone: another copy of the component in this page took the answer meanwhile.
func isGone(m *Machine, e *Event) bool { return e.Cause == Claimed && !m.findAnswer(e) }

// recallClaimed reads storage again, now that this page holds the lock on the answer.
func recallClaimed(m *Machine, _ *Event) { m.recall(Claimed) }

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

// takenKey names an answer by a part of its state: enough to tell it from others, too little to be
// of use.
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

// takenAt reads from a marker when the login of its answer began. The marker is of no more use once
// the transaction of that login is too old.
func takenAt(text string) (at lwa.Millis) {
	lwa.ReadFields(text, []lwa.Field{{Name: "at", Place: &at}})
	return at
}
