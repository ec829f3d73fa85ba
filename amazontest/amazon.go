package amazontest

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/lwa-wasm/lwa/internal/control"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// ClientID is the client id of the default application.
const ClientID = "amzn1.application-oa2-client.00000000000000000000000000000001"

// Config is the configuration of a server.
type Config struct {
	// Clients are the applications that may request logins. Default: one application with the id
	// ClientID, which may use codes of televisions. [Amazon.Register] and [Amazon.AllowRedirect]
	// add return addresses.
	Clients []Client
	// People are the people who can sign in. Default: Zoë, 山田 花子 and Jürgen.
	People []Person
	// Hosts are additional values of the Host header that the server accepts, besides loopback
	// names. A server under test that reaches it by another name needs them.
	Hosts []string
}

// Amazon is a server that plays Amazon for one test.
type Amazon struct {
	// URL is the origin of the server, such as "http://127.0.0.1:40123". Use it as the provider
	// of the component.
	URL string

	tb       testing.TB
	director *control.Director
}

// Start starts a server. The server ends with the test.
func Start(tb testing.TB, cfg Config) *Amazon {
	tb.Helper()
	if len(cfg.Clients) == 0 {
		cfg.Clients = []Client{{ID: ClientID, Device: true}}
	}
	server := httptest.NewUnstartedServer(nil)
	a := &Amazon{URL: "http://" + server.Listener.Addr().String(), tb: tb}
	var err error
	a.director, err = control.New(control.Config{Amazon: fakeamazon.Config{
		Issuer: a.URL, Hosts: cfg.Hosts, AnyPort: true, Clients: clientsOf(cfg.Clients),
	}})
	if err != nil {
		server.Close()
		tb.Fatal(err)
	}
	if len(cfg.People) > 0 {
		a.SetPeople(cfg.People...)
		a.director.Keep()
	}
	server.Config.Handler = a.director.Handler()
	server.Start()
	tb.Cleanup(func() { _ = server.Config.Close() }) // does not wait for requests that hang
	return a
}

// ControlURL returns the URL at which tests in other languages control the server. See
// docs/control.md.
func (a *Amazon) ControlURL() string { return a.URL + control.Prefix }

// Reset undoes all changes since the start, and removes every login, token and request.
func (a *Amazon) Reset() { a.director.Reset() }

// Advance moves the server's clock forward, so that tokens, codes and codes of televisions
// expire. It does not move the clock of a browser.
func (a *Amazon) Advance(by time.Duration) {
	a.tb.Helper()
	a.must(a.director.Advance(by))
}

// Now returns the time by the clock of the server.
func (a *Amazon) Now() time.Time { return a.director.Now() }

func (a *Amazon) must(err error) {
	a.tb.Helper()
	if err != nil {
		a.tb.Fatalf("amazontest: %v", err)
	}
}

func init() {
	control.Behind = func(amazon any) *control.Director { return amazon.(*Amazon).director }
}
