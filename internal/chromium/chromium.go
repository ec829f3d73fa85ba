// Package chromium starts the Chromium that tests and measurements drive: found on this machine,
// without a display, and without a way to any host but this one.
package chromium

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/chromedp/chromedp"
)

// names are looked for in PATH, in this order; CHROMIUM names another.
var names = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"}

// Start starts a browser without a time limit of its own, and returns the context of its first tab
// and what ends it. env is added to its environment.
func Start(env []string, extra ...chromedp.ExecAllocatorOption) (ctx context.Context, end func(), err error) {
	path, err := Find()
	if err != nil {
		return nil, nil, err
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Env(env...),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-popup-blocking", false), // the default flags turn the blocker off; we test with it
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"), // nothing reaches Amazon
		chromedp.CombinedOutput(io.Discard),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium has no sandbox for root
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(opts, extra...)...)
	ctx, cancelTab := chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, nil, fmt.Errorf("start %s: %w", path, err)
	}
	return ctx, func() { cancelTab(); cancel() }, nil
}

// Find returns the command that [Start] starts.
func Find() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium found: install Debian's package chromium, or name one in the variable CHROMIUM")
}
