package amazontest

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/lwa-wasm/lwa/internal/control"
)

// patience bounds each wait.
const patience = 30 * time.Second

// Request is a request to the server, secrets included.
type Request struct {
	// Seq is the request's number, from 1, and Time when it came, by the server's clock.
	Seq  int
	Time time.Time
	// Endpoint is one of the constants; or "preflight" or "other".
	Endpoint Endpoint
	Method   string
	Path     string
	// Origin is the page that asked, "" for a program.
	Origin string
	Query  url.Values
	Form   url.Values
	Header http.Header
	// Status is that of the answer, 0 for none, and Note says why in a few words. Both are set once Done is.
	Status int
	Note   string
	Done   bool
}

// Requests are those to an endpoint so far, oldest first; with [All], all.
func (a *Amazon) Requests(endpoint Endpoint) (all []Request) {
	for _, r := range a.director.Journal(filter(endpoint)) {
		all = append(all, Request{
			r.Seq, r.Time, Endpoint(r.Endpoint), r.Method, r.Path, r.Origin, r.Query, r.Form, r.Headers, r.Status, r.Note, r.Done,
		})
	}
	return all
}

func filter(endpoint Endpoint) control.Filter {
	if endpoint == All {
		endpoint = ""
	}
	return control.Filter{Endpoint: string(endpoint), Secrets: true}
}

// Await waits until n requests to an endpoint have been answered or given up, and returns those so far. It fails the test
// when they do not come within 30 seconds.
func (a *Amazon) Await(endpoint Endpoint, n int) []Request {
	a.tb.Helper()
	ctx, cancel := context.WithTimeout(a.tb.Context(), patience)
	defer cancel()
	for {
		ended := a.director.Server.Ended() // before the look: none is missed between the two
		found, done := a.Requests(endpoint), 0
		for _, r := range found {
			if r.Done {
				done++
			}
		}
		if done >= n {
			return found
		}
		select {
		case <-ended:
		case <-ctx.Done():
			a.tb.Fatalf("amazontest: %d requests to %s were answered, not %d", done, endpoint, n)
		}
	}
}

// Counts are what happened since the start. Preflights are in none of them.
type Counts struct {
	// AuthorizeRequests counts logins that were begun, refused ones included.
	AuthorizeRequests int
	// CodesIssued and CodesRedeemed count codes sent to the site, and exchanged for a token.
	CodesIssued, CodesRedeemed int
	// TokenRequests, ProfileRequests, TokenInfoRequests and CodePairRequests count every request, failed ones included.
	TokenRequests, ProfileRequests, TokenInfoRequests, CodePairRequests int
	// RefreshRequests and Polls count those of TokenRequests with a refresh token, and of televisions.
	RefreshRequests, Polls int
	// Refreshes counts renewals that gave out a token.
	Refreshes int
	// CodePairsIssued and CodePairsRedeemed count codes given to televisions, and exchanged for a token.
	CodePairsIssued, CodePairsRedeemed int
}

// Counts are what happened so far.
func (a *Amazon) Counts() Counts { return Counts(a.director.Server.Counts()) }

// Secrets are the codes, verifiers, states and tokens of the logins so far: what must not turn up in logs, pages or requests
// of others.
func (a *Amazon) Secrets() []string { return a.director.Server.Secrets() }
