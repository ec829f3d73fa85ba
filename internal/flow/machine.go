package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/internal/wire"
)

// MaxAge is how long a login may take from its start to its answer. A later answer finds nothing.
const MaxAge lwa.Millis = wire.MaxAge

const (
	graceTime      lwa.Millis = 1200            // of silence, after which a vanished popup counts as closed
	leaveTime                 = 5 * lwa.Second  // after which a page that should have left may be asked again
	networkTimeout            = 30 * lwa.Second // for one request of a login, its body included

	// clockSlack is how far the wall clock may be set without ending a login: a time zone, daylight
	// saving, or a wrong date. It gives an attacker nothing: a state works once, and a code lives five minutes at Amazon.
	clockSlack = 24 * lwa.Hour
)

// login is the page's one login in progress.
type login struct {
	grant
	given     bool    // is about a token that the page got elsewhere
	calls     []int   // promises that wait for it
	secrets   Secrets // zero until prepared
	redirect  bool    // goes by the page itself, not by a popup
	resumed   bool    // came back from a redirect; another page asked for it
	startedAt Time

	window  bool       // a popup and its channel may be open
	place   place      // where the person is
	backAt  lwa.Millis // since when the person is back, by the monotonic clock
	doubted bool       // the focus proves nothing any more
	told    bool       // the page knows that nobody can tell

	claim int // the request for the right to its answer, while that is wanted or had
}

// isOverdue: the login's time is up by the monotonic clock. The wall clock can be set, so it counts only for what no
// setting of a clock explains: the machine slept for long, and the monotonic clock stopped meanwhile.
func (l *login) isOverdue(now Time) bool {
	return now.Mono-l.startedAt.Mono > l.options.Timeout || now.Wall-l.startedAt.Wall > l.options.Timeout+clockSlack
}

// Machine is the login of one page. Its zero value is not ready for use: see [New].
type Machine struct {
	phase        Phase
	now          Time
	config       *Options
	login        *login
	session      *session
	profileCalls []profileCall
	devices      []*device
	renewal      renewal
	secrets      Secrets           // prepared ahead; zero when there are none
	preparing    bool              // some are being prepared
	ready        int               // the call that waits for Recalled
	transactions []string          // keys of the redirect logins that left this tab
	logouts      [Local + 1]string // by area: the last logout that this page knows of

	requests int
	queue    []*Event
	effects  []*Effect
}

// New returns a machine in phase [Idle] without configuration.
func New() *Machine {
	config, _ := parseOptions("{}")
	return &Machine{phase: Idle, renewal: renewal{phase: Fresh}, config: config}
}

// Phase returns where the login stands.
func (m *Machine) Phase() Phase { return m.phase }

// Step takes one event and returns the effects to carry out, in order. Do not call it while it runs, nor before the effects
// whose outcome comes "at once" have reported it.
func (m *Machine) Step(e *Event) []*Effect {
	m.now = e.Time
	switch e.Kind {
	case Configured, LoginAsked, CodeGiven, TokenGiven, TokenAsked, DeviceAsked:
		e.options, e.err = parseOptions(e.Text)
	}
	if e.options != nil && e.err == nil {
		e.err = e.options.missing(e.Kind)
	}
	if e.Kind == Recalled {
		e.loggedOut = m.noteLogout(e)
	}
	e.device = m.deviceFor(e)
	// After sleep, timers may not have fired: expire the session and the login before handling the event.
	m.later(&Event{Kind: TimePassed})
	if l := m.login; l != nil && l.isOverdue(m.now) {
		m.later(&Event{Kind: TimerFired, Timer: Deadline})
	}
	m.later(e)
	for i := 0; i < len(m.queue); i++ {
		m.take(m.queue[i])
	}
	clear(m.queue) // events may carry secrets: drop them
	m.queue = m.queue[:0]
	effects := m.effects
	m.effects = nil
	return effects
}

// take carries out the first rule that fits the event. An event of a device login changes that login only. Any other event
// goes to the page's login and to the renewal of its session, which are two machines side by side.
func (m *Machine) take(e *Event) {
	phases := m.phase | m.renewal.phase
	if e.device != nil {
		phases = e.device.phase
	}
	for i := range table {
		r := &table[i]
		if r.from&phases == 0 || r.on != e.Kind || r.when != nil && !r.when(m, e) {
			continue
		}
		r.do(m, e)
		switch {
		case r.to&always != 0:
			m.phase = r.to
		case r.to&anyRenewal != 0:
			m.renewal.phase = r.to
		case r.to != stay:
			e.device.phase = r.to
		}
		return
	}
}

// post has the machine take an event of its own in the same step, after the present one.
func (m *Machine) post(kind EventKind) { m.later(&Event{Kind: kind}) }

// later has the machine take an event in the same step, after those that wait already.
func (m *Machine) later(e *Event) { m.queue = append(m.queue, e) }

func (m *Machine) do(e *Effect) { m.effects = append(m.effects, e) }

// fetch asks for a request and returns its number.
func (m *Machine) fetch(method, url, body string, timeout lwa.Millis) int {
	m.requests++
	m.do(&Effect{Kind: Fetch, Request: m.requests, Method: method, URL: url, Text: body, Timeout: timeout})
	return m.requests
}

// abort ends those of the requests that are under way.
func (m *Machine) abort(requests ...int) {
	for _, request := range requests {
		if request != 0 {
			m.do(&Effect{Kind: AbortFetch, Request: request})
		}
	}
}
