package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/examples/internal/stage"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// shop is the site, asking the fake Amazon.
func shop(s *stage.Stage) http.Handler {
	return handler(config{ClientID: stage.Shop, Provider: s.URL, Origin: "http://localhost:3000"})
}

func code(s *stage.Stage) handedOver {
	s.Helper()
	return handedOver{Code: s.Code(stage.Shop), CodeVerifier: stage.Verifier, RedirectURI: stage.Callback}
}

func TestLogin(t *testing.T) {
	s := stage.New(t)
	b := s.Visit(shop(s))
	assert.Contains(t, b.Page(), `id="login"`)

	response := b.Post("/login", code(s))
	require.Equal(t, http.StatusNoContent, response.StatusCode)
	require.Len(t, response.Cookies(), 1)
	cookie := response.Cookies()[0]
	assert.True(t, cookie.HttpOnly)
	assert.False(t, cookie.Secure, "the site is on http")
	assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	assert.Contains(t, b.Page(), "Zoë O’Neil &amp; Sons")

	again := b.Post("/login", code(s)).Cookies()[0]
	assert.NotEqual(t, cookie.Value, again.Value, "every login has an id of its own")
	assert.Equal(t, http.StatusOK, b.Post("/logout", nil).StatusCode, "the page after it")
	assert.Contains(t, b.Page(), `id="login"`)
	b.Jar.SetCookies(response.Request.URL, []*http.Cookie{cookie, again})
	assert.Contains(t, b.Page(), `id="login"`, "neither id is worth anything now")
}

func TestSecureCookie(t *testing.T) {
	s := stage.New(t)
	b := s.VisitTLS(handler(config{ClientID: stage.Shop, Provider: s.URL, Origin: "https://shop.example"}))
	cookie := b.Post("/login", code(s)).Cookies()[0]
	assert.Equal(t, "__Host-session", cookie.Name)
	assert.True(t, cookie.Secure)
	assert.Contains(t, b.Page(), "Zoë")
}

func TestRefused(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*stage.Stage, *handedOver)
		faults fakeamazon.Faults
		status int
	}{
		{"a code of another client", func(s *stage.Stage, c *handedOver) { c.Code = s.Code(stage.Other) }, fakeamazon.Faults{}, http.StatusForbidden},
		{"another verifier", func(_ *stage.Stage, c *handedOver) { c.CodeVerifier = strings.Repeat("a", 43) }, fakeamazon.Faults{}, http.StatusForbidden},
		{"another callback page", func(_ *stage.Stage, c *handedOver) { c.RedirectURI += "?" }, fakeamazon.Faults{}, http.StatusForbidden},
		{"no code", func(_ *stage.Stage, c *handedOver) { *c = handedOver{} }, fakeamazon.Faults{}, http.StatusForbidden},
		{"too long", func(_ *stage.Stage, c *handedOver) { c.RedirectURI = strings.Repeat("a", 9<<10) }, fakeamazon.Faults{}, http.StatusBadRequest},
		{"a token of another client", nil, fakeamazon.Faults{Audience: stage.Other}, http.StatusForbidden},
		{"a profile of somebody else", nil, fakeamazon.Faults{ProfileUser: "amzn1.account.ELSE"}, http.StatusForbidden},
		{"no token", nil, fakeamazon.Faults{Token: fakeamazon.Fault{Body: "{}"}}, http.StatusBadGateway},
		{"token endpoint breaks off", nil, fakeamazon.Faults{Token: fakeamazon.Fault{Reset: true}}, http.StatusBadGateway},
		{"tokeninfo breaks off", nil, fakeamazon.Faults{TokenInfo: fakeamazon.Fault{Reset: true}}, http.StatusBadGateway},
		{"profile fails", nil, fakeamazon.Faults{Profile: fakeamazon.Fault{Status: 500}}, http.StatusBadGateway},
		{"profile is endless", nil, fakeamazon.Faults{Profile: fakeamazon.Fault{HugeBody: 1 << 20}}, http.StatusBadGateway},
		{"profile leads elsewhere", nil, fakeamazon.Faults{Profile: fakeamazon.Fault{Redirect: "https://evil.example/"}}, http.StatusBadGateway},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := stage.New(t)
			b := s.Visit(shop(s))
			c := code(s)
			if row.change != nil {
				row.change(s, &c)
			}
			s.Break(row.faults)
			response := b.Post("/login", c)
			assert.Equal(t, row.status, response.StatusCode)
			assert.Empty(t, response.Cookies())
			assert.Contains(t, b.Page(), `id="login"`)
			if row.status != http.StatusBadRequest {
				s.NoSecretLogged()
			}
		})
	}
}

func TestCodeWorksOnce(t *testing.T) {
	s := stage.New(t)
	c := code(s)
	assert.Equal(t, http.StatusNoContent, s.Visit(shop(s)).Post("/login", c).StatusCode)
	assert.Equal(t, http.StatusForbidden, s.Visit(shop(s)).Post("/login", c).StatusCode)
}

// TestAmazonHangs checks that a server does not wait for ever, and that what ended the wait is no
// secret.
func TestAmazonHangs(t *testing.T) {
	s := stage.New(t)
	token := s.Token(stage.Shop)
	s.Break(fakeamazon.Faults{TokenInfo: fakeamazon.Fault{Hang: true}})
	a := newAmazon(config{ClientID: stage.Shop, Provider: s.URL})
	require.Positive(t, a.client.Timeout)
	a.client.Timeout = 50 * time.Millisecond
	_, err := a.whose(t.Context(), token)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.NotContains(t, err.Error(), url.QueryEscape(token))
}

// TestOtherSites checks that no other site's page logs its visitors in here, or out.
func TestOtherSites(t *testing.T) {
	s := stage.New(t)
	b := s.Visit(shop(s))
	for _, site := range []string{"cross-site", "same-site", ""} {
		c := code(s)
		assert.Equal(t, http.StatusForbidden, b.PostFrom(site, "https://evil.example", "/login", c).StatusCode, site)
		assert.Equal(t, http.StatusNoContent, b.Post("/login", c).StatusCode, "the code was not touched")
		assert.Equal(t, http.StatusForbidden, b.PostFrom(site, "https://evil.example", "/logout", nil).StatusCode, site)
		assert.Contains(t, b.Page(), "Zoë")
		b.Post("/logout", nil)
	}
}

// TestClientSecret checks that a secret is sent when there is one: the fake Amazon wants none, and
// says so.
func TestClientSecret(t *testing.T) {
	const secret = "amzn1.oa2-cs.v1.of-the-server"
	s := stage.New(t)
	b := s.Visit(handler(config{ClientID: stage.Shop, ClientSecret: secret, Provider: s.URL}))
	assert.Equal(t, http.StatusForbidden, b.Post("/login", code(s)).StatusCode)
	requests := s.Fake.Requests()
	assert.Contains(t, requests[len(requests)-1].Body, "client_secret="+secret)
	s.NoSecretLogged(secret)
}
