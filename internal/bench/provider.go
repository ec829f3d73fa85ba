package bench

import (
	"bytes"
	"encoding/json"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// provider is the fake Amazon, and beside its own paths those that the peers want. They lead to the
// same handlers; on the way the scopes of OpenID Connect are taken out, the answer is put where the
// library expects it, and the token gets an id_token beside it. Amazon offers none of that.
type provider struct {
	fake   *fakeamazon.Server
	issuer string

	mu     sync.Mutex
	nonces map[string]string // by code
}

// authorizePaths are those at which an authorization request arrives.
var authorizePaths = map[string]bool{"/ap/oa": true, "/peer/authorize": true, "/authorize": true}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/peer/authorize", "/authorize": // auth0-spa-js appends its paths to the domain
		p.authorize(w, r)
	case "/peer/token", "/oauth/token":
		p.token(w, r)
	default:
		p.fake.ServeHTTP(w, r)
	}
}

// authorize answers as the fake Amazon does, in the response mode that was asked for.
func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	mode, nonce := query.Get("response_mode"), query.Get("nonce")
	query.Set("scope", "profile")
	answer := p.ask(r, "/ap/oa", query.Encode(), nil)
	to, err := url.Parse(answer.header.Get("Location"))
	if answer.status != http.StatusSeeOther || err != nil {
		answer.send(w)
		return
	}
	p.mu.Lock()
	p.nonces[to.Query().Get("code")] = nonce
	p.mu.Unlock()
	switch mode {
	case "fragment":
		answer.header.Set("Location", strings.Replace(to.String(), "?", "#", 1)) // no redirect URI here has a query
		answer.send(w)
	case "web_message":
		webMessage(w, to)
	default:
		answer.send(w)
	}
}

// messagePage is the answer of response_mode=web_message: it posts the code to the window that
// asked.
var messagePage = template.Must(template.New("").Parse(`<!doctype html><link rel="icon" href="data:,"><title>Answer</title><script>
opener.postMessage({ type: "authorization_response", response: { code: {{.Code}}, state: {{.State}} } }, {{.Origin}});
</script>`))

func webMessage(w http.ResponseWriter, to *url.URL) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = messagePage.Execute(w, map[string]string{
		"Code": to.Query().Get("code"), "State": to.Query().Get("state"), "Origin": to.Scheme + "://" + to.Host,
	})
}

// token answers as the fake Amazon does, with an id_token in addition.
func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer := p.ask(r, "/auth/o2/token", "", body)
	if r.Method == http.MethodOptions { // auth0-spa-js sends a header of its own
		answer.header.Set("Access-Control-Allow-Headers", answer.header.Get("Access-Control-Allow-Headers")+", Auth0-Client")
	}
	if answer.status != http.StatusOK {
		answer.send(w)
		return
	}
	form, _ := url.ParseQuery(string(body)) // the fake Amazon has read it
	p.mu.Lock()
	nonce := p.nonces[form.Get("code")]
	delete(p.nonces, form.Get("code"))
	p.mu.Unlock()
	var fields map[string]any
	if err := json.Unmarshal(answer.body.Bytes(), &fields); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fields["scope"] = "openid profile"
	fields["id_token"] = idToken(p.tokenIssuer(r), form.Get("client_id"), nonce)
	answer.body.Reset()
	_ = json.NewEncoder(&answer.body).Encode(fields) // it was JSON before
	answer.send(w)
}

// tokenIssuer is who the library takes the id_token from: auth0-spa-js expects a slash at the end.
func (p *provider) tokenIssuer(r *http.Request) string {
	if r.URL.Path == "/oauth/token" {
		return p.issuer + "/"
	}
	return p.issuer
}

// ask has the fake Amazon answer a request under another path.
func (p *provider) ask(r *http.Request, path, query string, body []byte) *answer {
	inner := r.Clone(r.Context())
	inner.URL.Path, inner.URL.RawQuery = path, query
	inner.RequestURI = inner.URL.RequestURI()
	inner.Body = io.NopCloser(bytes.NewReader(body))
	a := &answer{header: http.Header{}, status: http.StatusOK}
	p.fake.ServeHTTP(a, inner)
	return a
}

// answer is a response that is not sent yet.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

func (a *answer) send(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body.Bytes())
}
