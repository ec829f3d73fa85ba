package browsertest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// Tab is a tab of the public package, with what the bench page keeps, leaks and looks.
type Tab struct {
	*browsertest.Tab
	Bench  *Bench
	Fake   *fakeamazon.Server
	Amazon string // origin of the fake Amazon
}

func (b *Bench) tab(tab *browsertest.Tab) *Tab {
	own := &Tab{Tab: tab, Bench: b, Fake: b.Fake, Amazon: b.Amazon}
	b.watch(own)
	return own
}

// Open opens a path of the site, or a whole URL, in a new tab of a new browser context, and waits
// until it is loaded.
func (b *Bench) Open(path string) *Tab {
	b.Helper()
	return b.tab(b.Bench.Open(path))
}

// Blank opens an empty tab in a new browser context.
func (b *Bench) Blank() *Tab {
	b.Helper()
	return b.tab(b.Bench.Blank())
}

// Another opens a path in a second tab of the same browser context.
func (tab *Tab) Another(path string) *Tab {
	tab.Helper()
	return tab.Bench.tab(tab.Tab.Another(path))
}

// Popup runs trigger and returns the window that the page opened.
func (tab *Tab) Popup(trigger func()) *Tab {
	tab.Helper()
	return tab.Bench.tab(tab.Tab.Popup(trigger))
}

// Expect announces complaints of this tab, which do not fail the test.
func (tab *Tab) Expect(pattern string) *Tab {
	tab.Tab.Expect(pattern)
	return tab
}

// Ready waits until the page says that lwa.ready settled.
func (tab *Tab) Ready() *Tab {
	tab.Helper()
	tab.Wait(`html[data-ready="yes"] body`)
	return tab
}

// Run runs a browser action that has a result.
func Run[T any](tab *Tab, action chromedp.Action[T]) T {
	tab.Helper()
	return browsertest.Run(tab.Tab, action)
}

// Eval runs an expression, awaits it, and returns its JSON decoded into T.
func Eval[T any](tab *Tab, expression string) T {
	tab.Helper()
	return browsertest.Eval[T](tab.Tab, expression)
}

// Outcome is what came of one login on the bench page.
type Outcome struct {
	Session *Session
	Error   *Error
}

// Session is what a login resolves with.
type Session struct {
	Profile     struct{ UserID, Name, Email, PostalCode string }
	Scope       string
	ExpiresAt   *float64
	AccessToken string
	State       *string
}

// Error is what a login rejects with. Foreign is set, and nothing else, when it is no LwaError.
type Error struct {
	Name, Code, Message, Hint, Description, Foreign string
	Status                                          int
}

// Event is one event of lwa on the bench page.
type Event struct {
	Type   string
	Detail json.RawMessage
}

// Outcomes waits until n logins of the bench page have settled, and returns what came of them.
func (tab *Tab) Outcomes(n int) []Outcome {
	tab.Helper()
	tab.Wait(fmt.Sprintf(`#outcome[data-count="%d"]`, n))
	var outcomes []Outcome
	require.NoError(tab, json.Unmarshal([]byte(tab.Text("#outcome")), &outcomes))
	return outcomes
}

// Outcome waits for the first login of the bench page.
func (tab *Tab) Outcome() Outcome {
	tab.Helper()
	return tab.Outcomes(1)[0]
}

// Events waits until lwa has sent at least n events to the bench page, and returns them.
func (tab *Tab) Events(n int) []Event {
	tab.Helper()
	tab.Wait(fmt.Sprintf(`#events:not([data-count="0"])%s`, notBelow(n)))
	var events []Event
	require.NoError(tab, json.Unmarshal([]byte(tab.Text("#events")), &events))
	return events
}

func notBelow(n int) string {
	var s strings.Builder
	for i := 1; i < n; i++ {
		fmt.Fprintf(&s, `:not([data-count="%d"])`, i)
	}
	return s.String()
}
