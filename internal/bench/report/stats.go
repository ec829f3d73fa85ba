package report

import (
	"math"
	"slices"
)

// Stat is a sample: its median, and the quartiles around it.
type Stat struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`  // first quartile
	High   float64 `json:"high"` // third quartile
	N      int     `json:"n"`
}

// Summary returns the statistics of a sample, which it leaves as it is. Quartiles lie between two
// values where they must (type 7 of Hyndman and Fan, as in R and NumPy). Values are rounded to a
// hundredth.
func Summary(sample []float64) Stat {
	if len(sample) == 0 {
		return Stat{}
	}
	sorted := slices.Sorted(slices.Values(sample))
	return Stat{
		Median: quantile(sorted, 0.5), Low: quantile(sorted, 0.25), High: quantile(sorted, 0.75), N: len(sorted),
	}
}

func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	below, above := int(math.Floor(at)), int(math.Ceil(at))
	value := sorted[below] + (sorted[above]-sorted[below])*(at-float64(below))
	return math.Round(value*100) / 100
}

// Best is the smallest median among the peers of a row; ok is false when none has one.
func (r *Report) Best(row Row) (best Stat, id string, ok bool) {
	for _, c := range r.Contestants {
		stat, measured := row.Cells[c.ID]
		if c.Ours || c.Baseline || !measured || stat.N == 0 || ok && stat.Median >= best.Median {
			continue
		}
		best, id, ok = stat, c.ID, true
	}
	return best, id, ok
}
