package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// A site with a server redeems the code there: the page gets the code and the verifier, and keeps
// neither. A page may also bring back a code, or an access token that it got elsewhere.

// handsOver: the caller redeems the code itself.
func handsOver(m *Machine, _ *Event) bool { return m.login.options.HandOver }

// handOver gives the code to the caller. A call that waits for the page to be ready gets the
// session instead, since a code is no session.
func handOver(m *Machine, e *Event) {
	l := m.end()
	code := l.authorizationCode(e.Text)
	m.do(&Effect{Kind: Emit, Key: "code", Text: code})
	if l.resumed {
		code = m.public()
	}
	for _, call := range l.calls {
		m.resolve(call, code)
	}
}

// takeCode redeems a code that was handed over.
func takeCode(m *Machine, e *Event) {
	m.start(e).secrets.Verifier = e.options.Verifier
	m.later(&Event{Kind: codeAccepted, Text: e.options.Code})
}

// takeToken asks for whom a token was made and who the person is, as after an exchange.
func takeToken(m *Machine, e *Event) {
	l := m.start(e)
	l.given, l.redeemedAt = true, m.now
	l.token = &lwa.Token{AccessToken: e.options.AccessToken}
	m.post(tokenAccepted)
}

// isGiven: the page brought the token itself.
func isGiven(m *Machine, _ *Event) bool { return m.login.given }

// showProof says who the person is, and keeps nothing: whoever brought the page that token must
// not be able to log anybody in.
func showProof(m *Machine, _ *Event) {
	l := m.end()
	l.token.ExpiresIn = l.info.ExpiresIn
	for _, call := range l.calls {
		m.resolve(call, newSession(&l.grant).public())
	}
}
