package browsertest_test

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// ordinary are the headers that a browser sends with any request of a page, and that need no
// preflight.
var ordinary = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Accept-Language": true, "Cache-Control": true, "Connection": true,
	"Content-Length": true, "Content-Type": true, "Origin": true, "Pragma": true, "Sec-Ch-Ua": true,
	"Sec-Ch-Ua-Mobile": true, "Sec-Ch-Ua-Platform": true, "Sec-Fetch-Dest": true, "Sec-Fetch-Mode": true,
	"Sec-Fetch-Site": true, "Sec-Fetch-Storage-Access": true, "User-Agent": true, "Dnt": true, "Priority": true,
}

// TestTE14Shape looks at every part of the requests to the API host, straight to it from another
// site.
func TestTE14Shape(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	plantCookies(p.tab, p.Amazon, p.App)
	p.alive()
	p.tab.Exec(`lwa.profile()`)
	asked := p.received("/ap/oa")[0]
	var seen []string
	for _, r := range p.Fake.Requests() {
		path, query, _ := strings.Cut(r.URL, "?")
		if !strings.HasPrefix(path, "/auth/") && !strings.HasPrefix(path, "/user/") {
			continue
		}
		seen = append(seen, r.Method+" "+path)
		plain(t, r)
		assert.Equal(t, p.App, r.Header.Get("Origin"))
		if path == "/auth/o2/token" {
			assert.Empty(t, query)
			tokenBody(t, r, asked)
		} else {
			values, err := url.ParseQuery(query)
			require.NoError(t, err)
			assert.Equal(t, url.Values{"access_token": {values.Get("access_token")}}, values)
			assert.Empty(t, r.Body)
		}
	}
	assert.ElementsMatch(t, []string{
		"POST /auth/o2/token", "GET /auth/o2/tokeninfo", "GET /user/profile", "GET /user/profile",
	}, seen, "no preflight, nothing twice")
	p.noLeak()
}

// plain asserts what all requests to the API host have in common.
func plain(t *testing.T, r fakeamazon.Request) {
	t.Helper()
	for name := range r.Header {
		assert.True(t, ordinary[name], "header %s", name)
	}
	assert.Equal(t, "no-cache", r.Header.Get("Cache-Control"), "cache: no-store")
	assert.Equal(t, "cors", r.Header.Get("Sec-Fetch-Mode"))
	assert.Equal(t, "empty", r.Header.Get("Sec-Fetch-Dest"))
}

// tokenBody asserts the form that redeems a code (RFC 6749 §4.1.3, RFC 7636 §4.5).
func tokenBody(t *testing.T, r fakeamazon.Request, asked url.Values) {
	t.Helper()
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	assert.Equal(t, "application/x-www-form-urlencoded", media)
	form, err := url.ParseQuery(r.Body)
	require.NoError(t, err)
	assert.Len(t, form.Get("code_verifier"), 43)
	assert.NotEmpty(t, form.Get("code"))
	assert.Equal(t, url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {form.Get("code")},
		"redirect_uri":  asked["redirect_uri"],
		"client_id":     {browsertest.ClientID},
		"code_verifier": {form.Get("code_verifier")},
	}, form)
}

// plantCookies gives these origins a cookie that every request would carry if it were let.
func plantCookies(tab *browsertest.Tab, origins ...string) {
	tab.Helper()
	ctx := tab.Context()
	var cookies []*network.CookieParam
	for _, origin := range origins {
		cookies = append(cookies, &network.CookieParam{Name: "sid", Value: "1", URL: origin, SameSite: network.CookieSameSiteLax})
	}
	_, err := chromedp.CallBrowser(ctx, storage.SetCookies, storage.SetCookiesParams{
		Cookies: cookies, BrowserContextID: chromedp.FromContext(ctx).BrowserContextID,
	})
	require.NoError(tab, err)
}

// TestTE14Forwarded has an API host that refuses every page, and a site that forwards a path of its
// own to it: the option apiBase makes the login work, and the site's own cookies stay out of it.
func TestTE14Forwarded(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup&api-base=/amazon/")
	forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		target, err := url.Parse(p.Amazon)
		require.NoError(t, err)
		r.SetURL(target)
		r.Out.URL.Path = strings.TrimPrefix(r.In.URL.Path, "/amazon")
	}}
	for _, path := range []string{"/auth/o2/token", "/auth/o2/tokeninfo", "/user/profile"} {
		p.Handle("/amazon"+path, forward)
	}
	plantCookies(p.tab, p.Amazon, p.App)
	refused := fakeamazon.Fault{NoCORS: true}
	outcome := p.login(fakeamazon.Faults{Token: refused, TokenInfo: refused, Profile: refused})
	require.NotNil(t, outcome.Session, "%+v", outcome.Error)
	assert.Equal(t, people[0].Name, outcome.Session.Profile.Name)
	for _, r := range p.Fake.Requests() {
		if path, _, _ := strings.Cut(r.URL, "?"); strings.HasPrefix(path, "/auth/") || strings.HasPrefix(path, "/user/") {
			assert.NotEqual(t, http.MethodOptions, r.Method)
			assert.Equal(t, "same-origin", r.Header.Get("Sec-Fetch-Site"))
			assert.Empty(t, r.Header.Get("Cookie"), "of the site")
			assert.Empty(t, r.Header.Get("Referer"))
			assert.Empty(t, r.Header.Get("Authorization"))
		}
	}
	p.alive()
	p.NoLeakBut(browsertest.LeakSearch{Allowed: `^site request \d+ (\(/amazon/auth/o2/tokeninfo\): URL|\(/amazon/user/profile\): header X-Amz-Access-Token) holds an access token$`}, p.tab)
}
