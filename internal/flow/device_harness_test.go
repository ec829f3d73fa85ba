package flow

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// codePairBody is what Amazon answers a device with; without an interval when that is 0.
func codePairBody(device, user string, life, interval int) string {
	pause := ""
	if interval > 0 {
		pause = fmt.Sprintf(`,"interval":%d`, interval)
	}
	return fmt.Sprintf(`{"device_code":%q,"user_code":%q,"verification_uri":"https://amazon.com/us/code","expires_in":%d%s}`, device, user, life, pause)
}

func errorBody(name string) string { return fmt.Sprintf(`{"error":%q}`, name) }

// tv is a page with a device login.
type tv struct {
	*page
	call int
}

// codeless is one that waits for its codes.
func codeless(t testing.TB, over settings) *tv {
	p := configured(t, nil)
	v := &tv{page: p}
	v.call = p.call(Event{Kind: DeviceAsked, Text: with(over)})
	return v
}

// showing is one whose code is on the screen.
func showing(t testing.TB, life, interval int) *tv {
	v := codeless(t, nil)
	v.http(v.request(asksCodes), 200, codePairBody("device-1", "A1B2C3", life, interval))
	require.Equal(t, []string{"pair"}, v.told())
	return v
}

// wait is how long the timer runs that the last step started.
func (v *tv) wait() lwa.Millis {
	v.t.Helper()
	e := v.one(StartTimer)
	require.Equal(v.t, Poll, e.Timer)
	require.Equal(v.t, v.call, e.Call)
	return e.Timeout
}

// waits is how long the timer runs; false when none does.
func (v *tv) waits() (ms lwa.Millis, runs bool) {
	for _, e := range v.log {
		if e.Timer == Poll && e.Call == v.call {
			ms, runs = e.Timeout, e.Kind == StartTimer
		}
	}
	return ms, runs
}

// due lets so much time pass, and has the timer fire.
func (v *tv) due(ms lwa.Millis) {
	v.t.Helper()
	v.pass(ms)
	v.step(Event{Kind: TimerFired, Timer: Poll, Call: v.call})
}

// poll waits and answers what is asked then.
func (v *tv) poll(status int, body string) {
	v.t.Helper()
	ms, runs := v.waits()
	require.True(v.t, runs)
	v.due(ms)
	v.http(v.one(Fetch).Request, status, body)
}

func (v *tv) prove(person string) {
	v.t.Helper()
	v.http(v.request(asksInfo), 200, infoBody(client, person))
	v.http(v.request(asksProfile), 200, profileBody(person))
}

// told are the words in the last step for whoever made the call.
func (v *tv) told() (names []string) {
	for _, e := range v.all(Emit) {
		if e.Call == v.call {
			names = append(names, e.Key)
		}
	}
	return names
}

// overWith says that the login failed with the code in the last step, and that nothing of it goes
// on, whatever comes.
func (v *tv) overWith(code lwa.Code) {
	v.t.Helper()
	v.rejected(v.call, code)
	v.dead()
}

func (v *tv) dead() {
	v.t.Helper()
	require.Empty(v.t, v.flying)
	running := map[int]bool{}
	timer := false
	for _, e := range v.log {
		switch {
		case e.Kind == StartTimer && e.Timer == Poll:
			timer = true
		case e.Kind == StopTimer && e.Timer == Poll:
			timer = false
		case e.Kind == Fetch:
			running[e.Request] = true
		}
	}
	require.False(v.t, timer, "the timer runs")
	v.due(60_000)
	v.ignored(Idle)
	for request := range running {
		v.http(request, 200, tokenBody(token, 3600))
		v.ignored(Idle)
	}
}
