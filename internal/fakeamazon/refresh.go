package fakeamazon

import "net/http"

// refresh exchanges a refresh token for an access token (RFC 6749 §6). As at Amazon, the answer
// repeats the refresh token. With [Faults.Rotate], it has a new one.
func (s *Server) refresh(c *call, params form) {
	if !s.identifyClient(c, params) {
		return
	}
	old := params.get("refresh_token")
	if old == "" {
		c.fail(http.StatusBadRequest, "invalid_request", missing+"refresh_token")
		return
	}
	scope := params.get("scope")
	fresh, why := s.store.renew(old, params.get("client_id"), scope, c.now, func(f *family) tokens {
		return c.renewedTokens(f, old, scope)
	})
	switch why {
	case "":
	case tooWide:
		c.fail(http.StatusBadRequest, "invalid_scope", "The scope must be part of what was granted")
		return
	default:
		c.note = why
		c.fail(http.StatusBadRequest, "invalid_grant", invalidGrant+"refresh_token")
		return
	}
	s.journal.count(func(n *Counts) { n.Refreshes++ })
	c.note = "token refreshed"
	s.answerTokens(c, fresh)
}

// renewedTokens makes the tokens of a refresh.
func (c *call) renewedTokens(f *family, refresh, scope string) tokens {
	fresh := tokens{access: newToken("Atza|"), refresh: refresh, record: c.newRecord(f)}
	fresh.record.scope = orDefault(scope, f.scope)
	if c.faults.Rotate {
		fresh.refresh = newToken("Atzr|")
	}
	return fresh
}

// Revoke revokes every access and refresh token of a person, as if the person had removed the
// application in their account. "" means everyone.
func (s *Server) Revoke(userID string) {
	s.RevokeAccess(userID)
	s.RevokeRefresh(userID)
}

// RevokeAccess revokes the access tokens of a person, and keeps the refresh tokens. "" means
// everyone.
func (s *Server) RevokeAccess(userID string) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	drop(s.store.tokens, func(t token) bool { return userID == "" || t.userID == userID })
}

// RevokeRefresh revokes the refresh tokens of a person, and keeps the access tokens. "" means
// everyone.
func (s *Server) RevokeRefresh(userID string) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	drop(s.store.families, func(f *family) bool { return userID == "" || f.userID == userID })
}
