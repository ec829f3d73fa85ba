package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/pkce"
)

// Options are the settings of one login: the page's, overridden by the call's, with the defaults of
// lwa.Options filled in, and facts about the page. They come from the shell as one flat JSON
// object.
type Options struct {
	ClientID, Scope, ScopeData string
	Mode, Interactive, Persist string
	RedirectURI, ReturnTo      string // absolute, as the browser serialises them
	Region, Language, State    string
	Provider, APIBase, Issuer  string
	Origin                     string // the page's own
	Restore                    string // a session that an earlier instance published
	Code, Verifier             string // CodeGiven: an answer's code, and what redeems it
	AccessToken                string // TokenGiven; TokenAsked: one that an API refused
	MinValidity                lwa.Millis
	Target                     string // TokenAsked: where the token is going to be sent
	Timeout                    lwa.Millis
	Width, Height              int64
	Sandbox                    bool
	HandOver                   bool // the caller redeems the code
	Framed                     bool // the page is not a top-level one
	CrossSite                  bool // a page of another site is around it: the answer reaches it from the popup's opener alone
	Told                       bool // Configured: the page was told that there is no session

	endpoints *lwa.Endpoints // of Region, Provider, APIBase, Issuer and Sandbox
}

// fields names the options as the shell does.
func (o *Options) fields() []lwa.Field {
	return []lwa.Field{
		{Name: "clientId", Place: &o.ClientID},
		{Name: "scope", Place: &o.Scope},
		{Name: "scopeData", Place: &o.ScopeData},
		{Name: "mode", Place: &o.Mode},
		{Name: "interactive", Place: &o.Interactive},
		{Name: "persist", Place: &o.Persist},
		{Name: "redirectUri", Place: &o.RedirectURI},
		{Name: "returnTo", Place: &o.ReturnTo},
		{Name: "region", Place: &o.Region},
		{Name: "language", Place: &o.Language},
		{Name: "state", Place: &o.State},
		{Name: "provider", Place: &o.Provider},
		{Name: "apiBase", Place: &o.APIBase},
		{Name: "issuer", Place: &o.Issuer},
		{Name: "origin", Place: &o.Origin},
		{Name: "timeout", Place: &o.Timeout},
		{Name: "width", Place: &o.Width},
		{Name: "height", Place: &o.Height},
		{Name: "sandbox", Place: &o.Sandbox},
		{Name: "framed", Place: &o.Framed},
		{Name: "crossSite", Place: &o.CrossSite},
		{Name: "restore", Place: &o.Restore},
		{Name: "told", Place: &o.Told},
		{Name: "handOver", Place: &o.HandOver},
		{Name: "code", Place: &o.Code},
		{Name: "codeVerifier", Place: &o.Verifier},
		{Name: "accessToken", Place: &o.AccessToken},
		{Name: "minValidity", Place: &o.MinValidity},
		{Name: "target", Place: &o.Target},
	}
}

// parseOptions reads what the shell sent. The shell has applied the option table already, in the
// click; what remains here is what the security of the login hangs on: where requests and answers
// go.
func parseOptions(text string) (*Options, *lwa.Error) {
	o := &Options{}
	if !lwa.ReadFields(text, o.fields()) {
		return nil, lwa.NewError(lwa.CodeInvalidRequest)
	}
	config := lwa.EndpointConfig{
		Region: o.Region, Provider: o.Provider, APIBase: o.APIBase, Issuer: o.Issuer, Sandbox: o.Sandbox, Origin: o.Origin,
	}
	endpoints, err := config.Endpoints()
	o.endpoints = endpoints
	switch {
	case err != nil:
	case o.RedirectURI != "" && !lwa.SameOrigin(o.Origin, o.RedirectURI):
		err = foreignURL("redirectUri", o.Origin)
	case o.ReturnTo != "" && !lwa.SameOrigin(o.Origin, o.ReturnTo):
		err = foreignURL("returnTo", o.Origin)
	case o.Target != "" && !config.Reaches(o.Target):
		err = lwa.NewError(lwa.CodeInvalidRequest)
		err.Message = "The access token may not go there."
		err.Hint = "Send it to Amazon's API hosts or below the option apiBase; call anything else with fetch()."
	}
	return o, err
}

// missing names the option without which what is asked for cannot start.
func (o *Options) missing(asked EventKind) *lwa.Error {
	name := ""
	switch {
	case asked == Configured, asked == TokenAsked:
	case o.ClientID == "":
		name = "clientId"
	case asked == DeviceAsked:
	case asked == TokenGiven && o.AccessToken == "":
		name = "accessToken"
	case asked != TokenGiven && o.RedirectURI == "":
		name = "redirectUri"
	case asked == CodeGiven && o.Code == "":
		name = "code"
	case asked == CodeGiven && !pkce.ValidVerifier(o.Verifier):
		name = "codeVerifier"
	}
	if name == "" {
		return nil
	}
	err := lwa.NewError(lwa.CodeInvalidConfiguration)
	err.Message = "The option " + name + " is missing."
	return err
}

// area is where persist keeps the session.
func (o *Options) area() Area {
	switch o.Persist {
	case "session":
		return Session
	case "local":
		return Local
	}
	return Memory
}

// parties names who a session is between: the client, and the server that issued its token.
func (o *Options) parties() string {
	return o.ClientID + " " + o.endpoints.Authorize + " " + o.endpoints.Token
}

// binding names the parties of a login, and where its answer goes: it is only good for the very
// ones it was asked of.
func (o *Options) binding() string { return o.parties() + " " + o.RedirectURI }

func foreignURL(option, origin string) *lwa.Error {
	err := lwa.NewError(lwa.CodeInvalidConfiguration)
	err.Message = "The option " + option + " leads to another origin."
	err.Hint = "Use an address that begins with " + origin + "/."
	return err
}

// covers reports whether each space-separated word of want is one of have's.
func covers(have, want string) bool {
	for want != "" {
		var word string
		word, want = cutWord(want)
		if word != "" && !hasWord(have, word) {
			return false
		}
	}
	return true
}

func hasWord(list, word string) bool {
	for list != "" {
		var w string
		w, list = cutWord(list)
		if w == word {
			return true
		}
	}
	return false
}

func cutWord(s string) (word, rest string) {
	for i := 0; i < len(s); i++ {
		if s[i] == ' ' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
