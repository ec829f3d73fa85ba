package fakeamazon

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

//go:embed pages/*.html pages/style.css
var pageFiles embed.FS

var pages = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// scopeWords are the known scopes, and how the pages describe them.
var scopeWords = map[string]string{
	"profile":         "Your name and e-mail address",
	"profile:user_id": "An identifier for you, without name or address",
	"postal_code":     "The postal code of your shipping address",
}

// maxTyped bounds the length of a wrong code when the page shows it again.
const maxTyped = 64

// page is the data for the templates.
type page struct {
	Name, Title string
	Login, Form string // the id of the login (parameter arb), and the anti-forgery token
	UserCode    string // as the person typed it, or the code of the device
	Problem     string // why the typed code was not accepted
	Allowed     bool   // on the last page: whether the person allowed the device
	Client      string
	Site        string // the origin of the redirect URI
	People      []Person
	Person      Person
	Scopes      []scopeLine
	Error       *errorLine
}

type scopeLine struct {
	Scope, Words, Value string
	Voluntary           bool
}

type errorLine struct{ Problem, Register, Where, Flag string }

// Initial returns the letter that the pages show in place of a picture.
func (p Person) Initial() string {
	for _, r := range p.Name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(unicode.ToUpper(r))
		}
	}
	return "·"
}

func (s *Server) showSignIn(c *call, id string, p pending) {
	v := pageFor(id, p)
	v.Name, v.Title, v.People = "signin", "Sign in", s.People()
	s.show(c, http.StatusOK, v)
}

// showConsent shows the consent page. If the person has already granted these scopes, it only
// asks whether to continue as this person.
func (s *Server) showConsent(c *call, id string, p pending) {
	v := pageFor(id, p)
	v.Person, _ = s.person(p.userID)
	v.Name, v.Title = "consent", "Allow access"
	switch {
	case p.device: // the person must compare the code each time (RFC 8628 §5.4)
		v.Title, v.UserCode = "Connect a device", p.pair.userCode
	case s.store.consented(p.req.client.ID, p.userID, p.req.scopes):
		v.Name, v.Title = "continue", "Continue"
	}
	for _, scope := range p.req.scopes {
		v.Scopes = append(v.Scopes, scopeLine{
			Scope:     scope,
			Words:     scopeWords[scope],
			Value:     valueOf(v.Person, scope),
			Voluntary: p.req.voluntary[scope],
		})
	}
	s.show(c, http.StatusOK, v)
}

// showCode shows the page where a person types the code of a device.
func (s *Server) showCode(c *call, status int, id string, p pending, typed, problem string) {
	if problem != "" {
		c.note = "page: " + problem
	}
	if len(typed) > maxTyped {
		typed = ""
	}
	v := pageFor(id, p)
	v.Name, v.Title, v.UserCode, v.Problem = "code", "Connect a device", typed, problem
	s.show(c, status, v)
}

// showDone shows the last page of a login for a device.
func (s *Server) showDone(c *call, p pending, allowed bool) {
	v := page{Name: "done", Title: "Not connected", Client: p.req.client.Name}
	c.note = "device denied"
	if allowed {
		v.Title, v.Allowed, c.note = "Device connected", true, "device allowed"
	}
	s.show(c, http.StatusOK, v)
}

func valueOf(p Person, scope string) string {
	switch scope {
	case "profile":
		return strings.Trim(p.Name+" · "+p.Email, " ·")
	case "postal_code":
		return orDefault(p.PostalCode, "none on file")
	}
	return p.UserID
}

func pageFor(id string, p pending) page {
	v := page{Login: id, Form: p.form, Client: p.req.client.Name}
	if !p.device {
		v.Site = siteOf(p.req.redirectURI)
	}
	return v
}

func (s *Server) showError(c *call, e *pageError) {
	c.note = "page: " + printable(e.problem)
	s.show(c, http.StatusBadRequest, page{
		Name: "error", Title: "This login cannot go on",
		Error: &errorLine{Problem: e.problem, Register: cut(e.register, maxRedirectURI), Where: e.where, Flag: e.flag},
	})
}

func (s *Server) serveHome(c *call) {
	s.show(c, http.StatusOK, page{Name: "home", Title: "Development stand-in", People: s.People()})
}

func (s *Server) serveStyle(c *call) {
	css, _ := pageFiles.ReadFile("pages/style.css") // embedded
	c.raw(http.StatusOK, "text/css; charset=utf-8", string(css))
}

func (s *Server) show(c *call, status int, v page) {
	var out bytes.Buffer
	if err := pages.ExecuteTemplate(&out, "page.html", v); err != nil {
		c.note = "template: " + err.Error()
		c.raw(http.StatusInternalServerError, "text/plain; charset=utf-8", "500 internal error\n")
		return
	}
	c.coop(v.Name)
	c.w.Header().Set("Content-Security-Policy", pagePolicy(v.Site))
	c.raw(status, "text/html; charset=utf-8", out.String())
}

// pagePolicy allows our style sheet and our forms. Browsers apply form-action also to the
// redirect that follows a form, so the policy names the site of the client, too.
func pagePolicy(site string) string {
	action := "'self'"
	if site != "" {
		action += " " + cspSource(site)
	}
	return "default-src 'none'; style-src 'self'; form-action " + action + "; frame-ancestors 'none'; base-uri 'none'"
}

// cspSource returns an origin as a CSP source. CSP has no syntax for IPv6 hosts: their source is
// the scheme.
func cspSource(site string) string {
	if scheme, host, _ := strings.Cut(site, "//"); strings.HasPrefix(host, "[") {
		return scheme
	}
	return site
}

// siteOf returns the origin of a registered redirect URI.
func siteOf(redirectURI string) string {
	u, err := url.Parse(redirectURI)
	if err != nil {
		return ""
	}
	return serializeOrigin(u)
}

// coop adds the header Cross-Origin-Opener-Policy if the faults demand it for this page.
func (c *call) coop(name string) {
	f := c.faults
	if f.COOP != "" && (len(f.COOPOn) == 0 || slices.Contains(f.COOPOn, name)) {
		c.w.Header().Set("Cross-Origin-Opener-Policy", f.COOP)
	}
}
