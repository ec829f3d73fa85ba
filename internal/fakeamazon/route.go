package fakeamazon

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/lwa-wasm/lwa/internal/loopback"
)

const (
	maxBody  = 64 << 10 // bytes of a request body; a longer body gets status 413
	maxQuery = 16 << 10 // bytes of a query

	authorizePath = "/ap/oa"
)

// route has the handlers of a path, by method. Registered origins may use an API route by CORS.
// Pages are never open to other origins.
type route struct {
	handlers map[string]func(*call)
	api      *endpoint
}

// endpoint has the properties in which the API's routes differ.
type endpoint struct {
	method string
	name   func(body string) string
	fault  func(*call) *Fault
	count  func(*call, *Counts)
}

func named(name string) func(string) string { return func(string) string { return name } }

func (s *Server) table() map[string]route {
	token := route{
		handlers: map[string]func(*call){"POST": s.serveToken},
		api:      &endpoint{"POST", tokenName, tokenFault, countToken},
	}
	tokenInfo := route{
		handlers: map[string]func(*call){"GET": s.serveTokenInfo},
		api:      &endpoint{"GET", named("tokeninfo"), func(c *call) *Fault { return &c.faults.TokenInfo }, func(_ *call, n *Counts) { n.TokenInfoRequests++ }},
	}
	profile := route{
		handlers: map[string]func(*call){"GET": s.serveProfile},
		api:      &endpoint{"GET", named("profile"), func(c *call) *Fault { return &c.faults.Profile }, func(_ *call, n *Counts) { n.ProfileRequests++ }},
	}
	codePair := route{
		handlers: map[string]func(*call){"POST": s.createPair},
		api:      &endpoint{"POST", named("codepair"), func(c *call) *Fault { return &c.faults.CodePair }, func(_ *call, n *Counts) { n.CodePairRequests++ }},
	}
	return map[string]route{
		"/":              {handlers: map[string]func(*call){"GET": s.serveHome}},
		"/ap/style.css":  {handlers: map[string]func(*call){"GET": s.serveStyle}},
		authorizePath:    {handlers: map[string]func(*call){"GET": s.serveAuthorize}},
		"/ap/signin":     {handlers: map[string]func(*call){"GET": s.serveSignIn, "POST": s.postSignIn}},
		"/ap/consent":    {handlers: map[string]func(*call){"GET": s.serveConsent, "POST": s.postConsent}},
		"/ap/code":       {handlers: map[string]func(*call){"POST": s.postCode}},
		verificationPath: {handlers: map[string]func(*call){"GET": s.serveCode}},
		// Amazon's own clients use both spellings.
		"/auth/o2/token":           token,
		"/auth/O2/token":           token,
		"/auth/o2/tokeninfo":       tokenInfo,
		"/auth/O2/tokeninfo":       tokenInfo,
		"/auth/o2/create/codepair": codePair,
		"/auth/O2/create/codepair": codePair,
		"/user/profile":            profile,
	}
}

// call is one request, and the state of its answer.
type call struct {
	w       http.ResponseWriter
	r       *http.Request
	body    string
	tooLong bool // the body exceeds maxBody
	faults  *Faults
	now     time.Time
	status  int    // of the answer; 0 if there was none
	note    string // for the log and the journal: the reason, never with a secret
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, tooLong := readBody(r)
	now := s.now()
	done := s.journal.record(r, body, s.nameOf(r, body), now) // a listener may change the faults, so they are read afterwards
	c := &call{w: w, r: r, body: body, tooLong: tooLong, faults: s.faults.Load(), now: now}
	defer func() { done(c.status, c.note) }()
	defer func() { s.log(c.line()) }()
	setProtectiveHeaders(w.Header())

	if !s.allowsHost(r) {
		c.status, c.note = http.StatusMisdirectedRequest, "foreign host "+cut(printable(r.Host), 80)
		loopback.Refuse(w)
		return
	}
	rt, ok := s.routes[r.URL.Path]
	if !ok {
		c.raw(http.StatusNotFound, "text/plain; charset=utf-8", "404 not found\n")
		return
	}
	if s.isForeign(c, rt) {
		c.refuseForeign()
		return
	}
	if rt.api != nil && !s.enterAPI(c, rt.api) || rt.api == nil && s.pageFails(c) {
		return
	}
	handle, ok := rt.handlers[r.Method]
	if !ok {
		s.refuseMethod(c, rt)
		return
	}
	handle(c)
	if _, drop := c.w.(lost); drop {
		c.note += ", answer lost"
		c.reset()
	}
}

// nameOf returns the name of the endpoint of a request, for the journal.
func (s *Server) nameOf(r *http.Request, body string) string {
	rt, known := s.routes[r.URL.Path]
	switch {
	case !known:
		return "other"
	case rt.api != nil && r.Method == http.MethodOptions:
		return "preflight"
	case rt.api != nil:
		return rt.api.name(body)
	case r.URL.Path == authorizePath:
		return "authorize"
	}
	return "page"
}

// pageFails applies the fault that the plan has for a page, and reports whether it has replaced
// the page. The authorization endpoint applies its fault itself, since that may be an error for
// the client.
func (s *Server) pageFails(c *call) bool {
	if c.r.URL.Path == authorizePath {
		return false
	}
	fault := s.planned("page", false)
	return fault != nil && c.inject(fault)
}

// enterAPI does what all endpoints of the API have in common: CORS, preflights, counts and
// faults. It reports whether the request still needs an answer.
func (s *Server) enterAPI(c *call, e *endpoint) bool {
	fault := s.planned(e.name(c.body), c.r.Method == http.MethodOptions)
	if fault == nil {
		fault = e.fault(c)
	}
	allowed := s.allowOrigin(c, fault)
	if c.r.Method == http.MethodOptions {
		c.preflight(allowed, e.method)
		return false
	}
	s.journal.count(func(n *Counts) { e.count(c, n) })
	return !c.inject(fault)
}

func (s *Server) refuseMethod(c *call, rt route) {
	var allow []string
	for _, m := range []string{"GET", "POST"} {
		if rt.handlers[m] != nil {
			allow = append(allow, m)
		}
	}
	c.w.Header().Set("Allow", strings.Join(allow, ", "))
	if rt.api != nil {
		c.fail(http.StatusMethodNotAllowed, "invalid_request", "The request method must be "+strings.Join(allow, " or "))
		return
	}
	c.raw(http.StatusMethodNotAllowed, "text/plain; charset=utf-8", "405 method not allowed\n")
}

func readBody(r *http.Request) (body string, tooLong bool) {
	if r.Body == nil {
		return "", false
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if len(b) > maxBody {
		return string(b[:maxBody]), true
	}
	if err != nil { // an incomplete body counts as an empty one
		return "", false
	}
	return string(b), false
}

// setProtectiveHeaders sets the headers of every answer (RFC 6749 §5.1, RFC 9700 §4.2.4 and
// §4.16). Pages widen the policy for their own style sheet and forms.
func setProtectiveHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
}

func (c *call) line() string {
	line := c.r.Method + " " + cut(printable(c.r.URL.Path), 80) + " "
	if c.status == 0 {
		line += "no answer"
	} else {
		line += strconv.Itoa(c.status)
	}
	if c.note != "" {
		line += " " + c.note
	}
	return line
}

func (c *call) raw(status int, contentType, body string) {
	c.status = status
	if contentType != "" {
		c.w.Header().Set("Content-Type", contentType)
	}
	c.w.WriteHeader(status)
	_, _ = io.WriteString(c.w, body) // the client may have disconnected
}

// redirect redirects the browser. The status is always 303, so that the browser never posts the
// content of a form to the target (RFC 9700 §4.12).
func (c *call) redirect(target string) {
	c.coop("redirect")
	c.status = http.StatusSeeOther
	c.w.Header().Set("Location", target)
	c.w.WriteHeader(http.StatusSeeOther)
}
