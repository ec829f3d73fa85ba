package browsertest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// quick has devices ask every second, the shortest that Amazon's answers can say.
var quick = fakeamazon.Faults{PollInterval: time.Second}

// screen is a page that shows a code: a television's, say.
type screen struct {
	*browsertest.Tab
	name string // of the variable that holds its login
}

// television opens a page that asks for a code and keeps what comes of it: events in .told, and
// done as an outcome.
func television(b *browsertest.Bench, faults fakeamazon.Faults, options string) screen {
	b.Helper()
	b.Fake.SetFaults(faults)
	return device(b.Open("/bench?redirect-uri=-").Ready(), "tv", options)
}

// device asks for a code in a page that is there.
func device(tab *browsertest.Tab, name, options string) screen {
	tab.Helper()
	tab.Expect("status of 400 .*/auth/o2/token") // how Amazon says to wait
	tab.Exec(`lwa.device(%s).then((device) => {
		const told = [];
		for (const type of ["pending", "slowdown", "expired"]) device.addEventListener(type, (e) => told.push(e.type));
		bench.%s = { device, told };
		void bench.keep(device.done);
	})`, options, name)
	return screen{tab, name}
}

func (s screen) code() string {
	s.Helper()
	return browsertest.Eval[string](s.Tab, fmt.Sprintf(`bench.%s.device.userCode`, s.name))
}

func (s screen) told() []string {
	s.Helper()
	return browsertest.Eval[[]string](s.Tab, fmt.Sprintf(`bench.%s.told`, s.name))
}

func (s screen) hears(event string) {
	s.Helper()
	awaits(s.Tab, fmt.Sprintf(`bench.%s.told.includes(%q)`, s.name, event))
}

// phone is another browser, in which somebody types the code of a screen and signs in; the page
// asks for consent now.
func phone(b *browsertest.Bench, code string) *browsertest.Tab {
	b.Helper()
	tab := b.Blank()
	tab.Go(b.Amazon + "/us/code")
	tab.Exec(`document.querySelector("#code").value = %q`, strings.ToLower(code))
	tab.Click("#continue")
	tab.Pick(zoe.Name)
	return tab
}

// polls are the requests of devices among those seen, each noted when it comes.
type polls struct {
	testing.TB
	at chan time.Time
}

func pollsOf(b *browsertest.Bench) *polls {
	p := &polls{b, make(chan time.Time, 1000)}
	b.Fake.OnRequest(func(r fakeamazon.Request) {
		if strings.Contains(r.Body, "grant_type=device_code") {
			p.at <- time.Now()
		}
	})
	return p
}

func (p *polls) next() time.Time {
	p.Helper()
	select {
	case at := <-p.at:
		return at
	case <-time.After(30 * time.Second):
		p.Fatal("nobody polls")
	}
	return time.Time{}
}

// apart checks that no two polls, and no poll and the time since, are closer than the interval.
func (p *polls) apart(since time.Time, interval time.Duration) {
	p.Helper()
	for len(p.at) > 0 {
		at := <-p.at
		assert.GreaterOrEqual(p, at.Sub(since), interval)
		since = at
	}
}
