package control

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Config is the configuration of a [Director].
type Config struct {
	// Amazon is the configuration of the fake Amazon. New replaces Now by a clock that can be
	// moved.
	Amazon fakeamazon.Config
	// Site is the origin of the demo site, or "" if there is none. The redirect faults lead
	// there.
	Site string
}

// Director controls one fake Amazon. Its methods may be called from several goroutines. Their
// errors are of type *[Error].
type Director struct {
	Server *fakeamazon.Server

	site     string
	clientID string
	issuer   string
	ahead    atomic.Int64 // how far the clock is ahead of the machine's, in nanoseconds

	mu       sync.Mutex
	faults   []*Fault
	settings Settings
	start    start
}

// start is the state that a reset restores.
type start struct {
	people   []fakeamazon.Person
	clients  []fakeamazon.Client
	faults   []Fault
	settings Settings
}

// New makes a fake Amazon and its director. It fails as [fakeamazon.New] does.
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

// Keep makes the current state the one that [Director.Reset] restores.
func (d *Director) Keep() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.start = start{people: d.Server.People(), clients: d.Server.Clients(), settings: d.settings}
	for _, f := range d.faults {
		d.start.faults = append(d.start.faults, *f)
	}
}

// Reset restores the state at the start, or that of the last [Director.Keep], and removes every
// login.
func (d *Director) Reset() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead.Store(0)
	d.faults = nil
	for _, f := range d.start.faults {
		d.faults = append(d.faults, &f)
	}
	d.apply(d.start.settings)
	_ = d.Server.SetPeople(d.start.people) // cannot fail: they were accepted before
	for _, c := range d.Server.Clients() {
		d.Server.RemoveClient(c.ID)
	}
	for _, c := range d.start.clients {
		_ = d.Server.PutClient(c) // cannot fail either
	}
	d.Server.Reset()
}

// Now returns the time by the clock of the fake Amazon.
func (d *Director) Now() time.Time { return time.Now().Add(d.Ahead()) }

// Ahead returns how far that clock is ahead of the clock of the machine.
func (d *Director) Ahead() time.Duration { return time.Duration(d.ahead.Load()) }

// Advance moves the clock of the fake Amazon forward.
func (d *Director) Advance(by time.Duration) error {
	if by <= 0 {
		return invalid("advance", by.String(), "is no time ahead", `Give a duration such as "1h"; a reset sets the clock back.`)
	}
	d.ahead.Add(int64(by))
	return nil
}

// Behind returns the director of an amazontest.Amazon, for our own tests. Package amazontest sets
// this variable, so that its public type has no exported method for internal use.
var Behind func(amazon any) *Director
