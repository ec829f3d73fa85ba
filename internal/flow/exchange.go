package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// isCurrent: the network event belongs to a request of this login.
func isCurrent(m *Machine, e *Event) bool {
	l := m.login
	return e.Request != 0 && (e.Request == l.tokenRequest || e.Request == l.infoRequest || e.Request == l.profileRequest)
}

// exchange redeems the code, once: its state is consumed already, and the pair is forgotten with it. The window is closed
// after the request has left, since closing takes a moment.
func exchange(m *Machine, e *Event) {
	l := m.login
	body := lwa.TokenRequest(l.options.ClientID, e.Text, l.pair.Verifier, l.options.RedirectURI)
	l.pair, l.redeemedAt = Pair{}, m.now
	l.tokenRequest = m.fetch("POST", l.endpoints.Token, body, networkTimeout)
	m.closeWindow(l)
}

// readToken reads the token endpoint's answer.
func readToken(m *Machine, e *Event) {
	l := m.login
	l.tokenRequest = 0
	token, err := lwa.ParseToken(e.Status, e.ContentType, e.Text)
	if err != nil {
		m.refuseAnswer(err)
		return
	}
	l.token = token
	m.post(tokenAccepted)
}

// verify asks in parallel whom the token was made for and who the person is.
func verify(m *Machine, _ *Event) {
	l := m.login
	l.infoRequest = m.fetch("GET", lwa.BearerURL(l.endpoints.TokenInfo, l.token.AccessToken), "", networkTimeout)
	l.profileRequest = m.fetch("GET", lwa.BearerURL(l.endpoints.Profile, l.token.AccessToken), "", networkTimeout)
}

// readProof reads the answer of tokeninfo or of the profile endpoint; nothing is published before both agree.
func readProof(m *Machine, e *Event) {
	l := m.login
	var err *lwa.Error
	if e.Request == l.infoRequest {
		l.infoRequest = 0
		l.info, err = lwa.ParseTokenInfo(e.Status, e.ContentType, e.Text, l.options.ClientID)
	} else {
		l.profileRequest = 0
		l.profile, err = lwa.ParseProfile(e.Status, e.ContentType, e.Text)
	}
	if err == nil && l.info != nil && l.profile != nil {
		if l.info.UserID == l.profile.UserID {
			m.post(proofsAgree)
			return
		}
		err = lwa.NewError(lwa.CodeTokenSubstitution)
	}
	if err != nil {
		m.refuseAnswer(err)
	}
}

// succeed publishes the session: the page first, then the events, then the promises.
func succeed(m *Machine, _ *Event) {
	l := m.end()
	before := m.session
	m.endRenewal()
	m.session = newSession(l)
	m.publish()
	m.dropStored(m.session.clientID, m.session.area)
	m.saveSession("")
	public := m.public()
	m.emitLogin(before)
	for _, call := range l.calls {
		m.resolve(call, public)
	}
}

// failNetwork ends the login: a request had no answer. A code is never sent twice.
func failNetwork(m *Machine, e *Event) { m.fail(failure(e.Failure)) }

func failure(f Failure) *lwa.Error {
	switch f {
	case Offline:
		return lwa.NewError(lwa.CodeNoNetworkConnectivity)
	case Late:
		return lwa.NewError(lwa.CodeTimedOut)
	case TooLarge:
		return lwa.NewError(lwa.CodeInvalidResponse)
	}
	return lwa.NewError(lwa.CodeNetworkError)
}
