package browsertest_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestDeviceDV11_DV14_Login: nobody clicks on the television, which knows no redirect URI either. The person types the code
// on a phone, sees who asks and the code once more, and agrees. The television never shows or keeps what it polls with.
func TestDeviceDV11_DV14_Login(t *testing.T) {
	b := parallel(t)
	tv := television(b, quick, ``)
	assert.Equal(t, []string{"cancel", "done", "expiresAt", "userCode", "verificationUri", "verificationUriWithCode"},
		browsertest.Eval[[]string](tv.Tab, `Reflect.ownKeys(bench.tv.device).sort()`))
	assert.True(t, browsertest.Eval[bool](tv.Tab, `Object.isFrozen(bench.tv.device) && bench.tv.device instanceof EventTarget`))
	assert.Equal(t, b.Amazon+"/us/code", browsertest.Eval[string](tv.Tab, `bench.tv.device.verificationUri`))
	assert.Equal(t, b.Amazon+"/us/code?cbl-code="+tv.code(), browsertest.Eval[string](tv.Tab, `bench.tv.device.verificationUriWithCode`))
	left := browsertest.Eval[float64](tv.Tab, `bench.tv.device.expiresAt - Date.now()`)
	assert.InDelta(t, 600_000, left, 30_000)

	phone := phone(b, tv.code())
	assert.Equal(t, tv.code(), phone.Text("#user-code"))
	assert.Contains(t, phone.Text("body"), "Bench")
	tv.hears("pending")
	b.NoLeak(tv.Tab, phone)
	phone.Click("#allow")
	phone.Wait("#outcome")

	session := tv.Outcome().Session
	require.NotNil(t, session)
	assert.Equal(t, zoe.UserID, session.Profile.UserID)
	assert.Equal(t, []string{"login"}, types(tv.Tab))
	assert.Equal(t, session.AccessToken, browsertest.Eval[string](tv.Tab, `lwa.session.accessToken`))
	assert.NotContains(t, tv.told(), "slowdown")
	counts := b.Fake.Counts()
	assert.Equal(t, []int{1, 1, 0}, []int{counts.CodePairsIssued, counts.CodePairsRedeemed, counts.AuthorizeRequests})
	b.NoLeak(tv.Tab, phone)
	alive(tv.Tab)
}

// TestDeviceLink: the address with the code in it spares the typing. The session is kept where the call wanted it,
// and Amazon gives devices a refresh token.
func TestDeviceLink(t *testing.T) {
	b := parallel(t)
	tv := television(b, quick, `{ scope: "profile postal_code", persist: "session" }`)
	phone := b.Blank()
	phone.Go(browsertest.Eval[string](tv.Tab, `bench.tv.device.verificationUriWithCode`))
	phone.Click("#continue")
	phone.SignIn(zoe.Name)
	session := tv.Outcome().Session
	require.NotNil(t, session)
	assert.Equal(t, zoe.PostalCode, session.Profile.PostalCode)
	assert.Equal(t, "profile postal_code", session.Scope)
	tv.Do(chromedp.Reload())
	assert.Equal(t, session, ready(tv.Tab).Session)
	assert.NotEqual(t, session.AccessToken, browsertest.Eval[string](tv.Tab, `lwa.token({ minValidity: 86_400_000 })`))
	assert.Equal(t, 1, b.Fake.Counts().Refreshes)
}

func TestDeviceDV05_Refused(t *testing.T) {
	b := parallel(t)
	tv := television(b, quick, ``)
	phone(b, tv.code()).Click("#cancel")
	tv.endsAs(1, "access_denied")
	assert.NotContains(t, tv.told(), "expired")
	noSession(tv.Tab)
	alive(tv.Tab)
}

// TestDeviceDV04_Expired: the code's time is up, by the page's own clock or in Amazon's words.
func TestDeviceDV04_Expired(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string]fakeamazon.Faults{
		"by the clock":      {PollInterval: time.Second, PairLife: 2 * time.Second},
		"expired_token":     {PollInterval: time.Second, Poll: fakeamazon.Fault{Error: "expired_token"}},
		"invalid_code_pair": {PollInterval: time.Second, Poll: fakeamazon.Fault{Error: "invalid_code_pair"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			seen := pollsOf(b)
			asked := time.Now()
			tv := television(b, faults, ``)
			failure := tv.endsAs(1, "device_code_expired")
			assert.Contains(t, failure.Hint, "lwa.device()")
			assert.Equal(t, "expired", tv.told()[len(tv.told())-1])
			seen.apart(asked, time.Second)
			polled := b.Fake.Counts().Polls
			assert.LessOrEqual(t, polled, 1, "the second would come too late")
			alive(tv.Tab) // takes longer than an interval
			assert.Equal(t, polled, b.Fake.Counts().Polls, "nothing is polled after the end")
			assert.Equal(t, 1, b.Fake.Counts().CodePairRequests, "and no new code is asked for")
		})
	}
}

// TestDeviceDV01_DV02_Pace: by the server's clock, no poll comes before its time, not even the first.
func TestDeviceDV01_DV02_Pace(t *testing.T) {
	b := parallel(t)
	seen := pollsOf(b)
	asked := time.Now()
	tv := television(b, quick, ``)
	first := seen.next()
	assert.GreaterOrEqual(t, first.Sub(asked), time.Second)
	second := seen.next()
	assert.GreaterOrEqual(t, second.Sub(first), time.Second)
	slow := quick
	slow.Poll = fakeamazon.Fault{Error: "slow_down"}
	b.Fake.SetFaults(slow)
	tv.hears("slowdown")
	b.Fake.SetFaults(quick)
	third := seen.next()
	fourth := seen.next()
	assert.GreaterOrEqual(t, fourth.Sub(third), 6*time.Second)
	fifth := seen.next()
	assert.GreaterOrEqual(t, fifth.Sub(fourth), 6*time.Second, "from now on")
	tv.Exec(`bench.tv.device.cancel()`)
	tv.endsAs(1, "user_cancelled")
}

// TestDeviceDV03_Offline: the network goes and comes back; the login goes on, and is in no hurry.
func TestDeviceDV03_Offline(t *testing.T) {
	b := parallel(t)
	seen := pollsOf(b)
	tv := television(b, quick, ``)
	tv.Expect("ERR_INTERNET_DISCONNECTED")
	phone := phone(b, tv.code())
	seen.next()
	tv.hears("pending")
	offline(tv.Tab, true)
	awaits(tv.Tab, `(bench.failed ??= performance.getEntriesByType("resource").filter((e) => e.name.endsWith("/token")).length) <
		performance.getEntriesByType("resource").filter((e) => e.name.endsWith("/token")).length`)
	phone.Click("#allow")
	phone.Wait("#outcome")
	offline(tv.Tab, false)
	require.NotNil(t, tv.Outcome().Session)
}

// TestDeviceDV03_Failures: whatever the token endpoint does, the login goes on until somebody answers who knows of it.
func TestDeviceDV03_Failures(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]fakeamazon.Fault{
		"500":            {Status: 500},
		"captive portal": {Body: "<html>", ContentType: "text/html"},
		"no CORS":        {NoCORS: true},
		"ServerError":    {Error: "ServerError"},
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			seen := pollsOf(b)
			faults := fakeamazon.Faults{PollInterval: time.Second, AutoApprove: zoe.UserID, Poll: fault}
			tv := television(b, faults, ``)
			tv.Expect("ERR_FAILED|CORS|status of 500")
			first := seen.next()
			second := seen.next()
			assert.GreaterOrEqual(t, second.Sub(first), 2*time.Second, "and less often than before")
			faults.Poll = fakeamazon.Fault{}
			b.Fake.SetFaults(faults)
			outcome := tv.Outcome()
			if fault.NoCORS { // the answer that the page could not see had the token
				require.NotNil(t, outcome.Error)
				assert.Equal(t, "device_code_expired", outcome.Error.Code)
				return
			}
			require.NotNil(t, outcome.Session)
		})
	}
}
