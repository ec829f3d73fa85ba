package engines_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	public "github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/engines"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// setup is one column of the table: a browser as somebody has set it up.
type setup struct {
	name string
	// about is what docs/browsers.md says of it.
	about string
	start func() (engines.Engine, error)
	// proof is an expression that is true where the browser is set up as the name says. Default:
	// true.
	proof   string
	options []browsertest.Option
	// plain setups are an engine as it comes: they run every scenario, the others the core.
	plain bool
	// focus is whether windows have the focus, and lose it.
	focus bool
	// bare is whether cookies are blocked, and with them all that a page may keep. The fake
	// Amazon's pages need one, so it answers at once, in Zoë's name.
	bare bool
}

// scenario is one row of the table.
type scenario struct {
	name string
	// run returns what came of it, in a word. It fails the test for everything else that is not as
	// it should be.
	run func(v *visit) string
	// want is what run returns, but for what engines.Differences says. Default: loggedIn.
	want string
	// core scenarios run in every setup, others where an engine is as it comes.
	core bool
	// cookies leaves out setups where there are none.
	cookies bool
	// only limits a scenario to some setups.
	only []string
}

// usually is what comes of a scenario where no difference is listed.
func (c scenario) usually() string {
	if c.want == "" {
		return loggedIn
	}
	return c.want
}

// runs reports whether a scenario runs in a setup.
func (c scenario) runs(s setup) bool {
	switch {
	case c.only != nil:
		return slices.Contains(c.only, s.name)
	case c.cookies && s.bare:
		return false
	}
	return s.plain || c.core
}

// scenarios are the rows of the table.
var scenarios = slices.Concat(logins, windows, frames, sessions, loads, elements)

const (
	loggedIn = "logged in"
	differs  = "differs" // in a cell of the table
)

// visit is one run of a scenario: a site, the fake Amazon, and the windows of a visitor.
type visit struct {
	*browsertest.Bench
	setup    setup
	engine   engines.Engine
	results  *results
	tabs     []*tab
	expected []string
}

// visitor opens a path of the site as a new visitor does.
func (v *visit) visitor(path string) *tab {
	v.Helper()
	return v.tab(v.engine.Visitor(v.Bench.Bench)).open(path)
}

// zoe is the person in whose name the fake Amazon answers at once.
var zoe = fakeamazon.DefaultPeople()[0]

// faults has the fake Amazon behave in a way. Where cookies are blocked, it never asks anybody.
func (v *visit) faults(f fakeamazon.Faults) {
	if v.setup.bare && f.AuthorizeError.Error == "" {
		f.AutoApprove = zoe.UserID
	}
	v.Fake.SetFaults(f)
}

// approve has the fake Amazon answer at once.
func (v *visit) approve() { v.faults(fakeamazon.Faults{AutoApprove: zoe.UserID}) }

// page serves the bench's page with these tags in its head, in the place of the bench's own, with
// no policy unless headers say so: pairs of names and values.
func (v *visit) page(path, tags string, headers ...string) {
	v.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		fmt.Fprintf(w, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>Bench</title><script src="/bench?script=1"></script>%s<script src="/bench?script=2" defer></script>
<button id="go">Login</button><pre id="outcome" data-count="0"></pre><pre id="events" data-count="0"></pre>`, tags)
	})
}

// script is the component's tag, with further attributes.
func (v *visit) script(attributes string) string {
	return v.scriptOf("", attributes)
}

// scriptOf is the script's tag where an origin, or "" for the page's own, has the component.
func (v *visit) scriptOf(origin, attributes string) string {
	return fmt.Sprintf(`<script src="%s/lwa/lwa.js" defer data-client-id="%s" data-provider="%s" %s></script>`, origin, browsertest.ClientID, v.Amazon, attributes)
}

// expect announces complaints of the windows that hold a text.
func (v *visit) expect(texts ...string) { v.expected = append(v.expected, texts...) }

// complain fails the test for what the windows complained about unannounced. Chromium and Firefox
// look for an icon.
func (v *visit) complain() {
	announced := append(v.expected, "favicon.ico")
	for _, w := range v.tabs {
		for _, text := range w.window.Complaints() {
			if !slices.ContainsFunc(announced, func(part string) bool { return strings.Contains(text, part) }) {
				v.Errorf("the page complains: %s", text)
			}
		}
	}
}

// TestEngines runs the scenarios, and prints what came of them.
func TestEngines(t *testing.T) {
	if os.Getenv("LWA_ENGINES") == "" {
		t.Skip("make test-engines runs this")
	}
	results := &results{cells: map[[2]string]string{}}
	t.Cleanup(func() { results.print() })
	for _, family := range families {
		t.Run(family.name, func(t *testing.T) {
			t.Parallel()
			for _, s := range family.setups {
				t.Run(s.name, func(t *testing.T) { s.all(t, results) })
			}
		})
	}
}

// all runs the scenarios of a setup in one browser.
func (s setup) all(t *testing.T, r *results) {
	began := time.Now()
	engine, err := s.start()
	require.NoError(t, err)
	t.Cleanup(engine.End)
	r.took("start", s.name, began)
	for _, c := range scenarios {
		if !c.runs(s) {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			cell := "failed"
			defer func() {
				if t.Failed() {
					cell = "failed"
				}
				r.note(c.name, s.name, cell)
				r.took(c.name, s.name, began)
			}()
			cell = s.one(t, engine, c, r)
		})
	}
}

// one runs a scenario and returns what the table says of it.
func (s setup) one(t *testing.T, engine engines.Engine, c scenario, r *results) string {
	silent := browsertest.FailOn(func(public.Complaint) bool { return false }) // complain looks at them
	v := &visit{Bench: browsertest.New(t, append(slices.Clone(s.options), silent)...), setup: s, engine: engine, results: r}
	want, cell := c.usually(), "ok"
	if d := engines.Differs(c.name, s.name); d != nil {
		want, cell = d.Outcome, differs
	}
	v.faults(fakeamazon.Faults{})
	assert.Equal(t, want, c.run(v))
	v.complain()
	return cell
}

// results are the cells of the table, by scenario and setup, and how long things took.
type results struct {
	mu    sync.Mutex
	cells map[[2]string]string
	times []string
	said  []string
}

// say prints a line below the table.
func (v *visit) say(format string, args ...any) {
	v.results.mu.Lock()
	defer v.results.mu.Unlock()
	v.results.said = append(v.results.said, v.setup.name+": "+fmt.Sprintf(format, args...))
}

func (r *results) note(scenario, setup, cell string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cells[[2]string{scenario, setup}] = cell
}

func (r *results) took(what, setup string, since time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.times = append(r.times, fmt.Sprintf("%6.1f s  %s: %s", time.Since(since).Seconds(), setup, what))
}

// print prints the table: a scenario per line, a setup per column, and what differs below it.
func (r *results) print() {
	width := 0
	for _, c := range scenarios {
		width = max(width, len(c.name))
	}
	fmt.Printf("\n%-*s", width, "")
	for _, family := range families {
		for _, s := range family.setups {
			fmt.Printf(" | %s", s.name)
		}
	}
	fmt.Println()
	for _, c := range scenarios {
		fmt.Printf("%-*s", width, c.name)
		for _, family := range families {
			for _, s := range family.setups {
				fmt.Printf(" | %-*s", len(s.name), r.cells[[2]string{c.name, s.name}])
			}
		}
		fmt.Println()
	}
	fmt.Println()
	for _, d := range engines.Differences {
		if r.cells[[2]string{d.Scenario, d.Setup}] == differs {
			fmt.Printf("%s: %s: differs: %s. %s\n", d.Setup, d.Scenario, d.Outcome, d.Reason)
		}
	}
	slices.Sort(r.said)
	fmt.Println("\n" + strings.Join(r.said, "\n"))
	slices.Sort(r.times)
	slices.Reverse(r.times)
	fmt.Println("\nThe longest:\n" + strings.Join(r.times[:min(10, len(r.times))], "\n"))
}
