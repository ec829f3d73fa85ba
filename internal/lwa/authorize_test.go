package lwa

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/pkce"
)

func TestAuthorizationRequestURL(t *testing.T) {
	t.Parallel()
	endpoints, failed := (&EndpointConfig{}).Endpoints()
	require.Nil(t, failed)
	const fixed = "https://www.amazon.com/ap/oa?response_type=code&client_id=s6BhdRkqt3&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb"
	base := AuthorizationRequest{ClientID: "s6BhdRkqt3", Scope: "profile", RedirectURI: "https://client.example.com/cb", State: "xyz",
		Challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}
	full := base
	full.Scope, full.ScopeData, full.Language, full.Sandbox = "profile postal_code", `{"postal_code":{"essential":false}}`, "de-DE", true
	assert.Equal(t, fixed+"&scope=profile&state=xyz&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256", base.URL(endpoints))
	assert.Equal(t, fixed+"&scope=profile+postal_code&state=xyz&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"+
		"&scope_data=%7B%22postal_code%22%3A%7B%22essential%22%3Afalse%7D%7D&language=de-DE&ui_locales=de-DE&sandbox=true", full.URL(endpoints))
}

// PK-02: whatever is asked for, the method is sent, since Amazon takes its absence for plain.
func TestPK02_AlwaysS256(t *testing.T) {
	t.Parallel()
	for _, r := range []AuthorizationRequest{{}, {Challenge: "x"}, {ScopeData: "&code_challenge_method=plain"}, {State: "#&response_type=token"}} {
		u, err := url.Parse(r.URL(&Endpoints{Authorize: "https://as.example/ap/oa"}))
		require.NoError(t, err)
		assert.Equal(t, []string{pkce.Method}, u.Query()["code_challenge_method"])
		assert.Equal(t, []string{"code"}, u.Query()["response_type"])
		assert.Empty(t, u.Fragment)
	}
}

func TestBearerURL(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "https://api.amazon.com/user/profile?access_token=Atza%7CIw%2B%26", BearerURL("https://api.amazon.com/user/profile", "Atza|Iw+&"))
}
