package browsertest

import (
	_ "embed"
	"fmt"
	"sync"
	"time"
)

// clockScript gives a page a clock that can be moved. %d is how many milliseconds the clock is
// ahead at the start.
//
//go:embed clock.js
var clockScript string

// clock has how far the clock of the pages is ahead, and the tabs of the bench.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
	tabs  []*Tab
}

func (c *clock) script() string { return fmt.Sprintf("(%s)(%d)", clockScript, c.ahead.Milliseconds()) }

// install installs the clock in every later page of a tab.
func (c *clock) install(tab *Tab) {
	tab.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	tab.undoClock = tab.atStart(c.script())
	c.tabs = append(c.tabs, tab)
}

// advance moves the clock of all open pages, and of later ones.
func (c *clock) advance(b *Bench, by time.Duration) {
	b.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += by
	for _, tab := range c.tabs {
		if !tab.IsOpen() {
			continue
		}
		tab.undoClock()
		tab.undoClock = tab.atStart(c.script())
		tab.Exec(`globalThis[Symbol.for("browsertest clock")]?.(%d)`, by.Milliseconds())
	}
}
