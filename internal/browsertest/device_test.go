package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestDeviceDV11_DV14_Login: nobody clicks on the television, which knows no redirect URI either.
// The person types the code on a phone, sees who asks and the code once more, and agrees. The
// television never shows or keeps what it polls with.
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
	aliveByRedirect(tv.Tab)
}
