package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/examples/internal/stage"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// shop is the site, asking the fake Amazon.
func shop(s *stage.Stage) http.Handler {
	return handler(config{ClientID: stage.Shop, Provider: s.URL, Origin: "http://localhost:3000"})
}

func bring(token string) any { return map[string]string{"accessToken": token} }

func TestLogin(t *testing.T) {
	s := stage.New(t)
	b := s.Visit(shop(s))
	assert.Contains(t, b.Page(), `id="login"`)

	response := b.Post("/login", bring(s.Token(stage.Shop)))
	require.Equal(t, http.StatusNoContent, response.StatusCode)
	require.Len(t, response.Cookies(), 1)
	cookie := response.Cookies()[0]
	assert.True(t, cookie.HttpOnly)
	assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	assert.Contains(t, b.Page(), "Zoë O’Neil &amp; Sons")

	assert.Equal(t, http.StatusOK, b.Post("/logout", nil).StatusCode, "the page after it")
	b.Jar.SetCookies(response.Request.URL, []*http.Cookie{cookie})
	assert.Contains(t, b.Page(), `id="login"`, "the id is worth nothing now")
}

// TestTokenOfAnotherClient brings a live token that the person behind it gave to another site:
// whoever runs that one would be logged in here as them. Nothing else is asked with it.
func TestTokenOfAnotherClient(t *testing.T) {
	s := stage.New(t)
	b := s.Visit(shop(s))
	response := b.Post("/login", bring(s.Token(stage.Other)))
	assert.Equal(t, http.StatusForbidden, response.StatusCode)
	assert.Empty(t, response.Cookies())
	assert.Contains(t, b.Page(), `id="login"`)
	for _, r := range s.Fake.Requests() {
		assert.NotContains(t, r.URL, "/user/profile")
	}
	s.NoSecretLogged()
}

func TestRefused(t *testing.T) {
	for _, row := range []struct {
		name   string
		token  string // in the place of a live one
		faults fakeamazon.Faults
		status int
	}{
		{"no token of Amazon's", "Atza|made-up", fakeamazon.Faults{}, http.StatusForbidden},
		{"too long", strings.Repeat("a", 9<<10), fakeamazon.Faults{}, http.StatusBadRequest},
		{"a profile of somebody else", "", fakeamazon.Faults{ProfileUser: "amzn1.account.ELSE"}, http.StatusForbidden},
		{"tokeninfo breaks off", "", fakeamazon.Faults{TokenInfo: fakeamazon.Fault{Reset: true}}, http.StatusBadGateway},
		{"tokeninfo is no JSON", "", fakeamazon.Faults{TokenInfo: fakeamazon.Fault{Body: "<html>"}}, http.StatusBadGateway},
		{"profile fails", "", fakeamazon.Faults{Profile: fakeamazon.Fault{Status: 500}}, http.StatusBadGateway},
		{"profile leads elsewhere", "", fakeamazon.Faults{Profile: fakeamazon.Fault{Redirect: "https://evil.example/"}}, http.StatusBadGateway},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := stage.New(t)
			b := s.Visit(shop(s))
			token := row.token
			if token == "" {
				token = s.Token(stage.Shop)
			}
			s.Break(row.faults)
			response := b.Post("/login", bring(token))
			assert.Equal(t, row.status, response.StatusCode)
			assert.Empty(t, response.Cookies())
			assert.Contains(t, b.Page(), `id="login"`)
			if row.status != http.StatusBadRequest {
				s.NoSecretLogged(token)
			}
		})
	}
}

// TestOtherSites checks that no other site's page logs its visitors in here, or out.
func TestOtherSites(t *testing.T) {
	s := stage.New(t)
	b := s.Visit(shop(s))
	for _, site := range []string{"cross-site", "same-site", ""} {
		token := bring(s.Token(stage.Shop))
		assert.Equal(t, http.StatusForbidden, b.PostFrom(site, "https://evil.example", "/login", token).StatusCode, site)
		assert.Contains(t, b.Page(), `id="login"`)
		require.Equal(t, http.StatusNoContent, b.Post("/login", token).StatusCode)
		assert.Equal(t, http.StatusForbidden, b.PostFrom(site, "https://evil.example", "/logout", nil).StatusCode, site)
		assert.Contains(t, b.Page(), "Zoë")
		b.Post("/logout", nil)
	}
}
