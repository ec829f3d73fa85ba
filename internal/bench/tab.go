package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds whatever is measured once.
const patience = 90 * time.Second

// tab is a page in a browser context of its own: nothing in its cache, no cookies.
type tab struct {
	ctx   context.Context
	close context.CancelFunc
	site  string
}

// open opens a tab at the site's blank page, so that what follows does not wait for a process.
func (r *runner) open() (*tab, error) {
	ctx, cancel := chromedp.NewContext(r.browser, chromedp.WithNewBrowserContext())
	t := &tab{ctx: ctx, close: cancel, site: r.servers.origin}
	err := chromedp.Do(ctx) // without a limit: the first run's context bounds the tab's life
	if err == nil {
		_, err = chromedp.Call(ctx, network.ClearBrowserCache, cdp.Empty{})
	}
	if err == nil {
		err = t.visit(blankPage)
	}
	if err != nil {
		cancel()
		return nil, err
	}
	return t, nil
}

func (t *tab) visit(path string) error {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, chromedp.Navigate(t.site+path))
}

// slow puts the tab under conditions.
func (t *tab) slow(c condition) error {
	if c.cpu > 1 {
		if _, err := chromedp.Call(t.ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: c.cpu}); err != nil {
			return err
		}
	}
	if c.network == nil {
		return nil
	}
	_, err := chromedp.Call(t.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{c.network},
	})
	return err
}

func (t *tab) click(selector string) error {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector)))
}

// point moves the pointer over an element.
func (t *tab) point(selector string) error {
	at, err := eval[struct{ X, Y float64 }](t, fmt.Sprintf(
		`(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(document.querySelector(%q).getBoundingClientRect())`, selector), false)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, chromedp.MouseEvent(chromedp.MouseMoved, at.X, at.Y))
}

// eval awaits an expression; gesture says whether the page may take it for a click.
func eval[T any](t *tab, expression string, gesture bool) (value T, err error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	value, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise, func(p *cdpruntime.EvaluateParams) {
		p.UserGesture = &gesture
	}))
	if err != nil {
		err = fmt.Errorf("%s: %w", expression, err)
	}
	return value, err
}
