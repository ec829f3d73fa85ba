package browsertest_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// noPopup are what browsers and blockers make of window.open where it opens no popup, as the body
// of a function of its arguments; native is the real one.
var noPopup = map[string]string{
	"null":                           `return null`,
	"undefined":                      `return undefined`,
	"it throws":                      `throw new Error("not here")`,
	"the page's own window":          `return window`,
	"the page's own window, sent on": `if (args[0]) location.assign(args[0]); return window`,
	"no window":                      `return { closed: false, document: {}, location: { replace() {} }, close() {}, focus() {} }`,
	"a number":                       `return 1`,
	"closed at once":                 `const w = native(...args); w.close(); return w`,
	"a stand-in for a window": `return new Proxy(native(...args), {
		get: (w, key) => (typeof w[key] === "function" ? w[key].bind(w) : w[key]),
	})`,
}

// TestNoPopup: whatever window.open answers with, a login by popup ends with its code and a free
// one goes by redirect, before and after the wasm runs. No window is left, and the page is never
// sent to about:blank.
func TestNoPopup(t *testing.T) {
	t.Parallel()
	for name, body := range noPopup {
		for _, loading := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", wasm loading"}[loading], func(t *testing.T) {
				_, tab, g := early(t, "")
				if !loading {
					close(g.open)
					tab.Ready()
				}
				tab.Exec("%s", `{ const native = window.open; window.open = (...args) => { `+body+` }; }`)
				tab.Click("#go")
				if loading {
					close(g.open)
				}
				labFailed(tab, 1, "popup_window_error")
				onlyOpen(tab)
				nothingLeft(tab)
				tab.Exec(`bench.options = { mode: "auto" }`)
				tab.Click("#go")
				tab.SignIn("Zoë")
				require.Equal(t, "login", tab.Ready().Events(1)[0].Type)
				onlyOpen(tab)
			})
		}
	}
}

// TestPopupWithoutTitle: a window whose title cannot be written is a window.
func TestPopupWithoutTitle(t *testing.T) {
	t.Parallel()
	_, tab := newLab(t, "")
	tab.Exec(`{ const native = window.open; window.open = (...args) => {
		const w = native(...args);
		Object.defineProperty(w.document, "title", { set() { throw new Error("not here"); } });
		return w;
	}; }`)
	labFinish(tab, openPopup(tab))
	aliveByPopup(tab)
}

// TestElementFocusIsNoWindowFocus: the focus goes from element to element of the page, by key and
// by script, while nobody can tell whether the window is open. That ends nothing.
func TestElementFocusIsNoWindowFocus(t *testing.T) {
	t.Parallel()
	_, tab, popup := unsure(t, `{}`)
	pressKey(tab, kb.Tab)
	pressKey(tab, kb.Tab)
	tab.Exec(`document.getElementById("go").blur(); document.getElementById("go").focus(); bench.unsure.focus();
		for (const type of ["blur", "focus", "visibilitychange"]) dispatchEvent(new Event(type))`)
	assertPending(tab)
	labFinish(tab, popup)
	aliveByPopup(tab)
}

// TestAgainAfterUnsure: whoever asks again by the keyboard starts anew.
func TestAgainAfterUnsure(t *testing.T) {
	t.Parallel()
	_, tab, first := unsure(t, `{}`)
	tab.Exec(`document.getElementById("go").focus()`)
	second := tab.Popup(func() { pressKey(tab, kb.Enter) })
	labFailed(tab, 1, "user_cancelled")
	second.SignIn("Zoë")
	require.NotNil(t, tab.Outcomes(2)[1].Session)
	second.WaitClosed()
	aliveByPopup(tab, first)
}

// onPhone has the page be hidden as soon as a window opens, as on a phone, where that is a tab in
// front of it.
func onPhone(tab *browsertest.Tab) {
	tab.Helper()
	tab.Exec(`lab.show = (state) => {
		Object.defineProperty(Document.prototype, "visibilityState", { configurable: true, get: () => state });
		document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
	};
	{ const native = window.open; window.open = (...args) => { const w = native(...args); later(() => lab.show("hidden"), 0); return w; }; }`)
}

// TestPhone: the opener is hidden while the tab is open, and visible once it is closed. No blur is
// needed.
func TestPhone(t *testing.T) {
	t.Parallel()
	for name, closes := range map[string]bool{"logs in": false, "closes the tab": true} {
		t.Run(name, func(t *testing.T) {
			b, tab := newLab(t, "")
			isolate(b)
			onPhone(tab)
			popup := severed(tab)
			assertPending(tab)
			if closes {
				popup.Close()
				tab.Exec(`lab.show("visible")`)
				labFailed(tab, 1, "user_cancelled")
			} else {
				labFinish(tab, popup)
				tab.Exec(`lab.show("visible")`)
			}
			assert.NotContains(t, browsertest.Eval[[]string](tab, `bench.events.map((e) => e.type)`), "unsure")
		})
	}
}
