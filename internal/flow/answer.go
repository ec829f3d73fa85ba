package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// elsewhereTime is how long another copy of the component, which may load later in the same page,
// has to take the answer to a login of its client.
const elsewhereTime = 10 * lwa.Second

// isOurs: the message came the right way and carries exactly this login's state. Anyone can send
// a browser to the callback page, so any other message is ignored and consumes nothing.
func isOurs(m *Machine, e *Event) bool {
	msg := &e.Message
	if !msg.FromPopup && !msg.OnChannel {
		return false
	}
	e.answer = lwa.ParseAnswer(msg.Text, m.login.options.endpoints)
	return sameState(e.answer.State, m.login.secrets.State)
}

// answerMatches: the callback page left an answer to a login that left from this tab.
func answerMatches(m *Machine, e *Event) bool { return m.findAnswer(e) && e.err == nil }

// answerIsStray: the callback page left an answer, and no login of this tab waits for it.
func answerIsStray(_ *Machine, e *Event) bool { return e.answer != nil }

// answerIsElsewheres: the answer belongs to a login of another client, for which there may be
// another copy of the component in the page.
func answerIsElsewheres(_ *Machine, e *Event) bool { return e.elsewhere }

// leaveAnswer leaves the answer in storage for the other copy of the component. If that copy does
// not take it in time, the page gets an error.
func leaveAnswer(m *Machine, e *Event) {
	m.do(&Effect{Kind: StartTimer, Timer: Elsewhere, Timeout: elsewhereTime})
	settleReady(m, e)
}

// isElsewhereTimer: the other copy of the component has had its time to take the answer.
func isElsewhereTimer(_ *Machine, e *Event) bool { return e.Timer == Elsewhere }

// recallLeft looks whether the answer was taken.
func recallLeft(m *Machine, _ *Event) { m.recall(Left) }

// isLeft: storage was read again, to see whether another client took its answer.
func isLeft(_ *Machine, e *Event) bool { return e.Cause == Left }

// nothing is to be done.
func nothing(*Machine, *Event) {}

// isLeftOver: storage was read again, and no client took the answer.
func isLeftOver(m *Machine, e *Event) bool { return e.Cause == Left && m.findAnswer(e) && e.elsewhere }

// reportLeft removes the answer that no client took, and tells the page as for a stray answer.
func reportLeft(m *Machine, e *Event) {
	m.do(&Effect{Kind: Drop, Area: Session, Key: AnswerKey})
	m.do(&Effect{Kind: Emit, Key: "error", Err: e.err})
}

// findAnswer reads the answer that the callback page left, and the transaction of the login that
// left this tab, and puts both into the event. If there is no such transaction, the event gets an
// error: missing_transaction if no login is pending in this tab; state_mismatch if another one is,
// or if the stored transaction was changed.
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
		if !same || entry.Key != transactionKey(t.clientID, t.state) {
			continue
		}
		if t.binding == m.config.binding() {
			return t, nil
		}
		e.elsewhere = t.clientID != m.config.ClientID
	}
	return nil, lwa.NewError(code)
}

// accept consumes the state. The callback page gets its acknowledgement, no further answer is
// listened to, and the popup closes in the same step.
func accept(m *Machine, e *Event) {
	m.do(&Effect{Kind: Acknowledge})
	m.judge(e.answer)
}

// judge takes an answer whose state was accepted.
func (m *Machine) judge(answer *lwa.Answer) {
	if answer.Err != nil {
		m.refuseAnswer(answer.Err)
		return
	}
	m.login.answerScope = answer.Scope
	m.later(&Event{Kind: codeAccepted, Text: answer.Code})
}

// refuseAnswer has the login fail with err, in this step.
func (m *Machine) refuseAnswer(err *lwa.Error) {
	m.later(&Event{Kind: answerRefused, err: err})
}

// failRefused ends the login with the error that its answer stands for.
func failRefused(m *Machine, e *Event) { m.fail(e.err) }
