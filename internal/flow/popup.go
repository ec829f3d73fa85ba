package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// A popup's handle says closed when the window is closed, and also as soon as one of the provider's pages isolates itself
// (Cross-Origin-Opener-Policy) while the window is open. Nothing that a page may read tells one from the other, so the
// verdict rests on the focus as well; docs/popup.md has the table of what each browser shows.

// focusIsBack: this browser reports focus, and the page got it back just now: the window went away.
func focusIsBack(m *Machine, _ *Event) bool {
	l := m.login
	return l.blurred && l.focused && elapsed(l.backAt, m.now) <= graceTime
}

// focusIsAway: this browser reports focus, and it is not with the page: the person is in the window, or elsewhere.
func focusIsAway(m *Machine, _ *Event) bool { return m.login.blurred && !m.login.focused }

// wasSeen: this browser reports no focus, and the handle was alive on Amazon's pages: they do not isolate themselves.
func wasSeen(m *Machine, _ *Event) bool { return m.login.seen && !m.login.blurred }

// isGrace: the moment of silence is over.
func isGrace(_ *Machine, e *Event) bool { return e.Timer == Grace }

// noteSeen remembers that the handle is alive on another origin's page.
func noteSeen(m *Machine, _ *Event) { m.login.seen = true }

// noteBlur remembers that the person went to the popup.
func noteBlur(m *Machine, _ *Event) { m.login.blurred, m.login.focused = true, false }

// noteFocus remembers when the person came back to the page.
func noteFocus(m *Machine, _ *Event) { m.login.focused, m.login.backAt = true, m.now }

// noteGone does nothing yet: a handle that reads closed proves nothing while the person is elsewhere.
func noteGone(*Machine, *Event) {}

// startGrace waits a moment for the answer, or for the focus, to arrive.
func startGrace(m *Machine, _ *Event) {
	m.do(&Effect{Kind: StartTimer, Timer: Grace, Timeout: graceTime})
}

// stopGrace takes the suspicion back: the person is elsewhere.
func stopGrace(m *Machine, e *Event) {
	noteBlur(m, e)
	m.do(&Effect{Kind: StopTimer, Timer: Grace})
}

// sayUnsure tells the page, so that it can offer to go on here or to give up.
func sayUnsure(m *Machine, _ *Event) {
	m.do(&Effect{Kind: StopTimer, Timer: Grace})
	m.do(&Effect{Kind: Emit, Key: "unsure"})
}

// focusPopup brings the window to the front, if its handle still works.
func focusPopup(m *Machine, _ *Event) { m.do(&Effect{Kind: FocusPopup}) }

// continueHere goes on with the same login by the page itself: the popup is closed, an answer from it finds no channel.
func continueHere(m *Machine, e *Event) {
	m.closeWindow(m.login)
	m.login.redirect = true
	m.do(&Effect{Kind: Save, Area: Session, Key: m.login.recordKey(), Text: m.login.record()})
}

// isOurs: the message came the right way and carries exactly this login's state. Anyone can send a browser to the
// callback page, so whatever does not is ignored and consumes nothing.
func isOurs(m *Machine, e *Event) bool {
	msg := &e.Message
	if !msg.IsText || !msg.Trusted || !msg.OwnOrigin || !msg.FromPopup && !msg.OnChannel {
		return false
	}
	return sameState(lwa.ParseAnswer(msg.Text, m.login.endpoints).State, m.login.pair.State)
}

// accept consumes the state: the window is thanked, nothing else is listened to, and in the same step it is closed.
func accept(m *Machine, e *Event) {
	m.do(&Effect{Kind: Acknowledge})
	m.login.judge(m, e.Message.Text)
}

// judge reads an answer whose state was accepted.
func (l *login) judge(m *Machine, raw string) {
	answer := lwa.ParseAnswer(raw, l.endpoints)
	if answer.Err != nil {
		m.refuseAnswer(answer.Err)
		return
	}
	l.answerScope = answer.Scope
	m.queue = append(m.queue, &Event{Kind: codeAccepted, Text: answer.Code})
}

// refuseAnswer has the login fail with err, in this step.
func (m *Machine) refuseAnswer(err *lwa.Error) {
	m.login.err = err
	m.post(answerRefused)
}

// failRefused ends the login with what its answer amounts to.
func failRefused(m *Machine, _ *Event) { m.fail(m.login.err) }
