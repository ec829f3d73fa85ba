package report

import (
	"fmt"
	"regexp"
	"strings"
)

// Readme is what the README shows between its marks.
func (r *Report) Readme() string {
	return "![Bars: bytes and times of lwa.js and of the other libraries](docs/bench.svg)\n\n" +
		r.Markdown(true) + "\n" + r.Caption() +
		" `make bench` measures again; [docs/bench.md](docs/bench.md) says how, and where it falls short.\n"
}

// Caption says when, where and of which versions.
func (r *Report) Caption() string {
	var names []string
	for _, c := range r.Contestants {
		if !c.Baseline {
			names = append(names, c.Name+" "+c.Version)
		}
	}
	return fmt.Sprintf("Medians of %s on %s, in %s on %s: %s.", many(r.Rounds, "round"), r.Date, r.Browser, r.Machine, strings.Join(names, ", "))
}

// Requests is a table of what each library asks for in one login.
func (r *Report) Requests() string {
	var b strings.Builder
	b.WriteString("| | requests of a login, in order of their end |\n|---|---|\n")
	for _, c := range r.Contestants {
		if c.Baseline {
			continue
		}
		fmt.Fprintf(&b, "| %s | `%s` |\n", c.Name, strings.Join(c.Requests, "`, `"))
	}
	return b.String()
}

// Waits is a table of where the time between the authorization answer and the session goes, with
// those that ask for the profile.
func (r *Report) Waits() string {
	var b strings.Builder
	b.WriteString("| | waits until it asks for something more, or has its session |\n|---|---|\n")
	for _, s := range r.Steps {
		var steps []string
		for _, one := range s.Steps {
			steps = append(steps, fmt.Sprintf("%s → `%s`", milliseconds.write(one.Wait.Median), one.Until))
		}
		fmt.Fprintf(&b, "| %s | %s |\n", s.Name, strings.Join(steps, ", "))
	}
	return b.String()
}

// Sections are the made parts of docs/bench.md, by the name in their marks.
func (r *Report) Sections() map[string]string {
	return map[string]string{
		"table": r.Markdown(false), "targets": r.Targets(), "requests": r.Requests(), "waits": r.Waits(), "caption": r.Caption() + "\n",
	}
}

// Fill puts content between the marks <!-- name --> and <!-- /name --> of a text. ok is false when
// it has none.
func Fill(text, name, content string) (filled string, ok bool) {
	marks := regexp.MustCompile(`(?s)(<!-- ` + regexp.QuoteMeta(name) + ` -->\n).*?(<!-- /` + regexp.QuoteMeta(name) + ` -->)`)
	if !marks.MatchString(text) {
		return text, false
	}
	return marks.ReplaceAllString(text, "${1}"+strings.ReplaceAll(content, "$", "$$")+"${2}"), true
}
