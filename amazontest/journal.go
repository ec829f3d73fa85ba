package amazontest

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/lwa-wasm/lwa/internal/control"
)

// patience is the maximum duration of a wait.
const patience = 30 * time.Second

// Request is a request to the server, secrets included.
type Request struct {
	// Seq is the number of the request, from 1. Time is when it arrived, by the clock of the
	// server.
	Seq  int
	Time time.Time
	// Endpoint is one of the constants, or "preflight" or "other".
	Endpoint Endpoint
	Method   string
	Path     string
	// Origin is the origin of the page that sent the request, or "" for a program.
	Origin string
	Query  url.Values
	Form   url.Values
	Header http.Header
	// Status is the status of the answer, or 0 if there was none. Note gives the reason in a few
	// words. Both are set once Done is true.
	Status int
	Note   string
	Done   bool
}

// Requests returns the requests to an endpoint so far, oldest first. [All] means all endpoints.
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

// Await waits until n requests to an endpoint are done, and returns all requests to it so far. It
// fails the test after 30 seconds.
func (a *Amazon) Await(endpoint Endpoint, n int) []Request {
	a.tb.Helper()
	ctx, cancel := context.WithTimeout(a.tb.Context(), patience)
	defer cancel()
	for {
		ended := a.director.Server.Ended() // before the journal is read, so that no request is missed
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

// Counts counts events. Preflights are not included.
type Counts struct {
	// AuthorizeRequests counts the logins that were started, including refused ones.
	AuthorizeRequests int
	// CodesIssued counts the codes sent to the site, CodesRedeemed those exchanged for a token.
	CodesIssued, CodesRedeemed int
	// TokenRequests, ProfileRequests, TokenInfoRequests and CodePairRequests count all requests,
	// including failed ones.
	TokenRequests, ProfileRequests, TokenInfoRequests, CodePairRequests int
	// RefreshRequests counts the TokenRequests with a refresh token, Polls those of televisions.
	RefreshRequests, Polls int
	// Refreshes counts successful refreshes.
	Refreshes int
	// CodePairsIssued counts the codes issued to televisions, CodePairsRedeemed those exchanged
	// for a token.
	CodePairsIssued, CodePairsRedeemed int
}

// Counts returns the counts since the start, or since [Amazon.Reset].
func (a *Amazon) Counts() Counts { return Counts(a.director.Server.Counts()) }

// Secrets returns the codes, verifiers, states and tokens of all logins so far. They must not
// appear in logs, in pages, or in requests to other servers.
func (a *Amazon) Secrets() []string { return a.director.Server.Secrets() }
