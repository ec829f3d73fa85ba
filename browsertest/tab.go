package browsertest

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// patience is the maximum duration of a wait. A test that waits longer fails, and says where.
const patience = 30 * time.Second

// pointScript sets the provider %q on tags that name none.
//
//go:embed point.js
var pointScript string

// Tab is one page of a browser. It shares cookies and storage with the tabs that it opened, and
// with no other test.
type Tab struct {
	*Bench
	ctx       context.Context
	undoClock func()

	mu       sync.Mutex
	expected []*regexp.Regexp
	errors   []Complaint
	said     []string // the texts on its console
}

// Open opens a path of the site, or a complete URL, as a new visitor, and waits until the page
// has loaded.
func (b *Bench) Open(path string) *Tab {
	b.Helper()
	tab := b.Blank()
	tab.Go(path)
	return tab
}

// Blank opens an empty tab as a new visitor.
func (b *Bench) Blank() *Tab {
	b.Helper()
	browser, err := b.browser()
	if err != nil {
		b.Fatal(err)
	}
	return b.attach(browser, chromedp.WithNewBrowserContext())
}

func (b *Bench) browser() (context.Context, error) {
	if b.headed {
		return headed()
	}
	return headless()
}

// Another opens a path in a second tab of the same visitor.
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
		b.Cleanup(cancel) // only at the end of the test, since it closes the window
		tab.ctx = ctx
		err := chromedp.Do(ctx)
		// The window may navigate while chromedp attaches to it.
		if err != nil && attempt < 5 && strings.Contains(err.Error(), "target navigated") {
			continue
		}
		if err != nil {
			b.Fatal(err)
		}
		tab.prepare()
		return tab
	}
}

// prepare adds the scripts that the options of the bench need to every later page of the tab.
func (tab *Tab) prepare() {
	tab.Helper()
	if !tab.asIs {
		tab.atStart(fmt.Sprintf("(%s)(%q)", pointScript, tab.Amazon.URL))
	}
	if tab.clock != nil {
		tab.clock.install(tab)
	}
}

// AtStart runs a script in every later page of the tab, before the scripts of the page. It fails
// the test if the tab is closed.
func (tab *Tab) AtStart(script string) {
	tab.Helper()
	tab.atStart(script)
}

func (tab *Tab) atStart(script string) (undo func()) {
	tab.Helper()
	added, err := chromedp.Call(tab.ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	if err != nil {
		tab.Fatal(err)
	}
	return func() {
		_, _ = chromedp.Call(tab.ctx, cdppage.RemoveScriptToEvaluateOnNewDocument, // fails if the tab is closing
			cdppage.RemoveScriptToEvaluateOnNewDocumentParams(added))
	}
}

// listen stores the complaints and the console output of the page.
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

// Expect announces complaints that match a regular expression, in the format of
// [Complaint.String]: console errors, exceptions, failed loads. They do not fail the test.
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

// failures returns the complaints that fail the test.
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

// Complaints returns the complaints of the page so far.
func (tab *Tab) Complaints() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return textsOf(tab.errors)
}

// Said returns the texts on the console of the page so far.
func (tab *Tab) Said() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return append([]string(nil), tab.said...)
}

// CDP returns the context of the tab for package chromedp, for anything that has no helper.
func (tab *Tab) CDP() context.Context { return tab.ctx }

// within returns the context of the tab with a deadline, for one step of the test.
func (tab *Tab) within() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	stop := context.AfterFunc(tab.Bench.Context(), cancel)
	return ctx, func() { stop(); cancel() }
}

// Do runs actions of package chromedp, with a deadline.
func (tab *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	tab.Helper()
	ctx, cancel := tab.within()
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		tab.Fatalf("%v\n%s", err, tab.state())
	}
}

// soon runs actions of package chromedp that may fail. Its deadline leaves time for another
// attempt.
func (tab *Tab) soon(actions ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := tab.within()
	defer cancel()
	ctx, cancelSoon := context.WithTimeout(ctx, patience/6)
	defer cancelSoon()
	return chromedp.Do(ctx, actions...)
}

// Run runs an action of package chromedp that has a result, with a deadline.
func Run[T any](tab *Tab, action chromedp.Action[T]) T {
	tab.Helper()
	ctx, cancel := tab.within()
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		tab.Fatalf("%v\n%s", err, tab.state())
	}
	return value
}

// state describes the tab for an error message: its address and its content.
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

// Go navigates to a path of the site, or to a complete URL.
func (tab *Tab) Go(path string) {
	tab.Helper()
	if strings.HasPrefix(path, "/") {
		path = tab.App + path
	}
	tab.Do(chromedp.Navigate(path))
}

// Reload reloads the page, as a person does.
func (tab *Tab) Reload() {
	tab.Helper()
	tab.Do(chromedp.Reload())
}

// Click clicks an element with the mouse: a real user gesture.
func (tab *Tab) Click(selector string) {
	tab.Helper()
	tab.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Type types text into a field, and replaces the text there.
func (tab *Tab) Type(selector, text string) {
	tab.Helper()
	tab.Do(chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Wait waits until an element is visible, also across navigations.
func (tab *Tab) Wait(selector string) {
	tab.Helper()
	tab.Do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

// WaitGone waits until no such element is in the page.
func (tab *Tab) WaitGone(selector string) {
	tab.Helper()
	tab.Do(chromedp.WaitNotPresent(chromedp.CSS(selector)))
}

// Text returns the text of an element.
func (tab *Tab) Text(selector string) string {
	tab.Helper()
	return Run(tab, chromedp.Text(chromedp.CSS(selector)))
}

// Eval evaluates an expression, awaits it, and returns its JSON decoded into T. It does not count
// as a user gesture.
func Eval[T any](tab *Tab, expression string) T {
	tab.Helper()
	return Run(tab, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Exec runs statements and awaits their value, which it discards.
func (tab *Tab) Exec(format string, args ...any) {
	tab.Helper()
	Run(tab, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(format, args...), chromedp.EvalAwaitPromise))
}

// Popup calls trigger, and returns the window that the page then opens.
func (tab *Tab) Popup(trigger func()) *Tab {
	tab.Helper()
	own := chromedp.FromContext(tab.ctx).Target.TargetID // the browser reports the windows of all tests
	ctx, cancel := tab.within()
	defer cancel()
	opened := chromedp.WaitNewTarget(ctx, func(info *target.Info) bool { return info.Type == "page" && info.OpenerID == own })
	trigger()
	id, ok := <-opened
	if !ok {
		tab.Fatalf("no popup opened\n%s", tab.state())
	}
	return tab.attach(tab.ctx, chromedp.WithTargetID(id))
}

// Close closes the tab, and waits until it is closed. A person who gives up a login closes the
// window with [Tab.GiveUp].
func (tab *Tab) Close() {
	tab.Helper()
	id := chromedp.FromContext(tab.ctx).Target.TargetID
	if _, err := chromedp.CallBrowser(tab.ctx, target.CloseTarget, target.CloseTargetParams{TargetID: id}); err != nil {
		tab.Fatal(err)
	}
	tab.WaitClosed()
}

// IsOpen reports whether the tab is still open.
func (tab *Tab) IsOpen() bool {
	gone, err := chromedp.Detached(tab.ctx)
	if err != nil {
		return false
	}
	select {
	case <-gone:
		return false
	default:
		return true
	}
}

// WaitClosed waits until the tab is closed.
func (tab *Tab) WaitClosed() {
	tab.Helper()
	gone, err := chromedp.Detached(tab.ctx)
	if err != nil {
		tab.Fatal(err)
	}
	ctx, cancel := tab.within()
	defer cancel()
	select {
	case <-gone:
	case <-ctx.Done():
		tab.Fatalf("the window is still open\n%s", tab.state())
	}
}
