package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// errRefused: Amazon answered, and the answer is no.
var errRefused = errors.New("refused")

// person is who Amazon says somebody is. Data is kept under ID, never under Email.
type person struct {
	ID    string `json:"user_id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// amazon asks Amazon's API. No error of it holds a code, a verifier, a secret or a token: errors
// are logged.
type amazon struct {
	config config
	api    string
	client http.Client
}

func newAmazon(c config) amazon {
	return amazon{
		config: c,
		api:    cmp.Or(c.Provider, "https://api.amazon.com"), // api.amazon.co.uk for EU, api.amazon.co.jp for FE
		client: http.Client{
			Timeout:       8 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // a token goes nowhere else
		},
	}
}

// whose says who the person behind an access token is. A token that was made for another client
// says nothing: any site may have got it from its own visitor, and sent it here. So the first
// question is whom it was made for.
func (a amazon) whose(ctx context.Context, token string) (person, error) {
	var info struct {
		Audience string `json:"aud"`
		UserID   string `json:"user_id"`
	}
	if err := a.get(ctx, "/auth/o2/tokeninfo", token, &info); err != nil {
		return person{}, err
	}
	if info.Audience != a.config.ClientID {
		return person{}, fmt.Errorf("%w: the token was made for another client", errRefused)
	}
	var p person
	if err := a.get(ctx, "/user/profile", token, &p); err != nil {
		return person{}, err
	}
	if p.ID == "" || p.ID != info.UserID {
		return person{}, fmt.Errorf("%w: profile and tokeninfo name different people", errRefused)
	}
	return p, nil
}

func (a amazon) get(ctx context.Context, path, token string, answer any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.api+path+"?access_token="+url.QueryEscape(token), nil)
	if err != nil {
		return fmt.Errorf("%s: the address of Amazon is malformed", path)
	}
	return a.do(r, answer)
}

// do sends a request and reads the answer, which is short JSON.
func (a amazon) do(r *http.Request, answer any) error {
	response, err := a.client.Do(r)
	if err != nil {
		if failed := (*url.Error)(nil); errors.As(err, &failed) {
			err = failed.Err // without the address, which holds the token
		}
		return fmt.Errorf("%s: %w", r.URL.Path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return fmt.Errorf("%s: %w", r.URL.Path, err)
	}
	if status := response.StatusCode; status >= 400 && status < 500 {
		var failure struct{ Error string }
		_ = json.Unmarshal(body, &failure) // what is no JSON has no name
		return fmt.Errorf("%w: %s: %d %.40q", errRefused, r.URL.Path, status, failure.Error)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", r.URL.Path, response.Status)
	}
	if err := json.Unmarshal(body, answer); err != nil {
		return fmt.Errorf("%s: the answer is no JSON that is known", r.URL.Path)
	}
	return nil
}
