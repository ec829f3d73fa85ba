package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// profileCall is a call that asks Amazon for the profile of a session anew.
type profileCall struct {
	call, request int
	session       *session
}

// isProfileCall: the event belongs to a call that asks for the profile.
func isProfileCall(m *Machine, e *Event) bool {
	for i, c := range m.profileCalls {
		if e.Kind == Aborted && c.call == e.Call || e.Kind != Aborted && c.request == e.Request {
			e.at = i
			return true
		}
	}
	return false
}

func (m *Machine) takeProfileCall(e *Event) profileCall {
	c := m.profileCalls[e.at]
	m.profileCalls = append(m.profileCalls[:e.at], m.profileCalls[e.at+1:]...)
	return c
}

// askProfile asks Amazon for the profile.
func askProfile(m *Machine, e *Event) {
	request := m.askPerson(m.session.endpoints, m.session.accessToken, e.Timeout)
	m.profileCalls = append(m.profileCalls, profileCall{e.Call, request, m.session})
}

// readProfile settles the call with the session and its new profile. The profile must be the
// same person's. If Amazon no longer accepts the token, the session ends; if only the scope is
// too small, the session stays.
func readProfile(m *Machine, e *Event) {
	l := m.takeProfileCall(e)
	call := l.call
	profile, err := lwa.ParseProfile(e.Status, e.ContentType, e.Text)
	if m.session == nil || m.session != l.session {
		m.reject(call, lwa.NewError(lwa.CodeLoginRequired))
		return
	}
	if err == nil && profile.UserID != m.session.profile.UserID {
		err = lwa.NewError(lwa.CodeTokenSubstitution)
		m.dropSession("expired")
	}
	if err != nil && err.Code == lwa.CodeInvalidToken {
		err = lwa.NewError(lwa.CodeLoginRequired)
		m.dropSession("expired")
	}
	if err != nil {
		m.reject(call, err)
		return
	}
	before := m.session.entry()
	m.session.profile = profile
	m.publish()
	m.saveSession(before)
	m.resolve(call, m.public())
}

// failProfile rejects the call: there was no answer.
func failProfile(m *Machine, e *Event) { m.reject(m.takeProfileCall(e).call, failure(e.Failure)) }

// abortProfile ends the request because its caller aborted it.
func abortProfile(m *Machine, e *Event) {
	l := m.takeProfileCall(e)
	m.do(&Effect{Kind: AbortFetch, Request: l.request})
	m.reject(l.call, lwa.NewError(lwa.CodeAborted))
}
