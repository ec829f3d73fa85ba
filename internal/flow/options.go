package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/pkce"
)

// Options are the settings of one login: the page's, overridden by the call's, with the defaults of lwa.Options filled
// in, and three facts about the page. They come from the shell as one flat JSON object.
type Options struct {
	ClientID, Scope, ScopeData string
	Mode, Interactive, Persist string
	RedirectURI, ReturnTo      string // absolute, as the browser serialises them
	Region, Language, State    string
	Provider, APIBase, Issuer  string
	Origin                     string // the page's own
	Restore                    string // a session record that an earlier instance published
	Code, Verifier             string // CodeGiven: an answer's code, and what redeems it
	AccessToken                string // TokenGiven; TokenAsked: one that an API refused
	MinValidity                int64  // milliseconds that the token must last
	Target                     string // TokenAsked: where the token is going to be sent
	Timeout, Width, Height     int64
	Sandbox                    bool
	HandOver                   bool // the caller redeems the code
	Framed                     bool // the page is not a top-level one
}

var optionNames = []string{
	"clientId", "scope", "scopeData", "mode", "interactive", "persist", "redirectUri", "returnTo", "region", "language",
	"state", "provider", "apiBase", "issuer", "origin", "timeout", "width", "height", "sandbox", "framed", "restore",
	"handOver", "code", "codeVerifier", "accessToken", "minValidity", "target",
}

// parseOptions reads what the shell sent. The shell has applied the option table already, in the click; what remains
// here is what the security of the login hangs on: where requests and answers go.
func parseOptions(text string) (*Options, *lwa.Error) {
	v, ok := lwa.ReadObject(text, optionNames...)
	if !ok || !ofTheirKinds(v) {
		return nil, lwa.NewError(lwa.CodeInvalidRequest)
	}
	o := &Options{
		ClientID: v[0].Text, Scope: v[1].Text, ScopeData: v[2].Text, Mode: v[3].Text, Interactive: v[4].Text,
		Persist: v[5].Text, RedirectURI: v[6].Text, ReturnTo: v[7].Text, Region: v[8].Text, Language: v[9].Text,
		State: v[10].Text, Provider: v[11].Text, APIBase: v[12].Text, Issuer: v[13].Text, Origin: v[14].Text,
		Timeout: number(v[15]), Width: number(v[16]), Height: number(v[17]),
		Sandbox: isTrue(v[18]), Framed: isTrue(v[19]), Restore: v[20].Text,
		HandOver: isTrue(v[21]), Code: v[22].Text, Verifier: v[23].Text, AccessToken: v[24].Text,
		MinValidity: number(v[25]), Target: v[26].Text,
	}
	config := o.endpointConfig()
	_, err := config.Endpoints()
	if err == nil && o.RedirectURI != "" && !lwa.SameOrigin(o.Origin, o.RedirectURI) {
		err = foreignURL("redirectUri", o.Origin)
	}
	if err == nil && o.ReturnTo != "" && !lwa.SameOrigin(o.Origin, o.ReturnTo) {
		err = foreignURL("returnTo", o.Origin)
	}
	if err == nil && o.Target != "" && !config.Reaches(o.Target) {
		err = lwa.NewError(lwa.CodeInvalidRequest)
		err.Message = "The access token may not go there."
		err.Hint = "Send it to Amazon's API hosts or below the option apiBase; call anything else with fetch()."
	}
	return o, err
}

// notTexts are the places of the options that are numbers or booleans.
var notTexts = [...]int{15, 16, 17, 18, 19, 21, 25}

// ofTheirKinds empties what is null, which stands for an option that is left out, and reports whether the others that are
// texts are strings.
func ofTheirKinds(v []lwa.Value) bool {
	for i := range v {
		if v[i].Kind == lwa.Null {
			v[i] = lwa.Value{}
		}
	}
	next := 0
	for _, i := range notTexts {
		if !texts(v[next:i]) {
			return false
		}
		next = i + 1
	}
	return texts(v[next:])
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

func (o *Options) endpoints() (*lwa.Endpoints, *lwa.Error) { return o.endpointConfig().Endpoints() }

func (o *Options) endpointConfig() *lwa.EndpointConfig {
	return &lwa.EndpointConfig{
		Region: o.Region, Provider: o.Provider, APIBase: o.APIBase, Issuer: o.Issuer, Sandbox: o.Sandbox, Origin: o.Origin,
	}
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

func foreignURL(option, origin string) *lwa.Error {
	err := lwa.NewError(lwa.CodeInvalidConfiguration)
	err.Message = "The option " + option + " leads to another origin."
	err.Hint = "Use an address that begins with " + origin + "/."
	return err
}

func isTrue(v lwa.Value) bool { return v.Kind == lwa.Bool && v.Text == "true" }

// number is the value of a JSON number without sign, fraction or exponent, else 0.
func number(v lwa.Value) int64 {
	if v.Kind != lwa.Number || len(v.Text) > 15 {
		return 0
	}
	var n int64
	for i := 0; i < len(v.Text); i++ {
		c := v.Text[i]
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int64(c-'0')
	}
	return n
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
