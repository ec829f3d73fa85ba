package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// These tests have windows that take the focus from each other, so none runs beside another.

// PO-12 with a display: the focus is with the popup, so a handle that reads closed says nothing. No
// event, no verdict, no timer but the deadline; the answer completes the login.
func TestPO12_SeveredIsNotCancelledWithDisplay(t *testing.T) {
	for name, pages := range map[string][]string{
		"all pages":        nil,
		"only the sign-in": {"signin"},
		"only the consent": {"consent"},
		"only the return":  {"redirect"},
	} {
		t.Run(name, func(t *testing.T) {
			b, tab := newLab(t, "", browsertest.WithDisplay)
			isolate(b, pages...)
			popup := openPopup(tab)
			popup.Pick("Zoë")
			if name != "only the return" {
				waitSevered(tab)
				assertPending(tab)
			}
			popup.Click("#allow")
			labFinished(tab, popup, 1)
			assert.Len(t, tab.Events(1), 1, "login, and no unsure")
			aliveByPopup(tab)
		})
	}
}

// PO-16 with a display.
func TestPO16_OwnPageIsolatedWithDisplay(t *testing.T) {
	_, tab := newLab(t, "coop=same-origin", browsertest.WithDisplay)
	popup := severed(tab)
	assertPending(tab)
	labFinish(tab, popup)
	assert.Len(t, tab.Events(1), 1, "login, and no unsure")
	aliveByPopup(tab)
}

// PO-13 with a display: the window is closed, cut off or not, and the focus comes back.
func TestPO13_ClosedWithDisplay(t *testing.T) {
	for name, isolated := range map[string]bool{"its handle works": false, "its handle is cut off": true} {
		t.Run(name, func(t *testing.T) {
			b, tab := newLab(t, "", browsertest.WithDisplay)
			if isolated {
				isolate(b)
			}
			popup := openPopup(tab)
			popup.Wait("button.person")
			if isolated {
				waitSevered(tab)
			}
			timeClosing(tab)
			popup.Close()
			labFailed(tab, 1, "user_cancelled")
			if isolated { // its handle does not tell when the window closed; the focus does
				tab.Exec(`lab.closedAt = lab.focusedAt`)
			}
			assertWithin(tab, 2000)
			onlyOpen(tab)
			aliveByPopup(tab)
		})
	}
}

// The person presses something in the page while the cut-off window is open: they are told that
// nobody can tell, and the login still completes.
func TestSeveredAndPressedInThePage(t *testing.T) {
	b, tab := newLab(t, "", browsertest.WithDisplay)
	isolate(b)
	popup := severed(tab)
	at := middle(tab, "#elsewhere")
	toFront(tab)
	tab.Do(mouseClick(at, 1)...)
	require.Equal(t, "unsure", tab.Events(1)[0].Type)
	assertPending(tab)
	toFront(popup)
	labFinish(tab, popup)
	aliveByPopup(tab)
}
