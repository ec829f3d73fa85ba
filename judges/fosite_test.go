package judges

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ory/fosite"
	"github.com/ory/fosite/compose"
	"github.com/ory/fosite/storage"
)

const (
	clientID = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"
	userID   = "amzn1.account.JUDGE"
)

// judge is an authorization server by fosite, with Amazon's paths. Everybody is signed in, and
// agrees.
type judge struct {
	fosite.OAuth2Provider
	*httptest.Server
}

func newFosite(t *testing.T, redirectURIs ...string) *judge {
	t.Helper()
	config := &fosite.Config{
		GlobalSecret: []byte("a judge needs no secret, only one"), AccessTokenLifespan: time.Hour, EnforcePKCE: true,
		RefreshTokenScopes: []string{}, ScopeStrategy: fosite.ExactScopeStrategy,
	}
	store := storage.NewMemoryStore()
	store.Clients[clientID] = &fosite.DefaultClient{
		ID: clientID, Public: true, RedirectURIs: redirectURIs, ResponseTypes: []string{"code"},
		GrantTypes: []string{"authorization_code", "refresh_token"}, Scopes: []string{"profile", "postal_code"},
	}
	j := &judge{OAuth2Provider: compose.Compose(config, store, &compose.CommonStrategy{CoreStrategy: compose.NewOAuth2HMACStrategy(config)},
		compose.OAuth2AuthorizeExplicitFactory, compose.OAuth2RefreshTokenGrantFactory, compose.OAuth2TokenIntrospectionFactory, compose.OAuth2PKCEFactory)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ap/oa", j.authorize)
	mux.HandleFunc("POST /auth/o2/token", j.token)
	mux.HandleFunc("GET /auth/o2/tokeninfo", j.tokenInfo)
	mux.HandleFunc("GET /user/profile", j.profile)
	j.Server = httptest.NewServer(mux)
	t.Cleanup(j.Close)
	return j
}

func (j *judge) authorize(w http.ResponseWriter, r *http.Request) {
	request, err := j.NewAuthorizeRequest(r.Context(), r)
	if err == nil && r.Header.Get("X-Person") == "refuses" {
		err = fosite.ErrAccessDenied
	}
	if err != nil {
		j.WriteAuthorizeError(r.Context(), w, request, err)
		return
	}
	for _, scope := range request.GetRequestedScopes() {
		request.GrantScope(scope)
	}
	response, err := j.NewAuthorizeResponse(r.Context(), request, &fosite.DefaultSession{Subject: userID})
	if err != nil {
		j.WriteAuthorizeError(r.Context(), w, request, err)
		return
	}
	j.WriteAuthorizeResponse(r.Context(), w, request, response)
}

func (j *judge) token(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	request, err := j.NewAccessRequest(r.Context(), r, &fosite.DefaultSession{})
	if err != nil {
		j.WriteAccessError(r.Context(), w, request, err)
		return
	}
	response, err := j.NewAccessResponse(r.Context(), request)
	if err != nil {
		j.WriteAccessError(r.Context(), w, request, err)
		return
	}
	j.WriteAccessResponse(r.Context(), w, request, response)
}

// about answers with what fosite knows of the access token in the query.
func (j *judge) about(w http.ResponseWriter, r *http.Request, answer func(fosite.AccessRequester) map[string]any) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", "application/json")
	_, token, err := j.IntrospectToken(r.Context(), r.URL.Query().Get("access_token"), fosite.AccessToken, &fosite.DefaultSession{})
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": "invalid_token"})
		return
	}
	_ = json.NewEncoder(w).Encode(answer(token))
}

func (j *judge) tokenInfo(w http.ResponseWriter, r *http.Request) {
	j.about(w, r, func(token fosite.AccessRequester) map[string]any {
		left := time.Until(token.GetSession().GetExpiresAt(fosite.AccessToken))
		return map[string]any{"user_id": token.GetSession().GetSubject(), "aud": token.GetClient().GetID(), "exp": int(left.Seconds())}
	})
}

func (j *judge) profile(w http.ResponseWriter, r *http.Request) {
	j.about(w, r, func(token fosite.AccessRequester) map[string]any {
		return map[string]any{"user_id": token.GetSession().GetSubject(), "name": "A judge"}
	})
}
