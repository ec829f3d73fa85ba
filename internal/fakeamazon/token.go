package fakeamazon

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"strings"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json;charset=UTF-8"
)

// grantTypes says who serves which grant. A further grant is one more line.
var grantTypes = map[string]func(*Server, *call, form){
	"authorization_code": (*Server).exchangeCode,
}

// tokenParams may come once each (RFC 6749 §3.2).
var tokenParams = []string{
	"grant_type", "code", "redirect_uri", "client_id", "code_verifier", "client_secret",
	"refresh_token", "scope", "device_code", "user_code",
}

func (s *Server) serveToken(c *call) {
	params, ok := c.readTokenForm()
	s.journal.secret(params["code_verifier"]...)
	if !ok {
		s.burn(params["code"])
		return
	}
	serve, ok := grantTypes[params.get("grant_type")]
	if ok {
		serve(s, c, params)
		return
	}
	s.burn(params["code"])
	if params.get("grant_type") == "" {
		c.fail(http.StatusBadRequest, "invalid_request", "The request is missing a required parameter : grant_type")
		return
	}
	c.fail(http.StatusBadRequest, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server")
}

// burn uses codes up: whoever sends one, in whatever request, had its only try.
func (s *Server) burn(codes []string) {
	for _, secret := range codes {
		s.store.takeCode(secret)
	}
}

// readTokenForm accepts a form body and nothing else. When it answers itself, it
// still returns what it could read.
func (c *call) readTokenForm() (form, bool) {
	if c.tooLong {
		c.fail(http.StatusRequestEntityTooLarge, "invalid_request", "The request body is longer than 64 KiB")
		return nil, false
	}
	mediaType, options, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	charset := options["charset"]
	if err != nil || mediaType != formType || charset != "" && !strings.EqualFold(charset, "utf-8") {
		c.fail(http.StatusBadRequest, "invalid_request", "The content type must be "+formType)
		return nil, false
	}
	params, err := parseForm(c.body)
	if err != nil {
		c.fail(http.StatusBadRequest, "invalid_request", "The request body is malformed")
		return nil, false
	}
	if c.r.URL.RawQuery != "" {
		c.fail(http.StatusBadRequest, "invalid_request", "The parameters must be in the body, not in the URL")
		return params, false
	}
	if name := params.repeated(tokenParams...); name != "" {
		c.fail(http.StatusBadRequest, "invalid_request", "The request repeats a parameter : "+name)
		return params, false
	}
	return params, true
}

// exchangeCode turns a code into a token (RFC 6749 §4.1.3, RFC 7636 §4.6).
func (s *Server) exchangeCode(c *call, params form) {
	secret := params.get("code")
	record, live := s.store.takeCode(secret)
	if !s.identifyClient(c, params) {
		return
	}
	if secret == "" {
		c.fail(http.StatusBadRequest, "invalid_request", "The request is missing a required parameter : code")
		return
	}
	if !live {
		c.note = "unknown or used code"
		c.fail(http.StatusBadRequest, "invalid_grant", "The request has an invalid grant parameter : code")
		return
	}
	if why := record.mismatch(c, params); why != "" {
		c.fail(http.StatusBadRequest, "invalid_grant", "The request has an invalid grant parameter : "+why)
		return
	}
	access := newToken("Atza|")
	if !s.store.redeem(secret, access, token{grant: record.grant, issued: c.now}) {
		c.fail(http.StatusBadRequest, "invalid_grant", "The request has an invalid grant parameter : code")
		return
	}
	s.journal.secret(access)
	s.journal.count(func(n *Counts) { n.CodesRedeemed++ })
	c.note = "code redeemed"
	c.raw(http.StatusOK, jsonType, s.tokenAnswer(c.faults, access))
}

// identifyClient accepts public clients: known by client_id, without a secret.
func (s *Server) identifyClient(c *call, params form) bool {
	id := params.get("client_id")
	_, known := s.client(id)
	switch {
	case c.r.Header.Get("Authorization") != "":
		c.w.Header().Set("WWW-Authenticate", `Basic realm="development stand-in"`)
		c.fail(http.StatusUnauthorized, "invalid_client", "A browser application has no secret: send client_id in the body and no Authorization header")
	case len(params["client_secret"]) > 0:
		c.fail(http.StatusBadRequest, "invalid_client", "A browser application has no secret: leave client_secret out")
	case id == "":
		c.fail(http.StatusBadRequest, "invalid_request", "The request is missing a required parameter : client_id")
	case !known:
		c.fail(http.StatusBadRequest, "invalid_client", "Client authentication failed")
	default:
		return true
	}
	return false
}

// mismatch names the parameter that does not fit the code, or "".
func (rec code) mismatch(c *call, params form) string {
	switch {
	case c.now.Sub(rec.issued) >= rec.life:
		c.note = "expired code"
		return "code"
	case !sameText(rec.clientID, params.get("client_id")):
		c.note = "code of another client"
		return "code"
	case !sameText(rec.redirectURI, params.get("redirect_uri")):
		return "redirect_uri"
	case !verifies(rec.method, rec.challenge, params.get("code_verifier")):
		return "code_verifier"
	}
	return ""
}

// verifies checks a verifier against its challenge. A code issued without a
// challenge takes none: one that comes hints at a challenge stripped on the way
// (RFC 9700 §4.8.2).
func verifies(method, challenge, verifier string) bool {
	if method == "" {
		return verifier == ""
	}
	if len(verifier) < 43 || len(verifier) > 128 || !isUnreserved(verifier) {
		return false
	}
	if method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return sameText(challenge, verifier)
}

// tokenAnswer is written by hand, since the fault switches insert raw JSON.
func (s *Server) tokenAnswer(f *Faults, access string) string {
	answer := `{"access_token":` + quote(access) + `,"token_type":` + quote(orDefault(f.TokenType, "bearer"))
	switch {
	case f.OmitExpiresIn:
	case f.ExpiresIn != nil:
		answer += `,"expires_in":` + *f.ExpiresIn
	default:
		answer += `,"expires_in":3600`
	}
	if f.Refresh {
		refresh := newToken("Atzr|")
		s.journal.secret(refresh)
		answer += `,"refresh_token":` + quote(refresh)
	}
	return answer + "}"
}

func quote(text string) string {
	b, _ := json.Marshal(text) // a string always marshals
	return string(b)
}

// fail answers with Amazon's JSON error (RFC 6749 §5.2).
func (c *call) fail(status int, code, description string) {
	if c.note == "" {
		c.note = code
	} else {
		c.note = code + ": " + c.note
	}
	answer := `{"error":` + quote(code)
	if description != "" {
		answer += `,"error_description":` + quote(description)
	}
	c.raw(status, jsonType, answer+`,"request_id":`+quote(newSecret())+"}")
}
