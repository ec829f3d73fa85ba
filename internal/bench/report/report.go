// Package report says what was measured: as JSON, as a table, as a chart and as text. It reads
// nothing and measures nothing, so that what is in the documents can be made again from
// docs/bench.json.
package report

// Report is one run, as docs/bench.json holds it.
type Report struct {
	Date        string       `json:"date"`    // 2006-01-02
	Machine     string       `json:"machine"` // processor and cores
	Browser     string       `json:"browser"`
	Rounds      int          `json:"rounds"`
	Logins      int          `json:"logins"` // in one page, for the memory
	Contestants []Contestant `json:"contestants"`
	Rows        []Row        `json:"rows"`
	Steps       []Steps      `json:"steps"` // of those that ask for the profile
}

// Contestant is a library.
type Contestant struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Version  string   `json:"version"`
	Ours     bool     `json:"ours,omitempty"`
	Baseline bool     `json:"baseline,omitempty"` // the page without a login: it takes part in few rows, and is nobody's rival
	Requests []string `json:"requests"`           // of one login, from the click on
}

// Row is one thing that was measured, of every contestant.
type Row struct {
	ID    string          `json:"id"`
	Cells map[string]Stat `json:"cells"` // by the contestant's id
}

// Steps are where the time between the authorization answer and the session goes, with one
// contestant.
type Steps struct {
	Name  string `json:"name"`
	Steps []Step `json:"steps"`
}

// Step is how long the browser took, after everything it had asked before was answered, until it
// asked for something more or had its session.
type Step struct {
	Until string `json:"until"` // the server, method and path, or [TheSession]
	Wait  Stat   `json:"wait"`  // in milliseconds
}

// TheSession ends the last step.
const TheSession = "session"

// Row returns a row by its id, or an empty one.
func (r *Report) Row(id string) Row {
	for _, row := range r.Rows {
		if row.ID == id {
			return row
		}
	}
	return Row{ID: id}
}

// Us is the build of lwa.js that is released, or the other where there is no such.
func (r *Report) Us() (us Contestant, ok bool) {
	for _, c := range r.Contestants {
		if c.Ours {
			return c, true
		}
	}
	return us, false
}

// Released are the contestants that a site owner can choose from: without lwa.js's second build,
// which is there for comparison, and without the page that has no login.
func (r *Report) Released() (all []Contestant) {
	us, _ := r.Us()
	for _, c := range r.Contestants {
		if !c.Baseline && (!c.Ours || c.ID == us.ID) {
			all = append(all, c)
		}
	}
	return all
}
