package browsertest_test

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestDeviceDV10_DV12_Ended: the caller gives up, while a poll or the proof is under way. The request is given up, and what
// it brings late is nobody's.
func TestDeviceDV10_DV12_Ended(t *testing.T) {
	t.Parallel()
	for _, end := range []struct{ name, code, option, do string }{
		{"cancel", "user_cancelled", ``, `bench.tv.device.cancel()`},
		{"signal", "aborted", `signal: (bench.abort = new AbortController()).signal`, `bench.abort.abort()`},
		{"timeout", "timed_out", `timeout: 4000`, `0`},
		{"logout", "aborted", ``, `lwa.logout()`},
	} {
		t.Run(end.name, func(t *testing.T) {
			b := parallel(t)
			gate := make(chan struct{})
			held := quick
			held.AutoApprove, held.Poll = zoe.UserID, fakeamazon.Fault{Gate: gate}
			asked := b.Fake.Watch()
			tv := television(b, held, `{ `+end.option+` }`)
			await(t, asked, "/auth/o2/create/codepair")
			request := await(t, asked, "/auth/o2/token")
			tv.Exec(`%s`, end.do)
			tv.endsAs(1, end.code)
			givenUp(t, request)
			close(gate)
			tv.Exec(`bench.tv.device.cancel()`) // once more: nothing
			assert.Empty(t, tv.told())
			assert.Empty(t, types(tv.Tab))
			noSession(tv.Tab)
			alive(tv.Tab)
			assert.Equal(t, 1, b.Fake.Counts().Polls)
		})
	}
}

// TestDeviceEndedEarly: nothing came yet that could be shown. The promise of the code rejects.
func TestDeviceEndedEarly(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench").Ready()
	b.Fake.SetFaults(fakeamazon.Faults{CodePair: fakeamazon.Fault{Gate: make(chan struct{})}})
	asked := b.Fake.Watch()
	tab.Exec(`bench.abort = new AbortController(); void bench.keep(lwa.device({ signal: bench.abort.signal }))`)
	request := await(t, asked, "/auth/o2/create/codepair")
	tab.Exec(`bench.abort.abort()`)
	endedOutcome(tab, 1, "aborted")
	givenUp(t, request)
	for _, code := range []string{"unauthorized_client", "invalid_request"} {
		b.Fake.SetFaults(fakeamazon.Faults{CodePair: fakeamazon.Fault{Error: code}})
		tab.Expect("status of 400")
		outcome := outcomeOf(tab, `lwa.device()`)
		require.NotNil(t, outcome.Error)
		assert.Equal(t, code, outcome.Error.Code)
	}
	assert.Zero(t, b.Fake.Counts().Polls)
}

// TestDeviceDV10_Asleep: a page that is hidden and frozen polls nobody. Awake again, it polls once, and then by the clock.
func TestDeviceDV10_Asleep(t *testing.T) {
	b := parallel(t)
	seen := pollsOf(b)
	tv := television(b, quick, ``)
	asleep := func(state page.SetWebLifecycleStateState) {
		command(tv.Tab, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})
	}
	seen.next()
	tv.hears("pending")
	asleep(page.SetWebLifecycleStateStateFrozen)
	phone := phone(b, tv.code()) // whatever time this takes
	for len(seen.at) > 0 {
		<-seen.at // one may have been under way
	}
	asleep(page.SetWebLifecycleStateStateActive)
	awake := seen.next()
	seen.apart(seen.next(), time.Second)
	assert.WithinDuration(t, time.Now(), awake, 20*time.Second)
	assert.NotContains(t, tv.told(), "slowdown", "Amazon saw no poll before its time")
	phone.Click("#allow")
	require.NotNil(t, tv.Outcome().Session)
}

// TestDeviceDV13_TwoAtOnce: two codes in one page, and a login by popup beside them.
func TestDeviceDV13_TwoAtOnce(t *testing.T) {
	b := parallel(t)
	tv := television(b, quick, `{ scope: "profile postal_code" }`)
	second := device(tv.Tab, "second", `{ scope: "profile:user_id" }`)
	assert.NotEqual(t, tv.code(), second.code())
	phone(b, tv.code()).Click("#cancel")
	tv.endsAs(1, "access_denied")
	other := phone(b, second.code())
	other.Click("#allow")
	session := second.Outcomes(2)[1].Session
	require.NotNil(t, session)
	assert.Equal(t, "profile:user_id", session.Scope)
	assert.Empty(t, session.Profile.Name)
	b.NoLeak(tv.Tab, other)
}

// TestDeviceDV08_DV09_Hostile: nothing is shown that could be more than text and an address of the web.
func TestDeviceDV08_DV09_Hostile(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench").Ready()
	for name, member := range map[string][2]string{
		"DV-08 javascript":      {"verification_uri", `"javascript:alert(1)"`},
		"DV-08 data":            {"verification_uri", `"data:text/html,x"`},
		"DV-08 http":            {"verification_uri", `"http://amazon.com/us/code"`},
		"DV-08 user name":       {"verification_uri", `"https://amazon.com@evil.example/"`},
		"DV-09 line break":      {"user_code", `"A\nB"`},
		"DV-09 other direction": {"user_code", `"A\u202eB"`},
		"DV-09 too long":        {"user_code", `"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"`},
		"DV-07 negative life":   {"expires_in", `-5`},
		"DV-07 no life":         {"expires_in", `0`},
		"DV-07 NaN":             {"interval", `NaN`},
	} {
		t.Run(name, func(t *testing.T) {
			b.Fake.SetFaults(fakeamazon.Faults{CodePairJSON: map[string]string{member[0]: member[1]}})
			outcome := outcomeOf(tab, `lwa.device()`)
			require.NotNil(t, outcome.Error)
			assert.Equal(t, "invalid_response", outcome.Error.Code)
		})
	}
	t.Run("DV-09 markup is text", func(t *testing.T) {
		b.Fake.SetFaults(fakeamazon.Faults{CodePairJSON: map[string]string{"user_code": `"<img src=x onerror=a>"`}})
		tv := device(tab, "tv", ``)
		assert.Equal(t, `<img src=x onerror=a>`, tv.code())
	})
	t.Run("DV-15 another host", func(t *testing.T) {
		b.Fake.SetFaults(fakeamazon.Faults{CodePairJSON: map[string]string{"verification_uri_complete": `"https://evil.example/us/code?x"`}})
		tv := device(tab, "tv", ``)
		assert.Equal(t, b.Amazon+"/us/code?cbl-code="+tv.code(), browsertest.Eval[string](tab, `bench.tv.device.verificationUriWithCode`))
	})
}

// TestDeviceCrash: the instance dies while a code is on the screen. done rejects, and the next login works.
func TestDeviceCrash(t *testing.T) {
	b := parallel(t)
	b.Fake.SetFaults(quick)
	tab := openWith(b, trappable, "/bench").Ready()
	tv := device(tab, "tv", ``)
	tab.Exec(`trap = true; lwa.token().catch(() => {}); trap = false`)
	tv.endsAs(1, "internal_error")
	polled := b.Fake.Counts().Polls
	b.Fake.SetFaults(fakeamazon.Faults{PollInterval: time.Second, AutoApprove: zoe.UserID})
	device(tab, "next", ``)
	require.NotNil(t, tv.Outcomes(2)[1].Session)
	assert.Equal(t, polled+1, b.Fake.Counts().Polls, "the dead one polls no more")
}

// TestDeviceUnheard: nobody takes done; its rejection is no error of the page.
func TestDeviceUnheard(t *testing.T) {
	b := parallel(t)
	b.Fake.SetFaults(quick)
	tab := b.Open("/bench").Ready()
	tab.Exec(`lwa.device().then((device) => device.cancel())`)
	tab.Exec(`new Promise((done) => setTimeout(done))`) // a turn of the page, in which it would complain
	assert.Empty(t, tab.Complaints())
	assert.Equal(t, "user_cancelled", browsertest.Eval[string](tab, `lwa.device().then((device) => (device.cancel(), device.done)).catch((e) => e.code)`))
}
