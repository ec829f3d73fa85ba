package engines

import (
	"context"
	"encoding/json"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/device"
	"github.com/chromedp/chromedp/kb"

	"github.com/lwa-wasm/lwa/browsertest"
)

// Phone is what Chromium emulates: a small viewport, touch in the place of a mouse, and what the
// browser calls itself.
type Phone device.Info

// Device is for package chromedp.
func (p Phone) Device() device.Info { return device.Info(p) }

// chromium is the Chromium of package browsertest, which starts and ends it. The bench says whether
// it has a display.
type chromium struct{ phone *Phone }

type chromiumWindow struct {
	tab *browsertest.Tab
	of  chromium
}

// StartChromium returns the Chromium of package browsertest, as a phone if there is one.
func StartChromium(phone *Phone) (Engine, error) { return chromium{phone}, nil }

func (c chromium) End() {}

func (c chromium) Visitor(b *browsertest.Bench) (Window, error) { return c.window(b.Blank()) }

func (c chromium) window(tab *browsertest.Tab) (Window, error) {
	w := &chromiumWindow{tab, c}
	if c.phone == nil {
		return w, nil
	}
	return w, w.do(chromedp.Emulate(c.phone))
}

// within is a deadline for one step.
func (w *chromiumWindow) within() (context.Context, context.CancelFunc) {
	return context.WithTimeout(w.tab.CDP(), patience)
}

func (w *chromiumWindow) do(action chromedp.Action[chromedp.Void]) error {
	ctx, cancel := w.within()
	defer cancel()
	return chromedp.Do(ctx, action)
}

func (w *chromiumWindow) Go(address string) error { return w.do(chromedp.Navigate(address)) }

// Back does not wait: chromedp hears nothing of a page that was kept alive.
func (w *chromiumWindow) Back() error {
	_, err := w.Eval("void setTimeout(() => history.back())") // the answer comes before the page leaves
	return err
}

func (w *chromiumWindow) Eval(expression string) (json.RawMessage, error) {
	ctx, cancel := w.within()
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](program(expression), chromedp.EvalAwaitPromise))
	return json.RawMessage(text), err
}

// Press waits until the page has been painted: until then the browser drops what is pressed.
func (w *chromiumWindow) Press(x, y int) error {
	err := eventually(func() (bool, error) {
		painted, err := w.Eval(`performance.getEntriesByType("paint").length > 0`)
		return string(painted) == "true", err
	})
	if err != nil {
		return err
	}
	if w.of.phone != nil {
		return w.do(chromedp.TapXY(float64(x), float64(y)))
	}
	return w.do(chromedp.MouseClickXY(float64(x), float64(y)))
}

func (w *chromiumWindow) Tab() error { return w.do(chromedp.KeyEvent(kb.Tab)) }

func (w *chromiumWindow) Popup(trigger func()) (Window, error) {
	return w.of.window(w.tab.Popup(trigger))
}

func (w *chromiumWindow) Another() (Window, error) { return w.of.window(w.tab.Another("about:blank")) }

func (w *chromiumWindow) Close() error {
	w.tab.Close()
	return nil
}

func (w *chromiumWindow) Open() bool { return w.tab.IsOpen() }

func (w *chromiumWindow) Complaints() []string { return w.tab.Complaints() }
