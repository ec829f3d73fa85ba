package lwa

// AuthorizationRequest is what one login asks of Amazon (RFC 6749 §4.1.1, RFC 7636 §4.3).
type AuthorizationRequest struct {
	ClientID string
	// Scope is space-separated.
	Scope string
	// ScopeData is JSON, its keys being scopes; "" sends none.
	ScopeData string
	// RedirectURI must be registered with Amazon, letter by letter.
	RedirectURI string
	State       string
	// Challenge is the S256 challenge of this login's verifier.
	Challenge string
	// Language is a tag such as "de-DE"; "" leaves the choice to Amazon.
	Language string
	Sandbox  bool
}

// URL returns the address to send the browser to. It always asks for a code with an S256 challenge:
// Amazon takes an absent method for plain. The language goes out under both names that Amazon's own
// SDK uses.
func (r *AuthorizationRequest) URL(e *Endpoints) string {
	parameters := make([]Parameter, 0, 11)
	add := func(key, value string) {
		if value != "" {
			parameters = append(parameters, Parameter{key, value})
		}
	}
	add("response_type", "code")
	add("client_id", r.ClientID)
	add("redirect_uri", r.RedirectURI)
	add("scope", r.Scope)
	add("state", r.State)
	add("code_challenge", r.Challenge)
	add("code_challenge_method", "S256")
	add("scope_data", r.ScopeData)
	add("language", r.Language)
	add("ui_locales", r.Language)
	if r.Sandbox {
		add("sandbox", "true")
	}
	return e.Authorize + "?" + EncodeForm(parameters...)
}

// BearerURL returns a profile or tokeninfo endpoint with the access token as its query (RFC 6750
// §2.3). It is the one form that tokeninfo documents, and that needs no preflight from Amazon's API
// host; the request must be sent without referrer and without cache, and the address must never be
// logged.
func BearerURL(endpoint, accessToken string) string {
	return endpoint + "?" + EncodeForm(Parameter{"access_token", accessToken})
}
