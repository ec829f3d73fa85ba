package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// handedOver is what the component gives the page for its server. The state is not among it: the
// component made it, sent it along, and compared it with the answer's before the page heard of a
// code. A code that comes back to another login than the one that this browser began is thrown away
// there, and one stolen elsewhere does not fit the verifier.
type handedOver struct {
	Code         string `json:"code"`
	CodeVerifier string `json:"codeVerifier"`
	RedirectURI  string `json:"redirectUri"`
}

// redeem turns a code into an access token (RFC 6749 §4.1.3, RFC 7636 §4.5). Amazon compares all of
// it with what the page's login began with.
func (a amazon) redeem(ctx context.Context, code handedOver) (token string, err error) {
	form := url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {code.Code},
		"code_verifier": {code.CodeVerifier},
		"redirect_uri":  {code.RedirectURI},
		"client_id":     {a.config.ClientID},
	}
	if a.config.ClientSecret != "" {
		form.Set("client_secret", a.config.ClientSecret)
	}
	const path = "/auth/o2/token"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.api+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("%s: the address of Amazon is malformed", path)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if err := a.do(r, &answer); err != nil {
		return "", err
	}
	if answer.AccessToken == "" {
		return "", fmt.Errorf("%s: the answer has no access token", path)
	}
	return answer.AccessToken, nil
}
