package replay

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/sequence"
)

// party is whom an event comes from, or an effect goes to.
type party string

const (
	page      party = "Page"
	component party = "Component"
	browser   party = "Browser"
	window    party = "Window"
	amazon    party = "Amazon"
	tabs      party = "Tabs"
)

var parties = []struct {
	party
	name string
}{{page, "Page"}, {component, "lwa.wasm"}, {browser, "Browser"}, {window, "Popup"}, {amazon, "Amazon"}, {tabs, "Other tabs"}}

// sources are those of the events that do not come from the browser, targets those of the effects
// that do not go to it.
var (
	sources = map[flow.EventKind]party{
		flow.Configured: page, flow.LoginAsked: page, flow.CodeGiven: page, flow.TokenGiven: page, flow.DeviceAsked: page,
		flow.TokenAsked: page, flow.ProfileAsked: page, flow.LogoutAsked: page, flow.Aborted: page, flow.CancelAsked: page,
		flow.HereAsked: page, flow.FocusAsked: page, flow.AnswerArrived: window, flow.ResponseArrived: amazon,
		flow.LogoutHeard: tabs, flow.SessionHeard: tabs,
	}
	targets = map[flow.EffectKind]party{
		flow.Settle: page, flow.Emit: page, flow.Publish: page, flow.NavigatePopup: window, flow.FocusPopup: window,
		flow.ClosePopup: window, flow.Acknowledge: window, flow.Fetch: amazon, flow.AbortFetch: amazon, flow.Leave: amazon,
		flow.TellTabs: tabs,
	}
)

// Text is the walk as lines: the time, the event, the phase afterwards, and under it the effects. A
// line that begins with "!" has what the page did in another way.
func (w *Walk) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "A trace of lwa.js %s, %d steps. Times are seconds since the page began.\n", w.Version, len(w.Taken))
	for i, t := range w.Taken {
		fmt.Fprintf(&b, "\n%3d  %9.3f  %-40s [%s]\n", i+1, float64(t.Mono)/1000, t.about(), cmp.Or(t.Phase, "not walked"))
		for _, line := range t.lines() {
			fmt.Fprintf(&b, "                  %s\n", line)
		}
		if t.Differs {
			fmt.Fprintf(&b, "!                 in the page: %s\n", orNothing(t.Effects))
		}
	}
	switch {
	case w.Differs():
		b.WriteString("\nThe machine here does something else than it did in the page: see the lines that begin with \"!\".\n")
	case slices.ContainsFunc(w.Taken, func(t Taken) bool { return t.Lost }):
		b.WriteString("\nThe trace leaves something out, so some steps show what happened in the page, and are not walked.\n")
	default:
		b.WriteString("\nThe machine here does what it did in the page, at every step.\n")
	}
	return b.String()
}

// Mermaid is the walk as the text of a sequence diagram. Steps that had no effect are left out.
func (w *Walk) Mermaid() string {
	var arrows strings.Builder
	seen := map[party]bool{component: true}
	arrow := func(from, to party, line, text string) {
		seen[from], seen[to] = true, true
		fmt.Fprintf(&arrows, "    %s%s%s: %s\n", from, line, to, text)
	}
	for _, t := range w.Taken {
		if len(t.Did)+len(t.Effects) == 0 {
			continue
		}
		arrow(source(t.kind()), component, "->>", t.about())
		for i, line := range t.lines() {
			arrow(component, target(t.kinds()[i]), "-->>", line)
		}
		if t.Differs {
			arrow(component, component, "->>", "in the page: "+orNothing(t.Effects))
		}
	}
	var b strings.Builder
	b.WriteString("sequenceDiagram\n    accTitle: What happened in the page\n")
	fmt.Fprintf(&b, "    accDescr: %d steps of lwa.js %s, as a trace has them. devserver -replay prints the same as text.\n", len(w.Taken), w.Version)
	for _, p := range parties {
		if seen[p.party] {
			fmt.Fprintf(&b, "    participant %s as %s\n", p.party, p.name)
		}
	}
	return b.String() + arrows.String()
}

// style is for a drawing that stands alone: in both themes, and on paper.
const style = `<style>
svg { background: #fff; color: #1c2024; font: 13px system-ui, sans-serif }
.diagram-box { fill: #f1f3f5; stroke: #8b929a } .diagram-line, .diagram-life { fill: none; stroke: #8b929a }
.diagram-life { stroke-dasharray: 2 4 } .diagram-dashed { stroke-dasharray: 5 4 } .diagram-head { fill: #8b929a } text { fill: currentColor }
@media (prefers-color-scheme: dark) {
  svg { background: #16181b; color: #e8eaed } .diagram-box { fill: #24282d }
}
</style>`

// SVG is the walk as a drawing that stands alone.
func (w *Walk) SVG() (string, error) {
	svg, err := sequence.Render("trace", w.Mermaid())
	if err != nil {
		return "", err
	}
	head, rest, _ := strings.Cut(svg, "\n")
	return head + style + "\n" + rest, nil
}

func source(kind flow.EventKind) party {
	if from, ok := sources[kind]; ok {
		return from
	}
	return browser
}

// about is an event in a few words.
func (s *Step) about() string {
	words := []string{s.Event}
	add := func(when bool, format string, value any) {
		if when {
			words = append(words, fmt.Sprintf(format, value))
		}
	}
	add(s.Before, "%s", "before the trace began")
	add(s.Timer > 0 && int(s.Timer) < len(flow.TimerNames), "%v", name(flow.TimerNames[:], int(s.Timer)))
	add(s.Status > 0, "with status %d", s.Status)
	add(s.kind() == flow.RequestFailed, "%v", name(failures[:], int(s.Failure)))
	add(s.Call > 0, "for call %d", s.Call)
	add(s.Request > 0, "for request %d", s.Request)
	add(s.Key != "", "of %s", short(s.Key))
	add(len(s.Entries) > 0, "with %d entries", len(s.Entries))
	return plain(strings.Join(words, " "))
}

var failures = [...]string{flow.NetworkFailed: "no answer", flow.Offline: "offline", flow.Late: "too late", flow.TooLarge: "too large"}

// aboutEffect is an effect in a few words.
func aboutEffect(e *flow.Effect) string {
	words := []string{flow.EffectNames[e.Kind]}
	switch e.Kind {
	case flow.Fetch, flow.Leave, flow.NavigatePopup:
		words = append(words, e.Method, path(e.URL))
	case flow.StartTimer:
		words = append(words, flow.TimerNames[e.Timer], fmt.Sprintf("%.1f s", float64(e.Timeout)/1000))
	case flow.StopTimer:
		words = append(words, flow.TimerNames[e.Timer])
	case flow.Settle, flow.Emit, flow.Save, flow.Drop, flow.Lock, flow.OpenChannel, flow.Recall:
		words = append(words, short(e.Key))
	}
	if e.Call > 0 {
		words = append(words, fmt.Sprintf("call %d", e.Call))
	}
	if e.Request > 0 {
		words = append(words, fmt.Sprintf("request %d", e.Request))
	}
	if e.Err != nil {
		words = append(words, "with "+string(e.Err.Code))
	}
	return plain(strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
}

// lines are the effects of a step in a few words each; where it was not walked, as they were in the
// page.
func (t *Taken) lines() (all []string) {
	if t.Lost {
		for _, effect := range t.Effects {
			all = append(all, plain(effect))
		}
		return all
	}
	for _, e := range t.Did {
		all = append(all, aboutEffect(e))
	}
	return all
}

// kinds are the kinds of the same effects.
func (t *Taken) kinds() (all []flow.EffectKind) {
	if t.Lost {
		for _, effect := range t.Effects {
			name, _, _ := strings.Cut(effect, " ")
			all = append(all, flow.EffectKind(max(0, slices.Index(flow.EffectNames[:], name))))
		}
		return all
	}
	for _, e := range t.Did {
		all = append(all, e.Kind)
	}
	return all
}

func target(kind flow.EffectKind) party {
	if to, ok := targets[kind]; ok {
		return to
	}
	return browser
}

// path is an address without what it asks.
func path(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host + u.Path
}

// plain keeps a text within its line: what a trace has may be from anybody.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}

// short is the beginning of a key: the rest is a client's or a login's.
func short(key string) string {
	const shown = 20
	if runes := []rune(key); len(runes) > shown {
		return string(runes[:shown]) + "…"
	}
	return key
}

func name(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprint(i)
	}
	return names[i]
}

func orNothing(effects []string) string {
	if len(effects) == 0 {
		return "nothing"
	}
	return plain(strings.Join(effects, ", "))
}
