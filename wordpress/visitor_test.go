package wordpress

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// visitor is a browser without a page: it sends what a script, or an attacker, might.
type visitor struct {
	*stack
	client http.Client
	origin string // what it says as Origin; empty for the site's own
	nonce  string // X-WP-Nonce, if any
}

// fields is the body of a request.
type fields map[string]any

// with is a copy with one more field, or one less where the value is nil.
func (f fields) with(name string, value any) fields {
	other := fields{}
	for key, old := range f {
		other[key] = old
	}
	other[name] = value
	if value == nil {
		delete(other, name)
	}
	return other
}

// reply is an answer of the plug-in's routes.
type reply struct {
	Status int
	Header http.Header
	Text   string

	Ticket, Pass, Code, Message, Token string
	Data                               struct{ Pending string }
	User                               struct {
		ID    int
		Name  string
		Roles []string
	}
}

func (s *stack) visitor() *visitor {
	s.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s, err)
	return &visitor{stack: s, client: http.Client{
		Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (v *visitor) do(method, path, contentType, body string) (*http.Response, string) {
	v.Helper()
	if strings.HasPrefix(path, "/") {
		path = v.URL + path
	}
	r, err := http.NewRequest(method, path, strings.NewReader(body))
	require.NoError(v, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Origin", v.site())
	}
	if v.origin != "" && strings.HasPrefix(path, v.site()) {
		r.Header.Set("Origin", v.origin)
	}
	if v.nonce != "" {
		r.Header.Set("X-WP-Nonce", v.nonce)
	}
	answer, err := v.client.Do(r)
	require.NoError(v, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(v, err)
	return answer, string(text)
}

// site is the origin of the site.
func (s *stack) site() string {
	u, err := url.Parse(s.URL)
	require.NoError(s, err)
	return u.Scheme + "://" + u.Host
}

func (v *visitor) get(path string) (*http.Response, string) {
	v.Helper()
	return v.do(http.MethodGet, path, "", "")
}

// form posts a form, as a page does.
func (v *visitor) form(path string, values url.Values) (*http.Response, string) {
	v.Helper()
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", values.Encode())
}

// post posts JSON to a route of the plug-in.
func (v *visitor) post(route string, body fields) reply {
	v.Helper()
	text, err := json.Marshal(body)
	require.NoError(v, err)
	answer, out := v.do(http.MethodPost, "/wp-json/lwa/v1/"+route, "application/json", string(text))
	r := reply{Status: answer.StatusCode, Header: answer.Header, Text: out}
	require.NoError(v, json.NewDecoder(bytes.NewReader([]byte(out))).Decode(&r), "%s %d %s", route, answer.StatusCode, out)
	return r
}

// ticket gets a ticket for this browser.
func (v *visitor) ticket() string {
	v.Helper()
	r := v.post("ticket", fields{})
	require.Equal(v, http.StatusOK, r.Status, r.Text)
	return r.Ticket
}

// as has the fake Amazon answer in somebody's name, without its pages.
func (s *stack) as(userID string, more ...func(*fakeamazon.Faults)) {
	f := fakeamazon.Faults{AutoApprove: userID}
	for _, change := range more {
		change(&f)
	}
	s.Fake.SetFaults(f)
}

// proof is what the component hands over for a login.
func (v *visitor) proof() fields {
	v.Helper()
	verifier := rand.Text() + rand.Text()
	sum := sha256.Sum256([]byte(verifier))
	answer, text := v.get(v.Amazon + "/ap/oa?" + url.Values{
		"client_id": {v.stack.client}, "redirect_uri": {v.callback()}, "response_type": {"code"}, "scope": {"profile"}, "state": {rand.Text()},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}.Encode())
	to, err := url.Parse(answer.Header.Get("Location"))
	require.NoError(v, err)
	code := to.Query().Get("code")
	require.NotEmpty(v, code, text)
	return fields{"code": code, "code_verifier": verifier, "redirect_uri": v.callback()}
}

// token is an access token as a page of the client, or of another one, holds it.
func (v *visitor) token() string {
	v.Helper()
	proof := v.proof()
	_, text := v.form(v.Amazon+"/auth/o2/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {v.stack.client}, "code": {proof["code"].(string)},
		"code_verifier": {proof["code_verifier"].(string)}, "redirect_uri": {v.callback()},
	})
	var answer struct {
		Token string `json:"access_token"`
	}
	require.NoError(v, json.Unmarshal([]byte(text), &answer), text)
	require.NotEmpty(v, answer.Token, text)
	return answer.Token
}

// enter goes in with a pass, and returns where it leads.
func (v *visitor) enter(pass string) *http.Response {
	v.Helper()
	answer, _ := v.form("/", url.Values{"lwa_wasm_pass": {pass}})
	return answer
}

// who is the user name of who is logged in, by what WordPress's REST API says.
func (v *visitor) who() string {
	v.Helper()
	answer, text := v.get("/wp-admin/profile.php")
	if answer.StatusCode != http.StatusOK {
		return ""
	}
	_, rest, found := strings.Cut(text, `name="user_login" id="user_login" value="`)
	require.True(v, found)
	name, _, _ := strings.Cut(rest, `"`)
	return name
}

// logIn goes the whole way of a login, and returns the answer of the plug-in.
func (v *visitor) logIn() reply {
	v.Helper()
	body := v.proof()
	r := v.post("login", body.with("ticket", v.ticket()))
	if r.Pass != "" {
		require.Equal(v, http.StatusSeeOther, v.enter(r.Pass).StatusCode)
	}
	return r
}
