package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// traced is what the browser says of a first visit until the page is at rest.
type traced struct {
	scripting float64 // main-thread time in milliseconds
	Paint     float64 // milliseconds since the navigation began
	Shift     float64 // of the layout
}

// traced opens a contestant's page for the first time, with the browser's trace running.
func (r *runner) traced(c *contestant) (out traced, err error) {
	t, err := r.open()
	if err != nil {
		return out, err
	}
	defer t.close()
	end, err := t.trace()
	if err != nil {
		return out, err
	}
	if _, _, err := r.visit(t, c); err != nil {
		return out, err
	}
	if out, err = eval[traced](t, `bench.painted()`, false); err != nil {
		return out, err
	}
	events, err := end()
	out.scripting = scripting(events)
	return out, err
}

// trace has the browser note what its main threads do, until end is called.
func (t *tab) trace() (end func() ([]traceEvent, error), err error) {
	type part struct {
		events []traceEvent
		last   bool
		err    error
	}
	parts := make(chan part, 1<<10)
	err = chromedp.Listen(t.ctx, func(event any) {
		switch e := event.(type) {
		case *tracing.EventDataCollected:
			p := part{}
			for _, value := range e.Value {
				var one traceEvent
				p.err = errors.Join(p.err, json.Unmarshal(value, &one))
				p.events = append(p.events, one)
			}
			parts <- p
		case *tracing.EventTracingComplete:
			if e.DataLossOccurred {
				parts <- part{err: errors.New("the browser lost a part of its trace")}
			}
			parts <- part{last: true}
		}
	})
	if err != nil {
		return nil, err
	}
	_, err = chromedp.Call(t.ctx, tracing.Start, tracing.StartParams{TraceConfig: &tracing.TraceConfig{
		IncludedCategories: []string{"devtools.timeline", "v8.execute", "__metadata"}, ExcludedCategories: []string{"*"},
	}})
	return func() (all []traceEvent, err error) {
		ctx, cancel := context.WithTimeout(t.ctx, patience)
		defer cancel()
		if _, err := chromedp.Call(ctx, tracing.End, cdp.Empty{}); err != nil {
			return nil, err
		}
		for {
			select {
			case p := <-parts:
				all = append(all, p.events...)
				if p.err != nil || p.last {
					return all, p.err
				}
			case <-ctx.Done():
				return nil, fmt.Errorf("the trace did not end: %w", ctx.Err())
			}
		}
	}, err
}

// traceEvent is one event in the form that Chromium writes: "X" has a duration, "M" names a thread.
// Times are microseconds.
type traceEvent struct {
	Name  string  `json:"name"`
	Phase string  `json:"ph"`
	PID   int     `json:"pid"`
	TID   int     `json:"tid"`
	Start float64 `json:"ts"`
	Took  float64 `json:"dur"`
	Args  struct {
		Name string `json:"name"`
	} `json:"args"`
}

// scripts are the names of the events that DevTools counts as scripting.
var scripts = map[string]bool{
	"EvaluateScript": true, "v8.compile": true, "v8.compileModule": true, "v8.evaluateModule": true, "FunctionCall": true,
	"RunMicrotasks": true, "TimerFire": true, "FireIdleCallback": true, "FireAnimationFrame": true, "EventDispatch": true,
	"v8.callModuleMethod": true, "MinorGC": true, "MajorGC": true,
}

// scripting is how long the main threads of pages ran scripts, in milliseconds. Events lie within
// one another; each moment counts once.
func scripting(events []traceEvent) (total float64) {
	type thread struct{ pid, tid int }
	main := map[thread]bool{}
	for _, e := range events {
		if e.Phase == "M" && e.Name == "thread_name" && e.Args.Name == "CrRendererMain" {
			main[thread{e.PID, e.TID}] = true
		}
	}
	slices.SortFunc(events, func(a, b traceEvent) int {
		if a.Start < b.Start {
			return -1
		}
		return 1
	})
	until := map[thread]float64{}
	for _, e := range events {
		at := thread{e.PID, e.TID}
		if e.Phase != "X" || !scripts[e.Name] || !main[at] {
			continue
		}
		from, to := max(e.Start, until[at]), e.Start+e.Took
		if to > from {
			total += to - from
			until[at] = to
		}
	}
	return total / 1000
}
