package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// PO-12: Amazon's pages isolate themselves, so that the handle reads closed while the window is
// open. In a browser without focus events nobody can tell; the page is told that, nothing is
// cancelled, and the answer still wins. Where only a later page isolates itself, nothing but the
// focus tells it from a closed window: see the test with a display.
func TestPO12_SeveredIsNotCancelled(t *testing.T) {
	t.Parallel()
	for name, pages := range map[string][]string{
		"all pages":        nil,
		"only the sign-in": {"signin"},
		"all but the last": {"signin", "consent"},
	} {
		t.Run(name, func(t *testing.T) {
			b, tab := newLab(t, "")
			isolate(b, pages...)
			popup := severed(tab)
			require.Equal(t, "unsure", tab.Events(1)[0].Type)
			assertPending(tab)
			labFinish(tab, popup)
			aliveByPopup(tab)
		})
	}
}

// PO-16: the page that asks isolates itself. The login completes over the channel, and is not
// cancelled meanwhile.
func TestPO16_OwnPageIsolated(t *testing.T) {
	t.Parallel()
	for query, cut := range map[string]bool{
		"coop=same-origin":                   true,
		"coop=same-origin&coep=require-corp": true,
		"coop=same-origin-allow-popups":      false,
		"coop=noopener-allow-popups":         false,
	} {
		t.Run(query, func(t *testing.T) {
			_, tab := newLab(t, query)
			popup := openPopup(tab)
			popup.Wait("button.person")
			if cut {
				waitSevered(tab)
				require.Equal(t, "unsure", tab.Events(1)[0].Type)
			}
			assertSevered(tab, cut)
			labFinish(tab, popup)
			aliveByPopup(tab)
		})
	}
}

func assertSevered(tab *browsertest.Tab, want bool) {
	tab.Helper()
	assert.Equal(tab, want, browsertest.Eval[bool](tab, `lab.popup.closed`), "the handle reads closed")
}

// Both the page that asks and Amazon's pages isolate themselves.
func TestPO16_EverybodyIsolated(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "coop=same-origin")
	isolate(b)
	popup := severed(tab)
	require.Equal(t, "unsure", tab.Events(1)[0].Type)
	labFinish(tab, popup)
	aliveByPopup(tab)
}
