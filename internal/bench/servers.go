package bench

import (
	"net"
	"net/http"
	"strings"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// servers are the site and the provider, on two ports of this machine: http://localhost and
// http://127.0.0.1, two sites.
type servers struct {
	site, provider *http.Server
	origin, issuer string
	journal        *journal
	all            []*contestant
	none           *contestant // the page without a login
}

func start(c Config) (*servers, error) {
	s := &servers{journal: &journal{}, site: &http.Server{}, provider: &http.Server{}}
	here, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	there, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		here.Close()
		return nil, err
	}
	s.origin = "http://" + strings.Replace(here.Addr().String(), "127.0.0.1", "localhost", 1)
	s.issuer = "http://" + there.Addr().String()
	if err := s.prepare(c); err != nil {
		here.Close()
		there.Close()
		return nil, err
	}
	go func() { _ = s.site.Serve(here) }()
	go func() { _ = s.provider.Serve(there) }()
	return s, nil
}

// prepare builds what the two serve.
func (s *servers) prepare(c Config) (err error) {
	if s.all, err = contestants(c, s.issuer); err != nil {
		return err
	}
	if s.none, err = without(); err != nil {
		return err
	}
	if err := s.none.pack(c.Quality); err != nil {
		return err
	}
	config := fakeamazon.Config{Issuer: s.issuer}
	for _, one := range s.all {
		if err := one.pack(c.Quality); err != nil {
			return err
		}
		config.Clients = append(config.Clients, fakeamazon.Client{
			ID: one.clientID, Name: one.Name, Origins: []string{s.origin}, RedirectURIs: []string{one.redirectURI(s.origin)},
		})
	}
	fake, err := fakeamazon.New(config)
	if err != nil {
		return err
	}
	fake.SetFaults(fakeamazon.Faults{AutoApprove: visitor.UserID, OmitIssuer: true})
	s.site.Handler = s.journal.watch("site", site(append(s.all, s.none)))
	s.provider.Handler = s.journal.watch("provider", &provider{fake: fake, issuer: s.issuer, nonces: map[string]string{}})
	return nil
}

func (s *servers) close() {
	_ = s.site.Close()
	_ = s.provider.Close()
}
