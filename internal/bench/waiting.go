package bench

import (
	"cmp"
	"slices"

	"github.com/lwa-wasm/lwa/internal/bench/report"
)

// waiting are the waits of many logins, by contestant and by what they ended with.
type waiting map[string]map[string]*waited

type waited struct {
	place int // among the waits of a login, added up
	ms    []float64
}

func (w waiting) add(c *contestant, waits []wait) {
	of := w[c.place()]
	if of == nil {
		of = map[string]*waited{}
		w[c.place()] = of
	}
	for place, one := range waits {
		if of[one.until] == nil {
			of[one.until] = &waited{}
		}
		of[one.until].place += place
		of[one.until].ms = append(of[one.until].ms, one.ms)
	}
}

// steps are a contestant's waits in the order in which they came; nil when there are none.
func (w waiting) steps(c *contestant) (steps []report.Step) {
	of := w[c.place()]
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(of[a].place*len(of[b].ms), of[b].place*len(of[a].ms)), cmp.Compare(a, b))
	})
	for _, name := range names {
		steps = append(steps, report.Step{Until: name, Wait: report.Summary(of[name].ms)})
	}
	return steps
}
