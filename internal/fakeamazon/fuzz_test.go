package fakeamazon

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzRedirectURIMatch: a redirect URI that can be registered matches itself and nothing else.
func FuzzRedirectURIMatch(f *testing.F) {
	for _, uri := range redirectMutations(testCallback) {
		f.Add(testCallback, uri)
	}
	f.Add(testCallback, testCallback)
	f.Add("https://a.example/cb?close", "https://a.example/cb")
	f.Add("https://a.example/%41", "https://a.example/A")
	f.Fuzz(func(t *testing.T, registered, given string) {
		s, err := New(Config{})
		require.NoError(t, err)
		if s.AddClient(Client{ID: testClient, RedirectURIs: []string{registered}}) != nil {
			return
		}
		if strings.ContainsAny(registered, "*#\\ ") || strings.HasPrefix(strings.ToLower(registered), "javascript:") {
			t.Fatalf("registered %q", registered)
		}
		s.SetFaults(Faults{AutoApprove: s.people[0].UserID})
		r := httptest.NewRequest("GET", "/ap/oa?"+authorizeValues("redirect_uri", given).Encode(), nil)
		res := s.serve(r)
		redirected := res.Status == http.StatusSeeOther && strings.HasPrefix(res.Header.Get("Location"), registered)
		if redirected != (registered == given) {
			t.Fatalf("registered %q, given %q: %d to %q", registered, given, res.Status, res.Header.Get("Location"))
		}
	})
}

// FuzzAuthorizeRequest: no query makes the server redirect to a URI that is not registered, or
// issue a code for an invalid request.
func FuzzAuthorizeRequest(f *testing.F) {
	good := authorizeValues().Encode()
	for _, query := range []string{
		good, "", good + "&state=2", good + "&redirect_uri=x", strings.Replace(good, "S256", "plain", 1), good + ";x", good + "&%zz",
		strings.Replace(good, "redirect_uri", "redirect%5furi", 1), good + "&scope_data=%7B%7D", good + "&response_type=token",
		"response_type=code&client_id=s6BhdRkqt3&state=xyz&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb",
		authorizeValues("state", "a b+c%&=").Encode(), authorizeValues("redirect_uri", "javascript:alert(1)").Encode(),
		authorizeValues("scope", `<script>"`).Encode(), authorizeValues("client_id", otherClient).Encode(),
	} {
		f.Add(query)
	}
	s := newBench(f).Server
	s.SetFaults(Faults{AutoApprove: s.people[0].UserID})
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest("GET", "/ap/oa", nil)
		r.URL.RawQuery = query
		res := s.serve(r)
		given, err := url.ParseQuery(query)
		if res.Status == http.StatusBadRequest {
			require.Empty(t, res.Header.Get("Location"))
			require.NotContains(t, res.Body, "<script")
			return
		}
		require.NoError(t, err, "a malformed query goes no further")
		require.Equal(t, http.StatusSeeOther, res.Status)
		require.Len(t, given["client_id"], 1)
		require.Len(t, given["redirect_uri"], 1)
		client, ok := s.client(given.Get("client_id"))
		require.True(t, ok)
		require.Contains(t, client.RedirectURIs, given.Get("redirect_uri"))
		params, ok := strings.CutPrefix(res.Header.Get("Location"), given.Get("redirect_uri"))
		require.True(t, ok)
		answer, err := url.ParseQuery(strings.TrimLeft(params, "?&"))
		require.NoError(t, err)
		require.NotContains(t, answer, "access_token")
		if len(given["state"]) == 1 && isVisible(given.Get("state")) {
			require.Equal(t, given.Get("state"), answer.Get("state"))
		}
		if answer.Has("code") {
			require.False(t, answer.Has("error"))
			require.Equal(t, []string{"code"}, given["response_type"])
			require.Equal(t, []string{"S256"}, given["code_challenge_method"])
			require.Regexp(t, `^[A-Za-z0-9_-]{43}$`, given.Get("code_challenge"))
			require.Subset(t, strings.Split(given.Get("scope"), " "), strings.Split(answer.Get("scope"), " "))
		}
	})
}

// FuzzTokenRequest: the server issues a token if and only if the body has the valid code, its
// client, its redirect URI and the matching verifier, each once.
func FuzzTokenRequest(f *testing.F) {
	const code = "LIVECODELIVECODELIVECODE22"
	good := tokenValues(code).Encode()
	for _, body := range []string{
		good, "", good + "&code=x", good + "&" + good, good + "&x=1&x=2", good + ";", good + "&%zz", strings.Replace(good, "code_verifier", "code%5Fverifier", 1),
		"grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb",
		tokenValues(code, "code_verifier", "").Encode(), tokenValues(code, "client_id", otherClient).Encode(), tokenValues(code, "grant_type", "device_code").Encode(),
		tokenValues(code, "redirect_uri", testCallback+"/").Encode(), tokenValues(code, "client_secret", "").Encode(), "\x00", "code=" + code,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s, err := New(Config{Clients: []Client{{ID: testClient, RedirectURIs: []string{testCallback}}, {ID: otherClient, RedirectURIs: []string{testCallback}}}})
		require.NoError(t, err)
		s.store.addCode(code, codeRecord(s))
		r := httptest.NewRequest("POST", "/auth/o2/token", strings.NewReader(body))
		r.Header.Set("Content-Type", formType)
		res := s.serve(r)

		given, err := url.ParseQuery(body)
		earned := err == nil && len(body) <= maxBody && len(given["client_secret"]) == 0
		for name, list := range tokenValues(code) {
			earned = earned && len(given[name]) == 1 && given[name][0] == list[0]
		}
		for _, name := range []string{"refresh_token", "scope", "device_code", "user_code"} {
			earned = earned && len(given[name]) <= 1
		}
		valid, _ := parseForm(body) // url.ParseQuery, which the test uses, accepts invalid UTF-8
		earned = earned && valid != nil
		if earned != (res.Status == http.StatusOK) || earned != strings.Contains(res.Body, "Atza|") {
			t.Fatalf("earned %v, answered %d %s", earned, res.Status, res.Body)
		}
	})
}

// codeRecord returns the record of a code that has just been issued for a valid request.
func codeRecord(s *Server) code {
	return code{
		grant:       grant{clientID: testClient, userID: s.people[0].UserID, scope: "profile"},
		redirectURI: testCallback, challenge: testChallenge, method: "S256", issued: s.now(), life: defaultCodeLife,
	}
}
