package fakeamazon

import (
	"maps"
	"time"
)

// Faults are switches that make the server misbehave, or behave as a test needs. The zero value
// has no faults.
type Faults struct {
	// COOP is the Cross-Origin-Opener-Policy of the pages and their redirects,
	// such as "same-origin". Default: the header is not sent.
	COOP string
	// COOPOn limits COOP to some of "signin", "consent", "continue", "error",
	// "redirect", "code", "done". Default: all.
	COOPOn []string
	// AutoApprove is a user id. Each authorization request is answered at once in the name of
	// this person, without pages, with every requested scope. A code pair is allowed at once,
	// too.
	AutoApprove string
	// Lenient follows Amazon instead of RFC 9700: code_challenge may be absent
	// (then no code_verifier may come), and an absent method means "plain".
	Lenient bool
	// CodeLife is how long a code can be redeemed. Default: 5 minutes.
	CodeLife time.Duration
	// StrictBearer answers a bad access token with 401 and WWW-Authenticate (RFC
	// 6750 §3) instead of Amazon's 400.
	StrictBearer bool

	// OmitIssuer leaves iss out of redirects, as Amazon does.
	OmitIssuer bool
	// ForceIssuer is sent as iss instead of the issuer.
	ForceIssuer string
	// OmitState leaves state out of redirects.
	OmitState bool
	// ForceState, if not nil, is sent instead of the state of the request.
	ForceState *string
	// AuthorizeError answers every valid authorization request with this error, if its Error is
	// set.
	AuthorizeError AuthorizeError
	// ExtraParams is raw text appended to the parameters of every redirect to the
	// client, such as "code=second&x=1".
	ExtraParams string
	// CodeInFragment sends the answer in the fragment instead of the query.
	CodeInFragment bool
	// FrontChannelToken adds a valid access_token to the redirect.
	FrontChannelToken bool

	// Token, Profile, TokenInfo and CodePair are the faults of the API's endpoints. Token does
	// not apply to requests with a refresh token or a device code.
	Token, Profile, TokenInfo, CodePair Fault
	// RefreshGrant and Poll are the faults of the token endpoint for requests with a refresh
	// token and with a device code. A preflight does not tell which grant will follow: Token
	// applies to it.
	RefreshGrant, Poll Fault

	// NarrowScope is granted instead of the requested scope, such as "profile:user_id".
	NarrowScope string
	// AccessLife is the lifetime of access tokens issued from now on, and the value of their
	// expires_in. Default: an hour.
	AccessLife time.Duration
	// ExpiresIn, if not nil, is sent as the raw JSON of expires_in. The lifetime of the token
	// does not change.
	ExpiresIn *string
	// OmitExpiresIn leaves expires_in out.
	OmitExpiresIn bool
	// TokenType is sent as token_type. Default: "bearer".
	TokenType string
	// TokenScope is sent as the scope of token answers, whatever was granted. Default: no scope
	// is sent, as at Amazon.
	TokenScope string
	// Refresh adds a refresh_token to the answer for an authorization code. Devices always get
	// one.
	Refresh bool
	// Rotate issues a new refresh token with each refresh, and invalidates the old one. Using an
	// old one again revokes every token that descends from the same consent (RFC 9700 §4.14.2).
	Rotate bool
	// RefreshLife is how long refresh tokens work after the consent. Rotation does not extend it.
	// Default: until they are revoked.
	RefreshLife time.Duration
	// OmitRefresh leaves refresh_token out of every answer, even if the token has been rotated.
	OmitRefresh bool
	// Audience is sent as the aud of tokeninfo. Default: the client's id.
	Audience string
	// TokenInfoUser and ProfileUser are sent as user_id by the two endpoints.
	// Default: the person's own.
	TokenInfoUser, ProfileUser string

	// PollInterval is how long a device must wait between two polls, in whole
	// seconds. Default: 5 s.
	PollInterval time.Duration
	// PairLife is the lifetime of a code pair, in whole seconds. Default: 10 minutes.
	PairLife time.Duration
	// UserCode is issued instead of a random user code, unless another valid pair has it.
	UserCode string
	// CodePairJSON replaces members of the code pair's answer by raw JSON, and adds others. It
	// leaves out members whose JSON is "". The stored pair does not change.
	CodePairJSON map[string]string
}

// AuthorizeError is an error answer of the authorization endpoint (RFC 6749
// §4.1.2.1).
type AuthorizeError struct{ Error, Description string }

// Fault is what goes wrong at one endpoint. The answer first waits for Gate and Delay. Then the
// first of Reset, Hang, HangBody, HugeBody, Redirect, Body, Error and Status that is set replaces
// the endpoint's own answer. In that case the request has no effect: no code is used up. If none
// of them is set, LoseAnswer lets the request have its effect.
type Fault struct {
	// Delay is called for each request. The answer waits until the returned channel is closed or
	// yields a value.
	Delay func() <-chan struct{}
	// Gate holds back every answer until the channel is closed. Each value sent releases one
	// answer.
	Gate <-chan struct{}
	// NoCORS leaves out the CORS headers, and refuses preflights.
	NoCORS bool

	// Reset closes the connection without an answer.
	Reset bool
	// Hang never answers. The request ends when the client disconnects.
	Hang bool
	// HangBody sends headers and the first bytes of a JSON body, then nothing until the client
	// disconnects.
	HangBody bool
	// HugeBody sends that many bytes of an unfinished JSON string.
	HugeBody int
	// Redirect is a Location to send the request to, with RedirectStatus.
	Redirect string
	// RedirectStatus is 302, 303, 307 or 308. Default: 307.
	RedirectStatus int
	// Body is sent as it is, with Status (default 200) and ContentType.
	Body string
	// ContentType goes with Body or Status. Default: "application/json;charset=UTF-8".
	ContentType string
	// Error and Description are sent as Amazon's JSON error. Status defaults to 400.
	Error, Description string
	// Status without Body and Error: from 400 on, it sends the JSON error that Amazon pairs with
	// the status, unless ContentType is set. Otherwise it sends an empty body.
	Status int
	// LoseAnswer processes the request, then closes the connection instead of answering. For
	// example, a refresh token is rotated but the client does not get the new one.
	LoseAnswer bool
}

// SetFaults replaces all switches. It takes effect with the next request.
func (s *Server) SetFaults(f Faults) {
	f.COOPOn = append([]string(nil), f.COOPOn...)
	f.CodePairJSON = maps.Clone(f.CodePairJSON)
	s.faults.Store(&f)
}

// Plan returns the fault for a request. If it returns nil, the switches of [Faults] apply. The
// endpoint is "authorize", "token", "refresh", "codepair", "poll", "profile", "tokeninfo", or
// "page" for every other page. A preflight has the endpoint of its path; before requests to the
// token endpoint, that is always "token". It does not count as the request that follows it.
type Plan func(endpoint string, preflight bool) *Fault

// SetPlan makes the server call plan for each request. nil ends that.
func (s *Server) SetPlan(plan Plan) { s.plan.Store(&plan) }

func (s *Server) planned(endpoint string, preflight bool) *Fault {
	if plan := s.plan.Load(); plan != nil && *plan != nil {
		return (*plan)(endpoint, preflight)
	}
	return nil
}
