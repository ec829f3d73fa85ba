// Package site serves the demo pages and the built component: the web site that a browser sees in development and in
// the browser tests. It answers to loopback names, and to the hosts of its Config.
//
// Pages are rendered once, in New, and never change afterwards; the component is read anew for every request, so that a
// rebuild shows up on reload. It imports the standard library and the packages loopback, sick and web only. It keeps no state, sets no cookie,
// and plays no part of Amazon: that is package fakeamazon.
package site

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/lwa-wasm/lwa/internal/loopback"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/sick"
	"github.com/lwa-wasm/lwa/web"
)

// Config says what is served and whom the pages log in with.
type Config struct {
	// Lwa holds the built component at its root: lwa.js, lwa.wasm and lwa-callback.html at least, and lwa.mjs and the
	// .br and .gz files beside each where there are any. Served under /lwa/.
	Lwa fs.FS
	// Docs holds the documentation site, as cmd/site writes it. Served under /docs/; nil is none.
	Docs fs.FS
	// ClientID is the client id that the pages log in with. Required.
	ClientID string
	// Provider is the origin of the authorization server, such as "http://127.0.0.1:8081": scheme, host and port only.
	Provider string
	// People are names to show as a hint: who can be signed in as at the provider. May be empty.
	People []string
	// Hosts are values of Host that the site answers to besides loopback names with the port that it listens on. One
	// without a port is accepted with any. Everything else gets status 421.
	Hosts []string
	// AnyPort accepts loopback names with a port of something else: proxies that keep Host stand in front.
	AnyPort bool
}

// componentPrefix is the path below which Config.Lwa is served.
const componentPrefix = "/lwa/"

// required lists the files without which no demo page can log anybody in.
var required = []string{"lwa.js", "lwa.wasm", "lwa-callback.html"}

// site is the handler. Its pages are fixed; only the component's files are read per request.
type site struct {
	documents map[string]document // by URL path
	notFound  document
	policy    string // the Content-Security-Policy of everything but the callback page
	component fs.FS
	docs      fs.FS // nil where there is none
	hosts     loopback.Hosts
	sick      http.Handler // below sick.Path: sites for the doctor
}

// New returns the handler of the whole site. It answers GET and HEAD only, and fails when a file of the component is
// missing (the error names it and wraps fs.ErrNotExist), when the client id is empty or when the provider is no origin.
func New(config Config) (http.Handler, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	demo, err := fs.Sub(web.Demo, "demo")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	documents, err := render(demo, config)
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	notFound := documents[notFoundPage]
	delete(documents, notFoundPage)
	documents["/"] = documents["/index.html"]
	return &site{
		documents: documents, notFound: notFound, policy: pagePolicy(config.Provider), component: config.Lwa, docs: config.Docs,
		hosts: loopback.Hosts{Named: config.Hosts, AnyPort: config.AnyPort},
		sick:  sick.Handler(config.Lwa, config.Provider),
	}, nil
}

// check reports the first thing that would make the pages fail later, in the browser.
func (c Config) check() error {
	if c.ClientID == "" {
		return errors.New("site: client id is empty")
	}
	if !lwa.ValidOrigin(c.Provider) { // it goes into a header and into pages
		return fmt.Errorf("site: provider is %q, want an origin such as http://127.0.0.1:8081", c.Provider)
	}
	if c.Lwa == nil {
		return errors.New("site: Lwa is nil, want the folder of the built component")
	}
	for _, name := range required {
		if _, err := fs.Stat(c.Lwa, name); err != nil {
			return fmt.Errorf("site: %s is missing from the built component: %w", name, err)
		}
	}
	return nil
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.hosts.Allows(r) {
		loopback.Refuse(w)
		return
	}
	setHeaders(w.Header(), s.policy)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
		return
	}
	if name, ok := strings.CutPrefix(r.URL.Path, componentPrefix); ok {
		s.serveComponent(w, r, name)
		return
	}
	if s.docs != nil && strings.HasPrefix(r.URL.Path+"/", docsPrefix) {
		s.serveDocs(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, sick.Path) {
		s.sick.ServeHTTP(w, r)
		return
	}
	page, ok := s.documents[r.URL.Path]
	if !ok {
		s.serveNotFound(w, r)
		return
	}
	page.serve(w, r)
}

// serveNotFound answers 404 with a page that leads back to the start.
func (s *site) serveNotFound(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", s.notFound.contentType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	if r.Method == http.MethodGet {
		_, _ = w.Write(s.notFound.body) // a reader that went away is nobody's failure
	}
}
