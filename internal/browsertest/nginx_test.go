package browsertest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// deaf is an API host that no page of another origin may ask anything.
var deaf = fakeamazon.Fault{NoCORS: true}

// TestNginxLogin logs in behind docs/hosting/nginx.conf, by popup and by redirect, while the API
// host answers no page. What nginx writes down has no code, no token, no state and no verifier in
// it.
func TestNginxLogin(t *testing.T) {
	f := newForwarded(t, true)
	f.Fake.SetFaults(fakeamazon.Faults{Token: deaf, TokenInfo: deaf, Profile: deaf})
	tab := f.Blank()
	tab.Go(f.URL + "/")
	tab.Ready().Exec(`bench.options = { mode: "popup" }`)
	popup := tab.Popup(func() { tab.Click("#go") })
	popup.SignIn("Zoë")
	outcome := tab.Outcome()
	require.NotNil(t, outcome.Session, "%+v", outcome.Error)
	assert.Equal(t, zoe.Name, outcome.Session.Profile.Name)

	name := browsertest.Eval[string](tab, `lwa.fetch("/amazon-api/user/profile").then((r) => r.json()).then((p) => p.name)`)
	assert.Equal(t, zoe.Name, name, "the token in the header")

	f.Fake.SetFaults(fakeamazon.Faults{Token: deaf, TokenInfo: deaf, Profile: deaf, AutoApprove: zoe.UserID})
	tab.Exec(`bench.options = { mode: "redirect", interactive: "always" }`)
	unmark(tab)
	tab.Click("#go")
	require.NotNil(t, ready(tab).Session)
	cleanAddress(tab)

	assert.Len(t, f.forwardedRequests(), 7)
	for _, r := range f.forwardedRequests() {
		assertBare(t, r, r.URL == "/user/profile")
	}
	assert.Equal(t, slices.Repeat([]string{apiHost + " " + apiHost}, 7), f.apiNames())
	assertSilent(t, f)
	assert.Contains(t, f.logs()["lwa.log"], `"POST /amazon-api/auth/o2/token" 200 200`)
	assert.Contains(t, f.logs()["lwa.log"], `"GET /lwa/lwa-callback.html`)
}

// assertBare checks that nothing of the browser is in a forwarded request but its name, and the
// form, or the token.
func assertBare(t *testing.T, r fakeamazon.Request, token bool) {
	t.Helper()
	allowed := []string{"Connection", "User-Agent"}
	if r.Method == http.MethodPost {
		allowed = append(allowed, "Content-Length", "Content-Type")
	}
	if token {
		allowed = append(allowed, http.CanonicalHeaderKey(tokenHeader))
	}
	assert.ElementsMatch(t, allowed, slices.Collect(maps.Keys(r.Header)), r.URL)
}

// assertSilent looks for every secret of the fake Amazon, and for every query, in what nginx wrote
// down.
func assertSilent(t *testing.T, f *forwarded, also ...string) {
	t.Helper()
	secrets := append(f.Fake.Secrets(), also...)
	require.NotEmpty(t, secrets)
	for name, text := range f.logs() {
		for _, secret := range secrets {
			for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
				assert.NotContains(t, text, form, name)
			}
		}
	}
	assert.NotContains(t, f.logs()["lwa.log"], "?")
}

// TestNginxForward asks for what the forward must do, and must not do, beyond what the component
// ever asks for.
func TestNginxForward(t *testing.T) {
	f := newForwarded(t, true)
	token, inHeader := "Atza|not-a-token-of-anybody", "Atza|nor-is-this-one"
	query := "?access_token=" + url.QueryEscape(token)
	form := "grant_type=authorization_code&code=" + strings.Repeat("c", 20) + "&code_verifier=" + strings.Repeat("v", 43)
	private := []string{
		"Cookie", "sid=secret", "Authorization", "Bearer secret", "Referer", f.URL + "/?private", "Origin", f.URL, "X-Own", "1", tokenHeader, inHeader,
		"Content-Type", "application/x-www-form-urlencoded;charset=UTF-8",
	}
	for _, c := range []struct {
		method, path string
		status       int
		upstream     string // what the API host is asked for, if anything
	}{
		{"POST", "/amazon-api/auth/o2/token", 400, "/auth/o2/token"},
		{"POST", "/amazon-api/auth/o2/token" + query, 400, "/auth/o2/token"}, // a query has no business here
		{"GET", "/amazon-api/auth/o2/tokeninfo" + query, 400, "/auth/o2/tokeninfo" + query},
		{"GET", "/amazon-api/user/profile" + query, 400, "/user/profile" + query},
		{"GET", "/amazon-api/user/profile", 400, "/user/profile"},
		{"POST", "/amazon-api/auth/o2/create/codepair", 400, "/auth/o2/create/codepair"},
		{"POST", "/amazon-api/auth/o2/create/codepair" + query, 400, "/auth/o2/create/codepair"},
		{"GET", "/amazon-api/auth/o2/create/codepair", 403, ""},
		{"GET", "/amazon-api/auth/o2/token", 403, ""},
		{"PUT", "/amazon-api/auth/o2/token", 403, ""},
		{"POST", "/amazon-api/auth/o2/tokeninfo", 403, ""},
		{"DELETE", "/amazon-api/user/profile", 403, ""},
		{"OPTIONS", "/amazon-api/user/profile", 403, ""},
		{"POST", "/amazon-api/auth/o2/create", 404, ""},
		{"GET", "/amazon-api/user/profile/" + query, 404, ""},
		{"GET", "/amazon-api/user/profile/../../ap/oa" + query, 404, ""},
		{"GET", "/amazon-api//user/profile" + query, 400, "/user/profile" + query}, // the same address, written otherwise
		{"GET", "/amazon-api/user/profilex" + query, 404, ""},
		{"GET", "/amazon-api/" + query, 404, ""},
		{"GET", "/amazon-api", 404, ""},
	} {
		before := len(f.forwardedRequests())
		body := ""
		if c.method == "POST" {
			body = form
		}
		response, _ := f.get(c.method, c.path, body, private...)
		assert.Equal(t, c.status, response.StatusCode, c)
		asked := f.forwardedRequests()[before:]
		if c.upstream == "" {
			assert.Empty(t, asked, c)
			continue
		}
		require.Len(t, asked, 1, c)
		assert.Equal(t, c.upstream, asked[0].URL)
		if c.method == "POST" {
			assert.Equal(t, form, asked[0].Body)
			assert.Equal(t, "application/x-www-form-urlencoded;charset=UTF-8", asked[0].Header.Get("Content-Type"))
		} else {
			asked[0].Header.Del("Content-Type") // this client sent one
		}
		passed := strings.HasPrefix(c.upstream, "/user/profile")
		assertBare(t, asked[0], passed)
		if passed {
			assert.Equal(t, inHeader, asked[0].Header.Get(tokenHeader))
		}
		assert.Empty(t, response.Cookies(), "of Amazon, for the site")
		assertHeaders(t, c.path, response.Header, map[string]string{
			"Strict-Transport-Security": "", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox",
			"X-Content-Type-Options": "nosniff",
		})
	}
	assertSilent(t, f, token, inHeader, strings.Repeat("c", 20), strings.Repeat("v", 43))
}

// TestNginxCodePair asks for the codes that a television shows and keeps.
func TestNginxCodePair(t *testing.T) {
	f := newForwarded(t, true)
	const device = "amzn1.application-oa2-client.00000000000000000000000000000003"
	require.NoError(t, f.Fake.AddClient(fakeamazon.Client{ID: device, Device: true}))
	response, answer := f.get("POST", "/amazon-api/auth/o2/create/codepair", "response_type=device_code&scope=profile&client_id="+device,
		"Content-Type", "application/x-www-form-urlencoded")
	assert.Equal(t, http.StatusOK, response.StatusCode)
	var pair struct {
		UserCode   string `json:"user_code"`
		DeviceCode string `json:"device_code"`
	}
	require.NoError(t, json.Unmarshal(answer, &pair))
	assert.NotEmpty(t, pair.UserCode)
	assert.Contains(t, f.Fake.Secrets(), pair.DeviceCode)
	assert.Equal(t, 1, f.Fake.Counts().CodePairsIssued)
	assertSilent(t, f)
}

// TestNginxUntrusted: something else answers in the API host's place, with a certificate of its own
// making. It gets no request, and the address of the one that failed is written down nowhere.
func TestNginxUntrusted(t *testing.T) {
	f := newForwarded(t, false)
	token := "Atza|not-a-token-of-anybody"
	response, _ := f.get("GET", "/amazon-api/user/profile?access_token="+url.QueryEscape(token), "")
	assert.Equal(t, http.StatusBadGateway, response.StatusCode)
	assertHeaders(t, "failed", response.Header, map[string]string{"Cache-Control": "no-store"})
	assert.Empty(t, f.forwardedRequests())
	assertSilent(t, f, token)
	assert.Contains(t, f.logs()["lwa.log"], `"GET /amazon-api/user/profile" 502 502`)
}

// assertHeaders compares headers with the one value they must have, or "" for none.
func assertHeaders(t *testing.T, what string, got http.Header, want map[string]string) {
	t.Helper()
	for name, value := range want {
		var values []string
		if value != "" {
			values = []string{value}
		}
		assert.Equal(t, values, got.Values(name), "%s of %s", name, what)
	}
}

// TestNginxFiles: each file with its type and headers, in each compression that a browser may ask
// for.
func TestNginxFiles(t *testing.T) {
	f := newForwarded(t, true)
	component := map[string]string{"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
	callback := map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding",
		"Content-Security-Policy": "frame-ancestors 'none'", "Referrer-Policy": "no-referrer",
	}
	encodings := []struct{ accept, want string }{
		{"", ""}, {"identity", ""}, {"gzip", "gzip"}, {"br", "br"}, {"gzip, deflate, br, zstd", "br"}, {"br,gzip", "br"},
		{"br;q=0, gzip", "gzip"}, {"gzip, xbr", "gzip"},
	}
	for _, c := range []struct {
		name, contentType string
		headers           map[string]string
	}{
		{"lwa.js", "text/javascript", component},
		{"lwa-run.js", "text/javascript", component},
		{"lwa.mjs", "text/javascript", component},
		{"lwa-amazon.js", "text/javascript", component},
		{"lwa.wasm", "application/wasm", component},
		{"lwa-callback.html", "text/html", callback},
	} {
		for _, e := range encodings {
			what := c.name + " for " + e.accept
			response, content := f.get("GET", "/lwa/"+c.name+"?code=a&state=b", "", "Accept-Encoding", e.accept)
			require.Equal(t, http.StatusOK, response.StatusCode, what)
			assertHeaders(t, what, response.Header, c.headers)
			assertHeaders(t, what, response.Header, map[string]string{"Content-Type": c.contentType, "Content-Encoding": e.want})
			assert.True(t, bytes.Equal(file(f.Bench, c.name), unpacked(t, e.want, content)), what)
			again, _ := f.get("GET", "/lwa/"+c.name, "", "Accept-Encoding", e.accept, "If-None-Match", response.Header.Get("ETag"))
			assert.Equal(t, http.StatusNotModified, again.StatusCode, what)
		}
	}
	page, _ := f.get("GET", "/", "")
	assertHeaders(t, "the page", page.Header, map[string]string{
		"Content-Security-Policy": strings.Replace(pagePolicy, amazonAPI, f.Amazon, 1),
		"Referrer-Policy":         "no-referrer", "X-Content-Type-Options": "nosniff",
	})
	missing, _ := f.get("GET", "/lwa/nothing.js", "")
	assert.Equal(t, http.StatusNotFound, missing.StatusCode)
}

func unpacked(t *testing.T, encoding string, content []byte) []byte {
	t.Helper()
	var r io.Reader = bytes.NewReader(content)
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		var err error
		r, err = gzip.NewReader(r)
		require.NoError(t, err)
	}
	out, err := io.ReadAll(r)
	require.NoError(t, err)
	return out
}
