package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// badOptions: the options cannot be used.
func badOptions(_ *Machine, e *Event) bool { return e.err != nil }

// sessionWillDo: the live session covers what the caller asks for, and the caller accepts a live
// session.
func sessionWillDo(m *Machine, e *Event) bool {
	o := e.options
	return hasSession(m, e) && m.session.serves(o) && (e.again || m.session.left(m.now) >= o.MinValidity)
}

// renewalWillDo: the session would satisfy the request after a renewal.
func renewalWillDo(m *Machine, e *Event) bool { return canRenew(m, e) && m.session.serves(e.options) }

// sessionOnly: the caller wants neither a window nor a redirect.
func sessionOnly(_ *Machine, e *Event) bool { return e.options.Interactive == "never" }

// isResuming: the login in progress is the one with which this page came back, and the new call
// asks for the same.
func isResuming(m *Machine, e *Event) bool {
	l, o := m.login, e.options
	if e.Kind != LoginAsked {
		return l.resumed
	}
	return l.resumed && o.Interactive != "always" && !o.HandOver && o.ClientID == l.options.ClientID && covers(l.options.Scope, o.Scope)
}

// isOnlyCaller: the aborted call is the only one that waits for this login.
func isOnlyCaller(m *Machine, e *Event) bool {
	return len(m.login.calls) == 1 && m.login.calls[0] == e.Call
}

// isCaller: the aborted call is one of several that wait for this login.
func isCaller(m *Machine, e *Event) bool {
	for _, call := range m.login.calls {
		if call == e.Call {
			return true
		}
	}
	return false
}

// refuse rejects the call because of its options.
func refuse(m *Machine, e *Event) {
	closeStray(m, e)
	m.reject(e.Call, e.err)
}

// refuseSecond rejects a second login, and brings the first one's window to the front.
func refuseSecond(m *Machine, e *Event) {
	closeStray(m, e)
	m.do(&Effect{Kind: FocusPopup})
	m.reject(e.Call, lwa.NewError(lwa.CodeInteractionInProgress))
}

// join lets the call wait for the login that is being completed.
func join(m *Machine, e *Event) {
	closeStray(m, e)
	m.login.calls = append(m.login.calls, e.Call)
}

// replace gives up a login whose popup reads closed or whose redirect is stuck, and handles the
// call again.
func replace(m *Machine, e *Event) {
	if m.login.window { // it closes with the login
		e.Window = NoWindow
	}
	m.dropTransaction()
	m.fail(lwa.NewError(lwa.CodeUserCancelled))
	m.later(e)
}

// useSession settles the call with the live session.
func useSession(m *Machine, e *Event) {
	closeStray(m, e)
	m.resolve(e.Call, m.public())
}

// giveToken settles the call with the session, which has the access token.
func giveToken(m *Machine, e *Event) { m.resolve(e.Call, m.session.public()) }

// requireLogin rejects the call: there is no live session.
func requireLogin(m *Machine, e *Event) {
	closeStray(m, e)
	m.reject(e.Call, lwa.NewError(lwa.CodeLoginRequired))
}

// leaveCaller rejects one of several callers. The login continues for the others.
func leaveCaller(m *Machine, e *Event) {
	var rest []int
	for _, call := range m.login.calls {
		if call != e.Call {
			rest = append(rest, call)
		}
	}
	m.login.calls = rest
	m.reject(e.Call, lwa.NewError(lwa.CodeAborted))
}

// closeStray closes a window that the shell opened before anyone knew that none was needed; never a
// login's own.
func closeStray(m *Machine, e *Event) {
	if e.Window == WindowOpen && (m.login == nil || !m.login.window) {
		m.do(&Effect{Kind: ClosePopup})
	}
}
