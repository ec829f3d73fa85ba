package browsertest_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestConfigureAgainWhileLoading: settings that are replaced before the wasm came leave no promise
// behind.
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

// TestWindowNameIsNoProof: a foreign page can open ours in a window of any name; that keeps nobody
// from logging in there.
func TestWindowNameIsNoProof(t *testing.T) {
	b := approved(parallel(t))
	attacker := b.Open(b.Attacker().CrossSite + "/")
	attacker.Exec(`window.attack = () => { window.victim = open(%q, "lwa:12"); }`, b.App+"/bench?mode=popup")
	victim := attacker.Popup(func() { attacker.Click("#go") })
	victim.Ready()
	require.Equal(t, "lwa:12", browsertest.Eval[string](victim, `window.name`))
	logIn(victim, 1)
}

// TestLogoutReachesWhatAnotherTabKept: a tab that has no session logs out; what another one kept
// does not come back.
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

// answersDialogs has the tab answer each dialog of its pages, as a person does: leave says whether
// they leave the page.
func answersDialogs(tab *browsertest.Tab, leave bool) {
	tab.Helper()
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		ctx = context.WithoutCancel(ctx)
		return chromedp.Listen(ctx, func(event any) {
			if _, ok := event.(*page.EventJavascriptDialogOpening); ok {
				go func() {
					_, _ = cdp.Call(ctx, target, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: leave})
				}()
			}
		})
	}))
}

// TestStay: the page asks whether to leave it for Amazon. Who stays has ended the login, at once,
// and may begin another; who leaves has not.
func TestStay(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]bool{"stays": false, "leaves": true} {
		t.Run(name, func(t *testing.T) {
			_, tab := newLab(t, "mode=redirect")
			answersDialogs(tab, leave)
			tab.Exec(`window.ask = (e) => e.preventDefault(); addEventListener("beforeunload", ask)`)
			tab.Click("#go")
			if !leave {
				labFailed(tab, 1, "user_cancelled")
				tab.Exec(`removeEventListener("beforeunload", ask)`)
				tab.Click("#go")
			}
			tab.SignIn("Zoë")
			require.Equal(t, "login", tab.Ready().Events(1)[0].Type)
			assert.Equal(t, 1, tab.Fake.Counts().TokenRequests)
		})
	}
}
