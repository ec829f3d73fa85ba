package fakeamazon

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// startLogin shows the sign-in page, or the consent page if the person is already signed in.
func (s *Server) startLogin(c *call, req authRequest) {
	p := pending{req: req, form: newSecret(), cookie: newSecret(), userID: s.visitor(c), started: c.now}
	id := s.store.begin(p)
	setCookie(c.w, loginCookie(id), p.cookie, int(pendingLife.Seconds()))
	s.showNext(c, id, p)
}

// visitor returns the user id of the person who is signed in in this browser, or "".
func (s *Server) visitor(c *call) string {
	cookie, err := c.r.Cookie(s.sessionCookie(c.r))
	if err != nil {
		return ""
	}
	person, _ := s.person(s.store.visitor(cookie.Value))
	return person.UserID
}

// showNext shows the page for the next step of a login.
func (s *Server) showNext(c *call, id string, p pending) {
	switch {
	case p.device && p.pair == nil:
		s.showCode(c, http.StatusOK, id, p, "", "")
	case p.userID == "":
		s.showSignIn(c, id, p)
	default:
		s.showConsent(c, id, p)
	}
}

// serveSignIn shows the sign-in page, also to a person who wants to sign in as somebody else.
func (s *Server) serveSignIn(c *call) {
	if id, p, ok := s.login(c, c.r.URL.RawQuery); ok {
		p.userID = ""
		s.showNext(c, id, p)
	}
}

func (s *Server) serveConsent(c *call) {
	if id, p, ok := s.login(c, c.r.URL.RawQuery); ok {
		s.showNext(c, id, p)
	}
}

func (s *Server) postSignIn(c *call) {
	id, _, input, ok := s.postedLogin(c)
	if !ok {
		return
	}
	person, known := s.person(input.get("user_id"))
	if !known {
		s.showError(c, &pageError{problem: "There is no such person here."})
		return
	}
	session, ok := s.store.signIn(id, person.UserID, c.now)
	if !ok {
		s.showError(c, errLoginGone)
		return
	}
	setCookie(c.w, s.sessionCookie(c.r), session, 0)
	c.redirect("/ap/consent?arb=" + url.QueryEscape(id))
}

func (s *Server) postConsent(c *call) {
	id, p, input, ok := s.postedLogin(c)
	if !ok {
		return
	}
	decision := input.get("decision")
	if problem := p.cannot(decision); problem != "" {
		s.showError(c, &pageError{problem: problem})
		return
	}
	if !s.store.finish(id) {
		s.showError(c, errLoginGone)
		return
	}
	setCookie(c.w, loginCookie(id), "", -1)
	var granted []string
	if decision == "allow" {
		granted = p.req.leftSelected(input["grant"])
	}
	switch {
	case p.device:
		s.decideDevice(c, p, granted)
	case decision == "cancel":
		s.redirectError(c, p.req, &refusal{"access_denied", "The person did not allow the login"})
	case len(granted) == 0:
		s.redirectError(c, p.req, &refusal{"access_denied", "The person deselected every scope"})
	default:
		s.store.consent(p.req.client.ID, p.userID, granted)
		s.redirectCode(c, p.req, p.userID, granted)
	}
}

// cannot returns why the decision is impossible now, or "".
func (p pending) cannot(decision string) string {
	switch {
	case decision != "allow" && decision != "cancel":
		return "The form says neither allow nor cancel."
	case decision == "allow" && p.userID == "":
		return "Nobody is signed in."
	case p.device && p.pair == nil:
		return "No code was entered."
	}
	return ""
}

// leftSelected returns the essential scopes, and those voluntary scopes that are still selected.
func (req authRequest) leftSelected(selected []string) (granted []string) {
	for _, scope := range req.scopes {
		if !req.voluntary[scope] || slices.Contains(selected, scope) {
			granted = append(granted, scope)
		}
	}
	return granted
}

var errLoginGone = &pageError{problem: "This login has ended already, or took longer than 30 minutes: go back to the application and start again."}

// login returns the pending login that the query names. If this browser has no such login, it
// answers with an error page.
func (s *Server) login(c *call, query string) (string, pending, bool) {
	params, err := parseForm(query)
	if err != nil {
		s.showError(c, errLoginGone)
		return "", pending{}, false
	}
	id := params.get("arb")
	p, ok := s.store.pending(id, c.now)
	cookie, err := c.r.Cookie(loginCookie(id))
	if !ok || err != nil || !sameText(cookie.Value, p.cookie) {
		s.showError(c, errLoginGone)
		return "", pending{}, false
	}
	return id, p, true
}

// postedLogin is login for forms. It accepts a form only if the form has the anti-forgery token
// of this login, the browser has the cookie of this login (SameSite), and the form comes from a
// page of this server (Sec-Fetch-Site, or Origin in browsers without that header).
func (s *Server) postedLogin(c *call) (string, pending, form, bool) {
	fail := func(problem string) (string, pending, form, bool) {
		s.showError(c, &pageError{problem: problem})
		return "", pending{}, nil, false
	}
	mediaType, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || mediaType != formType || c.tooLong {
		return fail("The form cannot be read.")
	}
	if !s.sentByUs(c.r) {
		return fail("The form was sent by another site.")
	}
	input, err := parseForm(c.body)
	if err != nil || input.repeated("arb", "token", "decision", "user_id", "code") != "" {
		return fail("The form cannot be read.")
	}
	id, p, ok := s.login(c, "arb="+url.QueryEscape(input.get("arb")))
	if !ok {
		return "", pending{}, nil, false
	}
	if !sameText(input.get("token"), p.form) {
		return fail("The form does not belong to this login.")
	}
	return id, p, input, true
}

// sentByUs reports whether a form can come from a page of this server. Our pages have the
// referrer policy no-referrer, so browsers send "Origin: null" with their forms. Any site can
// send that, so null decides nothing.
func (s *Server) sentByUs(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	for _, origin := range r.Header.Values("Origin") {
		_, host, _ := strings.Cut(origin, "://")
		if origin != "null" && origin != s.issuerOf(r) && host != strings.ToLower(r.Host) {
			return false
		}
	}
	return true
}

// loginCookie returns the name of the cookie of a login. Each login has its own, so that logins
// in two tabs do not overwrite each other.
func loginCookie(id string) string {
	if !isUnreserved(id) {
		id = ""
	}
	return "fake-amazon-login-" + cut(id, 40)
}

// sessionCookie returns a name with the port in it, since browsers share the cookies of a host
// among its ports.
func (s *Server) sessionCookie(r *http.Request) string {
	issuer := s.issuerOf(r)
	port := issuer[strings.LastIndex(issuer, ":")+1:]
	if port == "" || strings.Trim(port, "0123456789") != "" {
		return "fake-amazon-session"
	}
	return "fake-amazon-session-" + port
}

func setCookie(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/ap", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
