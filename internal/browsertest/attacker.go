package browsertest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Attacker is somebody else's web site. It has two origins, since browsers treat them differently:
// both are foreign to the bench's site, but only one is of another site, whose frames and storage
// they keep apart.
//
// Its front page has a button #go that runs the function window.attack inside a real click, and
// keeps every message that reaches it: window.heard, shown in #heard with their number in
// data-count.
type Attacker struct {
	// SameSite is the origin http://localhost with a port of its own.
	SameSite string
	// CrossSite is the origin http://127.0.0.1 with a port of its own.
	CrossSite string

	routes *routes

	mu       sync.Mutex
	requests []AttackerRequest
}

// AttackerRequest is a request that reached the attacker: what their server learns.
type AttackerRequest struct {
	Method string
	// URL is the request target: path and query.
	URL string
	// Header is a copy.
	Header http.Header
	// Body is the body's text, at most 64 KiB of it.
	Body string
}

// Attacker starts the attacker's servers and ends them with the test.
func (b *Bench) Attacker() *Attacker {
	b.Helper()
	a := &Attacker{routes: &routes{}}
	a.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, attackerPage)
	})
	serve := func() string {
		server := httptest.NewServer(a)
		b.Cleanup(server.CloseClientConnections)
		return server.URL
	}
	a.SameSite = strings.Replace(serve(), "127.0.0.1", "localhost", 1)
	a.CrossSite = serve()
	return a
}

// Origins are both origins, by a name that suits a subtest.
func (a *Attacker) Origins() map[string]string {
	return map[string]string{"same site": a.SameSite, "cross site": a.CrossSite}
}

// Handle serves a path of the attacker's site, on both origins.
func (a *Attacker) Handle(path string, h http.Handler) { a.routes.add(path, h) }

// HandleFunc is Handle for a function.
func (a *Attacker) HandleFunc(path string, h http.HandlerFunc) { a.routes.add(path, h) }

// Requests returns the requests received so far, oldest first.
func (a *Attacker) Requests() []AttackerRequest {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]AttackerRequest(nil), a.requests...)
}

// ServeHTTP notes the request and answers it.
func (a *Attacker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 64<<10)) // what came before the connection broke is what they learn
	a.mu.Lock()
	a.requests = append(a.requests, AttackerRequest{r.Method, r.RequestURI, r.Header.Clone(), string(body)})
	a.mu.Unlock()
	a.routes.ServeHTTP(w, r)
}

const attackerPage = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Attacker</title>
<script>
	window.heard = [];
	addEventListener("message", (e) => {
		heard.push({ origin: e.origin, data: e.data });
		document.getElementById("heard").dataset.count = heard.length;
		document.getElementById("heard").textContent = String(heard.length);
	});
</script>
<button id="go" onclick="attack()">Win a prize</button>
<p id="heard" data-count="0">0</p>
`
