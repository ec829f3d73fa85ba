package flow

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// taken and walked count how often each line of the table was taken by unit tests and by the model
// test; counting says which of them runs. The tests of this package do not run in parallel, so none
// of this needs a lock.
var (
	taken    = make([]int, len(rules))
	walked   = make([]int, len(rules))
	moves    int // lines taken at all
	counting = true
)

// TestMain counts the lines of the table that the tests take, by wrapping what each line does, and
// fails a full run in which one was never taken. The model test does not count: it would take every
// line by chance.
func TestMain(m *testing.M) {
	for i := range table {
		do := table[i].do
		table[i].do = func(m *Machine, e *Event) {
			moves++
			if counting {
				taken[i]++
			} else {
				walked[i]++
			}
			do(m, e)
		}
	}
	code := m.Run()
	if code == 0 && fullRun() {
		for i, n := range taken {
			if n == 0 {
				fmt.Fprintf(os.Stderr, "line %d of the table was taken by no test: event %d in phases %b\n", i+1, table[i].on, table[i].from)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// fullRun reports whether every test ran: nothing was picked out by a flag.
func fullRun() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz", "test.bench"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return true
}
