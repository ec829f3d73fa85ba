package lwa

// TokenInfo is what Amazon says of an access token.
type TokenInfo struct {
	// UserID is whose token it is: 1 to 256 bytes of %x20-7E. It must be the profile's.
	UserID string
	// Audience is the client id that the token was issued to.
	Audience string
	// ExpiresIn is 1 to MaxLife, or -1 when the answer does not say or says something absurd,
	// such as a date.
	ExpiresIn Seconds
}

// ParseTokenInfo reads an answer of the tokeninfo endpoint. It gives token_substitution unless aud
// is exactly clientID, invalid_token when nothing is left of exp, invalid_response when there is no
// usable user_id, and otherwise fails as [ParseToken] does.
func ParseTokenInfo(status int, contentType, body, clientID string) (*TokenInfo, *Error) {
	v, err := readResponse(status, contentType, body, "user_id", "aud", "exp")
	if err != nil {
		return nil, err
	}
	user, audience := textOf(v[0]), textOf(v[1])
	life, negative, ok := seconds(v[2])
	switch {
	case audience == "" || audience != clientID:
		err = NewError(CodeTokenSubstitution)
	case !ok:
		err = refuse("The answer states a lifetime that is no number of seconds.")
	case life == 0 || negative:
		err = NewError(CodeInvalidToken)
	case !validText(user, maxID):
		err = refuse("The answer has no usable user_id.")
	}
	if err != nil {
		return nil, err.withStatus(status)
	}
	if life > MaxLife {
		life = -1
	}
	return &TokenInfo{user, clientID, life}, nil
}
