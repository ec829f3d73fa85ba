package engines_test

import (
	"fmt"
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
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// setup is one column of the table: a browser as somebody has set it up.
type setup struct {
	name    string
	start   func() (engines.Engine, error)
	options []browsertest.Option
	// focus is whether windows have the focus, and lose it.
	focus bool
}

// scenario is one row of the table.
type scenario struct {
	name string
	// run returns what came of it, in a word. It fails the test for everything else that is not as it should be.
	run func(v *visit) string
	// want is what run returns, but for what engines.Differences says. Default: loggedIn.
	want string
	// core scenarios run in every setup, others where an engine is as it comes.
	core bool
	// only limits a scenario to some setups.
	only []string
}

const loggedIn = "logged in"

// visit is one run of a scenario: a site, the fake Amazon, and the windows of a visitor.
type visit struct {
	*browsertest.Bench
	setup    setup
	engine   engines.Engine
	tabs     []*tab
	expected []string
}

// visitor opens a path of the site as a new visitor does.
func (v *visit) visitor(path string) *tab {
	v.Helper()
	return v.tab(v.engine.Visitor(v.Bench.Bench)).open(path)
}

// expect announces complaints of the windows that hold a text.
func (v *visit) expect(texts ...string) { v.expected = append(v.expected, texts...) }

// complain fails the test for what the windows complained about unannounced. Chromium and Firefox look for an icon.
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
			for i, s := range family.setups {
				t.Run(s.name, func(t *testing.T) { s.all(t, i == 0, results) })
			}
		})
	}
}

// all runs the scenarios of a setup in one browser.
func (s setup) all(t *testing.T, first bool, r *results) {
	began := time.Now()
	engine, err := s.start()
	require.NoError(t, err)
	t.Cleanup(engine.End)
	r.took("start", s.name, began)
	for _, c := range scenarios {
		if c.only == nil && !first && !c.core || c.only != nil && !slices.Contains(c.only, s.name) {
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
			cell = s.one(t, engine, c)
		})
	}
}

// one runs a scenario and returns what the table says of it.
func (s setup) one(t *testing.T, engine engines.Engine, c scenario) string {
	silent := browsertest.FailOn(func(public.Complaint) bool { return false }) // complain looks at them
	v := &visit{Bench: browsertest.New(t, append(slices.Clone(s.options), silent)...), setup: s, engine: engine}
	want, cell := c.want, "ok"
	if want == "" {
		want = loggedIn
	}
	if d := engines.Differs(c.name, s.name); d != nil {
		want, cell = d.Outcome, "differs: "+d.Outcome
	}
	assert.Equal(t, want, c.run(v))
	v.complain()
	return cell
}

// results are the cells of the table, by scenario and setup, and how long things took.
type results struct {
	mu    sync.Mutex
	cells map[[2]string]string
	times []string
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

// print prints the table: a scenario per line, a setup per column.
func (r *results) print() {
	width := 0
	for _, c := range scenarios {
		width = max(width, len(c.name))
	}
	var columns []string
	for _, family := range families {
		for _, s := range family.setups {
			columns = append(columns, s.name)
		}
	}
	fmt.Printf("\n%-*s", width, "")
	for _, name := range columns {
		fmt.Printf(" | %s", name)
	}
	fmt.Println()
	for _, c := range scenarios {
		fmt.Printf("%-*s", width, c.name)
		for _, name := range columns {
			cell := r.cells[[2]string{c.name, name}]
			if cell == "" {
				cell = "–"
			}
			fmt.Printf(" | %-*s", len([]rune(name)), cell)
		}
		fmt.Println()
	}
	slices.Sort(r.times)
	slices.Reverse(r.times)
	if len(r.times) > 10 && os.Getenv("LWA_ENGINES") != "times" {
		r.times = r.times[:10]
	}
	fmt.Println("\nThe longest:\n" + strings.Join(r.times, "\n"))
}
