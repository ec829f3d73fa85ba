package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
)

// TestConfigureAgainWhileLoading: settings that are replaced before the wasm came leave no promise behind.
func TestConfigureAgainWhileLoading(t *testing.T) {
	b := approved(parallel(t))
	gate := make(chan struct{})
	b.HandleFunc("/lwa/lwa.wasm", func(w http.ResponseWriter, r *http.Request) {
		<-gate
		http.ServeFileFS(w, r, b.Component(), "lwa.wasm")
	})
	tab := b.Open("/bench?mode=popup")
	tab.Exec(`{
		const first = lwa.ready;
		const second = lwa.configure({ clientId: %q, provider: %q, mode: "popup" });
		bench.both = Promise.all([first, second, lwa.ready]);
		0; // or the promise would be awaited here
	}`, browsertest.ClientID, b.Amazon)
	close(gate)
	assert.Equal(t, []any{nil, nil, nil}, browsertest.Eval[[]any](tab, `bench.both`))
	logIn(tab.Ready(), 1)
}

// TestWindowNameIsNoProof: a foreign page can open ours in a window of any name; that keeps nobody from logging in there.
func TestWindowNameIsNoProof(t *testing.T) {
	b := approved(parallel(t))
	attacker := b.Open(b.Attacker().CrossSite + "/")
	attacker.Exec(`window.attack = () => { window.victim = open(%q, "lwa:12"); }`, b.App+"/bench?mode=popup")
	victim := attacker.Popup(func() { attacker.Click("#go") })
	victim.Ready()
	require.Equal(t, "lwa:12", browsertest.Eval[string](victim, `window.name`))
	logIn(victim, 1)
}

// TestLogoutReachesWhatAnotherTabKept: a tab that has no session logs out; what another one kept does not come back.
func TestLogoutReachesWhatAnotherTabKept(t *testing.T) {
	b := approved(parallel(t))
	first := b.Open("/bench?mode=popup").Ready()
	second := first.Another("/bench?mode=popup&persist=local").Ready()
	logIn(second, 1)
	second.Go("/lwa/lwa-callback.html") // gone: it hears nothing
	assert.Nil(t, outcomeOf(first, `lwa.logout()`).Error)
	first.Go("/bench?mode=popup&persist=local")
	noSession(first.Ready())
}
