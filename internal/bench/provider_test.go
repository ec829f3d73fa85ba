package bench

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

const (
	verifier = "0123456789012345678901234567890123456789012"
	back     = "http://localhost:1/callback.html"
)

func newProvider(t *testing.T) *provider {
	t.Helper()
	fake, err := fakeamazon.New(fakeamazon.Config{Issuer: "http://127.0.0.1:2", Clients: []fakeamazon.Client{{
		ID: "client", RedirectURIs: []string{back}, Origins: []string{"http://localhost:1"},
	}}})
	require.NoError(t, err)
	fake.SetFaults(fakeamazon.Faults{AutoApprove: visitor.UserID, OmitIssuer: true})
	return &provider{fake: fake, issuer: "http://127.0.0.1:2", nonces: map[string]string{}}
}

func (p *provider) get(path string, more url.Values) *httptest.ResponseRecorder {
	sum := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"client_id": {"client"}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"openid profile email"}, "state": {"s1"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"}, "nonce": {"n1"},
	}
	for name, values := range more {
		query[name] = values
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, p.issuer+path+"?"+query.Encode(), nil))
	return w
}

func TestResponseModes(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	query, err := url.Parse(p.get("/peer/authorize", nil).Header().Get("Location"))
	require.NoError(t, err)
	assert.Equal(t, "s1", query.Query().Get("state"))
	assert.NotEmpty(t, query.Query().Get("code"))

	fragment, err := url.Parse(p.get("/peer/authorize", url.Values{"response_mode": {"fragment"}, "state": {"a|b="}}).Header().Get("Location"))
	require.NoError(t, err)
	assert.Empty(t, fragment.RawQuery)
	values, err := url.ParseQuery(fragment.EscapedFragment())
	require.NoError(t, err)
	assert.Equal(t, "a|b=", values.Get("state"))

	message := p.get("/authorize", url.Values{"response_mode": {"web_message"}})
	assert.Equal(t, http.StatusOK, message.Code)
	assert.Contains(t, message.Body.String(), `state: "s1"`)
	assert.Contains(t, message.Body.String(), `"http://localhost:1"`)

	assert.Equal(t, http.StatusBadRequest, p.get("/peer/authorize", url.Values{"client_id": {"other"}}).Code, "a refusal is passed on")
}

func TestTokenHasAnIDToken(t *testing.T) {
	t.Parallel()
	for path, issuer := range map[string]string{"/peer/token": "http://127.0.0.1:2", "/oauth/token": "http://127.0.0.1:2/"} {
		p := newProvider(t)
		to, err := url.Parse(p.get("/peer/authorize", nil).Header().Get("Location"))
		require.NoError(t, err)
		form := url.Values{
			"grant_type": {"authorization_code"}, "client_id": {"client"}, "redirect_uri": {back},
			"code": {to.Query().Get("code")}, "code_verifier": {verifier},
		}
		r := httptest.NewRequest(http.MethodPost, p.issuer+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code, w.Body.String())
		var answer struct {
			AccessToken string `json:"access_token"`
			IDToken     string `json:"id_token"`
		}
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
		assert.NotEmpty(t, answer.AccessToken)
		parts := strings.Split(answer.IDToken, ".")
		require.Len(t, parts, 3)
		claims, err := base64.RawURLEncoding.DecodeString(parts[1])
		require.NoError(t, err)
		var got map[string]any
		require.NoError(t, json.Unmarshal(claims, &got))
		assert.Equal(t, issuer, got["iss"])
		assert.Equal(t, "client", got["aud"])
		assert.Equal(t, "n1", got["nonce"])
		assert.Empty(t, p.nonces, "a nonce is used once")
	}
}

func TestPreflightAllowsAuth0(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodOptions, "http://127.0.0.1:2/oauth/token", nil)
	r.Header.Set("Origin", "http://localhost:1")
	r.Header.Set("Access-Control-Request-Method", "POST")
	w := httptest.NewRecorder()
	newProvider(t).ServeHTTP(w, r)
	assert.Equal(t, http.StatusNoContent, w.Code)
	assert.Contains(t, w.Header().Get("Access-Control-Allow-Headers"), "Auth0-Client")
}
