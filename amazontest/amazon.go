package amazontest

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/lwa-wasm/lwa/internal/control"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// ClientID is the application of a server that names none.
const ClientID = "amzn1.application-oa2-client.00000000000000000000000000000001"

// Config says what a server starts with.
type Config struct {
	// Clients are the applications that may ask for logins. Default: ClientID, for televisions; [Amazon.Register] adds return
	// addresses.
	Clients []Client
	// People are those who can sign in. Default: Zoë, 山田 花子 and Jürgen.
	People []Person
	// Hosts are further values of Host that the server answers to, besides loopback names: those by which a server under test
	// reaches it.
	Hosts []string
}

// Amazon is a server that plays Amazon for one test.
type Amazon struct {
	// URL is the server's origin, such as "http://127.0.0.1:40123": the component's provider.
	URL string

	tb       testing.TB
	director *control.Director
}

// Start starts a server, which ends with the test.
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
	tb.Cleanup(func() { _ = server.Config.Close() }) // which waits for no request that hangs
	return a
}

// ControlURL is where tests in other languages direct the server: docs/control.md.
func (a *Amazon) ControlURL() string { return a.URL + control.Prefix }

// Reset ends everything that was changed since the start, and forgets every login, token and request.
func (a *Amazon) Reset() { a.director.Reset() }

// Advance moves the server's clock forward: tokens, codes and the codes of televisions run out. The clock of a browser is
// another one.
func (a *Amazon) Advance(by time.Duration) {
	a.tb.Helper()
	a.must(a.director.Advance(by))
}

// Now is the server's clock.
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
