package flow

import (
	"fmt"
	"github.com/lwa-wasm/lwa/internal/lwa"
	"strings"
)

// tvSeen is what the world knows of a device login by its own reckoning.
type tvSeen struct {
	call       int
	client     string
	code, user string
	asked      Time // the codes live from here on
	life       lwa.Millis
	rested     Time // since when it has to wait
	interval   lwa.Millis
	cut        bool   // the timer was for the end of the codes, and a clock was set back since
	token      string // what Amazon gave it
	over       bool
}

var (
	deviceKinds = []settings{{}, {"clientId": other}, {"persist": "session"}, {"provider": "http://127.0.0.1:8081"}, {"region": "MOON"}, {"clientId": ""}}
	deviceTexts = texted(deviceKinds)
)

func (w *world) askDevice(arg int) bool {
	kind := arg % len(deviceKinds)
	call := w.call()
	w.devices[call] = &tvSeen{call: call, client: pick(kind == 1, other, client), asked: w.now}
	return w.event(Event{Kind: DeviceAsked, Call: call, Text: deviceTexts[kind]})
}

// poll has the timer of a device login fire: in time, or after the machine slept, by one clock or
// both. Or one fires that does not run.
func (w *world) poll(arg int) bool {
	waiting := ids(w.waits)
	if len(waiting) == 0 || arg%7 == 6 {
		call := 100_000
		for _, other := range ids(w.devices) {
			if _, runs := w.waits[other]; !runs && !w.devices[other].over {
				call = other
			}
		}
		return w.event(Event{Kind: TimerFired, Timer: Poll, Call: call})
	}
	call := waiting[arg%len(waiting)]
	ms := w.waits[call]
	delete(w.waits, call)
	d := w.devices[call]
	d.cut = ms < d.interval
	switch arg % 7 {
	case 4:
		w.now.Mono, w.now.Wall = w.now.Mono+ms, w.now.Wall+ms+400_000
	case 5:
		w.now.Mono, w.now.Wall = w.now.Mono+ms+700_000, w.now.Wall+ms+700_000
	default:
		w.now.Mono, w.now.Wall = w.now.Mono+ms, w.now.Wall+ms
	}
	return w.event(Event{Kind: TimerFired, Timer: Poll, Call: call})
}

// answerDevice answers the request for codes, or a poll, with what Amazon would say, or with
// something else.
func (w *world) answerDevice(r *request, id, arg int, good bool) bool {
	e := Event{Kind: ResponseArrived, Request: id, Status: 200, ContentType: jsonType}
	d := w.devices[r.device]
	switch {
	case !good:
		e.Status = []int{400, 400, 400, 503, 200}[arg%5]
		e.Text = []string{errorBody("access_denied"), errorBody("invalid_code_pair"), `{`, `x`, `x`}[arg%5]
		d.rested = w.now
	case !r.poll:
		d.code, d.user = fmt.Sprintf("device-%d", d.call), fmt.Sprintf("USER%d", d.call)
		d.life, d.interval, d.rested = []lwa.Millis{600_000, 12_000}[arg&1], []lwa.Millis{5000, 1000, 60_000}[arg/2%3], w.now
		e.Text = codePairBody(d.code, d.user, int(d.life/1000), int(d.interval/1000))
	case arg%3 == 0:
		w.lastToken++
		d.token = fmt.Sprintf("Atza|%d", w.lastToken)
		w.people[d.token] = &evidence{}
		e.Text = tokenBody(d.token, 3600)
		if arg&8 == 0 { // Amazon gives devices one always
			e.Text = w.withRefreshToken(e.Text, d.token)
		}
	case arg%3 == 1:
		d.rested = w.now
		e.Status, e.Text = 400, errorBody("authorization_pending")
	default:
		d.rested = w.now
		d.interval += 5000
		e.Status, e.Text = 400, errorBody("slow_down")
	}
	return w.event(e)
}

// deviceOf returns the device login that a token was given to, or nil.
func (w *world) deviceOf(token string) *tvSeen {
	for _, d := range w.devices {
		if token != "" && d.token == token {
			return d
		}
	}
	return nil
}

// requested says whose request it is, and checks that codes are asked for once, and that a poll has
// its own codes, comes from its own timer, not too early and not too late.
func (w *world) requested(on *Event, e *Effect) (call int, poll bool) {
	switch {
	case e.Method != "POST":
		return 0, false
	case strings.HasSuffix(e.URL, "/auth/o2/create/codepair"):
		if on.Kind != DeviceAsked {
			w.fail("codes were asked for on event %d", on.Kind)
		}
		return on.Call, false
	case !strings.Contains(e.Text, "grant_type=device_code"):
		return 0, false
	}
	d := w.devices[on.Call]
	switch {
	case on.Kind != TimerFired || on.Timer != Poll || d == nil:
		w.fail("a poll on event %d", on.Kind)
		return 0, true
	case d.over:
		w.fail("device login %d polls after its end", d.call)
	case e.Text != "grant_type=device_code&device_code="+d.code+"&user_code="+d.user:
		w.fail("device login %d polls with other codes: %s", d.call, e.Text)
	case elapsed(d.rested, w.now) < d.interval && !d.cut:
		w.fail("device login %d polls after %d of %d ms", d.call, elapsed(d.rested, w.now), d.interval)
	case elapsed(d.asked, w.now) >= d.life:
		w.fail("device login %d polls with codes that are over", d.call)
	}
	return d.call, true
}

// checkDevice holds what is true of an effect that is about a device login.
func (w *world) checkDevice(e *Effect) {
	d := w.devices[e.Call]
	switch {
	case e.Kind == Emit && e.Call != 0 && (d == nil || d.over):
		w.fail("call %d is told of %s, and is over or no device login", e.Call, e.Key)
	case e.Kind == Settle && d != nil:
		if e.Err == nil && (tokenOf(e.Text) != d.token || d.token == "") {
			w.fail("device login %d got a session that is not its own", d.call)
		}
		d.over = true
	}
}

// checkDevices holds what is true of device logins between events, and returns how many requests
// are theirs.
func (w *world) checkDevices() (requests int) {
	moves := map[int]int{}
	for _, r := range w.flying {
		call := r.device
		if d := w.deviceOf(r.token); d != nil && !d.over {
			call = d.call
		}
		if call != 0 {
			moves[call]++
			requests++
		}
	}
	for call, d := range w.devices {
		_, waits := w.waits[call]
		_, open := w.calls[call]
		switch {
		case d.over && (waits || moves[call] > 0):
			w.fail("device login %d is over, and has timer %t and %d requests", call, waits, moves[call])
		case !d.over && waits == (moves[call] > 0):
			w.fail("device login %d has timer %t and %d requests", call, waits, moves[call])
		case !d.over && !open:
			w.fail("device login %d goes on for nobody", call)
		}
	}
	return requests
}
