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

	"github.com/lwa-wasm/lwa/internal/chromium"
)

var (
	headless = sync.OnceValues(func() (context.Context, error) { return start(nil) })
	headed   = sync.OnceValues(startHeaded)

	endMu sync.Mutex
	ends  []func() // what Main has to end, in the order of starting
)

// Main runs the tests of a package, then what the caller wants to end, and ends the browsers. Call it in TestMain; without it,
// the browser ends with the process on Linux alone.
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
	onEnd(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	number, err := io.ReadAll(io.LimitReader(read, 16))
	if i := strings.IndexByte(string(number), '\n'); i > 0 {
		return ":" + string(number[:i]), nil
	}
	return "", fmt.Errorf("no display from Xvfb: %w", err)
}
