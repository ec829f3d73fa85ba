package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// timeClosing notes when the window's handle begins to read closed, when the focus comes back, and
// when the login settles.
func timeClosing(tab *browsertest.Tab) {
	tab.Helper()
	tab.Exec(`{
		lab.watch();
		const back = () => { lab.focusedAt ??= performance.now(); };
		addEventListener("focus", back);
		new MutationObserver(() => { lab.settledAt ??= performance.now(); removeEventListener("focus", back); })
			.observe(document.getElementById("outcome"), { attributes: true, attributeFilter: ["data-count"] });
	}`)
}

// assertWithin holds the time from the closing to the outcome to so many milliseconds, and to more
// where timers are late.
func assertWithin(tab *browsertest.Tab, limit float64) {
	tab.Helper()
	took := browsertest.Eval[float64](tab, `lab.settledAt - lab.closedAt`)
	tab.Logf("%.0f ms from the closing of the window to user_cancelled", took)
	late := browsertest.Eval[float64](tab, `lab.late`)
	assert.Less(tab, took, limit+15*late, "timers are late by up to %.0f ms", late)
	assert.Positive(tab, took)
}

// PO-20: a double click is one login: the second call is refused, no second window appears.
func TestPO20_DoubleClick(t *testing.T) {
	t.Parallel()
	for name, loading := range map[string]bool{"wasm running": false, "wasm loading": true} {
		t.Run(name, func(t *testing.T) {
			b, tab, g := early(t, "")
			if !loading {
				close(g.open)
				tab.Ready()
			}
			at := middle(tab, "#go")
			popup := tab.Popup(func() { tab.Do(append(mouseClick(at, 1), mouseClick(at, 2)...)...) })
			if loading {
				close(g.open)
			}
			labFailed(tab, 1, "interaction_in_progress")
			assert.Equal(t, 1, browsertest.Eval[int](tab, `lab.opens.length`))
			onlyOpen(tab, popup)
			popup.SignIn("Zoë")
			require.NotNil(t, tab.Outcomes(2)[1].Session)
			popup.WaitClosed()
			assert.Equal(t, 1, b.Fake.Counts().AuthorizeRequests)
			assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
			aliveByPopup(tab)
		})
	}
}

// PO-20 with a display: the second call brings the first one's window to the front.
func TestPO20_FirstWindowComesToTheFront(t *testing.T) {
	b, tab := newLab(t, "", browsertest.WithDisplay)
	popup := openPopup(tab)
	popup.Wait("button.person")
	popup.Exec(`addEventListener("focus", () => { document.body.dataset.front = "yes"; })`)
	toFront(tab)
	tab.Exec(`document.hasFocus() || new Promise((r) => addEventListener("focus", r, { once: true }))`)
	tab.Click("#go")
	labFailed(tab, 1, "interaction_in_progress")
	popup.Wait(`body[data-front="yes"]`)
	popup.SignIn("Zoë")
	require.NotNil(t, tab.Outcomes(2)[1].Session)
	popup.WaitClosed()
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	aliveByPopup(tab)
}

// PO-21: the time is up: timed_out once, the window goes. Where the window cannot be closed, since
// Amazon's pages cut it off, its late answer finds nobody.
func TestPO21_TooLate(t *testing.T) {
	t.Parallel()
	t.Run("the window is in our hands", func(t *testing.T) {
		_, tab := newLab(t, "")
		tab.Exec(`bench.options = { timeout: 1200 }`)
		tab.Click("#go")
		labFailed(tab, 1, "timed_out")
		assert.Equal(t, 1, browsertest.Eval[int](tab, `lab.opens.length`))
		awaits(tab, `lab.popup.closed`)
		onlyOpen(tab)
		aliveByPopup(tab)
	})
	t.Run("the window is cut off", func(t *testing.T) {
		b, tab := newLab(t, "")
		b.Fake.SetFaults(fakeamazon.Faults{COOP: "same-origin"})
		tab.Exec(`bench.options = { timeout: 5000 }`)
		popup := openPopup(tab)
		popup.Wait("button.person")
		labFailed(tab, 1, "timed_out")
		popup.SignIn("Zoë")
		waitNeutral(popup)
		labFailed(tab, 1, "timed_out")
		assert.Empty(t, browsertest.Eval[string](popup, `location.search + location.hash`), "the address bar is clean")
		b.NoLeak(tab)
		popup.Close()
		aliveByPopup(tab)
	})
}

// waitNeutral waits until the callback page has given up finding somebody who wants its answer.
func waitNeutral(tab *browsertest.Tab) {
	tab.Helper()
	tab.Wait(`html[data-state="idle"] body`)
}
