package wordpress

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

const amazon = "/wp-json/lwa/v1/amazon"

func forward(s *stack) {
	v := s.visitor()
	answer, _ := v.get(amazon + "/user/profile")
	assert.Equal(s, http.StatusNotFound, answer.StatusCode, "off")
	s.set(`'forward' => true, 'exchange' => 'token'`)
	seen := len(s.Fake.Requests())
	s.as(zoe.UserID, func(f *fakeamazon.Faults) { f.Token.NoCORS, f.TokenInfo.NoCORS, f.Profile.NoCORS = true, true, true })
	tab := s.loginTab()
	tab.Click(button)
	tab.Wait("body.home, body.blog, body.error404")
	assert.Contains(s, s.users()[0], zoe.UserID)
	for _, r := range s.Fake.Requests()[seen:] {
		if strings.HasPrefix(r.URL, "/ap/") || strings.HasPrefix(r.URL, "/favicon") {
			continue // the person's own browser
		}
		assert.Empty(s, r.Header.Get("Cookie")+r.Header.Get("Authorization"), "%s %s", r.Method, strings.SplitN(r.URL, "?", 2)[0])
	}

	s.as(zoe.UserID)
	token := v.token()
	form := url.Values{"grant_type": {"authorization_code"}, "client_id": {"amzn1.application-oa2-client.other"}}
	before := len(s.Fake.Requests())
	for path, want := range map[string]int{
		"/auth/o2/revoke":                            http.StatusNotFound,
		"/user/profile/more":                         http.StatusNotFound,
		"/auth/o2/token/..%2f..%2f..%2fuser/profile": http.StatusNotFound,
	} {
		answer, _ := v.get(amazon + path)
		assert.Equal(s, want, answer.StatusCode, path)
	}
	answer, _ = v.form(amazon+"/user/profile", form)
	assert.Equal(s, http.StatusNotFound, answer.StatusCode, "the method")
	answer, _ = v.form(amazon+"/auth/o2/token", form)
	assert.Equal(s, http.StatusBadRequest, answer.StatusCode, "another client")
	form.Set("client_id", clientID)
	form.Set("code", strings.Repeat("x", 9000))
	answer, _ = v.form(amazon+"/auth/o2/token", form)
	assert.Equal(s, http.StatusRequestEntityTooLarge, answer.StatusCode)
	answer, _ = v.do(http.MethodPost, amazon+"/auth/o2/token", "application/json", `{"client_id":"`+clientID+`"}`)
	assert.Equal(s, http.StatusBadRequest, answer.StatusCode, "no form")
	v.origin = "https://evil.example"
	answer, _ = v.get(amazon + "/auth/o2/tokeninfo?access_token=" + url.QueryEscape(token))
	assert.Equal(s, http.StatusForbidden, answer.StatusCode)
	v.origin = ""
	assert.Len(s, s.Fake.Requests(), before, "none of it reached Amazon")

	answer, text := v.get(amazon + "/auth/o2/tokeninfo?access_token=" + url.QueryEscape(token))
	require.Equal(s, http.StatusOK, answer.StatusCode, text)
	var info struct{ Aud string }
	require.NoError(s, json.Unmarshal([]byte(text), &info))
	assert.Equal(s, clientID, info.Aud)
	assert.Contains(s, answer.Header.Get("Cache-Control"), "no-store")
	assert.Contains(s, answer.Header.Get("Content-Security-Policy"), "default-src 'none'")
	answer, text = v.get(amazon + "/auth/o2/tokeninfo?access_token=none")
	assert.Equal(s, http.StatusBadRequest, answer.StatusCode, "Amazon's own answer")
	assert.Contains(s, text, "invalid_token")
	s.eval(`update_option( 'test_limits', 1 );`)
	for range 121 {
		answer, _ = v.get(amazon + "/user/profile")
	}
	assert.Equal(s, http.StatusTooManyRequests, answer.StatusCode)
}

func headless(s *stack) {
	const app = "https://app.example"
	s.as(zoe.UserID)
	v := s.visitor()
	v.origin = app
	assert.Equal(s, http.StatusForbidden, v.post("session", fields{"access_token": v.token()}).Status, "not named")
	s.set(`'origins' => '` + app + `'`)
	r := v.post("session", fields{"access_token": v.token()})
	require.Equal(s, http.StatusCreated, r.Status, r.Text)
	assert.Equal(s, app, r.Header.Get("Access-Control-Allow-Origin"))
	assert.Empty(s, r.Header.Get("Access-Control-Allow-Credentials"), "no cookies")
	assert.Empty(s, r.Header.Values("Set-Cookie"))
	assert.Equal(s, zoe.Name, strings.ReplaceAll(r.User.Name, "&amp;", "&"))
	assert.Equal(s, []string{"subscriber"}, r.User.Roles)
	me := func(token, path string) (int, string) {
		request, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
		require.NoError(s, err)
		request.Header.Set("Authorization", "Bearer "+token)
		answer, err := s.visitor().client.Do(request)
		require.NoError(s, err)
		defer answer.Body.Close()
		var out struct{ Slug string }
		_ = json.NewDecoder(answer.Body).Decode(&out)
		return answer.StatusCode, out.Slug
	}
	status, who := me(r.Token, "/wp-json/wp/v2/users/me?context=edit")
	assert.Equal(s, http.StatusOK, status)
	assert.Equal(s, "zoe-oneil-sons", who)
	status, _ = me(r.Token[:len(r.Token)-3], "/wp-json/wp/v2/users/me")
	assert.Equal(s, http.StatusUnauthorized, status)
	status, _ = me(r.Token, "/wp-admin/profile.php")
	assert.NotEqual(s, http.StatusOK, status, "for the REST API alone")
	status, _ = me(r.Token, "/wp-admin/admin-ajax.php?action=query-attachments&rest_route=/")
	assert.Equal(s, http.StatusBadRequest, status, "nobody is logged in there")

	r2 := v.post("session", v.proof())
	assert.Equal(s, http.StatusCreated, r2.Status, "code and verifier, too")
	s.as(zoe.UserID, func(f *fakeamazon.Faults) { f.Audience = "amzn1.application-oa2-client.other" })
	assert.Equal(s, http.StatusForbidden, v.post("session", fields{"access_token": v.token()}).Status, "aud")
	s.as(zoe.UserID)
	assert.Equal(s, http.StatusForbidden, v.post("session", fields{"access_token": "Atza|none"}).Status)
	assert.Equal(s, http.StatusBadRequest, v.post("session", fields{"user_id": zoe.UserID}).Status)
	s.person("hanako", hanako.Email, "x")
	s.as(hanako.UserID)
	conflict := v.post("session", fields{"access_token": v.token()})
	assert.Equal(s, http.StatusConflict, conflict.Status)
	assert.NotContains(s, conflict.Text, "account\"")

	s.eval(`WP_Session_Tokens::get_instance( %d )->destroy_all();`, r.User.ID)
	status, _ = me(r.Token, "/wp-json/wp/v2/users/me")
	assert.Equal(s, http.StatusUnauthorized, status, "log out everywhere")
}

func keptToken(s *stack) {
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	kept := func() string {
		return s.eval(`$id = get_user_by( 'email', '%s' )->ID; echo get_user_meta( $id, 'lwa_wasm_token', true ), ' ', lwa_wasm_token( $id );`, zoe.Email)
	}
	assert.Equal(s, " ", kept(), "nothing, unless it was asked for")
	s.set(`'keep_token' => true`)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	sealed, token, _ := strings.Cut(kept(), " ")
	assert.NotEmpty(s, sealed)
	assert.Contains(s, s.Fake.Secrets(), token)
	assert.NotContains(s, sealed, token)
	assert.Equal(s, "", s.eval(`$id = get_user_by( 'email', '%s' )->ID; update_user_meta( 1, 'lwa_wasm_token', get_user_meta( $id, 'lwa_wasm_token', true ) ); echo lwa_wasm_token( 1 );`, zoe.Email), "another's is worth nothing")
	s.set(`'keep_token' => false`)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	assert.Equal(s, " ", kept())
}
