package fakeamazon

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// authorizeParams are the parameters that the endpoint reads. Each may occur once (RFC 6749
// §3.1). Other parameters are ignored: response_mode, for example, never moves a code out of the
// query.
var authorizeParams = []string{
	"response_type", "scope", "state", "code_challenge", "code_challenge_method",
	"scope_data", "language", "ui_locales", "sandbox",
}

// authRequest is a valid authorization request.
type authRequest struct {
	client            Client
	redirectURI       string
	state             string
	scopes            []string
	voluntary         map[string]bool // scopes the person may deselect
	challenge, method string
}

// pageError is a failure that is shown on our own page. It must not go to a redirect URI, since
// no valid one is known (RFC 6749 §4.1.2.1).
type pageError struct {
	problem  string // one sentence
	register string // the value to register, if that helps
	where    string // where to register it
	flag     string // the command line flag that registers it, or ""
}

func (e *pageError) Error() string { return e.problem }

// refusal is a failure that goes back to the client.
type refusal struct{ code, description string }

func (e *refusal) Error() string { return e.code + ": " + e.description }

func refuse(code, description string) error { return &refusal{code, description} }

func (s *Server) serveAuthorize(c *call) {
	s.journal.count(func(n *Counts) { n.AuthorizeRequests++ })
	req, err := s.readAuthRequest(c.r.URL.RawQuery, c.faults.Lenient)
	s.journal.secret(req.state)
	planned := s.planned("authorize", false)
	if planned != nil && planned.Error != "" { // sent to the client, unless the request must stay on our page
		if err == nil {
			err = refuse(planned.Error, planned.Description)
		}
	} else if planned != nil && c.inject(planned) {
		return
	}
	if fault := c.faults.AuthorizeError; err == nil && fault.Error != "" {
		err = refuse(fault.Error, fault.Description)
	}
	if err != nil {
		s.answerError(c, req, err)
		return
	}
	if c.faults.AutoApprove != "" {
		s.autoApprove(c, req)
		return
	}
	s.startLogin(c, req)
}

func (s *Server) answerError(c *call, req authRequest, err error) {
	var page *pageError
	if errors.As(err, &page) {
		s.showError(c, page)
		return
	}
	var no *refusal
	errors.As(err, &no)
	s.redirectError(c, req, no)
}

func (s *Server) autoApprove(c *call, req authRequest) {
	person, ok := s.person(c.faults.AutoApprove)
	if !ok {
		s.showError(c, &pageError{problem: "The person who should approve at once, " + c.faults.AutoApprove + ", does not exist here."})
		return
	}
	s.redirectCode(c, req, person.UserID, req.scopes)
}

// readAuthRequest first checks the client and the redirect URI, then everything else. So an error
// is only sent to a redirect URI that has been checked.
func (s *Server) readAuthRequest(query string, lenient bool) (authRequest, error) {
	req, params, err := s.readAddressee(query)
	if err != nil {
		return req, err
	}
	repeated := params.repeated(authorizeParams...)
	if state := params.get("state"); repeated != "state" && isVisible(state) {
		req.state = state
	}
	switch {
	case repeated != "":
		return req, refuse("invalid_request", "The request repeats a parameter : "+repeated)
	case !isVisible(params.get("state")):
		return req, refuse("invalid_request", "The request has an invalid parameter : state")
	}
	if err := checkResponseType(params); err != nil {
		return req, err
	}
	if err := req.readChallenge(params, lenient); err != nil {
		return req, err
	}
	return req, req.readScopes(params)
}

// readAddressee reads client_id and redirect_uri. Its errors are page errors.
func (s *Server) readAddressee(query string) (authRequest, form, error) {
	if len(query) > maxQuery {
		return authRequest{}, nil, &pageError{problem: "The request is longer than 16 KiB."}
	}
	params, err := parseForm(query)
	if err != nil {
		return authRequest{}, nil, &pageError{problem: "The request cannot be read: its query has a broken escape, a semicolon or text that is not UTF-8."}
	}
	if name := params.repeated("client_id", "redirect_uri"); name != "" {
		return authRequest{}, nil, &pageError{problem: "The request repeats the parameter " + name + "."}
	}
	id := params.get("client_id")
	if id == "" {
		return authRequest{}, nil, &pageError{problem: "The request has no client_id."}
	}
	client, ok := s.client(id)
	if !ok {
		return authRequest{}, nil, &pageError{problem: "No application has this client_id.", register: id, where: "Client ID"}
	}
	uri := params.get("redirect_uri")
	if uri == "" {
		return authRequest{}, nil, &pageError{problem: "The request has no redirect_uri."}
	}
	if !client.allowsRedirect(uri) {
		return authRequest{}, nil, s.unregistered(client, uri)
	}
	return authRequest{client: client, redirectURI: uri}, params, nil
}

// unregistered returns the page error for a redirect URI that is not registered. It says how to
// register the URI, or why that is impossible.
func (s *Server) unregistered(client Client, uri string) *pageError {
	problem := "This redirect_uri is not registered for " + client.Name
	if err := CheckRedirectURI(uri); err != nil {
		return &pageError{problem: problem + ", and cannot be: " + err.Error() + "."}
	}
	e := &pageError{problem: problem + "; it must match letter by letter.", register: uri, where: "Allowed Return URLs"}
	if s.redirectFlag != "" {
		e.flag = s.redirectFlag + " " + shellWord(uri)
	}
	return e
}

func checkResponseType(params form) error {
	switch params.get("response_type") {
	case "code":
		return nil
	case "":
		return refuse("invalid_request", missing+"response_type")
	}
	return refuse("unsupported_response_type", "The response type must be code")
}

// readChallenge requires S256 (RFC 9700 §2.1.1), unless lenient is set.
func (req *authRequest) readChallenge(params form, lenient bool) error {
	challenge, method := params.get("code_challenge"), params.get("code_challenge_method")
	if challenge == "" && lenient && method == "" {
		return nil
	}
	if challenge == "" {
		return refuse("invalid_request", missing+"code_challenge")
	}
	if method == "" && lenient {
		method = "plain"
	}
	switch {
	case method == "plain" && lenient:
		if len(challenge) < 43 || len(challenge) > 128 || !isUnreserved(challenge) {
			return refuse("invalid_request", "The request has an invalid parameter : code_challenge")
		}
	case method != "S256":
		return refuse("invalid_request", "The code_challenge_method must be S256")
	case !isS256Challenge(challenge):
		return refuse("invalid_request", "The request has an invalid parameter : code_challenge")
	}
	req.challenge, req.method = challenge, method
	return nil
}

// isS256Challenge reports whether text can be 32 bytes in base64url (RFC 7636 §4.2).
func isS256Challenge(text string) bool {
	if len(text) != 43 {
		return false
	}
	for i := 0; i < len(text); i++ {
		if !isBase64URL(text[i]) {
			return false
		}
	}
	return true
}

func (req *authRequest) readScopes(params form) error {
	text := params.get("scope")
	if text == "" {
		return refuse("invalid_request", missing+"scope")
	}
	for _, scope := range strings.Split(text, " ") {
		if _, known := scopeWords[scope]; !known {
			return refuse("invalid_scope", "The scope must be made of profile, profile:user_id and postal_code")
		}
		if !slices.Contains(req.scopes, scope) {
			req.scopes = append(req.scopes, scope)
		}
	}
	voluntary, ok := readScopeData(params.get("scope_data"))
	if !ok {
		return refuse("invalid_request", "The request has an invalid parameter : scope_data")
	}
	req.voluntary = voluntary
	return nil
}

// readScopeData reads {"<scope>":{"essential":false}}. It ignores other members: they belong to
// other products.
func readScopeData(text string) (voluntary map[string]bool, ok bool) {
	if text == "" {
		return nil, true
	}
	var data map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &data); err != nil || data == nil {
		return nil, false
	}
	voluntary = map[string]bool{}
	for scope, raw := range data {
		var detail struct{ Essential *bool }
		if json.Unmarshal(raw, &detail) == nil && detail.Essential != nil && !*detail.Essential {
			voluntary[scope] = true
		}
	}
	return voluntary, true
}
