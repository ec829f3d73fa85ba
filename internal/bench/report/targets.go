package report

import (
	"fmt"
	"strings"
)

// target is something that lwa.js promises itself. It holds for the first of its builds in the
// report.
type target struct {
	text    string
	rows    []string
	against string  // a peer's id; "" is the quickest of each row
	limit   float64 // of the ratio
	why     string  // what stands in the way, shown where it does
}

var targets = []target{
	{
		text: "bytes until a click works: at most ×0.55 of the lightest peer", rows: []string{BytesUsable}, limit: 0.55,
		why: "lwa.js checks options and the page, opens the popup, and takes by reference all that it uses of a page that may have replaced anything. docs/size.md says what each part weighs.",
	},
	{
		text: "a click works no later than with the quickest peer", rows: loads(Usable, "full", "cpu4", "slow"), limit: 1,
		why: "A click waits for the page and one script of the library, with every contestant; what differs is the script's size and how long it runs. See *Where the time of lwa.js goes*.",
	},
	{
		text: "ready no later than the quickest peer", rows: loads(Ready, "full", "cpu4", "slow"), limit: 1,
		why: "Where nothing is kept, lwa.js is ready when a click works: see there.",
	},
	{
		text: "click → authorization request no later than the quickest peer, page at rest", rows: []string{RequestIdle}, limit: 1,
		why: "Nearly all of it is the browser opening a window, with every contestant.",
	},
	{
		text: "click → authorization request within ×1.1 of the quickest peer, the pointer over the button for 200 ms", rows: []string{RequestIntent}, limit: 1.1,
		why: "The WebAssembly is fetched, compiled and started while the pointer rests; what is not done in 200 ms, the click waits for.",
	},
	{
		text: "authorization answer → session no later than oidc-client-ts where both ask for the profile", rows: []string{Profile}, against: "oidc", limit: 1,
		why: "lwa.js asks one thing more, tokeninfo, at the same time as the profile.",
	},
	{
		text: "authorization answer → session within ×1.2 of the quickest peer", rows: []string{Session}, limit: 1.2,
		why: "lwa.js asks two more requests, tokeninfo and profile, at the same time and after the token: Amazon sends no id_token, and only tokeninfo says for whom a token is. The peers read an id_token that our provider makes up for them.",
	},
}

// The absolute ones.
const (
	wasmLimit  = 2 << 20
	growsLimit = 1 << 20
)

func loads(what string, conditions ...string) (ids []string) {
	for _, condition := range conditions {
		ids = append(ids, what+"-"+condition+"-cold", what+"-"+condition+"-warm")
	}
	return ids
}

// Targets is a table of what was promised and what was measured, and below it what stands in the
// way of the rest.
func (r *Report) Targets() string {
	us, ok := r.Us()
	if !ok {
		return "lwa.js itself was not measured.\n"
	}
	var table, reasons strings.Builder
	table.WriteString("| target, for " + us.Name + " | measured | |\n|---|---|---|\n")
	for _, t := range targets {
		verdict, worst := r.judge(t, us)
		fmt.Fprintf(&table, "| %s | %s | %s |\n", t.text, worst, verdict)
		if verdict == missed {
			fmt.Fprintf(&reasons, "- *%s*: %s\n", t.text, t.why)
		}
	}
	last := r.Row(WasmN).Cells[us.ID].Median
	grown := r.Row(MemoryN).Cells[us.ID].Median - r.Row(Memory1).Cells[us.ID].Median
	fmt.Fprintf(&table, "| wasm memory at most 2 MiB after %s | %.2f MiB | %s |\n", many(r.Logins, "login"), last/(1<<20), within(last, wasmLimit))
	fmt.Fprintf(&table, "| memory bounded: %s more add at most 1 MiB to heap and wasm | %.2f MiB | %s |\n", many(r.Logins-1, "login"), grown/(1<<20), within(grown, growsLimit))
	if reasons.Len() == 0 {
		return table.String()
	}
	return table.String() + "\nWhat stands in the way:\n\n" + reasons.String()
}

const (
	met     = "met"
	spread  = "within the spread"
	missed  = "**missed**"
	unknown = "not measured"
)

// severity orders verdicts: of several lines, the worst counts.
var severity = map[string]int{unknown: 0, met: 1, spread: 2, missed: 3}

func within(value, limit float64) string {
	if value <= limit {
		return met
	}
	return missed
}

// judge compares the rows of a target. It holds when it holds in all of them; of the others the
// worst is named. A median above the limit is within the spread while the quartiles overlap there.
func (r *Report) judge(t target, us Contestant) (verdict, measured string) {
	var worst float64
	var good, all int
	verdict, measured = unknown, "–"
	for _, id := range t.rows {
		row := r.Row(id)
		mine, ok := row.Cells[us.ID]
		other, whose, known := r.rival(row, t.against)
		if !ok || !known || other.Median == 0 {
			continue
		}
		all++
		here := verdictOf(mine, other, t.limit)
		if here == met {
			good++
		}
		ratio := mine.Median / other.Median
		if severity[here] < severity[verdict] || severity[here] == severity[verdict] && ratio <= worst {
			continue
		}
		verdict, worst = here, ratio
		measured = times(ratio) + " of " + r.nameOf(whose)
		if len(t.rows) > 1 {
			measured += ": " + r.name(kindOf(id).name)
		}
	}
	if all > 1 {
		measured = fmt.Sprintf("%d of %d lines; at worst %s", good, all, measured)
	}
	return verdict, measured
}

func verdictOf(mine, other Stat, limit float64) string {
	switch {
	case mine.Median <= limit*other.Median:
		return met
	case mine.Low <= limit*other.High:
		return spread
	}
	return missed
}

func (r *Report) rival(row Row, against string) (Stat, string, bool) {
	if against == "" {
		return r.Best(row)
	}
	stat, ok := row.Cells[against]
	return stat, against, ok
}

func (r *Report) nameOf(id string) string {
	for _, c := range r.Contestants {
		if c.ID == id {
			return c.Name
		}
	}
	return id
}
