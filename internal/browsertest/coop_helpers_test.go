package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// isolate has the fake Amazon send COOP same-origin on those of its pages, or on all.
func isolate(b *browsertest.Bench, pages ...string) {
	b.Fake.SetFaults(fakeamazon.Faults{COOP: "same-origin", COOPOn: pages})
}

// severed opens the login's popup on isolated pages, and waits until its handle reads closed. The
// window is open still.
func severed(tab *browsertest.Tab) *browsertest.Tab {
	tab.Helper()
	popup := openPopup(tab)
	popup.Wait("button.person")
	waitSevered(tab)
	return popup
}

func waitSevered(tab *browsertest.Tab) {
	tab.Helper()
	tab.Exec(`new Promise((done) => {
		const id = setInterval(() => { if (lab.popup.closed) { clearInterval(id); lab.timers.delete(id); done(); } }, 5);
	})`)
}

// unsure opens a popup on isolated pages in a browser without focus events, and waits until the
// page is told.
func unsure(t *testing.T, options string) (*browsertest.Bench, *browsertest.Tab, *browsertest.Tab) {
	t.Helper()
	b, tab := newLab(t, "")
	isolate(b)
	tab.Exec(`bench.options = %s`, options)
	popup := severed(tab)
	require.Equal(t, "unsure", tab.Events(1)[0].Type)
	assertPending(tab)
	return b, tab, popup
}

// assertPending holds the login to be neither settled nor about to be: what runs is its deadline,
// the machine's and the shell's own, and nothing else. A last look at the window may still be due;
// a grace would end in an outcome.
func assertPending(tab *browsertest.Tab) {
	tab.Helper()
	pending := browsertest.Eval[bool](tab, `new Promise((decided) => {
		const id = setInterval(() => {
			if (lab.running > 2 && !bench.outcomes.length) return;
			clearInterval(id);
			decided(lab.running === 2 && !bench.outcomes.length);
		}, 5);
	})`)
	assert.True(tab, pending, "the login was settled")
}
