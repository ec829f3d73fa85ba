package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

const (
	slowDown    = 5 * lwa.Second // that each slow_down adds (RFC 8628 §3.5)
	longestWait = lwa.Minute     // between polls that fail
)

// device is a login whose person takes a code to another device (RFC 8628). There may be several at once, beside the
// page's own login: they have nothing in common, and none of them has a phase.
type device struct {
	grant
	call        int           // of lwa.device(); also names the timer
	pair        *lwa.CodePair // nil until it came
	since       Time          // the codes live from their request on
	interval    lwa.Millis    // to wait before each poll
	wait        lwa.Millis    // the same, or longer after polls that failed
	waiting     bool          // the timer runs
	pairRequest int
	pollRequest int
}

func (m *Machine) device(e *Event) *device {
	for _, d := range m.devices {
		switch e.Kind {
		case Aborted, TimerFired:
			if d.call == e.Call {
				return d
			}
		default:
			if d.owns(e.Request) || e.Request != 0 && (e.Request == d.pairRequest || e.Request == d.pollRequest) {
				return d
			}
		}
	}
	return nil
}

// isDevice: the event belongs to a device login.
func isDevice(m *Machine, e *Event) bool { return m.device(e) != nil }

// isPair: it answers the request for the codes of a device login.
func isPair(m *Machine, e *Event) bool {
	d := m.device(e)
	return d != nil && d.pairRequest == e.Request
}

// isPoll: it answers a poll of a device login.
func isPoll(m *Machine, e *Event) bool {
	d := m.device(e)
	return d != nil && d.pollRequest == e.Request
}

// isWait: the time that a device login waits before its next poll is over.
func isWait(m *Machine, e *Event) bool {
	d := m.device(e)
	return e.Timer == Poll && d != nil && d.waiting
}

// askPair asks Amazon for a pair of codes.
func askPair(m *Machine, e *Event) {
	d := &device{call: e.Call, since: m.now}
	d.options = e.options
	body := lwa.CodePairRequest(d.options.ClientID, d.options.Scope, d.options.ScopeData)
	d.pairRequest = m.fetch("POST", d.options.endpoints.CodePair, body, networkTimeout)
	m.devices = append(m.devices, d)
}

// readPair shows the page the code that the person types, and waits: the first poll waits as every other.
func readPair(m *Machine, e *Event) {
	d := m.device(e)
	d.pairRequest = 0
	pair, err := lwa.ParseCodePair(e.Status, e.ContentType, e.Text, d.options.Provider != "")
	if err != nil {
		m.failDevice(d, err)
		return
	}
	d.pair, d.interval = pair, pair.Interval.Millis()
	m.tell(d, "pair", d.public())
	m.waitToPoll(d, d.interval)
}

// waitToPoll starts the timer for the next poll, or for the end of the codes when that comes first.
func (m *Machine) waitToPoll(d *device, ms lwa.Millis) {
	d.wait, d.waiting = ms, true
	left := d.pair.ExpiresIn.Millis() - elapsed(d.since, m.now)
	m.do(&Effect{Kind: StartTimer, Timer: Poll, Call: d.call, Timeout: max(min(ms, left), 0)})
}

// poll asks whether the person is done, or ends the login when its codes are too old, by the clock that saw more time
// pass. A machine that slept has one timer fire, so it polls once.
func poll(m *Machine, e *Event) {
	d := m.device(e)
	d.waiting = false
	if elapsed(d.since, m.now) >= d.pair.ExpiresIn.Millis() {
		m.failDevice(d, lwa.NewError(lwa.CodeDeviceCodeExpired))
		return
	}
	d.redeemedAt = m.now
	d.pollRequest = m.fetch("POST", d.options.endpoints.Token, lwa.DevicePollRequest(d.pair.DeviceCode, d.pair.UserCode), networkTimeout)
}

// readPoll reads the answer to a poll: a token, the end, or wait on.
func readPoll(m *Machine, e *Event) {
	d := m.device(e)
	token, answer, err := lwa.ParsePoll(e.Status, e.ContentType, e.Text)
	if answer == lwa.PollFailed {
		retryPoll(m, e)
		return
	}
	d.pollRequest = 0
	switch {
	case err != nil:
		m.failDevice(d, err)
	case token != nil:
		d.token = token
		m.askProof(&d.grant)
	case answer == lwa.PollSlower:
		d.interval += slowDown
		m.tell(d, "slowdown", none)
		m.waitToPoll(d, d.interval)
	default:
		m.tell(d, "pending", none)
		m.waitToPoll(d, d.interval)
	}
}

// retryPoll waits twice as long as before, since nobody answered who knows of the login (RFC 8628 §3.5).
func retryPoll(m *Machine, e *Event) {
	d := m.device(e)
	d.pollRequest = 0
	m.waitToPoll(d, max(d.interval, min(2*d.wait, longestWait)))
}

// readDeviceProof reads the answer of tokeninfo or of the profile endpoint, as for any login, and publishes the session
// once both agree.
func readDeviceProof(m *Machine, e *Event) {
	d := m.device(e)
	done, err := d.prove(e)
	if err != nil {
		m.failDevice(d, err)
		return
	}
	if done {
		m.endDevice(d)
		m.resolve(d.call, m.establish(&d.grant))
	}
}

// failDeviceNetwork ends the device login: a request had no answer, and is not made again.
func failDeviceNetwork(m *Machine, e *Event) { m.failDevice(m.device(e), failure(e.Failure)) }

// abortDevice ends the device login for its caller.
func abortDevice(m *Machine, e *Event) { m.failDevice(m.device(e), lwa.NewError(lwa.CodeAborted)) }

// failDevice ends a device login and rejects its call.
func (m *Machine) failDevice(d *device, err *lwa.Error) {
	m.endDevice(d)
	if err.Code == lwa.CodeDeviceCodeExpired {
		m.tell(d, "expired", none)
	}
	m.reject(d.call, err)
}

// endDevice stops whatever the device login has running: nothing of it is heard, or polled, again.
func (m *Machine) endDevice(d *device) {
	for i := range m.devices {
		if m.devices[i] == d {
			m.devices = append(m.devices[:i], m.devices[i+1:]...)
			break
		}
	}
	m.abort(d.pairRequest, d.pollRequest, d.infoRequest, d.profileRequest)
	m.do(&Effect{Kind: StopTimer, Timer: Poll, Call: d.call})
}

// tell tells whoever made the call how its device login goes.
func (m *Machine) tell(d *device, event, json string) {
	m.do(&Effect{Kind: Emit, Call: d.call, Key: event, Text: json})
}

// public is what the page shows (DeviceLogin in web/lwa.d.ts). The device code is not in it.
func (d *device) public() string {
	var w lwa.ObjectWriter
	w.Text("userCode", d.pair.UserCode).Text("verificationUri", d.pair.VerificationURI)
	w.Text("verificationUriWithCode", d.pair.Complete)
	return w.Int("expiresAt", int64(d.since.Wall+d.pair.ExpiresIn.Millis())).JSON()
}
