package fakeamazon

import "net/http"

// pollErrors are the descriptions that go with the answers of a poll.
var pollErrors = map[string]string{
	"authorization_pending": "The person has not decided yet",
	"slow_down":             "The device polls faster than the interval",
	"access_denied":         "The person did not allow the device",
	"invalid_code_pair":     "The code pair is unknown, expired or used",
	"invalid_grant":         "The code pair is another client's",
}

// poll exchanges a code pair for tokens once the person has allowed it. At Amazon a poll has both
// codes and no client_id. RFC 8628 §3.4 requires client_id and has no user_code. If a client_id
// is sent, it must be the one of the pair.
func (s *Server) poll(c *call, params form) {
	if !c.withoutSecret(params) {
		return
	}
	for _, name := range []string{"device_code", "user_code"} {
		if params.get(name) == "" {
			c.fail(http.StatusBadRequest, "invalid_request", missing+name)
			return
		}
	}
	g, failure := s.store.poll(params.get("device_code"), params.get("user_code"), params.get("client_id"), c.now)
	if failure != "" {
		c.fail(http.StatusBadRequest, failure, pollErrors[failure])
		return
	}
	fresh := c.newTokens(g, true)
	s.store.add(fresh)
	s.journal.count(func(n *Counts) { n.CodePairsRedeemed++ })
	c.note = "code pair redeemed"
	s.answerTokens(c, fresh)
}
