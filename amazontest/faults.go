package amazontest

import (
	"time"

	"github.com/lwa-wasm/lwa/internal/control"
)

// Endpoint is an endpoint of the server, where a fault can happen.
type Endpoint string

// The endpoints of the server:
const (
	Authorize Endpoint = "authorize" // the page that a login opens
	Token     Endpoint = "token"     // the exchange of a code
	Refresh   Endpoint = "refresh"   // the renewal with a refresh token
	CodePair  Endpoint = "codepair"  // a television requests a code
	Poll      Endpoint = "poll"      // a television asks whether the person has allowed it
	Profile   Endpoint = "profile"   // the person's profile
	TokenInfo Endpoint = "tokeninfo" // the client and the user of a token
	Page      Endpoint = "page"      // all other pages: sign-in, consent, the code of a television
	All       Endpoint = "all"       // all endpoints
)

// Fault is what goes wrong at one endpoint, or at all of them.
type Fault struct {
	Endpoint Endpoint
	// Kind is a status from "400" to "599" or a redirect status ("302", "303", "307", "308"); an
	// error code such as "invalid_grant"; "slow" or "slow:" and a duration, such as "slow:20s";
	// or one of "html", "broken", "empty", "huge", "hang", "hang-body", "reset", "lost", "nocors"
	// and "redirect". docs/control.md describes each.
	Kind string
	// Answer is sent instead of the endpoint's own answer. Kind must then be empty.
	Answer *Answer
	// Times is how often the fault happens. Default: until [Amazon.Mend].
	Times int
}

// Answer is an exact answer.
type Answer struct {
	Status      int    // default: 200
	ContentType string // default: JSON
	Body        string
}

// Break adds a fault. Faults with Times happen first, in the order in which they were added. A
// fault without Times replaces the one without Times at the same endpoint.
func (a *Amazon) Break(f Fault) {
	a.tb.Helper()
	a.must(a.director.Fail(control.Fault{Endpoint: string(f.Endpoint), Kind: f.Kind, Answer: (*control.Answer)(f.Answer), Times: f.Times}))
}

// Fail makes every request to an endpoint fail, until [Amazon.Mend]. kind is one of the kinds of
// [Fault].
func (a *Amazon) Fail(endpoint Endpoint, kind string) {
	a.tb.Helper()
	a.Break(Fault{Endpoint: endpoint, Kind: kind})
}

// FailOnce makes the next request to an endpoint fail. For the kind "reset", use Fail and Mend
// instead: browsers repeat a request whose connection broke.
func (a *Amazon) FailOnce(endpoint Endpoint, kind string) {
	a.tb.Helper()
	a.Break(Fault{Endpoint: endpoint, Kind: kind, Times: 1})
}

// Offline breaks every connection, until [Amazon.Mend].
func (a *Amazon) Offline() {
	a.tb.Helper()
	a.Fail(All, "reset")
}

// Slow delays every answer, until [Amazon.Mend].
func (a *Amazon) Slow(by time.Duration) {
	a.tb.Helper()
	a.Fail(All, "slow:"+by.String())
}

// Mend removes the faults of these endpoints. Without arguments, it removes all faults.
func (a *Amazon) Mend(endpoints ...Endpoint) {
	a.tb.Helper()
	if len(endpoints) == 0 {
		endpoints = []Endpoint{All}
	}
	for _, e := range endpoints {
		a.must(a.director.Mend(string(e)))
	}
}
