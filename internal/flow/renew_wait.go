package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// Calls that need a live token wait for the renewal of the session, and are taken again when it is
// over.

// abortsWaiter: the aborted call waits for the renewal.
func abortsWaiter(m *Machine, e *Event) bool {
	for i, w := range m.renewal.waiting {
		if w.Call == e.Call {
			e.at = i
			return true
		}
	}
	return false
}

// wantsWindow: the waiting call may become a login by popup, and no other popup is open.
func wantsWindow(m *Machine, e *Event) bool {
	a := e.asked
	return a.Kind == LoginAsked && a.Window == NoWindow && a.options.Mode != "redirect" && a.options.Interactive != "never" &&
		m.windowWaiter(WindowOpen) == nil && (m.login == nil || !m.login.window)
}

// awaitsWindow: the window was asked for by a call that waits for a renewal.
func awaitsWindow(m *Machine, e *Event) bool {
	e.asked = m.windowWaiter(WindowAsked)
	return e.asked != nil
}

// awaitRenewal lets the call wait for the next token.
func awaitRenewal(m *Machine, e *Event) { m.take(&Event{Kind: renewalAwaited, asked: e}) }

// refuseWaiter rejects the call with the last failure, because the next attempt must wait.
func refuseWaiter(m *Machine, e *Event) { m.rejectWaiter(e.asked, m.renewal.err) }

// addWindowWaiter lets the call wait, and opens its popup now: if the renewal fails, a login by
// popup may follow, and WebKit opens no window after the click has ended.
func addWindowWaiter(m *Machine, e *Event) {
	m.openPopup(e.asked.options)
	e.asked.Window = WindowAsked
	addWaiter(m, e)
}

// addWaiter lets the call wait, and begins an attempt unless one is running.
func addWaiter(m *Machine, e *Event) {
	m.take(&Event{Kind: renewalWanted})
	m.renewal.waiting = append(m.renewal.waiting, e.asked)
}

// windowWaiter is the call that waits for the renewal and has such a window.
func (m *Machine) windowWaiter(window Window) *Event {
	for _, e := range m.renewal.waiting {
		if e.Window == window {
			return e
		}
	}
	return nil
}

// keepWindow keeps the popup for the login that may follow.
func keepWindow(_ *Machine, e *Event) { e.asked.Window = WindowOpen }

// keepBlocked remembers that the browser refused the window.
func keepBlocked(_ *Machine, e *Event) { e.asked.Window = WindowBlocked }

// abortWaiter rejects one caller. The renewal continues.
func abortWaiter(m *Machine, e *Event) {
	r := &m.renewal
	waiter := r.waiting[e.at]
	r.waiting = append(r.waiting[:e.at], r.waiting[e.at+1:]...)
	m.rejectWaiter(waiter, lwa.NewError(lwa.CodeAborted))
}

// rejectWaiting rejects all callers; the renewal goes on.
func (m *Machine) rejectWaiting(err *lwa.Error) {
	for _, e := range m.renewal.waiting {
		m.rejectWaiter(e, err)
	}
	m.renewal.waiting = nil
}

// rejectWaiter rejects one caller. A page is ready without a session, too.
func (m *Machine) rejectWaiter(e *Event, err *lwa.Error) {
	closeStray(m, e)
	if e.Kind == readyAsked {
		m.resolve(e.Call, m.public())
		return
	}
	m.reject(e.Call, err)
}
