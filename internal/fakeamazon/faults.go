package fakeamazon

import "time"

// Faults are the switches that make the server misbehave, or behave in a way
// that a test needs. The zero value is a server without faults.
type Faults struct {
	// COOP is the Cross-Origin-Opener-Policy of the pages and redirects below
	// /ap/, such as "same-origin". Default: the header is not sent.
	COOP string
	// COOPOn limits COOP to some of "signin", "consent", "continue", "error",
	// "redirect". Default: all.
	COOPOn []string
	// AutoApprove is a user id: the authorization is answered at once in their
	// name, without pages, with every scope that was asked for.
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

	// Token, Profile and TokenInfo are the faults of the API's endpoints.
	Token, Profile, TokenInfo Fault

	// NarrowScope is granted whatever was asked for, such as "profile:user_id".
	NarrowScope string
	// ExpiresIn, when not nil, is sent as the raw JSON of expires_in. The token
	// itself lives an hour all the same.
	ExpiresIn *string
	// OmitExpiresIn leaves expires_in out.
	OmitExpiresIn bool
	// TokenType is sent as token_type. Default: "bearer".
	TokenType string
	// Refresh adds a refresh_token to the exchange.
	Refresh bool
	// Audience is sent as the aud of tokeninfo. Default: the client's id.
	Audience string
	// TokenInfoUser and ProfileUser are sent as user_id by the two endpoints.
	// Default: the person's own.
	TokenInfoUser, ProfileUser string
}

// AuthorizeError is an error answer of the authorization endpoint (RFC 6749
// §4.1.2.1).
type AuthorizeError struct{ Error, Description string }

// Fault is what goes wrong at one endpoint. Its fields are looked at in this
// order: the answer waits for Delay and Gate; then the first of Reset, Hang,
// HangBody, HugeBody, Redirect, Body, Error and Status takes the place of the
// endpoint's own answer, and the request has no effect: no code is used up.
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
}

// SetFaults replaces all switches. It takes effect with the next request.
func (s *Server) SetFaults(f Faults) {
	f.COOPOn = append([]string(nil), f.COOPOn...)
	s.faults.Store(&f)
}
