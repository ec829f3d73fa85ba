package amazontest

import (
	"time"

	"github.com/lwa-wasm/lwa/internal/control"
)

// Endpoint is where something goes wrong.
type Endpoint string

// The endpoints.
const (
	Authorize Endpoint = "authorize" // the address that a login opens
	Token     Endpoint = "token"     // the exchange of a code
	Refresh   Endpoint = "refresh"   // the renewal with a refresh token
	CodePair  Endpoint = "codepair"  // a television that asks for a code
	Poll      Endpoint = "poll"      // a television that asks whether its code was allowed
	Profile   Endpoint = "profile"   // the person's profile
	TokenInfo Endpoint = "tokeninfo" // whom a token is for
	Page      Endpoint = "page"      // every other page: signing in, agreeing, typing a code
	All       Endpoint = "all"       // each of them
)

// Fault is what goes wrong at one endpoint, or at all.
type Fault struct {
	Endpoint Endpoint
	// Kind is a status from "400" to "599"; an error code such as "invalid_grant"; "slow" and a duration, as "slow:20s"; or one
	// of "html", "broken", "empty", "huge", "hang", "hang-body", "reset", "lost", "nocors" and "redirect".
	// docs/control.md describes each.
	Kind string
	// Answer is sent in the place of the endpoint's own answer. Then Kind is left out.
	Answer *Answer
	// Times is how often it happens. Default: until [Amazon.Mend].
	Times int
}

// Answer is an exact answer.
type Answer struct {
	Status      int    // default: 200
	ContentType string // default: JSON
	Body        string
}

// Break adds a fault. Faults with Times happen first, in the order in which they were added; one without replaces the lasting
// one of its endpoint.
func (a *Amazon) Break(f Fault) {
	a.tb.Helper()
	a.must(a.director.Fail(control.Fault{Endpoint: string(f.Endpoint), Kind: f.Kind, Answer: (*control.Answer)(f.Answer), Times: f.Times}))
}

// Fail has every request to an endpoint fail, until [Amazon.Mend]. Kind is that of [Fault].
func (a *Amazon) Fail(endpoint Endpoint, kind string) {
	a.tb.Helper()
	a.Break(Fault{Endpoint: endpoint, Kind: kind})
}

// FailOnce has the next request to an endpoint fail. A browser by itself repeats a request whose connection broke: for
// "reset", use Fail and Mend.
func (a *Amazon) FailOnce(endpoint Endpoint, kind string) {
	a.tb.Helper()
	a.Break(Fault{Endpoint: endpoint, Kind: kind, Times: 1})
}

// Offline breaks every connection, until [Amazon.Mend].
func (a *Amazon) Offline() {
	a.tb.Helper()
	a.Fail(All, "reset")
}

// Slow has every answer take that much longer, until [Amazon.Mend].
func (a *Amazon) Slow(by time.Duration) {
	a.tb.Helper()
	a.Fail(All, "slow:"+by.String())
}

// Mend removes the faults of these endpoints. Without one, it removes all.
func (a *Amazon) Mend(endpoints ...Endpoint) {
	a.tb.Helper()
	if len(endpoints) == 0 {
		endpoints = []Endpoint{All}
	}
	for _, e := range endpoints {
		a.must(a.director.Mend(string(e)))
	}
}
