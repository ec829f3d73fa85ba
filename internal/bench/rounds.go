package bench

import (
	"github.com/lwa-wasm/lwa/internal/bench/report"
)

// samples are values by row and contestant.
type samples map[string]map[string][]float64

func (s samples) add(row, contestant string, value float64) {
	if s[row] == nil {
		s[row] = map[string][]float64{}
	}
	s[row][contestant] = append(s[row][contestant], value)
}

// rows are the statistics, in the order of the table.
func (s samples) rows() (rows []report.Row) {
	for _, id := range report.RowIDs() {
		row := report.Row{ID: id, Cells: map[string]report.Stat{}}
		for contestant, values := range s[id] {
			row.Cells[contestant] = report.Summary(values)
		}
		rows = append(rows, row)
	}
	return rows
}

// rounds measures everything in turns, each round in another order, so that what the machine does
// besides hits all alike. What a browser does once in its life is over before the first.
func (r *runner) rounds() error {
	warmUp := func(c *contestant) error { _, err := r.login(c, whole); return err }
	if err := each(r.servers.all, 0, "warming up", warmUp); err != nil {
		return err
	}
	for round := range r.Rounds {
		for _, under := range conditions {
			if err := each(r.contestants(), round, "loading ("+under.id+")", func(c *contestant) error { return r.sampleLoads(c, under) }); err != nil {
				return err
			}
		}
		if err := each(r.contestants(), round, "loading with a session", r.sampleKept); err != nil {
			return err
		}
		if err := each(append(r.contestants(), r.servers.none), round, "tracing the load", r.sampleTrace); err != nil {
			return err
		}
		for pass := range r.Clicks {
			for _, how := range clicks {
				if err := each(r.servers.all, round+pass, "logging in ("+how.row+")", func(c *contestant) error { return r.sampleLogin(c, how) }); err != nil {
					return err
				}
			}
		}
		r.Log("round %d of %d is over", round+1, r.Rounds)
	}
	return each(r.contestants(), 0, "memory", r.sampleMemory)
}

// each calls f with the contestants in turn, beginning with another one each round.
func each(all []*contestant, round int, what string, f func(*contestant) error) error {
	for i := range all {
		c := all[(i+round)%len(all)]
		if err := f(c); err != nil {
			return failed(c, what, err)
		}
	}
	return nil
}

func (r *runner) sampleLoads(c *contestant, under condition) error {
	cold, warm, bytes, err := r.loads(c, under)
	if err != nil {
		return err
	}
	for when, l := range map[string]load{"cold": cold, "warm": warm} {
		r.samples.add(report.Usable+"-"+under.id+"-"+when, c.ID, l.Usable)
		r.samples.add(report.Ready+"-"+under.id+"-"+when, c.ID, l.Ready)
	}
	r.samples.add(report.BytesUsable, c.ID, cold.Bytes)
	r.samples.add(report.BytesLoad, c.ID, float64(bytes))
	return nil
}

// sampleTrace is of the page without a login too.
func (r *runner) sampleTrace(c *contestant) error {
	t, err := r.traced(c)
	if err != nil {
		return err
	}
	r.samples.add(report.Scripting, c.ID, t.scripting)
	r.samples.add(report.Paint, c.ID, t.Paint)
	r.samples.add(report.Shift, c.ID, t.Shift)
	return nil
}

// sampleKept is of lwa.js alone: the others are set up to keep nothing.
func (r *runner) sampleKept(c *contestant) error {
	if !c.Ours {
		return nil
	}
	l, err := r.kept(c)
	if err != nil {
		return err
	}
	r.samples.add(report.Kept, c.ID, l.Ready)
	return nil
}

func (r *runner) sampleLogin(c *contestant, how click) error {
	if c.variant != "" && how != whole {
		return nil
	}
	l, err := r.login(c, how)
	if err != nil {
		return err
	}
	if c.variant == "" {
		r.samples.add(how.row, c.ID, l.request)
	}
	if how != whole {
		return nil
	}
	if c.variant != "" || c.Ours {
		r.samples.add(report.Profile, c.ID, l.session)
		r.waits.add(c, l.waits)
	}
	if c.variant != "" {
		return nil
	}
	c.Requests = l.requests
	r.samples.add(report.Session, c.ID, l.session)
	r.samples.add(report.BytesLogin, c.ID, float64(l.bytes))
	return nil
}

func (r *runner) sampleMemory(c *contestant) error {
	first, last, err := r.memories(c, r.Logins)
	if err != nil {
		return err
	}
	if c.Ours {
		r.samples.add(report.Wasm1, c.ID, first.wasm)
		r.samples.add(report.WasmN, c.ID, last.wasm)
	}
	for row, value := range map[string]float64{
		report.Heap1: first.heap, report.HeapN: last.heap, report.Memory1: first.heap + first.wasm, report.MemoryN: last.heap + last.wasm,
	} {
		r.samples.add(row, c.ID, value)
	}
	r.Log("%s: %.0f KB of heap and %.0f KB of wasm after %d logins", c.Name, last.heap/1e3, last.wasm/1e3, r.Logins)
	return nil
}
