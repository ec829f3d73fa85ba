package browsertest_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// pressKey presses a key in the page, as a person does.
func pressKey(tab *browsertest.Tab, key string) {
	tab.Helper()
	tab.Do(chromedp.KeyEvent(key))
}

// early is the lab page, whose wasm is still on its way.
func early(t *testing.T, query string) (*browsertest.Bench, *browsertest.Tab, *held) {
	t.Helper()
	b := browsertest.New(t)
	lab(b)
	g := hold(b, "/lwa/lwa.wasm")
	return b, b.Open("/lab?" + query), g
}

// PO-25: with the popup blocker on and the wasm still on its way, a real click opens the window, in
// the click's own task.
func TestPO25_OpensInTheClick(t *testing.T) {
	t.Parallel()
	_, tab, g := early(t, "")
	popup := openPopup(tab)
	assert.Equal(t, "about:blank", browsertest.Eval[string](popup, `location.href`))
	opens := browsertest.Eval[[]struct{ InTask bool }](tab, `lab.opens`)
	require.Len(t, opens, 1)
	assert.True(t, opens[0].InTask, "within the click's task")
	close(g.open)
	labFinish(tab, popup)
	assert.True(t, browsertest.Eval[bool](tab, `lab.opens.length === 1`), "the window that was opened is the one that is used")
	aliveByPopup(tab)
}

// The same once the wasm runs: then Go decides, and still inside the click.
func TestPO25_OpensInTheClickOnceItRuns(t *testing.T) {
	t.Parallel()
	_, tab := newLab(t, "")
	popup := openPopup(tab)
	opens := browsertest.Eval[[]struct{ InTask bool }](tab, `lab.opens`)
	require.Len(t, opens, 1)
	assert.True(t, opens[0].InTask, "within the click's task")
	labFinish(tab, popup)
}

// In the mode auto a blocked popup becomes a redirect of the same login: one authorization request,
// the caller's own state comes back, and the page returns to where it was.
func TestAutoBlockedIsTheSameLoginAsRedirect(t *testing.T) {
	t.Parallel()
	for name, loading := range map[string]bool{"wasm running": false, "wasm loading": true} {
		t.Run(name, func(t *testing.T) {
			b, tab, g := early(t, "mode=auto")
			if !loading {
				close(g.open)
				tab.Ready()
			}
			tab.Exec(`bench.options = { state: "mine" }; document.getElementById("go").click()`)
			if loading {
				close(g.open)
			}
			tab.SignIn("Zoë")
			require.Equal(t, "login", tab.Ready().Events(1)[0].Type)
			assert.Equal(t, "mine", browsertest.Eval[string](tab, `lwa.session.state`))
			assert.Equal(t, b.App+"/lab?mode=auto", browsertest.Eval[string](tab, `location.href`))
			assert.Equal(t, 1, b.Fake.Counts().AuthorizeRequests)
			assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
			b.NoLeak(tab)
			aliveByPopup(tab)
		})
	}
}
