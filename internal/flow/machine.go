package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

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
	window   Window // that of the event as it came: rules change it
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

// Step takes one event and returns the effects to carry out, in order. Do not call it while it
// runs, nor before the effects whose outcome comes "at once" have reported it.
func (m *Machine) Step(e *Event) []*Effect {
	m.now, m.window = e.Time, e.Window
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
	// After sleep, timers may not have fired: expire the session and the login before handling the
	// event.
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

// take carries out the first rule that fits the event. An event of a device login changes that
// login only. Any other event goes to the page's login and to the renewal of its session, which are
// two machines side by side.
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
