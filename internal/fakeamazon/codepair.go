package fakeamazon

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	verificationPath    = "/us/code" // the same path as at Amazon
	defaultPollInterval = 5 * time.Second
	defaultPairLife     = 10 * time.Minute
)

// codePairParams are the parameters that may occur at most once.
var codePairParams = []string{"response_type", "client_id", "scope", "scope_data", "client_secret"}

// createPair answers a device with a device code and a user code (RFC 8628 §3.2, with the
// differences of Amazon).
func (s *Server) createPair(c *call) {
	params, ok := c.readAPIForm(codePairParams)
	if !ok || !c.withoutSecret(params) {
		return
	}
	req, no := s.readPairRequest(params)
	if no != nil {
		c.fail(http.StatusBadRequest, no.code, no.description)
		return
	}
	p := &codePair{
		req:      req,
		issued:   c.now,
		life:     orDefault(c.faults.PairLife, defaultPairLife),
		interval: orDefault(c.faults.PollInterval, defaultPollInterval),
	}
	if userID := c.faults.AutoApprove; userID != "" {
		if _, ok := s.person(userID); !ok {
			c.fail(http.StatusInternalServerError, "ServerError", "The person who should approve at once does not exist here")
			return
		}
		p.allow(c.faults.grant(req, userID, req.scopes))
	}
	deviceCode := newDeviceCode()
	s.store.addPair(deviceCode, c.faults.UserCode, p)
	s.journal.secret(deviceCode)
	s.journal.count(func(n *Counts) { n.CodePairsIssued++ })
	c.note = "code pair issued"
	c.raw(http.StatusOK, jsonType, pairAnswer(p, deviceCode, s.issuerOf(c.r)+verificationPath, c.faults.CodePairJSON))
}

func (s *Server) readPairRequest(params form) (authRequest, *refusal) {
	client, known := s.client(params.get("client_id"))
	switch responseType := params.get("response_type"); {
	case responseType == "":
		return authRequest{}, &refusal{"invalid_request", missing + "response_type"}
	case responseType != "device_code":
		return authRequest{}, &refusal{"unsupported_response_type", "The response type must be device_code"}
	case params.get("client_id") == "":
		return authRequest{}, &refusal{"invalid_request", missing + "client_id"}
	case !known || !client.Device:
		return authRequest{}, &refusal{"unauthorized_client", "The client is not authorized to request a code pair"}
	}
	req := authRequest{client: client}
	if err := req.readScopes(params); err != nil {
		return req, err.(*refusal) // readScopes returns no other type
	}
	return req, nil
}

// pairAnswer builds the JSON as text, since faults insert raw JSON.
func pairAnswer(p *codePair, deviceCode, uri string, faults map[string]string) string {
	members := map[string]string{
		"user_code":        quote(p.userCode),
		"device_code":      quote(deviceCode),
		"verification_uri": quote(uri),
		"expires_in":       seconds(p.life),
		"interval":         seconds(p.interval),
	}
	maps.Copy(members, faults)
	var answer []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if members[name] != "" {
			answer = append(answer, quote(name)+":"+members[name])
		}
	}
	return "{" + strings.Join(answer, ",") + "}"
}
