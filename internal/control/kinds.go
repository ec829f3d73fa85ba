package control

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Authorize, Page and All are the endpoints that are not part of [Endpoints].
const (
	Authorize = "authorize"
	Page      = "page"
	All       = "all"
)

// Endpoints are the endpoints of the API. "token" is the exchange of an authorization code.
// "refresh" and "poll" have the same URL.
var Endpoints = []string{"token", "refresh", "codepair", "poll", "profile", "tokeninfo"}

func isEndpoint(name string) bool {
	return name == Authorize || name == Page || name == All || slices.Contains(Endpoints, name)
}

// Kinds are the kinds of faults that have a name. elsewhere is the target of redirects.
var Kinds = []struct {
	Name, Help string
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

// apiKinds are the kinds that have no meaning for pages.
var apiKinds = []string{"lost", "nocors"}

func isShown(endpoint string) bool { return endpoint == Authorize || endpoint == Page }

// ErrorKinds are the kinds that send an error code of Amazon.
var ErrorKinds = []string{
	"invalid_request", "invalid_client", "invalid_grant", "invalid_token", "insufficient_scope",
	"unauthorized_client", "unsupported_grant_type", "temporarily_unavailable", "server_error", "ServerError",
	"authorization_pending", "slow_down", "access_denied", "expired_token", "invalid_code_pair",
	"unsupported_response_type", "invalid_scope",
}

// AuthorizeErrors are the errors of RFC 6749 §4.1.2.1.
var AuthorizeErrors = []string{
	"invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type",
	"invalid_scope", "server_error", "temporarily_unavailable",
}

// kind returns the fault for the text of a kind.
func kind(text, elsewhere string) (fakeamazon.Fault, error) {
	for _, k := range Kinds {
		if k.Name == text {
			return k.fault(elsewhere), nil
		}
	}
	if slices.Contains(ErrorKinds, text) {
		return fakeamazon.Fault{Error: text, Description: "The server was told to fail"}, nil
	}
	if after, ok := strings.CutPrefix(text, "slow:"); ok {
		d, err := time.ParseDuration(after)
		if err != nil || d <= 0 {
			return fakeamazon.Fault{}, unknownKind(text, "slow takes a duration, such as slow:20s.")
		}
		return slow(d), nil
	}
	status, err := strconv.Atoi(text)
	switch {
	case err == nil && status >= 400 && status <= 599:
		return fakeamazon.Fault{Status: status}, nil
	case err == nil && slices.Contains([]int{302, 303, 307, 308}, status):
		return fakeamazon.Fault{Redirect: elsewhere, RedirectStatus: status}, nil
	}
	return fakeamazon.Fault{}, unknownKind(text, "Use a status from 400 to 599, an error code such as invalid_grant, or one of "+kindNames()+".")
}

func unknownKind(text, hint string) *Error {
	return refuse(http.StatusBadRequest, "unknown_fault", hint, "There is no fault %q.", text)
}

func kindNames() string {
	var names []string
	for _, k := range Kinds {
		names = append(names, k.Name)
	}
	return strings.Join(names, ", ")
}

func slow(d time.Duration) fakeamazon.Fault {
	return fakeamazon.Fault{Delay: func() <-chan struct{} {
		over := make(chan struct{})
		time.AfterFunc(d, func() { close(over) })
		return over
	}}
}

// checkEndpoint returns an error if there is no endpoint with this name.
func checkEndpoint(name string) error {
	if isEndpoint(name) {
		return nil
	}
	return refuse(http.StatusBadRequest, "unknown_endpoint",
		fmt.Sprintf("Use one of %s, %s, %s, or %s.", Authorize, strings.Join(Endpoints, ", "), Page, All), "There is no endpoint %q.", name)
}
