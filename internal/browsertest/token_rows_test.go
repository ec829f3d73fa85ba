package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func token(f fakeamazon.Fault) fakeamazon.Faults { return fakeamazon.Faults{Token: f} }

// TestTERedirected has the token endpoint send the request elsewhere: the code and the verifier
// stay where they are.
func TestTERedirected(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("ERR_FAILED|CORS policy")
	attacker := p.Attacker()
	for _, c := range []struct {
		name   string
		status int
	}{
		{"TE-09 307", 307}, {"TE-09 308", 308}, {"TE-10 302", 302}, {"TE-10 303", 303},
	} {
		for kind, origin := range attacker.Origins() {
			t.Run(c.name+" "+kind, func(t *testing.T) {
				rejected(t, p.login(token(fakeamazon.Fault{Redirect: origin + "/auth/o2/token", RedirectStatus: c.status})), "network_error")
				assert.Empty(t, attacker.Requests())
			})
		}
	}
	t.Run("TE-09 to the site itself", func(t *testing.T) {
		rejected(t, p.login(token(fakeamazon.Fault{Redirect: p.App + "/bench"})), "network_error")
	})
	assert.Zero(t, p.Fake.Counts().CodesRedeemed)
	p.alive()
	p.noLeak()
}
