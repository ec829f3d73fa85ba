package browsertest

import (
	"context"
	"os"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/lwa-wasm/lwa/internal/chromium"
	"github.com/lwa-wasm/lwa/internal/display"
)

var (
	headless = sync.OnceValues(func() (context.Context, error) { return start(nil) })
	headed   = sync.OnceValues(startHeaded)

	endMu sync.Mutex
	ends  []func() // ends what was started, in this order; Main calls them
)

// Main runs the tests of a package, then the functions in atEnd, and ends the browsers. Call it
// in TestMain. Without it, only on Linux does the browser end with the process.
func Main(m *testing.M, atEnd ...func()) {
	code := m.Run()
	for _, end := range atEnd {
		end()
	}
	endMu.Lock()
	for i := len(ends) - 1; i >= 0; i-- {
		ends[i]()
	}
	endMu.Unlock()
	os.Exit(code)
}

func onEnd(f func()) {
	endMu.Lock()
	ends = append(ends, f)
	endMu.Unlock()
}

// start starts a browser that lives until Main ends it.
func start(env []string, extra ...chromedp.ExecAllocatorOption) (context.Context, error) {
	ctx, end, err := chromium.Start(env, extra...)
	if err != nil {
		return nil, err
	}
	onEnd(end)
	return ctx, nil
}

// startHeaded starts a browser with windows on its own display (Xvfb). There, windows can get and
// lose the focus.
func startHeaded() (context.Context, error) {
	name, end, err := display.Start()
	if err != nil {
		return nil, err
	}
	onEnd(end)
	return start([]string{"DISPLAY=" + name}, func(a *chromedp.ExecAllocator) {
		os.Setenv("DISPLAY", name) // VisibleWindow reads the environment of this process
		chromedp.VisibleWindow(a)
	})
}
