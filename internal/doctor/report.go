package doctor

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Finding is the result of one check.
type Finding struct {
	Topic    string
	Code     string // the code of the [Fault], or the name of the topic if all is well
	Severity Severity
	What     string
	Mend     []Lines
}

// Values are the values for the {names} in the tables.
type Values map[string]string

// Report is the result of one run of the doctor.
type Report struct {
	Page, Callback string
	Steps          []string // the requests and their answers
	Findings       []Finding
	values         Values
}

// Broken reports whether a finding makes logins fail.
func (r *Report) Broken() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == Broken })
}

// Codes returns the codes of all findings of a severity.
func (r *Report) Codes(s Severity) (all []string) {
	for _, f := range r.Findings {
		if f.Severity == s {
			all = append(all, f.Code)
		}
	}
	return all
}

// find adds a finding. The values in own take precedence over those of the report.
func (r *Report) find(code string, own Values) {
	topic, fault, ok := Find(code)
	if !ok {
		panic("doctor: no finding " + code)
	}
	r.add(topic.Name, fault.Code, fault.Severity, fault.What, fault.Mend, own)
}

func (r *Report) add(topic, code string, severity Severity, what, mend string, own Values) {
	all := maps.Clone(r.values)
	maps.Copy(all, own)
	f := Finding{Topic: topic, Code: code, Severity: severity, What: fill(what, all)}
	for _, l := range Mends[mend] {
		f.Mend = append(f.Mend, Lines{l.Host, fill(l.Lines, all)})
	}
	r.Findings = append(r.Findings, f)
}

// well adds the OK text of a topic, if the topic has no findings.
func (r *Report) well(name string, own Values) {
	for _, f := range r.Findings {
		if f.Topic == name {
			return
		}
	}
	for _, t := range Topics {
		if t.Name == name {
			r.add(name, name, OK, t.OK, t.Mend, own)
		}
	}
}

// sort orders the findings by severity, the worst first, and then as in the table.
func (r *Report) sort() {
	rank := map[Severity]int{Broken: 0, Warn: 1, OK: 2}
	order := map[string]int{}
	for i, t := range Topics {
		order[t.Name] = i
	}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		if d := rank[a.Severity] - rank[b.Severity]; d != 0 {
			return d
		}
		return order[a.Topic] - order[b.Topic]
	})
}

var placeholder = regexp.MustCompile(`\{([A-Za-z]+)\}`)

// fill replaces the {names} in a text of the tables by their values. A name without a value
// stays: it is part of a configuration.
func fill(text string, values Values) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		if value, ok := values[name[1:len(name)-1]]; ok {
			return clean(value)
		}
		return name
	})
}

// clean makes a value from a site safe for a terminal and for Markdown: it removes control
// characters and backticks, and limits the length.
func clean(value string) string {
	value = strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == '`' || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff {
			return -1
		}
		return r
	}, value)
	if runes := []rune(value); len(runes) > 2000 {
		value = string(runes[:2000]) + "…"
	}
	return value
}

// Text returns the report for a terminal.
func (r *Report) Text() string {
	var b strings.Builder
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "%s\n", clean(s))
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "\n%-6s  %s\n        %s\n", f.Severity, f.Code, f.What)
		if f.Severity == OK && f.Topic != "amazon" {
			continue
		}
		for _, l := range f.Mend {
			fmt.Fprintf(&b, "\n        %s:\n          %s\n", l.Host, strings.ReplaceAll(l.Lines, "\n", "\n          "))
		}
	}
	fmt.Fprintf(&b, "\n%d broken, %d to look at, %d fine.\n", len(r.Codes(Broken)), len(r.Codes(Warn)), len(r.Codes(OK)))
	return b.String()
}
