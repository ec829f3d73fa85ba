// Package report says what was measured: as JSON, as a table, as a chart and as text. It reads nothing and measures
// nothing, so that what is in the documents can be made again from docs/bench.json.
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
}

// Contestant is a library.
type Contestant struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Version  string   `json:"version"`
	Ours     bool     `json:"ours,omitempty"`
	Requests []string `json:"requests"` // of one login, from the click on
}

// Row is one thing that was measured, of every contestant.
type Row struct {
	ID    string          `json:"id"`
	Cells map[string]Stat `json:"cells"` // by the contestant's id
}

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
