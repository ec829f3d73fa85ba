package browsertest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// chromiumNames are looked for in PATH, in this order; CHROMIUM names another.
var chromiumNames = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"}

var (
	headless = sync.OnceValues(func() (context.Context, error) { return start(nil) })
	headed   = sync.OnceValues(startHeaded)

	endMu sync.Mutex
	ends  []func() // what Main has to end, in the order of starting
)

// Main runs the tests of a package and ends the browsers they started. Call it in TestMain.
func Main(m *testing.M) {
	code := m.Run()
	endMu.Lock()
	for i := len(ends) - 1; i >= 0; i-- {
		ends[i]()
	}
	endMu.Unlock()
	os.Exit(code)
}

func atEnd(f func()) {
	endMu.Lock()
	ends = append(ends, f)
	endMu.Unlock()
}

// start starts a browser without a time limit of its own: the first run's context bounds the browser's life.
func start(env []string, extra ...chromedp.ExecAllocatorOption) (context.Context, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.Env(env...),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-popup-blocking", false), // the default flags turn the blocker off; we test with it
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"), // no test reaches Amazon
		chromedp.CombinedOutput(io.Discard),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium has no sandbox for root
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(opts, extra...)...)
	ctx, cancelTab := chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	atEnd(func() { cancelTab(); cancel() })
	return ctx, nil
}

func find() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range chromiumNames {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium found: install Debian's package chromium, or name one in the variable CHROMIUM")
}

// startHeaded starts a browser with windows, on a display of its own (Xvfb), where windows have focus and lose it.
func startHeaded() (context.Context, error) {
	display, err := startDisplay()
	if err != nil {
		return nil, err
	}
	return start([]string{"DISPLAY=" + display}, func(a *chromedp.ExecAllocator) {
		os.Setenv("DISPLAY", display) // VisibleWindow looks for it in the process's own environment
		chromedp.VisibleWindow(a)
	})
}

func startDisplay() (string, error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return "", errors.New("no Xvfb found: install Debian's package xvfb")
	}
	read, write, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer read.Close()
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", "1280x1000x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	write.Close()
	atEnd(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	number, err := io.ReadAll(io.LimitReader(read, 16))
	if i := strings.IndexByte(string(number), '\n'); i > 0 {
		return ":" + string(number[:i]), nil
	}
	return "", fmt.Errorf("no display from Xvfb: %w", err)
}
