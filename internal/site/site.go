// Package site serves the demo pages, the built component and the documentation, in development and
// in the browser tests. It answers only to loopback names and to the hosts of its Config.
//
// New renders the demo pages once. The component and the documentation are read for each request,
// so that a rebuild is visible after a reload. The package has no state and sets no cookies.
// Package fakeamazon plays Amazon.
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

// Config is the configuration of the site.
type Config struct {
	// Lwa has the built component at its root: at least lwa.js, lwa-run.js, lwa.wasm and
	// lwa-callback.html, and optionally other files and their .br and .gz forms. It is served
	// under /lwa/.
	Lwa fs.FS
	// Docs has the documentation site, as cmd/site writes it. It is served under /docs/, unless
	// it is nil.
	Docs fs.FS
	// ClientID is the client id of the demo pages. Required.
	ClientID string
	// Provider is the origin of the authorization server, such as "http://127.0.0.1:8081".
	Provider string
	// People are the names of people who can sign in at the provider. The pages show them as a
	// hint. May be empty.
	People []string
	// Hosts are further values of the Host header that the site accepts, besides loopback names
	// with its own port. A host without a port is accepted with any port. Requests for other
	// hosts get status 421.
	Hosts []string
	// AnyPort accepts loopback names with any port. A proxy that forwards the Host header needs
	// this.
	AnyPort bool
}

// componentPrefix is the path below which Config.Lwa is served.
const componentPrefix = "/lwa/"

// required are the files that every login needs.
var required = []string{"lwa.js", "lwa-run.js", "lwa.wasm", "lwa-callback.html"}

// site is the handler of the whole site.
type site struct {
	documents map[string]document // by URL path
	notFound  document
	policy    string // the default Content-Security-Policy; some files have another
	component fs.FS
	docs      fs.FS // nil if there is none
	hosts     loopback.Hosts
	sick      http.Handler // serves sites with faults under sick.Path, for the doctor
}

// New returns the handler of the whole site. It answers only GET and HEAD. New fails if a
// required file of the component is missing (the error names the file and wraps fs.ErrNotExist),
// if the client id is empty, or if the provider is not an origin.
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

// check returns an error for values with which the pages would fail in the browser.
func (c Config) check() error {
	if c.ClientID == "" {
		return errors.New("site: client id is empty")
	}
	if !lwa.ValidOrigin(c.Provider) { // it becomes part of a header and of pages
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

// serveNotFound answers 404 with a page that links to the start page.
func (s *site) serveNotFound(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", s.notFound.contentType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	if r.Method == http.MethodGet {
		_, _ = w.Write(s.notFound.body) // the client may have disconnected
	}
}
