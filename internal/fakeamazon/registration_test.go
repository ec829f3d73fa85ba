package fakeamazon

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// redirectMutations returns URIs that are similar to a registered one, but not equal.
func redirectMutations(uri string) []string {
	const origin, path = testOrigin, "/lwa/lwa-callback.html"
	list := []string{
		uri + "/", uri + "x", uri + "?", uri + "#", uri + "?x=1", uri + "#x", uri + "&x", uri + ";x", uri + ".", uri + "%20", uri + " ", " " + uri,
		uri + "%00", uri + "\x00", uri + "\n", uri + "\t", uri + "%0d%0aX:y", uri + "/..", uri + "/../x", uri + "/%2e%2e/x", uri + "/%252e%252e/x", uri + "/.",
		uri + "?code=1", uri + "?state=x&", uri + "%3f", uri + "%23", uri + "\\", uri[:len(uri)-1], uri[1:],
		strings.ToUpper(uri), strings.Replace(uri, "http", "HTTP", 1), strings.Replace(uri, "http:", "https:", 1),
		strings.Replace(uri, "localhost", "LOCALHOST", 1), strings.Replace(uri, "localhost", "localhost.", 1), strings.Replace(uri, "localhost", "127.0.0.1", 1),
		strings.Replace(uri, "localhost", "[::1]", 1), strings.Replace(uri, "localhost", "127.1", 1), strings.Replace(uri, "localhost", "0.0.0.0", 1),
		strings.Replace(uri, "localhost", "2130706433", 1), strings.Replace(uri, "localhost", "localhost.evil.example", 1), strings.Replace(uri, "localhost", "evil-localhost", 1),
		strings.Replace(uri, "localhost", "l\u00f3calhost", 1), strings.Replace(uri, "localhost", "loc%61lhost", 1),
		strings.Replace(uri, ":8080", "", 1), strings.Replace(uri, ":8080", ":8081", 1), strings.Replace(uri, ":8080", ":80", 1), strings.Replace(uri, ":8080", ":08080", 1), strings.Replace(uri, ":8080", ":8080:8080", 1),
		"http://localhost:8080@evil.example" + path, "http://evil.example@localhost:8080" + path, "http://user:pw@localhost:8080" + path,
		"http://localhost:8080\\@evil.example" + path, "http://evil.example\\.localhost:8080" + path, "http:\\\\localhost:8080" + path,
		"http:/localhost:8080" + path, "http:///localhost:8080" + path, "//localhost:8080" + path, path, "localhost:8080" + path,
		origin + "//lwa/lwa-callback.html", origin + "/lwa//lwa-callback.html", origin + "/./lwa/lwa-callback.html", origin + "/x/../lwa/lwa-callback.html",
		origin + "/lwa/%6cwa-callback.html", origin + "/lwa%2flwa-callback.html", origin + "/LWA/lwa-callback.html", origin + "/lwa/", origin, origin + "/", origin + "/*",
		"javascript:alert(1)//" + uri, "data:text/html," + uri, "http://evil.example/?" + uri, "http://evil.example/#" + uri, "http://evil.example/" + uri,
		uri + "," + uri, uri + " " + uri,
	}
	return list
}

func TestRedirectURIMutations(t *testing.T) {
	b := newBench(t)
	b.SetFaults(Faults{AutoApprove: b.people[0].UserID})
	seen := map[string]bool{testCallback: true}
	for _, uri := range redirectMutations(testCallback) {
		require.False(t, seen[uri], "listed twice: %q", uri)
		seen[uri] = true
		t.Run("AS-02 "+printable(uri), func(t *testing.T) {
			b.authorize("redirect_uri", uri).requirePage(t)
		})
	}
	require.GreaterOrEqual(t, len(seen)-1, 60)
	require.Zero(t, b.Counts().CodesIssued)
	require.NotEmpty(t, b.authorize().location(t).Get("code"), "the registered one")
}

func TestRegistration(t *testing.T) {
	cases := []struct{ name, uri, why string }{
		{"AS-03 wildcard path", "https://a.example/*", "wildcard"},
		{"AS-03 wildcard host", "https://*.a.example/cb", "wildcard"},
		{"AS-03 fragment", "https://a.example/cb#x", "fragment"},
		{"AS-03 empty fragment", "https://a.example/cb#", "fragment"},
		{"AS-03 code in query", "https://a.example/cb?code=1", "must not contain code"},
		{"AS-03 state in query", "https://a.example/cb?x=1&state", "must not contain state"},
		{"AS-03 escaped code in query", "https://a.example/cb?%63ode=1", "must not contain code"},
		{"AS-03 iss in query", "https://a.example/cb?iss=x", "must not contain iss"},
		{"AS-03 http", "http://a.example/cb", "use https"},
		{"AS-03 http look-alike", "http://localhost.evil.example/cb", "use https"},
		{"AS-03 javascript", "javascript:alert(1)", "full URL"},
		{"AS-03 javascript with host", "javascript://a.example/%0aalert(1)", "scheme"},
		{"AS-03 data", "data:text/html,x", "full URL"},
		{"AS-03 own scheme", "com.example.app:/cb", "full URL"},
		{"AS-03 userinfo", "https://u:p@a.example/cb", "user information"},
		{"AS-03 backslash", `https://a.example\@b.example`, "ASCII URL"},
		{"AS-03 space", "https://a.example/c b", "ASCII URL"},
		{"AS-03 dots", "https://a.example/x/../cb", "must not contain .."},
		{"AS-03 escaped dots", "https://a.example/x/%2e%2e/cb", "must not contain .."},
		{"AS-03 relative", "/cb", "full URL"},
		{"AS-03 empty", "", "ASCII URL"},
		{"AS-03 not ASCII", "https://ä.example/cb", "ASCII URL"},
		{"AS-03 broken query", "https://a.example/cb?a%zz", "malformed query"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(Config{Clients: []Client{{ID: "c", RedirectURIs: []string{c.uri}}}})
			require.ErrorContains(t, err, c.why)
		})
	}
	for _, uri := range []string{
		"https://a.example/cb", "https://a.example/cb?close", "https://a.example:8443/", "http://localhost/cb", "http://127.0.0.1:5173/cb",
		"http://[::1]:8080/cb", "http://app.localhost:8080/cb", "https://a.example/%E2%82%AC",
	} {
		t.Run("AS-03 accepted "+uri, func(t *testing.T) {
			_, err := New(Config{Clients: []Client{{ID: "c", RedirectURIs: []string{uri}}}})
			require.NoError(t, err)
		})
	}
}

func TestRegistrationOfTheRest(t *testing.T) {
	good := Client{ID: "c", RedirectURIs: []string{testCallback}}
	cases := []struct {
		name string
		cfg  Config
		why  string
	}{
		{"no id", Config{Clients: []Client{{RedirectURIs: good.RedirectURIs}}}, "0 characters"},
		{"long id", Config{Clients: []Client{{ID: strings.Repeat("c", 101), RedirectURIs: good.RedirectURIs}}}, "101 characters"},
		{"id with a space", Config{Clients: []Client{{ID: "a b", RedirectURIs: good.RedirectURIs}}}, "printable"},
		{"no redirect URI", Config{Clients: []Client{{ID: "c"}}}, "no redirect URI"},
		{"same id twice", Config{Clients: []Client{good, good}}, "registered already"},
		{"AS-21 origin *", Config{Clients: []Client{{ID: "c", RedirectURIs: good.RedirectURIs, Origins: []string{"*"}}}}, "not a URL"},
		{"AS-21 origin null", Config{Clients: []Client{{ID: "c", RedirectURIs: good.RedirectURIs, Origins: []string{"null"}}}}, "full URL"},
		{"AS-21 origin with path", Config{Clients: []Client{{ID: "c", RedirectURIs: good.RedirectURIs, Origins: []string{testOrigin + "/"}}}}, "write it as " + testOrigin},
		{"AS-21 origin in capitals", Config{Clients: []Client{{ID: "c", RedirectURIs: good.RedirectURIs, Origins: []string{"https://A.example"}}}}, "write it as https://a.example"},
		{"AS-21 origin with default port", Config{Clients: []Client{{ID: "c", RedirectURIs: good.RedirectURIs, Origins: []string{"https://a.example:443"}}}}, "write it as https://a.example"},
		{"issuer with slash", Config{Issuer: testIssuer + "/"}, "write it as " + testIssuer},
		{"person without id", Config{People: []Person{{Name: "N"}}}, "no user id"},
		{"person twice", Config{People: []Person{{UserID: "u"}, {UserID: "u"}}}, "two people"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(c.cfg)
			require.ErrorContains(t, err, c.why)
		})
	}
	t.Run("the caller's slices are copied", func(t *testing.T) {
		s, err := New(Config{Clients: []Client{good}})
		require.NoError(t, err)
		mine := Client{ID: "d", RedirectURIs: []string{testCallback}}
		require.NoError(t, s.AddClient(mine))
		mine.RedirectURIs[0] = "https://evil.example/"
		got, _ := s.client("d")
		require.Equal(t, []string{testCallback}, got.RedirectURIs)
		require.Equal(t, "d", got.Name)
	})
}
