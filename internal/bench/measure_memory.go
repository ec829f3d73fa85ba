package bench

import (
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// memory is what a page holds, in bytes.
type memory struct{ heap, wasm float64 }

// memories logs in with real windows, and looks after the first and after the last login.
func (r *runner) memories(c *contestant, logins int) (first, last memory, err error) {
	t, err := r.open()
	if err != nil {
		return first, last, err
	}
	defer t.close()
	script, err := pages.ReadFile("pages/memory.js")
	if err != nil {
		return first, last, err
	}
	_, err = chromedp.Call(t.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: string(script)})
	if err != nil {
		return first, last, err
	}
	if _, err := r.load(t, c, autoPage); err != nil {
		return first, last, err
	}
	for i := range logins {
		r.servers.journal.clear()
		if _, err := eval[chromedp.Void](t, fmt.Sprintf("memory.login(%t)", i > 0), true); err != nil {
			return first, last, fmt.Errorf("login %d: %w", i+1, err)
		}
		if (i+1)%100 == 0 {
			r.Log("%s: %d of %d logins", c.Name, i+1, logins)
		}
		if i > 0 && i < logins-1 {
			continue
		}
		if last, err = t.memory(); err != nil {
			return first, last, err
		}
		if i == 0 {
			first = last
		}
	}
	return first, last, nil
}

// memory is what is left after a moment of rest and a garbage collection.
func (t *tab) memory() (m memory, err error) {
	if _, err := eval[chromedp.Void](t, `memory.rest()`, false); err != nil {
		return m, err
	}
	for range 2 { // the second takes what the first one's finalizers let go
		if _, err := chromedp.Call(t.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			return m, err
		}
	}
	usage, err := chromedp.Call(t.ctx, cdpruntime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		return m, err
	}
	m.heap = usage.UsedSize
	m.wasm, err = eval[float64](t, `memory.wasm()`, false)
	return m, err
}
