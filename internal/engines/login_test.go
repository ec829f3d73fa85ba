package engines_test

import (
	"github.com/stretchr/testify/assert"
)

var scenarios = []scenario{
	{name: "popup", core: true, run: popup},
	{name: "redirect", core: true, run: redirect},
	{name: "cancel", core: true, want: "access_denied", run: cancel},
	{name: "close", core: true, want: "user_cancelled", run: closing},
}

func popup(v *visit) string {
	w := v.visitor("/bench?mode=popup").ready()
	p := w.popup("#go")
	p.signIn()
	p.closed()
	came := w.outcome(1)
	assert.Equal(v, 1, v.Fake.Counts().TokenRequests)
	return came
}

func redirect(v *visit) string {
	w := v.visitor("/bench?mode=redirect").ready()
	w.click("#go")
	w.signIn()
	w.ready()
	assert.Equal(v, "/bench?mode=redirect", eval[string](w, `location.pathname + location.search + location.hash`))
	assert.Equal(v, 1, v.Fake.Counts().TokenRequests)
	return look[string](w, `bench.ready.session ? "logged in" : String(bench.ready.error?.code)`)
}

// cancel refuses at Amazon's page.
func cancel(v *visit) string {
	w := v.visitor("/bench?mode=popup").ready()
	p := w.popup("#go")
	p.click("#cancel")
	p.closed()
	return w.outcome(1)
}

// closing closes Amazon's window.
func closing(v *visit) string {
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
