package fakeamazon

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json;charset=UTF-8"
)

// grantType has the properties in which the grants of the token endpoint differ.
type grantType struct {
	name  string // the endpoint in the journal and in plans
	serve func(*Server, *call, form)
	fault func(*Faults) *Fault
	count func(*Counts)
}

// grantTypes are the supported grants, by grant_type.
var grantTypes = map[string]grantType{
	"authorization_code": {
		name:  "token",
		serve: (*Server).exchangeCode,
		fault: func(f *Faults) *Fault { return &f.Token },
		count: func(*Counts) {},
	},
	"refresh_token": {
		name:  "refresh",
		serve: (*Server).refresh,
		fault: func(f *Faults) *Fault { return &f.RefreshGrant },
		count: func(n *Counts) { n.RefreshRequests++ },
	},
	"device_code": {
		name:  "poll",
		serve: (*Server).poll,
		fault: func(f *Faults) *Fault { return &f.Poll },
		count: func(n *Counts) { n.Polls++ },
	},
}

// announced returns the grant that a body names, if it can be read. Faults and counts need it
// before the request is checked.
func announced(body string) (grantType, bool) {
	params, _ := url.ParseQuery(body)
	g, ok := grantTypes[params.Get("grant_type")]
	return g, ok
}

func tokenName(body string) string {
	if g, ok := announced(body); ok {
		return g.name
	}
	return "token"
}

func tokenFault(c *call) *Fault {
	if g, ok := announced(c.body); ok {
		return g.fault(c.faults)
	}
	return &c.faults.Token
}

func countToken(c *call, n *Counts) {
	n.TokenRequests++
	if g, ok := announced(c.body); ok {
		g.count(n)
	}
}

// tokenParams are the parameters that may occur at most once (RFC 6749 §3.2).
var tokenParams = []string{
	"grant_type", "code", "redirect_uri", "client_id", "code_verifier", "client_secret",
	"refresh_token", "scope", "device_code", "user_code",
}

func (s *Server) serveToken(c *call) {
	params, ok := c.readAPIForm(tokenParams)
	for _, name := range []string{"code_verifier", "refresh_token", "device_code"} {
		s.journal.secret(params[name]...)
	}
	name := params.get("grant_type")
	if !ok || name != "authorization_code" {
		s.burn(params["code"])
	}
	if !ok {
		return
	}
	g, ok := grantTypes[name]
	switch {
	case ok:
		g.serve(s, c, params)
	case name == "":
		c.fail(http.StatusBadRequest, "invalid_request", missing+"grant_type")
	default:
		c.fail(http.StatusBadRequest, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server")
	}
}

// The beginnings of Amazon's error descriptions. The name of the parameter follows.
const (
	missing      = "The request is missing a required parameter : "
	invalidGrant = "The request has an invalid grant parameter : "
)

// burn marks codes as used: a code can be sent once, even if the request is invalid.
func (s *Server) burn(codes []string) {
	for _, secret := range codes {
		s.store.takeCode(secret)
	}
}

// readAPIForm accepts only a form body in which each of names occurs at most once. If it answers
// with an error, it still returns the parameters if they could be read.
func (c *call) readAPIForm(names []string) (form, bool) {
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
	if name := params.repeated(names...); name != "" {
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
		c.fail(http.StatusBadRequest, "invalid_request", missing+"code")
		return
	}
	if !live {
		c.note = "unknown or used code"
		c.fail(http.StatusBadRequest, "invalid_grant", invalidGrant+"code")
		return
	}
	if why := record.mismatch(c, params); why != "" {
		c.fail(http.StatusBadRequest, "invalid_grant", invalidGrant+why)
		return
	}
	fresh := c.newTokens(record.grant, c.faults.Refresh)
	if !s.store.redeem(secret, fresh) {
		c.fail(http.StatusBadRequest, "invalid_grant", invalidGrant+"code")
		return
	}
	s.journal.count(func(n *Counts) { n.CodesRedeemed++ })
	c.note = "code redeemed"
	s.answerTokens(c, fresh)
}

// identifyClient accepts public clients only: the client_id is known, and there is no secret.
func (s *Server) identifyClient(c *call, params form) bool {
	if !c.withoutSecret(params) {
		return false
	}
	id := params.get("client_id")
	_, known := s.client(id)
	switch {
	case id == "":
		c.fail(http.StatusBadRequest, "invalid_request", missing+"client_id")
	case !known:
		c.fail(http.StatusBadRequest, "invalid_client", "Client authentication failed")
	default:
		return true
	}
	return false
}

// withoutSecret refuses a request with a client secret.
func (c *call) withoutSecret(params form) bool {
	switch {
	case c.r.Header.Get("Authorization") != "":
		c.w.Header().Set("WWW-Authenticate", `Basic realm="development stand-in"`)
		c.fail(http.StatusUnauthorized, "invalid_client", "A browser application has no secret: send client_id in the body and no Authorization header")
	case len(params["client_secret"]) > 0:
		c.fail(http.StatusBadRequest, "invalid_client", "A browser application has no secret: leave client_secret out")
	default:
		return true
	}
	return false
}

// mismatch returns the name of the parameter that does not match the code, or "".
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

// verifies compares a verifier with the challenge. For a code without a challenge, a verifier is
// refused: an attacker may have removed the challenge from the authorization request (RFC 9700
// §4.8.2).
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

// answerTokens sends tokens. It builds the JSON as text, since faults insert raw JSON.
func (s *Server) answerTokens(c *call, fresh tokens) {
	s.journal.secret(fresh.access, fresh.refresh)
	f := c.faults
	answer := `{"access_token":` + quote(fresh.access) + `,"token_type":` + quote(orDefault(f.TokenType, "bearer"))
	switch {
	case f.OmitExpiresIn:
	case f.ExpiresIn != nil:
		answer += `,"expires_in":` + *f.ExpiresIn
	default:
		answer += `,"expires_in":` + seconds(fresh.record.life)
	}
	if fresh.refresh != "" && !f.OmitRefresh {
		answer += `,"refresh_token":` + quote(fresh.refresh)
	}
	if f.TokenScope != "" {
		answer += `,"scope":` + quote(f.TokenScope)
	}
	c.raw(http.StatusOK, jsonType, answer+"}")
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }

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
