package flow

import (
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// all returns the effects of the last step of that kind.
func (p *page) all(kind EffectKind) []Effect { return filter(p.effects, kind) }

// one returns the only effect of the last step of that kind.
func (p *page) one(kind EffectKind) Effect {
	p.t.Helper()
	found := p.all(kind)
	require.Len(p.t, found, 1, "effects of kind %d in %+v", kind, p.effects)
	return found[0]
}

func (p *page) none(kind EffectKind) {
	p.t.Helper()
	require.Empty(p.t, p.all(kind))
}

// ignored says that the last step did nothing and left the phase alone.
func (p *page) ignored(phase Phase) {
	p.t.Helper()
	require.Empty(p.t, p.effects)
	require.Equal(p.t, phase, p.m.Phase())
}

// emitted returns the events that the page was told of in the last step, in order.
func (p *page) emitted() []string {
	var names []string
	for _, e := range p.all(Emit) {
		names = append(names, e.Key)
	}
	return names
}

// resolved says that the call was settled in the last step, and returns its JSON.
func (p *page) resolved(call int) string {
	p.t.Helper()
	e := p.settlement(call)
	require.Nil(p.t, e.Err)
	return e.Text
}

// rejected says that the call failed in the last step with code.
func (p *page) rejected(call int, code lwa.Code) *lwa.Error {
	p.t.Helper()
	e := p.settlement(call)
	require.NotNil(p.t, e.Err, "resolved with %s", e.Text)
	require.Equal(p.t, code, e.Err.Code)
	message, hint := e.Err.Texts()
	require.NotContains(p.t, []string{message, hint}, "")
	return e.Err
}

func (p *page) settlement(call int) Effect {
	p.t.Helper()
	var found []Effect
	for _, e := range p.all(Settle) {
		if e.Call == call {
			found = append(found, e)
		}
	}
	require.Len(p.t, found, 1, "call %d in %+v", call, p.effects)
	return found[0]
}

// ended says that the login is over with the code and has left nothing running.
func (p *page) ended(call int, code lwa.Code) {
	p.t.Helper()
	p.rejected(call, code)
	p.over()
}

// over says that nothing of a login is running.
func (p *page) over() {
	p.t.Helper()
	require.Equal(p.t, Idle, p.m.Phase())
	w := newWorld()
	for i := range p.log {
		w.popup = w.popup || p.log[i].Kind == NavigatePopup
		w.note(&p.log[i])
		w.popup = w.popup && p.log[i].Kind != OpenPopup // whether it opened is not said there
	}
	require.False(p.t, w.popup, "the popup is open")
	require.False(p.t, w.channel, "the channel is open")
	require.False(p.t, w.timers[Deadline], "the deadline runs")
	require.False(p.t, w.timers[Grace], "the moment of silence runs")
}

// alive logs in once more, by popup, with the page's present options.
func (p *page) alive(over settings) {
	p.t.Helper()
	options := settings{"interactive": "always"}
	for key, value := range over {
		options[key] = value
	}
	call := p.login(options)
	p.opened()
	if p.m.Phase() == Preparing {
		p.secretsReady()
	}
	p.answer()
	p.token()
	p.proofs("A")
	require.Contains(p.t, p.resolved(call), `"userId":"A"`)
}

// posts is the number of token requests so far.
func (p *page) posts() int {
	n := 0
	for _, e := range filter(p.log, Fetch) {
		if e.Method == "POST" {
			n++
		}
	}
	return n
}

func filter(effects []Effect, kind EffectKind) (found []Effect) {
	for _, e := range effects {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	return found
}
