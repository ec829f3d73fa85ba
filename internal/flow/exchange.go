package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// networkTimeout is for one request of a login, its body included.
const networkTimeout = 30 * lwa.Second

// grant is a token on its way to a session: what it was asked for, what came, and what Amazon says
// of it.
type grant struct {
	options *Options

	redeemedAt     Time // the token lives from its request on
	token          *lwa.Token
	answerScope    string
	info           *lwa.TokenInfo
	profile        *lwa.Profile
	tokenRequest   int // for the token, or for what leads to it
	infoRequest    int
	profileRequest int
}

// owns reports whether the request is one of this grant.
func (g *grant) owns(request int) bool {
	return request != 0 && (request == g.tokenRequest || request == g.infoRequest || request == g.profileRequest)
}

// isCurrent: the network event belongs to a request of this login.
func isCurrent(m *Machine, e *Event) bool { return m.login.owns(e.Request) }

// exchange redeems the code, once: the state is consumed already, and the verifier is forgotten.
// The popup closes after the request has left, since closing takes a moment.
func exchange(m *Machine, e *Event) {
	l := m.login
	body := lwa.TokenRequest(l.options.ClientID, e.Text, l.secrets.Verifier, l.options.RedirectURI)
	l.secrets, l.redeemedAt = Secrets{}, m.now
	l.tokenRequest = m.fetch("POST", l.options.endpoints.Token, body, networkTimeout)
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

// verify asks, in parallel, for whom the token was made and who the person is.
func verify(m *Machine, _ *Event) { m.askProof(&m.login.grant) }

func (m *Machine) askProof(g *grant) {
	g.infoRequest = m.askInfo(g.options.endpoints, g.token.AccessToken, networkTimeout)
	g.profileRequest = m.askPerson(g.options.endpoints, g.token.AccessToken, networkTimeout)
}

// askInfo asks whom a token was made for. Amazon documents one way to say which: the query.
func (m *Machine) askInfo(at *lwa.Endpoints, token string, timeout lwa.Millis) int {
	return m.fetch("GET", lwa.BearerURL(at.TokenInfo, token), "", timeout)
}

// askPerson asks for the profile. With apiBase the token is in a header of Amazon's, which keeps it
// out of the address. Amazon's own host gets it in the query: a header would need a CORS preflight,
// and Amazon does not document that it answers one.
func (m *Machine) askPerson(at *lwa.Endpoints, token string, timeout lwa.Millis) int {
	if !at.Own {
		return m.fetch("GET", lwa.BearerURL(at.Profile, token), "", timeout)
	}
	request := m.fetch("GET", at.Profile, "", timeout)
	m.effects[len(m.effects)-1].Token = token
	return request
}

// readProof reads the answer of tokeninfo or of the profile endpoint. Nothing is published
// before both agree.
func readProof(m *Machine, e *Event) {
	switch done, err := m.login.prove(e); {
	case err != nil:
		m.refuseAnswer(err)
	case done:
		m.post(proofsAgree)
	}
}

// prove takes one of the two answers. It is done when both are there and agree.
func (g *grant) prove(e *Event) (done bool, err *lwa.Error) {
	if e.Request == g.infoRequest {
		g.infoRequest = 0
		g.info, err = lwa.ParseTokenInfo(e.Status, e.ContentType, e.Text, g.options.ClientID)
	} else {
		g.profileRequest = 0
		g.profile, err = lwa.ParseProfile(e.Status, e.ContentType, e.Text)
	}
	if err != nil || g.info == nil || g.profile == nil {
		return false, err
	}
	if g.info.UserID != g.profile.UserID {
		return false, lwa.NewError(lwa.CodeTokenSubstitution)
	}
	return true, nil
}

// succeed publishes the session: first to the page, then by events, then to the promises.
func succeed(m *Machine, _ *Event) {
	l := m.end()
	public := m.establish(&l.grant)
	for _, call := range l.calls {
		m.resolve(call, public)
	}
}

// establish makes the session of a proved grant the present one, and returns it as the page sees
// it.
func (m *Machine) establish(g *grant) (public string) {
	before := m.session
	m.endRenewal()
	m.session = newSession(g)
	m.publish()
	m.dropStored(m.session.clientID, m.session.area)
	m.saveSession("")
	public = m.public()
	m.emitLogin(before)
	return public
}

// failNetwork ends the login: a request got no answer. A code is never sent twice.
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
