package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestARFromAmazon has the fake Amazon itself answer so.
func TestARFromAmazon(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	t.Run("AR-07 the person cancels", func(t *testing.T) {
		popup, _ := p.start()
		popup.Click("#cancel")
		rejected(t, p.outcome(), "access_denied")
		popup.WaitClosed()
		assert.Zero(t, p.Fake.Counts().TokenRequests)
	})
	for _, c := range []struct {
		name, code string
		faults     fakeamazon.Faults
	}{
		{"AR-10 second code", "invalid_response", fakeamazon.Faults{ExtraParams: "code=second"}},
		{"AR-12 mix-up", "invalid_response", fakeamazon.Faults{ForceIssuer: "https://evil.example"}},
		{"AR-15 front-channel token", "invalid_response", fakeamazon.Faults{FrontChannelToken: true}},
		{"AR-17 code in the fragment", "invalid_response", fakeamazon.Faults{CodeInFragment: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := p.Fake.Counts().TokenRequests
			rejected(t, p.login(c.faults), c.code)
			assert.Equal(t, before, p.Fake.Counts().TokenRequests)
		})
	}
	t.Run("AR-11 unknown parameters", func(t *testing.T) {
		outcome := p.login(fakeamazon.Faults{ExtraParams: "scope=profile&foo=1&foo=2&session_state=x"})
		require.NotNil(t, outcome.Session, "%+v", outcome.Error)
		keys := browsertest.Eval[string](p.tab, `Object.keys(lwa.session).sort().join()`)
		assert.Equal(t, "accessToken,expiresAt,profile,scope,state", keys)
	})
	p.alive()
	p.noLeak()
}
