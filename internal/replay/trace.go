// Package replay walks a trace that lwa.trace() gathered (web/lwa.d.ts) through the machine that
// runs in the page, step by step, and draws it: what a report of a fault brings can be looked at
// where the sources are.
//
// [Read] reads a trace, [New] walks it, and [Walk.Text], [Walk.Mermaid] and [Walk.SVG] show what
// happened.
package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/lwa"
)

// maxTrace is more than 500 steps have.
const maxTrace = 16 << 20

// Trace is what lwa.trace() returns.
type Trace struct {
	Trace   int
	Version string
	Steps   []Step
}

// Step is one event of a trace, and the effects that it had in the page. Which fields count is said
// at the kind of the event.
type Step struct {
	Event                       string
	Begins                      bool // it is the first that a machine is given
	Cut                         bool // something of this step, or before it, was left out: nobody can walk on from here
	Before                      bool // the page was there before the trace began: so it was configured then
	Mono, Wall                  lwa.Millis
	Timeout, RetryAfter         lwa.Millis
	Way, Alive, Late            lwa.Millis
	Made, Call, Request, Status int
	Timer                       flow.Timer
	Window                      flow.Window
	Failure                     flow.Failure
	Cause                       flow.Cause
	Key, Text, ContentType      string
	Verifier, Challenge, State  string
	Message                     string
	FromPopup, OnChannel        int // 1 if it is so
	Entries                     []flow.Entry
	Effects                     []string // a kind, and after a space the code of its error
}

// Read reads a trace.
func Read(r io.Reader) (*Trace, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxTrace+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxTrace {
		return nil, errors.New("this is no trace: it is too long")
	}
	var t Trace
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, fmt.Errorf("this is no trace, which is the JSON of what lwa.trace() returns: %w", err)
	}
	if t.Trace != 1 {
		return nil, fmt.Errorf("this is a trace of format %d: format 1 can be read here", t.Trace)
	}
	for i := range t.Steps {
		if t.Steps[i].kind() == 0 {
			return nil, fmt.Errorf("step %d: there is no event %q", i+1, t.Steps[i].Event)
		}
	}
	return &t, nil
}

func (s *Step) kind() flow.EventKind {
	return flow.EventKind(max(0, slices.Index(flow.EventNames[:], s.Event)))
}

// event is what the machine is given. made is how many requests the page had made that this walk
// knows nothing of.
func (s *Step) event(made int) *flow.Event {
	e := &flow.Event{
		Kind: s.kind(), Time: flow.Time{Mono: s.Mono, Wall: s.Wall}, Call: s.Call, Status: s.Status, Timeout: s.Timeout,
		RetryAfter: s.RetryAfter, Timer: s.Timer, Window: s.Window, Failure: s.Failure, Cause: s.Cause, Key: s.Key, Text: s.Text,
		ContentType: s.ContentType, Secrets: flow.Secrets{Verifier: s.Verifier, Challenge: s.Challenge, State: s.State},
		Message: flow.Message{Text: s.Message, FromPopup: s.FromPopup != 0, OnChannel: s.OnChannel != 0},
		Looks:   flow.Looks{Way: s.Way, Alive: s.Alive, Late: s.Late}, Entries: s.Entries,
	}
	if s.Request > 0 {
		e.Request = s.Request - made
	}
	return e
}
