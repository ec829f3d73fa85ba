package fakeamazon

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
)

// serveTokenInfo answers with the user and the client of an access token.
func (s *Server) serveTokenInfo(c *call) {
	t, ok := s.bearer(c)
	if !ok {
		return
	}
	left := int(t.life.Seconds()) - int(c.now.Sub(t.issued).Seconds())
	sum := sha256.Sum256([]byte(t.clientID))
	c.raw(http.StatusOK, jsonType, `{"iss":`+quote(s.issuerOf(c.r))+
		`,"user_id":`+quote(orDefault(c.faults.TokenInfoUser, t.userID))+
		`,"aud":`+quote(orDefault(c.faults.Audience, t.clientID))+
		`,"app_id":`+quote("amzn1.application."+hex.EncodeToString(sum[:16]))+
		`,"exp":`+strconv.Itoa(left)+ // in seconds from now, unlike the exp of a JWT
		`,"iat":`+strconv.FormatInt(t.issued.Unix(), 10)+"}")
}

// serveProfile answers with the parts of the profile that the scope of the token covers.
func (s *Server) serveProfile(c *call) {
	t, ok := s.bearer(c)
	if !ok {
		return
	}
	person, ok := s.person(t.userID)
	if !ok {
		c.fail(http.StatusInternalServerError, "ServerError", "The person is gone")
		return
	}
	answer := `{"user_id":` + quote(orDefault(c.faults.ProfileUser, person.UserID))
	for _, scope := range strings.Split(t.scope, " ") {
		switch {
		case scope == "profile":
			answer += `,"name":` + quote(person.Name) + `,"email":` + quote(person.Email)
		case scope == "postal_code" && person.PostalCode != "":
			answer += `,"postal_code":` + quote(person.PostalCode)
		}
	}
	c.raw(http.StatusOK, jsonType, answer+"}")
}

// bearer returns the token of a request. If there is no valid one, it answers with the error (RFC
// 6750 §3).
func (s *Server) bearer(c *call) (token, bool) {
	secret, ok := c.bearerSecret()
	if !ok {
		c.fail(http.StatusBadRequest, "invalid_request", "The request must carry one access_token, in one way")
		return token{}, false
	}
	t, ok := s.store.token(secret, c.now)
	if ok {
		return t, true
	}
	status := http.StatusBadRequest
	if c.faults.StrictBearer {
		status = http.StatusUnauthorized
		c.w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	}
	c.fail(status, "invalid_token", "The access token is expired, revoked or malformed")
	return token{}, false
}

// bearerSecret reads the access token from the query, the Authorization header or Amazon's own
// header. Exactly one of them must have it (RFC 6750 §2).
func (c *call) bearerSecret() (string, bool) {
	params, err := parseForm(c.r.URL.RawQuery)
	if err != nil || len(c.r.URL.RawQuery) > maxQuery {
		return "", false
	}
	found := append([]string(nil), params["access_token"]...)
	found = append(found, c.r.Header.Values("X-Amz-Access-Token")...)
	for _, value := range c.r.Header.Values("Authorization") {
		scheme, secret, _ := strings.Cut(value, " ")
		if !strings.EqualFold(scheme, "bearer") {
			return "", false
		}
		found = append(found, secret)
	}
	return firstOf(found), len(found) == 1 && found[0] != ""
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
