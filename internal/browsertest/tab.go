package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience bounds every wait: a test that hangs fails and says where.
const patience = 30 * time.Second

// Tab is one page of a browser, in the bench's own context: cookies and storage are shared with its other tabs and with
// no other test.
type Tab struct {
	*Bench
	ctx context.Context

	mu       sync.Mutex
	expected []*regexp.Regexp
	errors   []Complaint
	said     []string // everything on its console
}

// Open opens a path of the site, or a whole URL, in a new tab of a new browser context, and waits until it is loaded.
func (b *Bench) Open(path string) *Tab {
	b.Helper()
	tab := b.Blank()
	tab.Go(path)
	return tab
}

// Blank opens an empty tab in a new browser context.
func (b *Bench) Blank() *Tab {
	b.Helper()
	browser, err := b.browser()
	require.NoError(b, err)
	return b.attach(browser, chromedp.WithNewBrowserContext())
}

func (b *Bench) browser() (context.Context, error) {
	if b.headed {
		return headed()
	}
	return headless()
}

// Another opens a path in a second tab of the same browser context.
func (tab *Tab) Another(path string) *Tab {
	tab.Helper()
	other := tab.attach(tab.ctx)
	other.Go(path)
	return other
}

func (b *Bench) attach(parent context.Context, options ...chromedp.ContextOption) *Tab {
	b.Helper()
	tab := &Tab{Bench: b}
	options = append(options, chromedp.WithListener(tab.listen))
	b.Cleanup(tab.report)
	for attempt := 1; ; attempt++ {
		ctx, cancel := chromedp.NewContext(parent, options...)
		b.Cleanup(cancel) // not before the end of the test: it closes the window
		tab.ctx = ctx
		err := chromedp.Do(ctx)
		// A window may go on to its next page while it is being attached to.
		if err == nil || attempt == 5 || !strings.Contains(err.Error(), "target navigated") {
			require.NoError(b, err)
			return tab
		}
	}
}

// listen gathers what the page complains about.
func (tab *Tab) listen(event any) {
	c, said, ok := complaintOf(event)
	tab.mu.Lock()
	defer tab.mu.Unlock()
	if said != "" {
		tab.said = append(tab.said, said)
	}
	if ok {
		tab.errors = append(tab.errors, c)
	}
}

// Expect announces complaints of this tab that match pattern, as [Complaint.String] writes them: console errors,
// exceptions, failed loads. They do not fail the test.
func (tab *Tab) Expect(pattern string) *Tab {
	tab.mu.Lock()
	tab.expected = append(tab.expected, regexp.MustCompile(pattern))
	tab.mu.Unlock()
	return tab
}

func (tab *Tab) report() {
	for _, c := range tab.failures() {
		tab.Errorf("the page complains: %s", c)
	}
}

// failures are the complaints that fail the test.
func (tab *Tab) failures() (all []Complaint) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	for _, c := range tab.errors {
		announced := slices.ContainsFunc(tab.expected, func(pattern *regexp.Regexp) bool { return pattern.MatchString(c.String()) })
		if !announced && tab.fails(c) {
			all = append(all, c)
		}
	}
	return all
}

// Complaints is what the page has complained about so far.
func (tab *Tab) Complaints() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return textsOf(tab.errors)
}

// Said is everything on the page's console so far.
func (tab *Tab) Said() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return append([]string(nil), tab.said...)
}

// Do runs browser actions, with a deadline.
func (tab *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	tab.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		tab.Fatalf("%v\n%s", err, tab.state())
	}
}

// Run runs a browser action that has a result.
func Run[T any](tab *Tab, action chromedp.Action[T]) T {
	tab.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		tab.Fatalf("%v\n%s", err, tab.state())
	}
	return value
}

// state describes the tab for a failure: where it is and what it shows.
func (tab *Tab) state() string {
	ctx, cancel := context.WithTimeout(tab.ctx, 2*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		`location.origin + location.pathname + "\n" + (document.body?.innerText ?? "").slice(0, 2000)`))
	if err != nil {
		text = err.Error()
	}
	return text + "\ncomplaints: " + strings.Join(tab.Complaints(), "; ")
}

// Go navigates to a path of the site, or to a whole URL.
func (tab *Tab) Go(path string) {
	tab.Helper()
	if strings.HasPrefix(path, "/") {
		path = tab.App + path
	}
	tab.Do(chromedp.Navigate(path))
}

// Click clicks with the mouse: a real user gesture.
func (tab *Tab) Click(selector string) {
	tab.Helper()
	tab.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Wait waits until an element is visible, also across navigations.
func (tab *Tab) Wait(selector string) {
	tab.Helper()
	tab.Do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Ready waits until the page says that lwa.ready settled.
func (tab *Tab) Ready() *Tab {
	tab.Helper()
	tab.Wait(`html[data-ready="yes"] body`)
	return tab
}

// Text is the text of an element.
func (tab *Tab) Text(selector string) string {
	tab.Helper()
	return Run(tab, chromedp.Text(chromedp.CSS(selector)))
}

// Eval runs an expression, awaits it, and returns its JSON decoded into T. The page gets no user gesture from it.
func Eval[T any](tab *Tab, expression string) T {
	tab.Helper()
	return Run(tab, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Exec runs statements and awaits their value, which is dropped.
func (tab *Tab) Exec(format string, args ...any) {
	tab.Helper()
	Run(tab, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(format, args...), chromedp.EvalAwaitPromise))
}

// Popup runs trigger and returns the window that the page opened.
func (tab *Tab) Popup(trigger func()) *Tab {
	tab.Helper()
	own := chromedp.FromContext(tab.ctx).Target.TargetID // the browser tells of every test's windows
	opened := chromedp.WaitNewTarget(tab.ctx, func(info *target.Info) bool { return info.Type == "page" && info.OpenerID == own })
	trigger()
	select {
	case id, ok := <-opened:
		if !ok {
			tab.Fatal("the browser closed while a popup was awaited")
		}
		return tab.attach(tab.ctx, chromedp.WithTargetID(id))
	case <-time.After(patience):
		tab.Fatalf("no popup opened\n%s", tab.state())
	}
	return nil
}

// Close closes the tab as a person does.
func (tab *Tab) Close() {
	tab.Helper()
	id := chromedp.FromContext(tab.ctx).Target.TargetID
	_, err := chromedp.CallBrowser(tab.ctx, target.CloseTarget, target.CloseTargetParams{TargetID: id})
	require.NoError(tab, err)
}

// WaitClosed waits until the tab is gone.
func (tab *Tab) WaitClosed() {
	tab.Helper()
	gone, err := chromedp.Detached(tab.ctx)
	require.NoError(tab, err)
	select {
	case <-gone:
	case <-time.After(patience):
		tab.Fatalf("the window is still open\n%s", tab.state())
	}
}

// SignIn picks a person on the fake Amazon's sign-in page and allows what is asked for.
func (tab *Tab) SignIn(person string) {
	tab.Helper()
	tab.Pick(person)
	tab.Click("#allow")
}

// Pick picks a person on the fake Amazon's sign-in page and waits for the page that asks for consent.
func (tab *Tab) Pick(person string) {
	tab.Helper()
	tab.Wait("button.person")
	tab.Do(chromedp.Click(chromedp.Search(fmt.Sprintf(`//button[contains(@class,"person")][contains(.,%q)]`, person))))
	tab.Wait("#allow")
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
