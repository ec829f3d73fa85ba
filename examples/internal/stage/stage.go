// Package stage is what the native tests of the example servers have in common: a fake Amazon, and
// browsers that bring what a page would have got there.
package stage

import (
	"bytes"
	"encoding/json"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

const (
	// Shop is the client of the server under test, and Other that of another site.
	Shop  = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"
	Other = "amzn1.application-oa2-client.ffffffffffffffffffffffffffffffff"

	// Verifier is that of every code, and challenge its other half (RFC 7636 Appendix B).
	Verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

	// Callback is registered for both clients.
	Callback = "https://shop.example/lwa/lwa-callback.html"
)

// Stage is a fake Amazon where everyone is Zoë.
type Stage struct {
	testing.TB
	Fake *fakeamazon.Server
	URL  string
	log  bytes.Buffer
}

// New starts a stage. Until the test ends, it gathers what is logged.
func New(t testing.TB) *Stage {
	t.Helper()
	s := &Stage{TB: t}
	var err error
	s.Fake, err = fakeamazon.New(fakeamazon.Config{Clients: []fakeamazon.Client{
		{ID: Shop, RedirectURIs: []string{Callback}}, {ID: Other, RedirectURIs: []string{Callback}},
	}})
	require.NoError(t, err)
	server := httptest.NewServer(s.Fake)
	t.Cleanup(server.Close)
	s.URL = server.URL
	s.Break(fakeamazon.Faults{})
	before := log.Writer()
	log.SetOutput(&s.log)
	t.Cleanup(func() { log.SetOutput(before) })
	return s
}

// Break switches faults on, in the place of those before.
func (s *Stage) Break(f fakeamazon.Faults) {
	f.AutoApprove = fakeamazon.DefaultPeople()[0].UserID
	s.Fake.SetFaults(f)
}

// Code is an authorization code of a client.
func (s *Stage) Code(client string) string {
	s.Helper()
	r := httptest.NewRequest(http.MethodGet, s.URL+"/ap/oa?"+url.Values{
		"client_id": {client}, "scope": {"profile"}, "response_type": {"code"}, "redirect_uri": {Callback}, "state": {"state-of-this-login"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}.Encode(), nil)
	answer := httptest.NewRecorder()
	s.Fake.ServeHTTP(answer, r)
	back, err := answer.Result().Location()
	require.NoError(s, err)
	code := back.Query().Get("code")
	require.NotEmpty(s, code)
	return code
}

// Token is an access token of a client.
func (s *Stage) Token(client string) string {
	s.Helper()
	response, err := http.PostForm(s.URL+"/auth/o2/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {s.Code(client)}, "code_verifier": {Verifier}, "redirect_uri": {Callback}, "client_id": {client},
	})
	require.NoError(s, err)
	defer response.Body.Close()
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	require.NoError(s, json.NewDecoder(response.Body).Decode(&answer))
	require.NotEmpty(s, answer.AccessToken)
	return answer.AccessToken
}

// NoSecretLogged fails the test when the log is empty, or holds a verifier, a code, a token, or
// what the test adds to them.
func (s *Stage) NoSecretLogged(also ...string) {
	s.Helper()
	text := s.log.String()
	require.NotEmpty(s, text)
	for _, secret := range append(also, append(s.Fake.Secrets(), Verifier)...) {
		for _, form := range []string{secret, url.QueryEscape(secret)} {
			require.NotContains(s, text, form)
		}
	}
}

// Browser is a visitor of a site, with cookies.
type Browser struct {
	*Stage
	http.Client
	site string
}

// Visit serves a site and opens a browser on it.
func (s *Stage) Visit(site http.Handler) *Browser {
	s.Helper()
	server := httptest.NewServer(site)
	s.Cleanup(server.Close)
	return s.browser(server.URL, server.Client())
}

// VisitTLS is Visit for a site on https.
func (s *Stage) VisitTLS(site http.Handler) *Browser {
	s.Helper()
	server := httptest.NewTLSServer(site)
	s.Cleanup(server.Close)
	return s.browser(server.URL, server.Client())
}

func (s *Stage) browser(site string, client *http.Client) *Browser {
	s.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s, err)
	client.Jar = jar
	return &Browser{Stage: s, Client: *client, site: site}
}

// Page is what the site shows.
func (b *Browser) Page() string {
	b.Helper()
	response, text := b.do(http.MethodGet, "/", "", nil)
	require.Equal(b, http.StatusOK, response.StatusCode)
	return text
}

// Post sends JSON as a page of the site does.
func (b *Browser) Post(path string, body any) *http.Response {
	b.Helper()
	return b.PostFrom("same-origin", b.site, path, body)
}

// PostFrom sends JSON as a page of that origin does. An empty site stands for a browser that does
// not say.
func (b *Browser) PostFrom(site, origin, path string, body any) *http.Response {
	b.Helper()
	text, err := json.Marshal(body)
	require.NoError(b, err)
	header := http.Header{"Content-Type": {"application/json"}, "Origin": {origin}}
	if site != "" {
		header.Set("Sec-Fetch-Site", site)
	}
	response, _ := b.do(http.MethodPost, path, string(text), header)
	return response
}

func (b *Browser) do(method, path, body string, header http.Header) (*http.Response, string) {
	b.Helper()
	r, err := http.NewRequest(method, b.site+path, strings.NewReader(body))
	require.NoError(b, err)
	for name, values := range header {
		r.Header[name] = values
	}
	response, err := b.Do(r)
	require.NoError(b, err)
	defer response.Body.Close()
	var text bytes.Buffer
	_, err = text.ReadFrom(response.Body)
	require.NoError(b, err)
	return response, text.String()
}
