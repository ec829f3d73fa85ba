package browsertest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// pageWith serves the bench's page with these tags in its head instead of the bench's own, with
// markup at its end, and with no policy unless headers say so: pairs of names and values.
func pageWith(tags, markup string, headers ...string) http.HandlerFunc {
	return serving("text/html; charset=utf-8", []byte(`<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Bench</title>
<script src="/bench?script=1"></script>
`+tags+`
<script src="/bench?script=2" defer></script>
<button id="go">Login</button><pre id="outcome" data-count="0"></pre><pre id="events" data-count="0"></pre>`+markup), headers...)
}

// head is that page without markup of its own.
func head(tags string, headers ...string) http.HandlerFunc { return pageWith(tags, "", headers...) }

// barePage is that page whose script tag has these attributes.
func barePage(b *browsertest.Bench, attributes, markup string, headers ...string) http.HandlerFunc {
	return pageWith(fmt.Sprintf(`<script src="/lwa/lwa.js" defer data-client-id="%s" data-provider="%s" %s></script>`,
		browsertest.ClientID, b.Amazon, attributes), markup, headers...)
}

// point is a place in the page, in CSS pixels.
type point struct{ X, Y float64 }

// middle is the middle of an element.
func middle(tab *browsertest.Tab, selector string) point {
	tab.Helper()
	return browsertest.Eval[point](tab, `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(
		document.querySelector(`+jsValue(selector)+`).getBoundingClientRect())`)
}

// mouseClick is a click at once, without looking for the element first; count is 2 for the second
// of a double click.
func mouseClick(at point, count int) []chromedp.Action[chromedp.Void] {
	return []chromedp.Action[chromedp.Void]{
		chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, at.X, at.Y, chromedp.ButtonLeft, chromedp.ClickCount(count)),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, at.X, at.Y, chromedp.ButtonLeft, chromedp.ClickCount(count)),
	}
}

// approved has the fake Amazon answer at once, in Zoë's name.
func approved(b *browsertest.Bench) *browsertest.Bench {
	b.Fake.SetFaults(fakeamazon.Faults{AutoApprove: zoe.UserID})
	return b
}

// press clicks the middle of an element with the mouse, wherever the document came from.
func press(tab *browsertest.Tab, selector string) {
	tab.Helper()
	tab.Do(mouseClick(middle(tab, selector), 1)...)
}

// jsValue is a value as a JavaScript expression.
func jsValue(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // tests pass texts, and lists and records of them
	}
	return string(text)
}

// openPages are the addresses, without their queries, of the pages of the tab's browser context.
func openPages(tab *browsertest.Tab) []string {
	tab.Helper()
	var pages []string
	tab.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		infos, err := chromedp.Targets(ctx)
		own := slices.IndexFunc(infos, func(i *target.Info) bool { return i.TargetID == t.TargetID })
		for _, info := range infos {
			if own >= 0 && info.Type == "page" && info.BrowserContextID == infos[own].BrowserContextID {
				pages = append(pages, strings.SplitN(info.URL, "?", 2)[0])
			}
		}
		return err
	}))
	return pages
}

// toFront brings a window to the front, as a person does.
func toFront(tab *browsertest.Tab) {
	tab.Helper()
	tab.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.CallBrowser(ctx, target.ActivateTarget, target.ActivateTargetParams{TargetID: t.TargetID})
		return err
	}))
}
