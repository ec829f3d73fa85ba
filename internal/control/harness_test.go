package control

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

const (
	site     = "http://localhost:8080"
	callback = site + "/lwa/lwa-callback.html"
	clientID = "amzn1.application-oa2-client.5d1f0c6e8a94b7320fe1c2d3b4a59687"

	// The pair of RFC 7636 Appendix B.
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// bench has a server with a director, reached by TCP, and the methods of its clients.
type bench struct {
	*Director
	t   *testing.T
	url string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	d, err := New(Config{Site: site, Amazon: fakeamazon.Config{
		Issuer:  "http://127.0.0.1:8081",
		Clients: []fakeamazon.Client{{ID: clientID, Name: "Demo site", RedirectURIs: []string{callback}, Device: true}},
	}})
	require.NoError(t, err)
	server := httptest.NewServer(d.Handler())
	t.Cleanup(server.Close)
	return &bench{Director: d, t: t, url: server.URL}
}

// answer is a complete answer.
type answer struct {
	Status int
	Header http.Header
	Body   string
}

func (b *bench) send(method, target, body string, headers ...string) answer {
	b.t.Helper()
	r, err := http.NewRequest(method, b.url+target, strings.NewReader(body))
	require.NoError(b.t, err)
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	require.NoError(b.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	return answer{res.StatusCode, res.Header, string(text)}
}

// call sends a request to the interface, as a test runner does.
func (b *bench) call(method, path, body string) answer {
	b.t.Helper()
	return b.send(method, Prefix+path, body, "Content-Type", "application/json")
}

// changes sends a request to the interface, which must succeed, and decodes the answer.
func changes[T any](b *bench, method, path, body string) (out T) {
	b.t.Helper()
	a := b.call(method, path, body)
	require.Less(b.t, a.Status, 300, a.Body)
	require.NoError(b.t, json.Unmarshal([]byte(a.Body), &out), a.Body)
	return out
}

// code returns the code of an error.
func (a answer) code(t *testing.T) string {
	t.Helper()
	var body struct{ Error Error }
	require.NoError(t, json.Unmarshal([]byte(a.Body), &body), a.Body)
	require.NotEmpty(t, body.Error.Message)
	require.NotEmpty(t, body.Error.Hint)
	return body.Error.Code
}

// Requests that the component or a device sends to the fake Amazon:

func (b *bench) authorize() answer {
	b.t.Helper()
	return b.send(http.MethodGet, "/ap/oa?"+url.Values{
		"client_id": {clientID}, "scope": {"profile"}, "response_type": {"code"}, "redirect_uri": {callback}, "state": {"the-state-of-this-login"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}.Encode(), "")
}

func (b *bench) form(path string, values url.Values) answer {
	b.t.Helper()
	return b.send(http.MethodPost, path, values.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Origin", site)
}

// login logs in without pages, and returns the answer of the token endpoint.
func (b *bench) login() answer {
	b.t.Helper()
	location, err := url.Parse(b.authorize().Header.Get("Location"))
	require.NoError(b.t, err)
	return b.form("/auth/o2/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {location.Query().Get("code")}, "code_verifier": {verifier},
		"redirect_uri": {callback}, "client_id": {clientID},
	})
}

func (a answer) member(t *testing.T, name string) string {
	t.Helper()
	var body map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.Body), &body), a.Body)
	text, _ := body[name].(string)
	require.NotEmpty(t, text, a.Body)
	return text
}

func (b *bench) profile(token string) answer {
	b.t.Helper()
	return b.send(http.MethodGet, "/user/profile?access_token="+url.QueryEscape(token), "")
}

// pair requests a code pair, and returns the device code and the user code.
func (b *bench) pair() (deviceCode, userCode string) {
	b.t.Helper()
	a := b.form("/auth/o2/create/codepair", url.Values{"response_type": {"device_code"}, "client_id": {clientID}, "scope": {"profile"}})
	return a.member(b.t, "device_code"), a.member(b.t, "user_code")
}

func (b *bench) poll(deviceCode, userCode string) answer {
	b.t.Helper()
	return b.form("/auth/o2/token", url.Values{"grant_type": {"device_code"}, "device_code": {deviceCode}, "user_code": {userCode}})
}
