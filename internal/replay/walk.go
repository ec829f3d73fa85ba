package replay

import (
	"slices"

	"github.com/lwa-wasm/lwa/internal/flow"
)

// Walk is a trace as the machine here goes through it.
type Walk struct {
	Version string
	Taken   []Taken
}

// Taken is one step of a walk.
type Taken struct {
	*Step
	Phase   string         // of the page's login, afterwards
	Did     []*flow.Effect // what the machine here does about the event
	Differs bool           // that is something else than it did in the page
	Lost    bool           // the trace leaves out what this step hangs on: it is not walked
}

// New walks a trace through a machine of its own.
func New(t *Trace) *Walk {
	w := &Walk{Version: t.Version}
	m, made, lost := flow.New(), 0, false
	for i := range t.Steps {
		s := &t.Steps[i]
		if s.Begins {
			m, made, lost = flow.New(), 0, false
		}
		if lost = lost || s.Cut; lost {
			w.Taken = append(w.Taken, Taken{Step: s, Lost: true})
			continue
		}
		did := m.Step(s.event(made))
		taken := Taken{Step: s, Did: did, Phase: flow.PhaseName(m.Phase())}
		if s.Before {
			// What the browser kept then is not in a trace. The page has been told of it, so the
			// answer here is nothing.
			taken.Did = append(did, m.Step(&flow.Event{Kind: flow.Recalled, Time: flow.Time{Mono: s.Mono, Wall: s.Wall}})...)
		} else {
			taken.Differs = !slices.Equal(named(did), s.Effects)
			made = s.Made - m.Requests()
		}
		w.Taken = append(w.Taken, taken)
	}
	return w
}

// Differs reports whether the machine did something else than it did in the page.
func (w *Walk) Differs() bool {
	return slices.ContainsFunc(w.Taken, func(t Taken) bool { return t.Differs })
}

// named are effects as a trace has them.
func named(effects []*flow.Effect) []string {
	all := make([]string, len(effects))
	for i, e := range effects {
		all[i] = flow.EffectNames[e.Kind]
		if e.Err != nil {
			all[i] += " " + string(e.Err.Code)
		}
	}
	return all
}
