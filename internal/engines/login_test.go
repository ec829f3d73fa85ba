package engines_test

import (
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

var logins = []scenario{
	{name: "popup", core: true, run: popup},
	{name: "redirect", core: true, run: redirect},
	{name: "cancel", core: true, want: "access_denied", run: cancel},
	{name: "the window is closed", core: true, want: "user_cancelled", run: closing},
	{name: "isolated provider", core: true, cookies: true, run: isolated},
	{name: "isolated provider, the window is closed", core: true, cookies: true, want: "user_cancelled", run: isolatedClosing},
	{name: "isolated provider, Tab is pressed twice in the page", cookies: true, run: isolatedTabs},
}

func popup(v *visit) string {
	w := v.visitor("/bench?mode=popup").ready()
	w.enter("#go")
	came := w.outcome(1)
	assert.Equal(v, 1, v.Fake.Counts().TokenRequests)
	return came
}

func redirect(v *visit) string {
	w := v.visitor("/bench?mode=redirect").ready()
	w.click("#go")
	if v.setup.bare {
		return w.outcome(1)
	}
	w.signIn()
	w.ready()
	assert.Equal(v, "/bench?mode=redirect", eval[string](w, `location.pathname + location.search + location.hash`))
	assert.Equal(v, 1, v.Fake.Counts().TokenRequests)
	return cameBack(w)
}

// cameBack is what the page came to that a redirect led back to.
func cameBack(w *tab) string {
	w.Helper()
	return look[string](w, `bench.ready && (bench.ready.session ? "logged in" : String(bench.ready.error?.code))`)
}

// cancel refuses at Amazon's page.
func cancel(v *visit) string {
	w := v.visitor("/bench?mode=popup").ready()
	if v.setup.bare {
		v.faults(fakeamazon.Faults{AuthorizeError: fakeamazon.AuthorizeError{Error: "access_denied"}})
		w.click("#go")
		return w.outcome(1)
	}
	p := w.popup("#go")
	p.click("#cancel")
	p.closed()
	return w.outcome(1)
}

// closing closes Amazon's window. Without the focus, the page needs a proof.
func closing(v *visit) string {
	if v.setup.bare {
		v.Fake.SetFaults(fakeamazon.Faults{})
	}
	w := v.visitor("/bench?mode=popup").ready()
	if !v.setup.focus {
		w.measure()
	}
	p := w.popup("#go")
	p.wait("button.person")
	if !v.setup.focus {
		w.proven()
	}
	p.close()
	return w.outcome(1)
}

// isolate has the fake Amazon isolate its pages from their opener, for which their window then
// looks closed.
func isolate(v *visit) { v.faults(fakeamazon.Faults{COOP: "same-origin"}) }

func isolated(v *visit) string {
	isolate(v)
	w := v.visitor("/bench?mode=popup").ready()
	w.enter("#go")
	return w.outcome(1)
}

// isolatedClosing is over with the event unsure where nobody can tell.
func isolatedClosing(v *visit) string {
	isolate(v)
	w := v.visitor("/bench?mode=popup").ready()
	p := w.popup("#go")
	p.wait("button.person")
	p.close()
	return look[string](w, `bench.outcomes.length ? bench.outcomes[0].error.code : bench.events.some((e) => e.type === "unsure") && "unsure"`)
}

// isolatedTabs moves the focus between the elements of the page, which says nothing of where the
// person is.
func isolatedTabs(v *visit) string {
	isolate(v)
	w := v.visitor("/bench?mode=popup").ready()
	p := w.popup("#go")
	p.pick("Zoë")
	for range 2 {
		require.NoError(v, w.window.Tab())
	}
	p.lingers()
	p.click("#allow")
	p.closed()
	return w.outcome(1)
}
