package browsertest

import (
	_ "embed"
	"fmt"
	"sync"
	"time"
)

// clockScript gives a page a clock that can be moved. %d are the milliseconds that it starts ahead.
//
//go:embed clock.js
var clockScript string

// clock is how far the pages of a bench are ahead, and which tabs there are.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
	tabs  []*Tab
}

func (c *clock) script() string { return fmt.Sprintf("(%s)(%d)", clockScript, c.ahead.Milliseconds()) }

// install has every later page of a tab begin with the clock.
func (c *clock) install(tab *Tab) {
	tab.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	tab.undoClock = tab.atStart(c.script())
	c.tabs = append(c.tabs, tab)
}

// advance moves the clock of the pages there are, and of later ones.
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
