package lwa

// Token is a successful answer of the token endpoint (RFC 6749 §5.1).
type Token struct {
	// AccessToken is 1 to 2,048 bytes of %x20-7E.
	AccessToken string
	// RefreshToken is the same, or "" when none was issued.
	RefreshToken string
	// Scope is what was granted, or "" when the answer does not say, which means what was asked for
	// (RFC 6749 §5.1).
	Scope string
	// ExpiresIn counts from the request on: 0 to MaxLife, or -1 when the answer does not say.
	ExpiresIn Seconds
}

// TokenRequest returns the form body that redeems a code (RFC 6749 §4.1.3, RFC 7636 §4.5). A
// browser is a public client: there is no secret. The redirect URI must be byte for byte the one of
// the authorization request.
func TokenRequest(clientID, code, verifier, redirectURI string) (body string) {
	return EncodeForm(
		Parameter{"grant_type", "authorization_code"},
		Parameter{"code", code},
		Parameter{"redirect_uri", redirectURI},
		Parameter{"client_id", clientID},
		Parameter{"code_verifier", verifier},
	)
}

// RefreshRequest returns the form body that asks for the next access token (RFC 6749 §6). The scope
// stays what it is.
func RefreshRequest(clientID, refreshToken string) (body string) {
	return EncodeForm(
		Parameter{"grant_type", "refresh_token"},
		Parameter{"refresh_token", refreshToken},
		Parameter{"client_id", clientID},
	)
}

// ParseToken reads an answer of the token endpoint. Failures carry the HTTP status and are:
// server_error for 429, 5xx and errors nobody knows; the server's own error, also in a 200;
// response_is_not_json; and invalid_response for anything that is not exactly a bearer token.
// Members that are null count as absent; unknown ones are ignored.
func ParseToken(status int, contentType, body string) (*Token, *Error) {
	v, err := readResponse(status, contentType, body, "access_token", "token_type", "refresh_token", "scope", "expires_in")
	if err != nil {
		return nil, err
	}
	access, kind := textOf(v[0]), textOf(v[1])
	refresh, okRefresh := optional(v[2])
	scope, okScope := optional(v[3])
	life, negative, okLife := seconds(v[4])
	switch {
	case !validText(access, maxToken):
		err = refuse("The answer carries no usable access token.")
	case !equalFold(kind, "bearer"):
		err = refuse("The answer carries a token that is not a bearer token.")
	case !okLife || negative:
		err = refuse("The answer states a lifetime that is no number of seconds.")
	case !okRefresh || refresh != "" && !validText(refresh, maxToken):
		err = refuse("The answer carries a malformed refresh token.")
	case !okScope || scope != "" && !validScope(scope):
		err = refuse("The answer carries a malformed scope.")
	}
	if err != nil {
		return nil, err.withStatus(status)
	}
	return &Token{access, refresh, scope, min(life, MaxLife)}, nil
}

// optional returns the text of a member that may be left out, "" when it is absent or null. ok is
// false for any other type.
func optional(v Value) (text string, ok bool) {
	if v.Kind == Null {
		return "", true
	}
	return v.Text, v.Kind == Missing || v.Kind == String
}
