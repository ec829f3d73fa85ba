package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// endpointFault is one -fault flag.
type endpointFault struct{ endpoint, kind string }

// endpointFaults is a flag that may be repeated.
type endpointFaults []endpointFault

// endpoints are where a -fault can be. token is the exchange of a code; refresh
// and poll go to the same address.
var endpoints = []struct {
	name  string
	fault func(*fakeamazon.Faults) *fakeamazon.Fault
}{
	{"token", func(f *fakeamazon.Faults) *fakeamazon.Fault { return &f.Token }},
	{"refresh", func(f *fakeamazon.Faults) *fakeamazon.Fault { return &f.RefreshGrant }},
	{"codepair", func(f *fakeamazon.Faults) *fakeamazon.Fault { return &f.CodePair }},
	{"poll", func(f *fakeamazon.Faults) *fakeamazon.Fault { return &f.Poll }},
	{"profile", func(f *fakeamazon.Faults) *fakeamazon.Fault { return &f.Profile }},
	{"tokeninfo", func(f *fakeamazon.Faults) *fakeamazon.Fault { return &f.TokenInfo }},
}

// endpointNames are those of endpoints, as one reads them out.
func endpointNames() string {
	var names []string
	for _, e := range endpoints {
		names = append(names, e.name)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

func isEndpoint(name string) bool {
	for _, e := range endpoints {
		if e.name == name {
			return true
		}
	}
	return false
}

// String is what package flag asks for.
func (e *endpointFaults) String() string {
	if e == nil {
		return ""
	}
	parts := make([]string, len(*e))
	for i, f := range *e {
		parts[i] = f.endpoint + "=" + f.kind
	}
	return strings.Join(parts, " ")
}

// Set checks and adds one endpoint=kind.
func (e *endpointFaults) Set(text string) error {
	endpoint, kind, found := strings.Cut(text, "=")
	if !found || !isEndpoint(endpoint) {
		return errors.New("want one of " + endpointNames() + " and what goes wrong there, such as token=500")
	}
	for _, old := range *e {
		if old.endpoint == endpoint {
			return fmt.Errorf("%s has the fault %s already", endpoint, old.kind)
		}
	}
	if _, err := faultOf(kind, ""); err != nil {
		return err
	}
	*e = append(*e, endpointFault{endpoint, kind})
	return nil
}

// faultKinds are the kinds that are words. elsewhere is another origin.
var faultKinds = []struct {
	name, help string
	fault      func(elsewhere string) fakeamazon.Fault
}{
	{"html", "an HTML page where JSON should be", func(string) fakeamazon.Fault {
		return fakeamazon.Fault{ContentType: "text/html", Body: "<!doctype html><title>Sorry</title><p>Type the characters you see."}
	}},
	{"broken", "JSON that breaks off", func(string) fakeamazon.Fault {
		return fakeamazon.Fault{Body: `{"access_token":"Atza|`}
	}},
	{"empty", "an empty 200 answer", func(string) fakeamazon.Fault { return fakeamazon.Fault{Status: http.StatusOK} }},
	{"huge", "an answer of 100 MB", func(string) fakeamazon.Fault { return fakeamazon.Fault{HugeBody: 100 << 20} }},
	{"hang", "no answer, ever", func(string) fakeamazon.Fault { return fakeamazon.Fault{Hang: true} }},
	{"hang-body", "headers, then a body without end", func(string) fakeamazon.Fault { return fakeamazon.Fault{HangBody: true} }},
	{"slow", "an answer after 5 seconds; slow:20s after 20", func(string) fakeamazon.Fault { return slow(5 * time.Second) }},
	{"reset", "a broken connection", func(string) fakeamazon.Fault { return fakeamazon.Fault{Reset: true} }},
	{"lost", "a broken connection too, but after the request has had its effect", func(string) fakeamazon.Fault {
		return fakeamazon.Fault{LoseAnswer: true}
	}},
	{"nocors", "an answer that pages may not read", func(string) fakeamazon.Fault { return fakeamazon.Fault{NoCORS: true} }},
	{"redirect", "a 307 redirect to the demo site; 302, 303 and 308 are kinds too", func(elsewhere string) fakeamazon.Fault {
		return fakeamazon.Fault{Redirect: elsewhere, RedirectStatus: http.StatusTemporaryRedirect}
	}},
}

// errorKinds are the kinds that are Amazon's error codes.
var errorKinds = []string{
	"invalid_request", "invalid_client", "invalid_grant", "invalid_token", "insufficient_scope",
	"unauthorized_client", "unsupported_grant_type", "temporarily_unavailable", "server_error", "ServerError",
	"authorization_pending", "slow_down", "access_denied", "expired_token", "invalid_code_pair",
}

// authorizeErrors are the errors of RFC 6749 §4.1.2.1.
var authorizeErrors = []string{
	"invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type",
	"invalid_scope", "server_error", "temporarily_unavailable",
}

func faultOf(kind, elsewhere string) (fakeamazon.Fault, error) {
	for _, k := range faultKinds {
		if k.name == kind {
			return k.fault(elsewhere), nil
		}
	}
	if slices.Contains(errorKinds, kind) {
		return fakeamazon.Fault{Error: kind, Description: "The server was told to fail"}, nil
	}
	if text, ok := strings.CutPrefix(kind, "slow:"); ok {
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			return fakeamazon.Fault{}, errors.New("slow takes a duration, such as slow:20s")
		}
		return slow(d), nil
	}
	status, err := strconv.Atoi(kind)
	switch {
	case err == nil && status >= 400 && status <= 599:
		return fakeamazon.Fault{Status: status}, nil
	case slices.Contains([]int{302, 303, 307, 308}, status):
		return fakeamazon.Fault{Redirect: elsewhere, RedirectStatus: status}, nil
	}
	return fakeamazon.Fault{}, fmt.Errorf("there is no fault %q", kind)
}

func slow(d time.Duration) fakeamazon.Fault {
	return fakeamazon.Fault{Delay: func() <-chan struct{} {
		over := make(chan struct{})
		time.AfterFunc(d, func() { close(over) })
		return over
	}}
}

// check refuses values that would do nothing or break the answer by mistake.
func (f *faultOptions) check() error {
	if f.coop != "" {
		if err := oneOf("-coop", f.coop, "same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"); err != nil {
			return err
		}
	}
	if f.coopOn != "" {
		if f.coop == "" {
			return usagef("-coop-on needs -coop: add -coop same-origin")
		}
		if err := oneOf("-coop-on", f.coopOn, "signin", "consent", "continue", "error", "redirect"); err != nil {
			return err
		}
	}
	if f.authorizeError != "" {
		if err := oneOf("-authorize-error", f.authorizeError, authorizeErrors...); err != nil {
			return err
		}
	}
	for _, scope := range strings.Fields(f.grantScope) {
		if err := oneOf("-grant-scope", scope, "profile", "profile:user_id", "postal_code"); err != nil {
			return err
		}
	}
	if f.autoApprove != "" {
		if _, err := personNamed(f.autoApprove); err != nil {
			return err
		}
	}
	if f.expiresIn != "" && f.expiresIn != "none" && !json.Valid([]byte(f.expiresIn)) {
		return usagef("-expires-in %q is not JSON: try -expires-in 60 or -expires-in none", f.expiresIn)
	}
	return f.checkTimes()
}

func (f *faultOptions) checkTimes() error {
	if f.codeLife <= 0 {
		return usagef("-code-life %s is no time at all: try -code-life 5m", f.codeLife)
	}
	for _, t := range []struct {
		name, example string
		value         time.Duration
	}{
		{"-access-life", "1m", f.accessLife},
		{"-pair-life", "1m", f.pairLife},
		{"-poll-interval", "5s", f.pollInterval},
	} {
		if t.value < time.Second || t.value%time.Second != 0 {
			return usagef("%s %s is not in whole seconds: try %s %s", t.name, t.value, t.name, t.example)
		}
	}
	return nil
}

func oneOf(name, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return usagef("%s %q is none of %s", name, value, strings.Join(allowed, ", "))
}

// personNamed finds a person by number, from 1, or by user id.
func personNamed(text string) (fakeamazon.Person, error) {
	people := fakeamazon.DefaultPeople()
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(people) {
		return people[n-1], nil
	}
	for _, p := range people {
		if p.UserID == text {
			return p, nil
		}
	}
	return fakeamazon.Person{}, usagef("-auto-approve %q is nobody: use a number from 1 to %d", text, len(people))
}

// build returns the faults. elsewhere is where redirects lead to. The options
// passed check.
func (f *faultOptions) build(elsewhere string) fakeamazon.Faults {
	faults := fakeamazon.Faults{
		COOP:           f.coop,
		Lenient:        f.lenient,
		CodeLife:       f.codeLife,
		OmitIssuer:     f.noIssuer,
		NarrowScope:    f.grantScope,
		Refresh:        f.refreshToken,
		Rotate:         f.rotate,
		AccessLife:     f.accessLife,
		PairLife:       f.pairLife,
		PollInterval:   f.pollInterval,
		OmitExpiresIn:  f.expiresIn == "none",
		AuthorizeError: fakeamazon.AuthorizeError{Error: f.authorizeError},
	}
	if f.coopOn != "" {
		faults.COOPOn = []string{f.coopOn}
	}
	if f.expiresIn != "" && f.expiresIn != "none" {
		faults.ExpiresIn = &f.expiresIn
	}
	if person, err := personNamed(f.autoApprove); err == nil {
		faults.AutoApprove = person.UserID
	}
	for _, given := range f.endpoints {
		for _, e := range endpoints {
			if e.name == given.endpoint {
				*e.fault(&faults), _ = faultOf(given.kind, elsewhere) // checked when it was set
			}
		}
	}
	return faults
}
