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
	// RedirectURIs are the Allowed Return URLs, one at least unless Device is set. They are compared byte for byte
	// (RFC 9700 §2.1): https, or http on a loopback host, with any port, path and query.
	RedirectURIs []string
	// Origins are Allowed Origins, such as "http://localhost:8080", beside those of RedirectURIs: the pages that may
	// use the API.
	Origins []string
	// Device lets the application ask for code pairs: what Amazon calls other
	// devices and platforms.
	Device bool

	added int // its place in the list
}

// Person is someone who can sign in, by a click and without a password.
type Person struct {
	// UserID is the stable identity, such as "amzn1.account.AF…".
	UserID string
	// Name and Email are given out with the scope "profile".
	Name, Email string
	// PostalCode is given out with the scope "postal_code". It may be empty.
	PostalCode string
}

// Config is what a [Server] starts with.
type Config struct {
	// Issuer is the base URL the server is reached at, such as
	// "http://127.0.0.1:8081": the iss of redirects (RFC 9207) and of tokeninfo.
	// Default: taken from the Host header of each request.
	Issuer string
	// Hosts are values of Host that the server answers to, besides its loopback addresses, the Issuer's and those of
	// registered loopback pages. One without a port is accepted with any. Everything else gets status 421.
	Hosts []string
	// AnyPort accepts loopback names with a port of something else: proxies that keep Host stand in front.
	AnyPort bool
	// RedirectFlag is what the process calls the flag that registers a return address, such as "-redirect-uri". The
	// error page of an unregistered one shows it with the value. Default: none.
	RedirectFlag string
	// Clients are the registered applications. More come by [Server.AddClient].
	Clients []Client
	// People are those who can sign in. Default: [DefaultPeople].
	People []Person
	// Now is the clock. Default: time.Now.
	Now func() time.Time
	// Log receives one line per request, never with a secret. Default: none.
	Log func(string)
}

// DefaultPeople returns the people of a server that names none: three, with
// names that are more than ASCII.
func DefaultPeople() []Person {
	return []Person{
		{UserID: "amzn1.account.AFZOE4ONEIL7DEVELOPMENT2AA", Name: "Zoë O’Neil & Sons", Email: "zoe@example.com", PostalCode: "98109-5210"},
		{UserID: "amzn1.account.AFHANAKO5YAMADA3DEVELOP2BB", Name: "山田 花子", Email: "hanako@example.jp", PostalCode: "150-0001"},
		{UserID: "amzn1.account.AFJUERGEN6GROESS4DEVELOP2C", Name: "Jürgen Größ-Łukasik", Email: "juergen@example.de"},
	}
}

// Server is the development authorization server. Its methods may be called
// from several goroutines. Make one with [New].
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

// New returns a server. It fails, naming the value, on an issuer that is no
// origin, on people without distinct user ids, and on a client that
// [Server.AddClient] would refuse.
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

// AddClient registers an application, or refuses it: an ID that is taken or
// malformed, a redirect URI with a wildcard, a fragment, user information, a
// response parameter in its query, or a scheme other than https (http is for
// loopback hosts), and an origin that a browser would not send so.
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

// allowsHost reports whether a request was meant for this server.
func (s *Server) allowsHost(r *http.Request) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.hosts.Allows(r)
}

// Forget signs everyone out and forgets every consent, as a fresh start would.
// Codes, code pairs and tokens stay valid.
func (s *Server) Forget() { s.store.forget() }

// Reset forgets every login, sign-in, consent, code, code pair and token, and the
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
