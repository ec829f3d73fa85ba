package engines_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/engines"
)

// patience bounds every wait.
var patience = flag.Duration("patience", 90*time.Second, "how long a scenario waits for anything")

// tab is a window with what scenarios do in it. A part of a shadow tree is named by two selectors:
// "lwa-login >> button.login".
type tab struct {
	*visit
	window engines.Window
}

func (v *visit) tab(window engines.Window, err error) *tab {
	v.Helper()
	require.NoError(v, err)
	w := &tab{v, window}
	v.tabs = append(v.tabs, w)
	return w
}

// find is an expression for the element, or null.
func find(selector string) string {
	host, inner, shadow := strings.Cut(selector, " >> ")
	if !shadow {
		return fmt.Sprintf("document.querySelector(%q)", selector)
	}
	return fmt.Sprintf("document.querySelector(%q)?.shadowRoot?.querySelector(%q)", host, inner)
}

// look asks the page for an expression until it is neither null nor false; between two pages there
// is none to ask.
func look[T any](w *tab, expression string) (value T) {
	w.Helper()
	var last string
	for deadline := time.Now().Add(*patience); ; time.Sleep(50 * time.Millisecond) {
		text, err := w.window.Eval(expression)
		if err == nil && string(text) != "null" && string(text) != "false" {
			require.NoError(w, json.Unmarshal(text, &value), "%s: %s", expression, text)
			return value
		}
		if last = string(text); err != nil {
			last = err.Error()
		}
		if time.Now().After(deadline) {
			w.Fatalf("waited in vain for %s: %s\n%s", expression, last, w.state())
		}
	}
}

// eval runs an expression once.
func eval[T any](w *tab, expression string) (value T) {
	w.Helper()
	text, err := w.window.Eval(expression)
	require.NoError(w, err, expression)
	require.NoError(w, json.Unmarshal(text, &value), "%s: %s", expression, text)
	return value
}

// do runs statements.
func (w *tab) do(format string, args ...any) {
	w.Helper()
	eval[any](w, "(() => { "+fmt.Sprintf(format, args...)+" })()")
}

// state describes the window for a failure.
func (w *tab) state() string {
	text, err := w.window.Eval(`location.origin + location.pathname + (document.hasFocus() ? " with" : " without") + " the focus, " + document.visibilityState + "\n" +
		(document.body?.innerText ?? "").slice(0, 2000)`)
	if err != nil {
		return err.Error()
	}
	return string(text) + "\ncomplaints: " + strings.Join(w.window.Complaints(), "; ")
}

// open navigates to a path of the site, or to a whole address.
func (w *tab) open(path string) *tab {
	w.Helper()
	if strings.HasPrefix(path, "/") {
		path = w.App + path
	}
	require.NoError(w, w.window.Go(path))
	return w
}

// ready waits until the bench page says that lwa.ready settled.
func (w *tab) ready() *tab {
	w.Helper()
	w.wait(`html[data-ready="yes"] body`)
	return w
}

// wait waits until the page has that element, and shows it.
func (w *tab) wait(selector string) {
	w.Helper()
	look[bool](w, fmt.Sprintf("!!%s?.getClientRects().length", find(selector)))
}

// click presses the middle of an element, once the page is loaded, so that nothing moves any more,
// and nothing lies over it.
func (w *tab) click(selector string) {
	w.Helper()
	at := look[[2]float64](w, fmt.Sprintf(`((e) => {
		if (document.readyState !== "complete" || !e?.getClientRects().length) return null;
		e.scrollIntoView({ block: "center" });
		const { x, y, width, height } = e.getBoundingClientRect();
		const at = [Math.floor(x + width / 2), Math.floor(y + height / 2)];
		return e.contains(e.getRootNode().elementFromPoint(...at)) && at;
	})(%s)`, find(selector)))
	require.NoError(w, w.window.Press(int(at[0]), int(at[1])))
}

// popup clicks an element and returns the window that the page opened.
func (w *tab) popup(selector string) *tab {
	w.Helper()
	return w.visit.tab(w.window.Popup(func() { w.click(selector) }))
}

// another opens a path in a second window of the same visitor.
func (w *tab) another(path string) *tab {
	w.Helper()
	return w.visit.tab(w.window.Another()).open(path)
}

// pick signs a person in on the fake Amazon's page, which then asks for consent.
func (w *tab) pick(person string) {
	w.Helper()
	w.wait("button.person")
	w.do(`[...document.querySelectorAll("button.person")].find((e) => e.textContent.includes(%q)).id = "chosen"`, person)
	w.click("#chosen")
	w.wait("#allow")
}

// signIn signs Zoë in on the fake Amazon's page, and allows what is asked for.
func (w *tab) signIn() {
	w.Helper()
	w.pick("Zoë")
	w.click("#allow")
}

// enter clicks an element that opens the login's window, and logs in there as Zoë.
func (w *tab) enter(selector string) {
	w.Helper()
	if w.setup.bare {
		w.click(selector)
		return
	}
	p := w.popup(selector)
	p.signIn()
	p.closed()
}

// logIn logs in on the bench page, where the fake Amazon answers at once: the n-th login of the
// page.
func (w *tab) logIn(n int) {
	w.Helper()
	w.click("#go")
	require.Equal(w, loggedIn, w.outcome(n))
}

// lingers waits in the page for a time in which what must not happen would have.
func (w *tab) lingers() {
	w.Helper()
	w.do(`setTimeout(() => { document.body.dataset.lingered = "yes"; }, 3000)`)
	w.wait("body[data-lingered]")
}

// close closes the window, as a person does.
func (w *tab) close() {
	w.Helper()
	require.NoError(w, w.window.Close())
}

// closed waits until the window is closed.
func (w *tab) closed() {
	w.Helper()
	for deadline := time.Now().Add(*patience); w.window.Open(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.Fatalf("the window is open still\n%s", w.state())
		}
	}
}

// outcomes waits until n logins of the bench page have settled.
func (w *tab) outcomes(n int) []browsertest.Outcome {
	w.Helper()
	w.wait(fmt.Sprintf(`#outcome[data-count="%d"]`, n))
	return eval[[]browsertest.Outcome](w, `JSON.parse(document.getElementById("outcome").textContent)`)
}

// outcome is what the n-th login of the bench page came to, in a word.
func (w *tab) outcome(n int) string {
	w.Helper()
	return word(w.outcomes(n)[n-1])
}

// word is "logged in", or the error's code.
func word(o browsertest.Outcome) string {
	switch {
	case o.Session != nil:
		return loggedIn
	case o.Error.Foreign != "":
		return o.Error.Foreign
	}
	return o.Error.Code
}

// event waits until lwa has sent an event of that type to the bench page.
func (w *tab) event(kind string) {
	w.Helper()
	look[bool](w, fmt.Sprintf("bench.events.some((e) => e.type === %q)", kind))
}

// measure has the page measure what the component needs to prove without events of the focus that a
// window was closed: how long the window took to show another site, since when it does, and the
// worst delay of a look.
func (w *tab) measure() {
	w.Helper()
	w.do(`const open = window.open;
		window.open = (...args) => {
			const popup = open.apply(window, args), opened = performance.now();
			const seen = window.seen = { since: 0, way: 0, late: 0 };
			let due = opened + 20;
			setInterval(() => {
				const now = performance.now();
				seen.late = Math.max(seen.late, now - due);
				due = now + 20;
				try { popup.location.href } catch { if (!seen.since) { seen.since = now; seen.way = now - opened; } }
			}, 20);
			return popup;
		}`)
}

// proven waits until the window that measure looks at has been open for longer than the proof
// takes.
func (w *tab) proven() {
	w.Helper()
	look[bool](w, `seen.since > 0 && performance.now() - seen.since > 1000 + 3 * seen.way + 15 * seen.late`)
}
