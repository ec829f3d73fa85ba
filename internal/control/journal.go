package control

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Request is a request to the fake Amazon.
type Request struct {
	Seq      int       `json:"seq"`
	Time     time.Time `json:"time"`
	Endpoint string    `json:"endpoint"`
	Method   string    `json:"method"`
	Path     string    `json:"path"`
	Origin   string    `json:"origin"`
	// Query and Form are the parameters of the URL and of the body, Headers the headers. If
	// secrets are not requested, most values are "…", and Headers is nil.
	Query   map[string][]string `json:"query"`
	Form    map[string][]string `json:"form"`
	Headers map[string][]string `json:"headers,omitempty"`
	// Status is 0 if there was no answer. Note gives the reason for the answer. Both are set once
	// Done is true.
	Status int    `json:"status"`
	Note   string `json:"note"`
	Done   bool   `json:"done"`
}

// Counts counts events.
type Counts struct {
	AuthorizeRequests int `json:"authorizeRequests"`
	CodesIssued       int `json:"codesIssued"`
	CodesRedeemed     int `json:"codesRedeemed"`
	TokenRequests     int `json:"tokenRequests"`
	ProfileRequests   int `json:"profileRequests"`
	TokenInfoRequests int `json:"tokenInfoRequests"`
	CodePairRequests  int `json:"codePairRequests"`
	RefreshRequests   int `json:"refreshRequests"`
	Polls             int `json:"polls"`
	Refreshes         int `json:"refreshes"`
	CodePairsIssued   int `json:"codePairsIssued"`
	CodePairsRedeemed int `json:"codePairsRedeemed"`
}

// Counts returns the counts since the start, or since the journal was emptied.
func (d *Director) Counts() Counts { return Counts(d.Server.Counts()) }

// Filter selects requests.
type Filter struct {
	After    int    // only requests with a greater Seq
	Endpoint string // "" for all
	Secrets  bool   // include all values and the headers
}

// Journal returns the requests so far, oldest first.
func (d *Director) Journal(want Filter) []Request {
	all := []Request{}
	for _, r := range d.Server.Requests() {
		if r.Seq > want.After && (want.Endpoint == "" || r.Endpoint == want.Endpoint) {
			all = append(all, entry(r, want.Secrets))
		}
	}
	return all
}

// Await waits until a request that matches is done, or until ctx ends. It returns the requests
// that match, done or not.
func (d *Director) Await(ctx context.Context, want Filter) []Request {
	for {
		ended := d.Server.Ended() // before the journal is read, so that no request is missed
		found := d.Journal(want)
		if slices.ContainsFunc(found, func(r Request) bool { return r.Done }) {
			return found
		}
		select {
		case <-ended:
		case <-ctx.Done():
			return found
		}
	}
}

// shown are the parameters whose value is never a secret.
var shown = []string{
	"client_id", "redirect_uri", "response_type", "scope", "scope_data", "code_challenge_method", "grant_type", "language",
	"ui_locales", "sandbox", "user_id", "grant", "decision",
}

const hidden = "…"

func entry(r fakeamazon.Request, secrets bool) Request {
	out := Request{
		Seq: r.Seq, Time: r.Time.UTC(), Endpoint: r.Endpoint, Method: r.Method, Origin: r.Header.Get("Origin"),
		Query: map[string][]string{}, Form: map[string][]string{}, Status: r.Status, Note: r.Note, Done: r.Answered(),
	}
	if target, err := url.ParseRequestURI(r.URL); err == nil {
		out.Path, out.Query = target.Path, parameters(target.RawQuery, secrets)
	}
	if r.Header.Get("Content-Type") != "" {
		out.Form = parameters(r.Body, secrets)
	}
	if secrets {
		out.Headers = r.Header
	}
	return out
}

// parameters returns the parameters of a query or a form, as far as they can be parsed. Without
// secrets, it replaces the names of unknown parameters, too: a name could contain a secret.
func parameters(text string, secrets bool) map[string][]string {
	values, _ := url.ParseQuery(text)
	if secrets {
		return values
	}
	out := map[string][]string{}
	for name, list := range values {
		switch {
		case slices.Contains(shown, name):
			out[name] = list
		case slices.Contains(named, name):
			out[name] = slices.Repeat([]string{hidden}, len(list))
		default:
			out[hidden] = append(out[hidden], slices.Repeat([]string{hidden}, len(list))...)
		}
	}
	return out
}

// named are the parameters of which only the name is shown.
var named = []string{
	"code", "state", "code_verifier", "code_challenge", "access_token", "refresh_token", "device_code", "user_code",
	"client_secret", "token", "arb",
}
