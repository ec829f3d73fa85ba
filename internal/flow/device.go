package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

const (
	slowDown    = 5 * lwa.Second // that each slow_down adds (RFC 8628 §3.5)
	longestWait = lwa.Minute     // between polls that fail
)

// device is a login whose person takes a code to another device (RFC 8628). There may be several at
// once, beside the page's own login: they have nothing in common, and each has a phase of its own.
type device struct {
	grant
	phase    Phase
	call     int              // of lwa.device(); also names the timer
	codes    *lwa.DeviceCodes // nil until they came
	since    Time             // the codes live from their request on
	interval lwa.Millis       // to wait before each poll
	wait     lwa.Millis       // the same, or longer after polls that failed
}

// deviceFor is the device login that an event of the browser belongs to, or nil.
func (m *Machine) deviceFor(e *Event) *device {
	for _, d := range m.devices {
		mine := false
		switch e.Kind {
		case Aborted:
			mine = d.call == e.Call
		case TimerFired:
			mine = e.Timer == Poll && d.call == e.Call
		case ResponseArrived, RequestFailed:
			mine = d.owns(e.Request)
		}
		if mine {
			return d
		}
	}
	return nil
}

// bringsCodes: the answer has the codes.
func bringsCodes(_ *Machine, e *Event) bool {
	e.codes, e.err = lwa.ParseDeviceCodes(e.Status, e.ContentType, e.Text, e.device.options.Provider != "")
	return e.err == nil
}

// codesAreOver: the codes have expired. Of the two clocks, the one that saw more time pass
// counts.
func codesAreOver(m *Machine, e *Event) bool { return e.device.left(m.now) <= 0 }

// saysNothing: the answer to the poll says nothing about the login: it came from something other
// than Amazon, or from a server that could not answer.
func saysNothing(_ *Machine, e *Event) bool {
	e.token, e.poll, e.err = lwa.ParsePoll(e.Status, e.ContentType, e.Text)
	return e.poll == lwa.PollFailed
}

// isPending: the person has not agreed yet.
func isPending(_ *Machine, e *Event) bool { return e.poll == lwa.PollPending }

// isTooFast: the person has not agreed yet, and Amazon wants the device to ask less often.
func isTooFast(_ *Machine, e *Event) bool { return e.poll == lwa.PollSlower }

// isRefused: the answer to the poll ends the login.
func isRefused(_ *Machine, e *Event) bool { return e.err != nil }

// askCodes asks Amazon for the codes of a device login.
func askCodes(m *Machine, e *Event) {
	d := &device{grant: grant{options: e.options}, call: e.Call, since: m.now}
	body := lwa.DeviceCodesRequest(d.options.ClientID, d.options.Scope, d.options.ScopeData)
	d.tokenRequest = m.fetch("POST", d.options.endpoints.CodePair, body, networkTimeout)
	m.devices = append(m.devices, d)
	e.device = d
}

// showCodes shows the page the code for the person. The first poll waits like every other.
func showCodes(m *Machine, e *Event) {
	d := e.device
	d.codes, d.interval = e.codes, e.codes.Interval.Millis()
	m.tell(d, "pair", d.public())
	m.waitToPoll(d, d.interval)
}

// left is what is left of the codes' life.
func (d *device) left(now Time) lwa.Millis {
	return d.codes.ExpiresIn.Millis() - elapsed(d.since, now)
}

// waitToPoll starts the timer for the next poll, or for the end of the codes when that comes first.
func (m *Machine) waitToPoll(d *device, wait lwa.Millis) {
	d.wait, d.tokenRequest = wait, 0
	m.do(&Effect{Kind: StartTimer, Timer: Poll, Call: d.call, Timeout: max(min(wait, d.left(m.now)), 0)})
}

// poll asks whether the person has agreed. After sleep only one timer fires, so it polls once.
func poll(m *Machine, e *Event) {
	d := e.device
	d.redeemedAt = m.now
	d.tokenRequest = m.fetch("POST", d.options.endpoints.Token, lwa.DevicePollRequest(d.codes.DeviceCode, d.codes.UserCode), networkTimeout)
}

// tellPending tells the page that the person has not agreed yet, and waits again.
func tellPending(m *Machine, e *Event) {
	m.tell(e.device, "pending", none)
	m.waitToPoll(e.device, e.device.interval)
}

// pollSlower waits longer from now on, as Amazon asked (RFC 8628 §3.5).
func pollSlower(m *Machine, e *Event) {
	e.device.interval += slowDown
	m.tell(e.device, "slowdown", none)
	m.waitToPoll(e.device, e.device.interval)
}

// retryPoll waits twice as long as before, up to a minute, because the poll failed or its answer
// says nothing about the login (RFC 8628 §3.5).
func retryPoll(m *Machine, e *Event) {
	d := e.device
	m.waitToPoll(d, max(d.interval, min(2*d.wait, longestWait)))
}

// proveDevice asks, in parallel, for whom the token of a device login was made and who the
// person is.
func proveDevice(m *Machine, e *Event) {
	d := e.device
	d.tokenRequest, d.token = 0, e.token
	m.askProof(&d.grant)
}

// readDeviceProof reads the answer of tokeninfo or of the profile endpoint, as for any login.
func readDeviceProof(m *Machine, e *Event) {
	d := e.device
	switch done, err := d.prove(e); {
	case err != nil:
		m.take(&Event{Kind: answerRefused, device: d, err: err})
	case done:
		m.take(&Event{Kind: proofsAgree, device: d})
	}
}

// succeedDevice publishes the session of a device login, and settles its call with it.
func succeedDevice(m *Machine, e *Event) {
	m.endDevice(e.device)
	m.resolve(e.device.call, m.establish(&e.device.grant))
}

// failDevice ends a device login with the error that its answer, or a logout, stands for.
func failDevice(m *Machine, e *Event) {
	m.endDevice(e.device)
	if e.err.Code == lwa.CodeDeviceCodeExpired {
		m.tell(e.device, "expired", none)
	}
	m.reject(e.device.call, e.err)
}

// expireCodes ends a device login whose codes were not used in time.
func expireCodes(m *Machine, e *Event) {
	e.err = lwa.NewError(lwa.CodeDeviceCodeExpired)
	failDevice(m, e)
}

// failDeviceNetwork ends a device login: a request got no answer and is not repeated.
func failDeviceNetwork(m *Machine, e *Event) {
	e.err = failure(e.Failure)
	failDevice(m, e)
}

// abortDevice ends a device login because its caller aborted it.
func abortDevice(m *Machine, e *Event) {
	e.err = lwa.NewError(lwa.CodeAborted)
	failDevice(m, e)
}

// endDevice stops whatever the device login has running: nothing of it is heard, or polled, again.
func (m *Machine) endDevice(d *device) {
	for i := range m.devices {
		if m.devices[i] == d {
			m.devices = append(m.devices[:i], m.devices[i+1:]...)
			break
		}
	}
	m.abort(d.tokenRequest, d.infoRequest, d.profileRequest)
	m.do(&Effect{Kind: StopTimer, Timer: Poll, Call: d.call})
}

// tell tells whoever made the call how its device login goes.
func (m *Machine) tell(d *device, event, json string) {
	m.do(&Effect{Kind: Emit, Call: d.call, Key: event, Text: json})
}

// public is what the page shows (DeviceLogin in web/lwa.d.ts). The device code is not in it.
func (d *device) public() string {
	expiresAt := d.since.Wall + d.codes.ExpiresIn.Millis()
	return lwa.WriteFields([]lwa.Field{
		{Name: "userCode", Place: &d.codes.UserCode},
		{Name: "verificationUri", Place: &d.codes.VerificationURI},
		{Name: "verificationUriWithCode", Place: &d.codes.Complete},
		{Name: "expiresAt", Place: &expiresAt},
	})
}
