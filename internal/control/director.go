package control

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Config says what is directed.
type Config struct {
	// Amazon is what the fake Amazon starts with. Its Now is replaced by a clock that can be moved.
	Amazon fakeamazon.Config
	// Site is the origin of the site that is served beside it, "" for none. Redirect faults lead there.
	Site string
}

// Director directs one fake Amazon. Its methods may be called from several goroutines. What they refuse is an *[Error].
type Director struct {
	Server *fakeamazon.Server

	site     string
	clientID string
	issuer   string
	ahead    atomic.Int64 // of the machine's clock, in nanoseconds

	mu       sync.Mutex
	faults   []*Fault
	settings Settings
	start    start
}

// start is what a reset returns to.
type start struct {
	people   []fakeamazon.Person
	clients  []fakeamazon.Client
	faults   []Fault
	settings Settings
}

// New starts a fake Amazon and directs it. It fails as [fakeamazon.New] does.
func New(cfg Config) (*Director, error) {
	d := &Director{site: cfg.Site, issuer: cfg.Amazon.Issuer, settings: DefaultSettings()}
	cfg.Amazon.Now = d.Now
	server, err := fakeamazon.New(cfg.Amazon)
	if err != nil {
		return nil, err
	}
	d.Server = server
	if len(cfg.Amazon.Clients) > 0 {
		d.clientID = cfg.Amazon.Clients[0].ID
	}
	server.SetPlan(d.plan)
	d.Keep()
	return d, nil
}

// Keep has every later [Director.Reset] return to what is set now.
func (d *Director) Keep() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.start = start{people: d.Server.People(), clients: d.Server.Clients(), settings: d.settings}
	for _, f := range d.faults {
		d.start.faults = append(d.start.faults, *f)
	}
}

// Reset ends what was changed since the start, and forgets every login.
func (d *Director) Reset() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead.Store(0)
	d.faults = nil
	for _, f := range d.start.faults {
		d.faults = append(d.faults, &f)
	}
	d.apply(d.start.settings)
	_ = d.Server.SetPeople(d.start.people) // they were accepted before
	for _, c := range d.Server.Clients() {
		d.Server.RemoveClient(c.ID)
	}
	for _, c := range d.start.clients {
		_ = d.Server.PutClient(c) // likewise
	}
	d.Server.Reset()
}

// Now is the fake Amazon's clock.
func (d *Director) Now() time.Time { return time.Now().Add(d.Ahead()) }

// Ahead is how far it is ahead of the machine's clock.
func (d *Director) Ahead() time.Duration { return time.Duration(d.ahead.Load()) }

// Advance moves it forward.
func (d *Director) Advance(by time.Duration) error {
	if by <= 0 {
		return invalid("advance", by.String(), "is no time ahead", `Give a duration such as "1h"; a reset sets the clock back.`)
	}
	d.ahead.Add(int64(by))
	return nil
}

// Behind returns the director of an amazontest.Amazon. That package sets it: the public type does not show what is internal,
// and our own tests need more of the server than others.
var Behind func(amazon any) *Director
