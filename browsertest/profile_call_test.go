package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// profileCall calls lwa.profile() under these faults and returns what came of it.
func (p *loginPage) profileCall(f fakeamazon.Faults) browsertest.Outcome {
	p.Helper()
	p.Fake.SetFaults(f)
	defer p.Fake.SetFaults(fakeamazon.Faults{})
	p.tab.Exec(`void bench.keep(lwa.profile({timeout: 1500}))`)
	return p.outcome()
}

// TestPRCall asks for the profile of a live session, and something is wrong: each call fails after one request; only when
// the token is worth nothing any more, the session goes with it.
func TestPRCall(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("status of [45]|ERR_FAILED|ERR_CONNECTION_RESET|CORS policy")
	p.tab.Exec(`lwa.addEventListener("expired", () => expired++)`)
	for _, c := range []struct {
		name, code string
		ends       bool
		faults     fakeamazon.Faults
	}{
		{"PR-05 400 invalid_token", "login_required", true, profile(fakeamazon.Fault{Error: "invalid_token"})},
		{"PR-05 401 invalid_token", "login_required", true, profile(fakeamazon.Fault{Status: 401, Error: "invalid_token"})},
		{"PR-06 403 insufficient_scope", "insufficient_scope", false, profile(fakeamazon.Fault{Status: 403, Error: "insufficient_scope"})},
		{"PR-04 another person", "token_substitution", true, fakeamazon.Faults{ProfileUser: people[1].UserID}},
		{"PR-08 no JSON", "response_is_not_json", false, profile(fakeamazon.Fault{Body: "<html>"})},
		{"PR-07 429", "server_error", false, profile(fakeamazon.Fault{Status: 429})},
		{"PR-07 CORS refused", "network_error", false, profile(fakeamazon.Fault{NoCORS: true})},
		{"PR-07 no answer", "timed_out", false, profile(fakeamazon.Fault{Hang: true})},
		{"PR-07 no end", "timed_out", false, profile(fakeamazon.Fault{HangBody: true})},
	} {
		t.Run(c.name, func(t *testing.T) {
			if browsertest.Eval[bool](p.tab, `lwa.session === null`) {
				p.alive()
			}
			p.tab.Exec(`window.expired = 0`)
			count := p.Fake.Counts()
			rejected(t, p.profileCall(c.faults), c.code)
			assert.Equal(t, count.ProfileRequests+1, p.Fake.Counts().ProfileRequests)
			assert.Equal(t, count.TokenRequests, p.Fake.Counts().TokenRequests)
			assert.Equal(t, c.ends, browsertest.Eval[bool](p.tab, `lwa.session === null`))
			assert.Equal(t, c.ends, browsertest.Eval[int](p.tab, `expired`) == 1)
		})
	}
	t.Run("PR-07 the call works", func(t *testing.T) {
		p.alive()
		require.Nil(t, p.profileCall(fakeamazon.Faults{}).Error)
		assert.Equal(t, people[0].Email, browsertest.Eval[string](p.tab, `lwa.profile().then((profile) => profile.email)`))
	})
	p.noLeak()
}
