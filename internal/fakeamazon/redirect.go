package fakeamazon

import (
	"strings"
)

// redirectCode issues a code and redirects to the client with it (RFC 6749 §4.1.2). The caller
// has checked the redirect URI, the person and the consent.
func (s *Server) redirectCode(c *call, req authRequest, userID string, scopes []string) {
	g := c.faults.grant(req, userID, scopes)
	secret := newSecret()
	s.store.addCode(secret, code{
		grant:       g,
		redirectURI: req.redirectURI,
		challenge:   req.challenge,
		method:      req.method,
		issued:      c.now,
		life:        orDefault(c.faults.CodeLife, defaultCodeLife),
	})
	s.journal.secret(secret)
	s.journal.count(func(n *Counts) { n.CodesIssued++ })

	answer := []pair{{"code", secret}, {"scope", g.scope}}
	if c.faults.FrontChannelToken {
		answer = append(answer, s.frontChannelToken(c, g)...)
	}
	c.note = "code issued"
	s.redirectAnswer(c, req, answer)
}

// grant returns the grant for what the person allowed, after the faults are applied.
func (f *Faults) grant(req authRequest, userID string, scopes []string) grant {
	return grant{
		clientID: req.client.ID,
		userID:   userID,
		scope:    orDefault(f.NarrowScope, strings.Join(scopes, " ")),
	}
}

// frontChannelToken returns the parameters of an access token in the redirect, as in the implicit
// grant.
func (s *Server) frontChannelToken(c *call, g grant) []pair {
	fresh := c.newTokens(g, false)
	s.store.add(fresh)
	s.journal.secret(fresh.access)
	return []pair{{"access_token", fresh.access}, {"token_type", "bearer"}, {"expires_in", seconds(fresh.record.life)}}
}

// redirectError redirects to the client with an error (RFC 6749 §4.1.2.1). This needs no click by
// the person: whoever runs the server has registered the URI (RFC 9700 §4.11.2).
func (s *Server) redirectError(c *call, req authRequest, e *refusal) {
	c.note = e.code
	answer := []pair{{"error", e.code}}
	if e.description != "" {
		answer = append(answer, pair{"error_description", e.description})
	}
	s.redirectAnswer(c, req, answer)
}

// redirectAnswer adds state and iss (RFC 9207 §2), applies the faults, and redirects.
func (s *Server) redirectAnswer(c *call, req authRequest, answer []pair) {
	f := c.faults
	state := req.state
	if f.ForceState != nil {
		state = *f.ForceState
	}
	if (state != "" || f.ForceState != nil) && !f.OmitState {
		answer = append(answer, pair{"state", state})
	}
	if !f.OmitIssuer {
		answer = append(answer, pair{"iss", orDefault(f.ForceIssuer, s.issuerOf(c.r))})
	}
	params := encodePairs(answer)
	if f.ExtraParams != "" {
		params += "&" + f.ExtraParams
	}
	if f.CodeInFragment {
		c.redirect(req.redirectURI + "#" + params)
		return
	}
	c.redirect(joinQuery(req.redirectURI, params))
}

// joinQuery appends parameters to a registered URI. The URI has no fragment, but may have a
// query.
func joinQuery(uri, params string) string {
	switch {
	case !strings.Contains(uri, "?"):
		return uri + "?" + params
	case strings.HasSuffix(uri, "?"), strings.HasSuffix(uri, "&"):
		return uri + params
	}
	return uri + "&" + params
}
