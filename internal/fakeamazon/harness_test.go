package fakeamazon

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	testClient   = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"
	otherClient  = "amzn1.application-oa2-client.ffffffffffffffffffffffffffffffff"
	testOrigin   = "http://localhost:8080"
	testCallback = testOrigin + "/lwa/lwa-callback.html"
	testIssuer   = "http://127.0.0.1:8081"

	// The pair of RFC 7636 Appendix B.
	testVerifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	testChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
	testState     = "Zk3-state_of.this~login"
)

// clock is a clock that only tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bench has a server under test, and a browser that uses it.
type bench struct {
	*Server
	t     testing.TB
	clock *clock
	url   string
	http  *http.Client // one browser: keeps cookies, does not follow redirects
	logs  *[]string
}

func newBench(t testing.TB) *bench {
	t.Helper()
	clk := &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	var mu sync.Mutex
	logs := []string{}
	s, err := New(Config{
		Issuer: testIssuer,
		Clients: []Client{
			{ID: testClient, Name: "Test shop", RedirectURIs: []string{testCallback, testOrigin + "/second?close"}, Origins: []string{testOrigin}, Device: true},
			{ID: otherClient, Name: "Other", RedirectURIs: []string{"https://other.example/cb"}, Origins: []string{"https://other.example"}},
		},
		Now: clk.Now,
		Log: func(line string) { mu.Lock(); logs = append(logs, line); mu.Unlock() },
	})
	require.NoError(t, err)
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	b := &bench{Server: s, t: t, clock: clk, url: srv.URL, logs: &logs}
	b.newBrowser()
	return b
}

// newBrowser replaces the browser by one without cookies.
func (b *bench) newBrowser() {
	jar, err := cookiejar.New(nil)
	require.NoError(b.t, err)
	b.http = &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       20 * time.Second,
	}
}

// reply is a complete answer.
type reply struct {
	Status int
	Header http.Header
	Body   string
}

func (b *bench) do(req *http.Request) reply {
	b.t.Helper()
	res, err := b.http.Do(req)
	require.NoError(b.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	return reply{res.StatusCode, res.Header, string(body)}
}

func (b *bench) get(target string) reply {
	b.t.Helper()
	req, err := http.NewRequest("GET", b.url+target, nil)
	require.NoError(b.t, err)
	return b.do(req)
}

func (b *bench) post(target string, values url.Values) reply {
	b.t.Helper()
	return b.postRaw(target, formType, values.Encode())
}

func (b *bench) postRaw(target, contentType, body string) reply {
	b.t.Helper()
	req, err := http.NewRequest("POST", b.url+target, strings.NewReader(body))
	require.NoError(b.t, err)
	req.Header.Set("Content-Type", contentType)
	return b.do(req)
}

// authorizeValues returns the parameters of a valid request. Each change sets a parameter, or
// removes it if the value is "-".
func authorizeValues(changes ...string) url.Values {
	v := url.Values{
		"client_id": {testClient}, "redirect_uri": {testCallback}, "response_type": {"code"}, "scope": {"profile"},
		"state": {testState}, "code_challenge": {testChallenge}, "code_challenge_method": {"S256"},
	}
	return change(v, changes)
}

func change(v url.Values, changes []string) url.Values {
	for i := 0; i < len(changes); i += 2 {
		if v.Set(changes[i], changes[i+1]); changes[i+1] == "-" {
			v.Del(changes[i])
		}
	}
	return v
}

func (b *bench) authorize(changes ...string) reply {
	b.t.Helper()
	return b.get("/ap/oa?" + authorizeValues(changes...).Encode())
}

func tokenValues(code string, changes ...string) url.Values {
	v := url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {testCallback},
		"client_id": {testClient}, "code_verifier": {testVerifier},
	}
	return change(v, changes)
}

func (b *bench) token(code string, changes ...string) reply {
	b.t.Helper()
	return b.post("/auth/o2/token", tokenValues(code, changes...))
}

// location returns the parameters of a redirect to the client.
func (r reply) location(t testing.TB) url.Values {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, r.Status, "body: %s", r.Body)
	target := r.Header.Get("Location")
	require.True(t, strings.HasPrefix(target, testCallback+"?"), "redirect to %q", target)
	values, err := url.ParseQuery(strings.TrimPrefix(target, testCallback+"?"))
	require.NoError(t, err)
	return values
}

// json returns the members of a JSON answer.
func (r reply) json(t testing.TB) map[string]any {
	t.Helper()
	require.Equal(t, jsonType, r.Header.Get("Content-Type"))
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.Body), &m), "body: %s", r.Body)
	return m
}

// requireError checks that the answer is this JSON error.
func (r reply) requireError(t testing.TB, status int, code string) {
	t.Helper()
	require.Equal(t, status, r.Status, "body: %s", r.Body)
	require.Equal(t, code, r.json(t)["error"])
	require.NotContains(t, r.Body, "access_token\":")
}

// requirePage checks that the answer is an error page, not a redirect to the client.
func (r reply) requirePage(t testing.TB) {
	t.Helper()
	require.Equal(t, http.StatusBadRequest, r.Status, "location: %s", r.Header.Get("Location"))
	require.Empty(t, r.Header.Get("Location"))
	require.Contains(t, r.Body, `data-page="error"`)
}

var hiddenField = regexp.MustCompile(`name="(arb|token)" value="([^"]*)"`)

// hidden returns the hidden fields of the form: the login and the anti-forgery token.
func (r reply) hidden(t testing.TB) url.Values {
	t.Helper()
	v := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(r.Body, -1) {
		v.Set(m[1], html.UnescapeString(m[2]))
	}
	require.Len(t, v, 2, "no form in: %s", r.Body)
	return v
}

func with(v url.Values, name string, values ...string) url.Values {
	out := url.Values{}
	for k, list := range v {
		out[k] = list
	}
	out[name] = values
	return out
}

// signIn sends the form of the sign-in page, and returns the next page.
func (b *bench) signIn(page reply, userID string) reply {
	b.t.Helper()
	res := b.post("/ap/signin", with(page.hidden(b.t), "user_id", userID))
	require.Equal(b.t, http.StatusSeeOther, res.Status, res.Body)
	return b.get(res.Header.Get("Location"))
}

// login goes through all pages and returns the redirect to the client.
func (b *bench) login(changes ...string) reply {
	b.t.Helper()
	page := b.signIn(b.authorize(changes...), b.people[0].UserID)
	return b.post("/ap/consent", with(page.hidden(b.t), "decision", "allow"))
}

// code logs in through the pages, and returns a new code.
func (b *bench) code(changes ...string) string {
	b.t.Helper()
	b.newBrowser()
	code := b.login(changes...).location(b.t).Get("code")
	require.NotEmpty(b.t, code)
	return code
}

// access returns a new access token.
func (b *bench) access(changes ...string) string {
	b.t.Helper()
	res := b.token(b.code(changes...))
	require.Equal(b.t, http.StatusOK, res.Status, res.Body)
	return res.json(b.t)["access_token"].(string)
}

// serve answers a request without a network, for fuzzing. A request without a host gets the host
// of this server.
func (s *Server) serve(r *http.Request) reply {
	if r.Host == "" || r.Host == "example.com" { // the default of package httptest
		r.Host = strings.TrimPrefix(testIssuer, "http://")
	}
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)
	return reply{rec.Code, rec.Header(), rec.Body.String()}
}
