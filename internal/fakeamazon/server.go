package fakeamazon

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lwa-wasm/lwa/internal/loopback"
)

// Client is an application that may ask for logins: what Amazon calls a
// security profile with its web settings.
type Client struct {
	// ID is the client_id, 1 to 100 printable ASCII characters.
	ID string
	// Name is shown to the person. Default: the ID.
	Name string
	// RedirectURIs are the Allowed Return URLs. At least one is needed, unless Device is set.
	// They are compared byte for byte (RFC 9700 §2.1). Allowed are https, and http on a loopback
	// host, with any port, path and query.
	RedirectURIs []string
	// Origins are the Allowed Origins, such as "http://localhost:8080": the origins of pages that
	// may use the API. The origins of RedirectURIs need not be repeated.
	Origins []string
	// Device lets the application ask for code pairs. Amazon calls this "other devices and
	// platforms".
	Device bool

	added int // its place in the list
}

// Person is somebody who can sign in, with a click and without a password.
type Person struct {
	// UserID is the stable identity, such as "amzn1.account.AF…".
	UserID string
	// Name and Email are sent if the scope "profile" was granted.
	Name, Email string
	// PostalCode is sent if the scope "postal_code" was granted. It may be empty.
	PostalCode string
}

// Config is the configuration of a [Server].
type Config struct {
	// Issuer is the base URL of the server, such as "http://127.0.0.1:8081". It is sent as iss,
	// by redirects (RFC 9207) and by tokeninfo. Default: derived from the Host header of each
	// request.
	Issuer string
	// Hosts are further values of the Host header that the server accepts, besides its loopback
	// addresses, the host of Issuer and those of registered loopback pages. A host without a port
	// is accepted with any port. Requests for other hosts get status 421.
	Hosts []string
	// AnyPort accepts loopback names with any port. A proxy that forwards the Host header needs
	// this.
	AnyPort bool
	// RedirectFlag is the command line flag that registers a redirect URI, such as
	// "-redirect-uri". The error page for an unregistered URI shows this flag with the URI.
	// Default: none.
	RedirectFlag string
	// Clients are the registered applications. [Server.AddClient] adds more.
	Clients []Client
	// People are the people who can sign in. Default: [DefaultPeople].
	People []Person
	// Now is the clock. Default: time.Now.
	Now func() time.Time
	// Log receives one line per request, never with a secret. Default: none.
	Log func(string)
}

// DefaultPeople returns three people, for a server whose configuration names none. Their names
// have characters beyond ASCII.
func DefaultPeople() []Person {
	return []Person{
		{UserID: "amzn1.account.AFZOE4ONEIL7DEVELOPMENT2AA", Name: "Zoë O’Neil & Sons", Email: "zoe@example.com", PostalCode: "98109-5210"},
		{UserID: "amzn1.account.AFHANAKO5YAMADA3DEVELOP2BB", Name: "山田 花子", Email: "hanako@example.jp", PostalCode: "150-0001"},
		{UserID: "amzn1.account.AFJUERGEN6GROESS4DEVELOP2C", Name: "Jürgen Größ-Łukasik", Email: "juergen@example.de"},
	}
}

// Server is the development authorization server. Its methods may be called from several
// goroutines. Use [New] to make one.
type Server struct {
	issuer string
	now    func() time.Time
	log    func(string)

	redirectFlag string

	mu      sync.RWMutex
	people  []Person
	clients map[string]Client
	added   int // clients so far
	hosts   loopback.Hosts

	plan    atomic.Pointer[Plan]
	faults  atomic.Pointer[Faults]
	store   *store
	journal *journal
	routes  map[string]route
}

// New returns a server. It fails if the issuer is not an origin, if user ids are not distinct, or
// if [Server.AddClient] would refuse a client. The error names the value.
func New(cfg Config) (*Server, error) {
	if cfg.Issuer != "" {
		if err := checkOrigin(cfg.Issuer); err != nil {
			return nil, fmt.Errorf("fakeamazon: issuer %w", err)
		}
	}
	s := &Server{
		issuer:  cfg.Issuer,
		people:  cfg.People,
		now:     cfg.Now,
		log:     cfg.Log,
		clients: map[string]Client{},
		hosts:   loopback.Hosts{Named: slices.Clone(cfg.Hosts), AnyPort: cfg.AnyPort},
		store:   newStore(),
		journal: newJournal(),

		redirectFlag: cfg.RedirectFlag,
	}
	if cfg.Issuer != "" {
		s.hosts.Named = append(s.hosts.Named, loopback.Named(cfg.Issuer))
	}
	if len(s.people) == 0 {
		s.people = DefaultPeople()
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = func(string) {}
	}
	if err := checkPeople(s.people); err != nil {
		return nil, err
	}
	for _, c := range cfg.Clients {
		if err := s.AddClient(c); err != nil {
			return nil, err
		}
	}
	s.faults.Store(&Faults{})
	s.routes = s.table()
	return s, nil
}

func checkPeople(people []Person) error {
	seen := map[string]bool{}
	for _, p := range people {
		if p.UserID == "" {
			return fmt.Errorf("fakeamazon: person %q has no user id", p.Name)
		}
		if seen[p.UserID] {
			return fmt.Errorf("fakeamazon: two people have the user id %q", p.UserID)
		}
		seen[p.UserID] = true
	}
	return nil
}

// AddClient registers an application. It refuses an ID that is taken or malformed. It refuses a
// redirect URI with a wildcard, a fragment, user information, a response parameter in its query,
// or a scheme other than https; http is allowed for loopback hosts. It refuses an origin that is
// not written as browsers write it.
func (s *Server) AddClient(c Client) error {
	if err := checkClient(c); err != nil {
		return fmt.Errorf("fakeamazon: client %q: %w", c.ID, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken := s.clients[c.ID]; taken {
		return fmt.Errorf("fakeamazon: client %q is registered already", c.ID)
	}
	s.register(c)
	return nil
}

// allowsHost reports whether the server accepts the Host header of a request.
func (s *Server) allowsHost(r *http.Request) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.hosts.Allows(r)
}

// Forget signs everyone out and removes every consent. Codes, code pairs and tokens stay valid.
func (s *Server) Forget() { s.store.forget() }

// Reset removes every login, sign-in, consent, code, code pair and token, and empties the
// journal. Applications, people and faults stay.
func (s *Server) Reset() {
	s.store.reset()
	s.journal.reset()
}

func (s *Server) client(id string) (Client, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, ok := s.clients[id]
	return c, ok
}

func (s *Server) person(userID string) (Person, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, p := range s.people {
		if p.UserID == userID {
			return p, true
		}
	}
	return Person{}, false
}

func (s *Server) issuerOf(r *http.Request) string {
	if s.issuer != "" {
		return s.issuer
	}
	if r.TLS != nil {
		return "https://" + strings.ToLower(r.Host)
	}
	return "http://" + strings.ToLower(r.Host)
}
