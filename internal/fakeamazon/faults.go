package fakeamazon

import (
	"maps"
	"time"
)

// Faults are the switches that make the server misbehave, or behave in a way
// that a test needs. The zero value is a server without faults.
type Faults struct {
	// COOP is the Cross-Origin-Opener-Policy of the pages and their redirects,
	// such as "same-origin". Default: the header is not sent.
	COOP string
	// COOPOn limits COOP to some of "signin", "consent", "continue", "error",
	// "redirect", "code", "done". Default: all.
	COOPOn []string
	// AutoApprove is a user id: the authorization is answered at once in their
	// name, without pages, with every scope that was asked for. So is the request
	// of a device: its first poll finds the pair allowed.
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
	// ForceState, when not nil, is sent instead of the request's state.
	ForceState *string
	// AuthorizeError answers a valid authorization request at once with that
	// error, unless its Error is empty.
	AuthorizeError AuthorizeError
	// ExtraParams is raw text appended to the parameters of every redirect to the
	// client, such as "code=second&x=1".
	ExtraParams string
	// CodeInFragment sends the whole answer in the fragment.
	CodeInFragment bool
	// FrontChannelToken adds a live access_token to the redirect.
	FrontChannelToken bool

	// Token, Profile, TokenInfo and CodePair are the faults of the API's
	// endpoints. Token leaves alone what the next two are for.
	Token, Profile, TokenInfo, CodePair Fault
	// RefreshGrant and Poll are the faults of the token endpoint's requests with a
	// refresh token, and with a device code. A preflight does not say which it is
	// for, and goes by Token.
	RefreshGrant, Poll Fault

	// NarrowScope is granted whatever was asked for, such as "profile:user_id".
	NarrowScope string
	// AccessLife is how long access tokens issued from now on live, and what their
	// expires_in says. Default: an hour.
	AccessLife time.Duration
	// ExpiresIn, when not nil, is sent as the raw JSON of expires_in. How long the
	// token lives does not change with it.
	ExpiresIn *string
	// OmitExpiresIn leaves expires_in out.
	OmitExpiresIn bool
	// TokenType is sent as token_type. Default: "bearer".
	TokenType string
	// TokenScope is sent as the scope of token answers, whatever was granted.
	// Default: they have none, as Amazon's.
	TokenScope string
	// Refresh adds a refresh_token to the exchange of a code. Devices get one
	// always.
	Refresh bool
	// Rotate gives out a new refresh token with each refresh. The old one stops
	// working; who uses it again ends every token that descends from the same
	// consent (RFC 9700 §4.14.2).
	Rotate bool
	// RefreshLife is how long after the consent refresh tokens work, rotated ones
	// too. Default: until they are revoked.
	RefreshLife time.Duration
	// OmitRefresh leaves refresh_token out of every answer, also when it is new.
	OmitRefresh bool
	// Audience is sent as the aud of tokeninfo. Default: the client's id.
	Audience string
	// TokenInfoUser and ProfileUser are sent as user_id by the two endpoints.
	// Default: the person's own.
	TokenInfoUser, ProfileUser string

	// PollInterval is how long a device must wait between two polls, in whole
	// seconds. Default: 5 s.
	PollInterval time.Duration
	// PairLife is how long a code pair lives, in whole seconds. Default: 10 minutes.
	PairLife time.Duration
	// UserCode is given out instead of a random user code, while no living pair
	// has it.
	UserCode string
	// CodePairJSON replaces members of the code pair's answer by raw JSON, adds
	// others, and leaves out those whose JSON is "". The pair itself stays as it
	// was.
	CodePairJSON map[string]string
}

// AuthorizeError is an error answer of the authorization endpoint (RFC 6749
// §4.1.2.1).
type AuthorizeError struct{ Error, Description string }

// Fault is what goes wrong at one endpoint. Its fields are looked at in this
// order: the answer waits for Delay and Gate; then the first of Reset, Hang,
// HangBody, HugeBody, Redirect, Body, Error and Status takes the place of the
// endpoint's own answer, and the request has no effect: no code is used up.
// Without one of these, LoseAnswer lets the request have its effect.
type Fault struct {
	// Delay is asked for a channel at each request; the answer waits until it is
	// closed or gives a value.
	Delay func() <-chan struct{}
	// Gate holds every answer until it is closed, or one for each value sent.
	Gate <-chan struct{}
	// NoCORS leaves the CORS headers out, of preflights too.
	NoCORS bool

	// Reset closes the connection without an answer.
	Reset bool
	// Hang never answers; it ends when the client leaves.
	Hang bool
	// HangBody sends headers and the first bytes of a JSON body, then nothing
	// until the client leaves.
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
	// Status alone sends a JSON error that goes with it when it is 400 or above,
	// else an empty body.
	Status int
	// LoseAnswer carries the request out, and then closes the connection instead
	// of answering: a token is rotated, and the client never hears of it.
	LoseAnswer bool
}

// SetFaults replaces all switches. It takes effect with the next request.
func (s *Server) SetFaults(f Faults) {
	f.COOPOn = append([]string(nil), f.COOPOn...)
	f.CodePairJSON = maps.Clone(f.CodePairJSON)
	s.faults.Store(&f)
}

// Plan is asked for the fault of a request before the switches are: nil leaves it
// to them. The endpoint is "authorize", "token", "refresh", "codepair", "poll",
// "profile", "tokeninfo", or "page" for every other page. A preflight gets the fault of the request that would
// follow it, and is not that request.
type Plan func(endpoint string, preflight bool) *Fault

// SetPlan has each request ask plan for its fault. nil ends that.
func (s *Server) SetPlan(plan Plan) { s.plan.Store(&plan) }

func (s *Server) planned(endpoint string, preflight bool) *Fault {
	if plan := s.plan.Load(); plan != nil && *plan != nil {
		return (*plan)(endpoint, preflight)
	}
	return nil
}
