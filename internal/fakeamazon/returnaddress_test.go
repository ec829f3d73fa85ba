package fakeamazon

import (
	"html"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReturnAddresses logs in with redirect URIs of many forms: various paths and ports on
// loopback, with and without an extension.
func TestReturnAddresses(t *testing.T) {
	for uri, origin := range map[string]string{
		"http://localhost:3000/lwa-callback":                  "http://localhost:3000",
		"http://localhost:5173/lwa-callback.html":             "http://localhost:5173",
		"http://localhost:5173/":                              "http://localhost:5173",
		"http://localhost:5173":                               "http://localhost:5173",
		"http://localhost/auth/amazon/callback/":              "http://localhost",
		"http://localhost:80/cb":                              "http://localhost",
		"http://127.0.0.1:65535/a..b/.well-known/cb;v=1":      "http://127.0.0.1:65535",
		"http://[::1]:4200/cb?tenant=a%20b&x":                 "http://[::1]:4200",
		"http://[0:0:0:0:0:0:0:1]:4200/cb":                    "http://[::1]:4200",
		"http://my_app.localhost:3000/cb":                     "http://my_app.localhost:3000",
		"https://shop.example/lwa/lwa-callback":               "https://shop.example",
		"https://shop.example:443/r%C3%BCckkehr/lwa-callback": "https://shop.example",
	} {
		t.Run(uri, func(t *testing.T) {
			b := newBench(t)
			const id = "with.this.address"
			require.NoError(t, b.AddClient(Client{ID: id, RedirectURIs: []string{uri}}))
			b.SetFaults(Faults{AutoApprove: b.people[0].UserID})
			target := b.authorize("client_id", id, "redirect_uri", uri).Header.Get("Location")
			require.True(t, strings.HasPrefix(target, uri), target)
			at, err := url.Parse(target)
			require.NoError(t, err)
			res := b.send("POST", "/auth/o2/token", tokenValues(at.Query().Get("code"), "client_id", id, "redirect_uri", uri).Encode(), "Origin", origin)
			require.Equal(t, http.StatusOK, res.Status, res.Body)
			require.Equal(t, origin, res.Header.Get("Access-Control-Allow-Origin"), "an address implies its origin")
		})
	}
	for uri, why := range map[string]string{
		"http://localhost:0/cb":                                "port",
		"http://localhost:65536/cb":                            "port",
		"http://localhost:/cb":                                 "port",
		"http://192.168.0.1:3000/cb":                           "use https",
		"http://0.0.0.0:3000/cb":                               "use https",
		"http://shop.example/cb":                               "use https",
		"http://localhost.:3000/cb":                            "use https",
		"http://.localhost:3000/cb":                            "use https",
		"http://me@localhost:3000/cb":                          "user information",
		"http://localhost:3000/*":                              "wildcards",
		"http://*.localhost:3000/cb":                           "wildcards",
		"http://localhost:3000/cb#":                            "fragment",
		"http://localhost:3000/#/cb":                           "fragment",
		"http://localhost:3000/a/../cb":                        "must not contain ..",
		"http://localhost:3000/./cb":                           "must not contain ..",
		"/lwa-callback":                                        "full URL",
		"localhost:3000/cb":                                    "full URL",
		"//localhost:3000/cb":                                  "scheme",
		"https://shop.example;script-src/cb":                   "characters",
		"https://a'b.example/cb":                               "characters",
		"http://localhost:3000/" + strings.Repeat("x", 2000):   "2000 characters",
		"http://localhost:3000/cb?CODE=1":                      "must not contain code",
		"ftp://localhost/cb":                                   "scheme",
		"custom-app://localhost/cb":                            "scheme",
		"http://localhost:3000/cb\u202e":                       "ASCII",
		"http://localhost:3000/<script>alert(1)</script>":      "ASCII",
		"http://localhost:3000/cb\thttp://localhost:3000/cb/2": "ASCII",
	} {
		require.ErrorContains(t, CheckRedirectURI(uri), why, uri)
	}
}

var flagOnPage = regexp.MustCompile(`<code id="flag">([^<]*)</code>`)

func flagged(t *testing.T) *bench {
	b := newBench(t)
	b.redirectFlag = "-redirect-uri"
	return b
}

// TestErrorPageNamesTheFlag checks that a shell reads the text of the page as the flag and its
// value, whatever the request contained.
func TestErrorPageNamesTheFlag(t *testing.T) {
	b := flagged(t)
	for _, uri := range []string{
		"http://localhost:5173/lwa-callback.html", "http://localhost:3000/lwa-callback", "https://shop.example/cb?x=1&y=2",
		"http://[::1]:3000/cb", "http://localhost:3000/$(touch%20x);&'id'!!~?a=~&b=$HOME", "http://localhost:3000/''", "http://localhost:3000/x'+'y",
	} {
		res := b.authorize("redirect_uri", uri)
		res.requirePage(t)
		m := flagOnPage.FindStringSubmatch(res.Body)
		require.NotNil(t, m, res.Body)
		words, err := exec.Command("sh", "-c", "printf '%s\\n' "+html.UnescapeString(m[1])).Output()
		require.NoError(t, err)
		require.Equal(t, "-redirect-uri\n"+uri+"\n", string(words))
		require.Contains(t, html.UnescapeString(res.Body), `<code id="register">`+uri+`</code>`)
		require.NotContains(t, res.Body, testState)
		require.NotContains(t, res.Body, testChallenge)
	}
	require.Contains(t, b.authorize("redirect_uri", "http://localhost:5173/lwa-callback.html").Body, `<code id="flag">-redirect-uri http://localhost:5173/lwa-callback.html</code>`)
	require.NotContains(t, newBench(t).authorize("redirect_uri", "http://localhost:1/").Body, `id="flag"`, "where no flag does it")
}

// TestErrorPageNamesNoFlagThatCannotWork checks that the page gives the reason instead of a flag,
// and does not repeat the URI.
func TestErrorPageNamesNoFlagThatCannotWork(t *testing.T) {
	b := flagged(t)
	for _, uri := range []string{"http://evil.example/marker", "javascript:marker", "http://localhost:3000/marker#", "http://marker@localhost/", "http://localhost/*marker", "http://localhost/marker?code", "http://localhost/marker\n", "//marker", "marker <b>"} {
		res := b.authorize("redirect_uri", uri)
		res.requirePage(t)
		require.NotContains(t, res.Body, `id="flag"`, uri)
		require.NotContains(t, res.Body, `id="register"`, uri)
		require.Contains(t, res.Body, "and cannot be: ")
		require.NotContains(t, res.Body, "marker")
	}
}
