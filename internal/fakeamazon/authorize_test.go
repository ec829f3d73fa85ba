package fakeamazon

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAuthorizeAddressee(t *testing.T) {
	cases := []struct{ name, query string }{
		{"AS-01 unknown client", authorizeValues("client_id", "nobody").Encode()},
		{"AS-01 no client", authorizeValues("client_id", "-").Encode()},
		{"AS-01 empty client", authorizeValues("client_id", "").Encode()},
		{"AS-01 no redirect_uri", authorizeValues("redirect_uri", "-").Encode()},
		{"AS-01 empty redirect_uri", authorizeValues("redirect_uri", "").Encode()},
		{"AS-01 unregistered redirect_uri", authorizeValues("redirect_uri", "https://evil.example/").Encode()},
		{"AS-01 redirect_uri of another client", authorizeValues("redirect_uri", "https://other.example/cb").Encode()},
		{"AS-05 client repeated", authorizeValues().Encode() + "&client_id=" + testClient},
		{"AS-05 redirect_uri repeated", authorizeValues().Encode() + "&redirect_uri=https%3A%2F%2Fevil.example"},
		{"AS-05 redirect_uri repeated, escaped name", authorizeValues().Encode() + "&redirect%5Furi=https%3A%2F%2Fevil.example"},
		{"AS-28 broken escape", authorizeValues().Encode() + "&x=%zz"},
		{"AS-28 semicolon", authorizeValues().Encode() + ";x=1"},
		{"AS-28 invalid UTF-8", authorizeValues().Encode() + "&x=%ff"},
		{"AS-28 oversized", authorizeValues().Encode() + "&x=" + strings.Repeat("a", maxQuery)},
		{"AS-28 empty", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.SetFaults(Faults{AutoApprove: b.people[0].UserID}) // the page is shown in spite of AutoApprove
			b.get("/ap/oa?" + c.query).requirePage(t)
			require.Zero(t, b.Counts().CodesIssued)
		})
	}
}

func TestAuthorizeRefusals(t *testing.T) {
	long := strings.Repeat("a", 43)
	cases := []struct {
		name    string
		changes []string
		extra   string
		code    string
	}{
		{"AS-04 token", []string{"response_type", "token"}, "", "unsupported_response_type"},
		{"AS-04 id_token", []string{"response_type", "id_token"}, "", "unsupported_response_type"},
		{"AS-04 code token", []string{"response_type", "code token"}, "", "unsupported_response_type"},
		{"AS-04 other case", []string{"response_type", "CODE"}, "", "unsupported_response_type"},
		{"AS-04 missing", []string{"response_type", "-"}, "", "invalid_request"},
		{"AS-04 empty", []string{"response_type", ""}, "", "invalid_request"},
		{"AS-05 response_type repeated", nil, "&response_type=code", "invalid_request"},
		{"AS-05 scope repeated", nil, "&scope=profile", "invalid_request"},
		{"AS-05 code_challenge repeated", nil, "&code_challenge=" + testChallenge, "invalid_request"},
		{"AS-05 code_challenge_method repeated", nil, "&code_challenge_method=plain", "invalid_request"},
		{"AS-05 repeated, escaped name", nil, "&%73cope=postal_code", "invalid_request"},
		{"AS-06 no challenge", []string{"code_challenge", "-", "code_challenge_method", "-"}, "", "invalid_request"},
		{"AS-06 method without challenge", []string{"code_challenge", "-"}, "", "invalid_request"},
		{"AS-06 empty challenge", []string{"code_challenge", ""}, "", "invalid_request"},
		{"AS-07 plain", []string{"code_challenge_method", "plain"}, "", "invalid_request"},
		{"AS-07 absent", []string{"code_challenge_method", "-"}, "", "invalid_request"},
		{"AS-07 lower case", []string{"code_challenge_method", "s256"}, "", "invalid_request"},
		{"AS-07 unknown", []string{"code_challenge_method", "S512"}, "", "invalid_request"},
		{"AS-08 42 characters", []string{"code_challenge", long[1:]}, "", "invalid_request"},
		{"AS-08 44 characters", []string{"code_challenge", long + "a"}, "", "invalid_request"},
		{"AS-08 padded", []string{"code_challenge", testChallenge[:42] + "="}, "", "invalid_request"},
		{"AS-08 standard alphabet", []string{"code_challenge", testChallenge[:42] + "+"}, "", "invalid_request"},
		{"AS-08 tilde", []string{"code_challenge", testChallenge[:42] + "~"}, "", "invalid_request"},
		{"no scope", []string{"scope", "-"}, "", "invalid_request"},
		{"unknown scope", []string{"scope", "profile openid"}, "", "invalid_scope"},
		{"double space", []string{"scope", "profile  postal_code"}, "", "invalid_scope"},
		{"scope_data no JSON", []string{"scope_data", "{"}, "", "invalid_request"},
		{"scope_data no object", []string{"scope_data", "null"}, "", "invalid_request"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.SetFaults(Faults{AutoApprove: b.people[0].UserID})
			got := b.get("/ap/oa?" + authorizeValues(c.changes...).Encode() + c.extra).location(t)
			require.Equal(t, c.code, got.Get("error"))
			require.Equal(t, testState, got.Get("state"))
			require.Equal(t, testIssuer, got.Get("iss"))
			require.NotContains(t, got, "code")
			require.NotContains(t, got, "access_token")
			require.Zero(t, b.Counts().CodesIssued)
		})
	}
}

func TestAuthorizeState(t *testing.T) {
	var all strings.Builder
	for b := byte(0x20); b <= 0x7e; b++ {
		all.WriteByte(b)
	}
	states := []string{all.String(), "+", "%", "&", "a b", "a+b", "a%2Bb", "=&=", "x;y", " lead and trail ", strings.Repeat("s", 4000), "=", "#", `"<>'`}
	for _, state := range states {
		t.Run("AS-26 echoed "+cut(state, 12), func(t *testing.T) {
			b := newBench(t)
			require.Equal(t, []string{state}, b.authorize("state", state, "scope", "nonsense").location(t)["state"], "on errors")
			b.SetFaults(Faults{AutoApprove: b.people[0].UserID})
			require.Equal(t, []string{state}, b.authorize("state", state).location(t)["state"])
		})
	}
	t.Run("AS-26 through the pages", func(t *testing.T) {
		require.Equal(t, []string{all.String()}, newBench(t).login("state", all.String()).location(t)["state"])
	})
	for name, state := range map[string]string{"absent": "-", "empty": ""} {
		t.Run("AS-26 "+name+" stays absent", func(t *testing.T) {
			b := newBench(t)
			require.NotContains(t, b.authorize("state", state, "scope", "nonsense").location(t), "state")
			require.NotContains(t, b.login("state", state).location(t), "state")
		})
	}
	t.Run("AS-05 two states, neither echoed", func(t *testing.T) {
		got := newBench(t).get("/ap/oa?" + authorizeValues().Encode() + "&state=second").location(t)
		require.Equal(t, "invalid_request", got.Get("error"))
		require.NotContains(t, got, "state")
	})
	for _, state := range []string{"a\x00b", "a\r\nX: y", "é", "\x7f"} {
		t.Run("AS-26 not printable "+url.QueryEscape(state), func(t *testing.T) {
			got := newBench(t).authorize("state", state).location(t)
			require.Equal(t, "invalid_request", got.Get("error"))
			require.NotContains(t, got, "state")
		})
	}
}

func TestAuthorizeIgnores(t *testing.T) {
	t.Run("AS-05 unknown parameters, repeated", func(t *testing.T) {
		res := newBench(t).get("/ap/oa?" + authorizeValues("language", "de-DE", "sandbox", "true").Encode() + "&x=1&x=2&exac=")
		require.Equal(t, http.StatusOK, res.Status)
	})
	t.Run("AS-33 faults in the query", func(t *testing.T) {
		b := newBench(t)
		query := "&fault=token&auto_approve=1&AutoApprove=" + b.people[0].UserID + "&coop=same-origin&decision=allow&user_id=" + b.people[0].UserID
		res := b.get("/ap/oa?" + authorizeValues().Encode() + query)
		require.Equal(t, http.StatusOK, res.Status)
		require.Contains(t, res.Body, `data-page="signin"`)
		require.Empty(t, res.Header.Get("Cross-Origin-Opener-Policy"))
		require.Zero(t, b.Counts().CodesIssued)
	})
	t.Run("response_mode never moves the code", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{AutoApprove: b.people[0].UserID})
		for _, mode := range []string{"fragment", "form_post", "web_message", "query"} {
			require.NotEmpty(t, b.authorize("response_mode", mode).location(t).Get("code"))
		}
	})
}

func TestAuthorizeMethods(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/ap/oa", "/", "/ap/style.css"} {
		res := b.post(path, authorizeValues())
		require.Equal(t, http.StatusMethodNotAllowed, res.Status, path)
		require.Equal(t, "GET", res.Header.Get("Allow"))
	}
	require.Equal(t, http.StatusNotFound, b.get("/favicon.ico").Status)
}

func TestAuthorizeSuccess(t *testing.T) {
	b := newBench(t)
	got := b.login("scope", "profile postal_code").location(t)
	require.Regexp(t, `^[A-Z0-9]{18,128}$`, got.Get("code"))
	require.Equal(t, testState, got.Get("state"))
	require.Equal(t, "profile postal_code", got.Get("scope"))
	require.Equal(t, testIssuer, got.Get("iss"))
	require.Len(t, got, 4)

	t.Run("a registered URI with a query of its own", func(t *testing.T) {
		b.newBrowser()
		target := b.login("redirect_uri", testOrigin+"/second?close").Header.Get("Location")
		require.Regexp(t, `^`+testOrigin+`/second\?close&code=[A-Z0-9]+&scope=profile&state=.*&iss=.*$`, target)
	})
	t.Run("issuer from the Host header when none is configured", func(t *testing.T) {
		s, err := New(Config{Clients: []Client{{ID: "c", RedirectURIs: []string{testCallback}}}})
		require.NoError(t, err)
		r, err := http.NewRequest("GET", "http://127.0.0.1:9999/ap/oa?client_id=c&state=s&redirect_uri="+url.QueryEscape(testCallback), nil)
		require.NoError(t, err)
		require.Equal(t, "http://127.0.0.1:9999", s.serve(r).location(t).Get("iss"))
	})
}

func TestJoinQuery(t *testing.T) {
	for uri, want := range map[string]string{
		"https://a.example/": "https://a.example/?c=1", "https://a.example/?x": "https://a.example/?x&c=1",
		"https://a.example/?": "https://a.example/?c=1", "https://a.example/?x&": "https://a.example/?x&c=1",
	} {
		require.Equal(t, want, joinQuery(uri, "c=1"))
	}
}
