package browsertest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// zoe is the person in whose name the fake Amazon answers at once.
var zoe = fakeamazon.DefaultPeople()[0]

const callbackPath = "/lwa/lwa-callback.html"

// hasty makes the callback page's patience with nobody a tenth of a second.
const hasty = `if (location.pathname.endsWith("/lwa-callback.html")) {
	const slow = setTimeout;
	window.setTimeout = (f, ms, ...rest) => slow(f, ms / 30, ...rest);
}`

// command sends one command of the DevTools protocol to the tab.
func command[P, R any](tab *browsertest.Tab, c cdp.Command[P, R], params P) R {
	tab.Helper()
	return browsertest.Run(tab, chromedp.Action[R](func(ctx context.Context, t *chromedp.Target) (R, error) {
		return cdp.Call(ctx, t, c, params)
	}))
}

// inject has every later document of the tab run source ahead of its own scripts.
func inject(tab *browsertest.Tab, source string) {
	tab.Helper()
	command(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source})
}

// openWith opens a path in a new browser context whose documents all run source first.
func openWith(b *browsertest.Bench, source, path string) *browsertest.Tab {
	b.Helper()
	tab := b.Blank()
	inject(tab, source)
	tab.Go(path)
	return tab
}

// visit has the page go to an address, as a link or a redirect of the page it shows would. It does
// not wait for anything, since pages that go on at once never finish loading; but the marks that
// others wait for are gone when it returns.
func visit(tab *browsertest.Tab, address string) {
	tab.Helper()
	if strings.HasPrefix(address, "/") {
		address = tab.App + address
	}
	unmark(tab)
	tab.Exec(`location.href = %q`, address)
}

// unmark takes away the marks that ready and nothingWaits wait for, so that they wait for the next
// page's.
func unmark(tab *browsertest.Tab) {
	tab.Helper()
	tab.Exec(`for (const mark of ["ready", "state"]) delete document.documentElement.dataset[mark]`)
}

// depart clicks the bench's button, waits until Amazon asks who it is, and returns the
// authorization request.
func depart(tab *browsertest.Tab) string {
	tab.Helper()
	tab.Click("#go")
	tab.Wait("button.person")
	return lastAuthorize(tab.Bench)
}

// lastAuthorize is the address of the latest authorization request.
func lastAuthorize(b *browsertest.Bench) string {
	b.Helper()
	requests := b.Fake.Requests()
	for i := len(requests) - 1; i >= 0; i-- {
		if strings.HasPrefix(requests[i].URL, "/ap/oa?") {
			return b.Amazon + requests[i].URL
		}
	}
	b.Fatal("nobody asked for an authorization")
	return ""
}

// answer is where Amazon sends the browser that made this authorization request: with a fresh code
// each time, or with what the faults make of it. The request goes out beside the browser, so that
// the answer can be held and edited.
func answer(b *browsertest.Bench, request string, faults fakeamazon.Faults) string {
	b.Helper()
	faults.AutoApprove = zoe.UserID
	b.Fake.SetFaults(faults)
	defer b.Fake.SetFaults(fakeamazon.Faults{})
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(request)
	require.NoError(b, err)
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	require.Equal(b, http.StatusSeeOther, response.StatusCode)
	return response.Header.Get("Location")
}

// stateOf is the state that an authorization request or an answer carries in its query.
func stateOf(b *browsertest.Bench, address string) string {
	b.Helper()
	u, err := url.Parse(address)
	require.NoError(b, err)
	state := u.Query().Get("state")
	require.NotEmpty(b, state)
	return state
}

// here is the tab's address without the site's origin.
func here(tab *browsertest.Tab) string {
	tab.Helper()
	return browsertest.Eval[string](tab, `location.href.slice(location.origin.length)`)
}

// ready is what lwa.ready came to on the bench page.
func ready(tab *browsertest.Tab) browsertest.Outcome {
	tab.Helper()
	tab.Ready()
	return browsertest.Eval[browsertest.Outcome](tab, `bench.ready`)
}

// types are the names of the events so far.
func types(tab *browsertest.Tab) []string {
	tab.Helper()
	return browsertest.Eval[[]string](tab, `bench.events.map((e) => e.type)`)
}

// errorEvent is the detail of the n-th event, which must be an error.
func errorEvent(tab *browsertest.Tab, n int) browsertest.Error {
	tab.Helper()
	require.Equal(tab, "error", tab.Events(n)[n-1].Type)
	return browsertest.Eval[browsertest.Error](tab, fmt.Sprintf(`bench.events[%d].detail`, n-1))
}

// cleanAddress fails when the address or the history of the tab has a trace of the callback or of
// an answer.
func cleanAddress(tab *browsertest.Tab) {
	tab.Helper()
	entries := browsertest.Run(tab, chromedp.NavigationEntries())
	for _, entry := range entries.Entries {
		u, err := url.Parse(entry.URL)
		require.NoError(tab, err)
		own := u.Scheme+"://"+u.Host == tab.App
		assert.False(tab, own && u.Path == callbackPath && (u.RawQuery != "" || u.Fragment != ""), "an answer is in the history")
		assert.NotRegexp(tab, `[?&#](code|access_token)=`, entry.URL)
	}
	current := entries.Entries[entries.CurrentIndex].URL
	assert.NotRegexp(tab, `[?&#](code|state|error|error_description|iss|access_token)=`, current)
}

// nothingWaits waits until the callback page says that nothing waits for its answer, and checks
// that it cleaned its address.
func nothingWaits(tab *browsertest.Tab) {
	tab.Helper()
	tab.Wait(`html[data-state="idle"] #idle`)
	assert.Equal(tab, callbackPath, here(tab))
	assert.Contains(tab, tab.Text("#idle"), "missing_transaction")
	cleanAddress(tab)
}

// aliveByRedirect logs in by redirect on the bench page, as if nothing had been before.
func aliveByRedirect(tab *browsertest.Tab) {
	tab.Helper()
	approved(tab.Bench)
	redeemed := tab.Fake.Counts().CodesRedeemed
	tab.Go("/bench?mode=redirect&alive")
	tab.Ready()
	tab.Exec(`bench.options = { interactive: "always" }`)
	unmark(tab)
	tab.Click("#go")
	outcome := ready(tab)
	require.NotNil(tab, outcome.Session, "not alive: %+v", outcome.Error)
	assert.Equal(tab, redeemed+1, tab.Fake.Counts().CodesRedeemed)
}

// entries lists the keys of this component in a storage of the page.
func entries(tab *browsertest.Tab, area string) []string {
	tab.Helper()
	return browsertest.Eval[[]string](tab, fmt.Sprintf(`Object.keys(%s).filter((key) => key.startsWith("lwa.") && !key.startsWith("lwa.1.logout.") && !key.startsWith("lwa.1.taken."))`, area))
}

// rows runs a subtest of a table that shares its bench, one after the other: what fails, fails the
// row.
func rows(b *browsertest.Bench, name string, run func(t *testing.T)) {
	whole := b.TB
	whole.(*testing.T).Run(name, func(t *testing.T) {
		b.TB = t
		defer func() { b.TB = whole }()
		run(t)
	})
}

// parallel lets the test run beside others, with a bench of its own.
func parallel(t *testing.T) *browsertest.Bench {
	t.Helper()
	t.Parallel()
	return browsertest.New(t)
}

// parameter is a query parameter of an address.
func parameter(b *browsertest.Bench, address, name string) string {
	b.Helper()
	u, err := url.Parse(address)
	require.NoError(b, err)
	return u.Query().Get(name)
}

// step moves the tab through its history, as the buttons of the browser do, and tells whether the
// page there was kept by the browser, alive, instead of loaded anew. After a page that was kept,
// only awaits, press and Eval see it as it is: chromedp hears nothing of its document.
func step(tab *browsertest.Tab, by int64) (kept bool) {
	tab.Helper()
	return browsertest.Run(tab, chromedp.Action[bool](func(ctx context.Context, t *chromedp.Target) (bool, error) {
		history, err := cdp.Call(ctx, t, page.GetNavigationHistory, cdp.Empty{})
		if err != nil {
			return false, err
		}
		arrivals := cdp.Events(ctx, t, page.FrameNavigated)
		to := page.NavigateToHistoryEntryParams{EntryID: history.Entries[history.CurrentIndex+by].ID}
		if _, err := cdp.Call(ctx, t, page.NavigateToHistoryEntry, to); err != nil {
			return false, err
		}
		for e, err := range arrivals {
			if err != nil || e.Frame.ParentID == "" {
				return e.Type == page.NavigationTypeBackForwardCacheRestore, err
			}
		}
		return false, ctx.Err()
	}))
}

// awaits waits in the page until a condition holds there. The page must not leave meanwhile.
func awaits(tab *browsertest.Tab, condition string) {
	tab.Helper()
	tab.Exec(`new Promise((done) => { const timer = setInterval(() => (%s) && (clearInterval(timer), done()), 10); })`, condition)
}
