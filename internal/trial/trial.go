// Package trial has a testing.TB for examples, which have none, and for tests of what a test helper
// fails with.
package trial

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// T is a test that is run by [Run], or, in an example, until [T.End].
type T struct {
	testing.TB
	ctx    context.Context
	cancel context.CancelFunc

	mu       sync.Mutex
	cleanups []func()
	failures []string
}

// New starts one.
func New() *T {
	t := &T{}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	return t
}

// Run runs f as a test, and returns what it failed with, "" for nothing.
func Run(f func(*T)) string {
	t, done := New(), make(chan struct{})
	go func() {
		defer close(done)
		defer t.cleanUp()
		f(t)
	}()
	<-done
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(t.failures, "\n")
}

// End runs what was put off until the end of the test. Where the test failed, it says so on
// standard output, where an example is compared.
func (t *T) End() {
	t.cleanUp()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, failure := range t.failures {
		fmt.Fprintln(os.Stdout, "FAIL:", failure)
	}
}

func (t *T) cleanUp() {
	t.cancel()
	for {
		t.mu.Lock()
		last := len(t.cleanups) - 1
		if last < 0 {
			t.mu.Unlock()
			return
		}
		f := t.cleanups[last]
		t.cleanups = t.cleanups[:last]
		t.mu.Unlock()
		f()
	}
}

// Stop ends the test's context, as its end does.
func (t *T) Stop() { t.cancel() }

// Helper does nothing.
func (t *T) Helper() {}

// Context ends with the test.
func (t *T) Context() context.Context { return t.ctx }

// Cleanup puts f off until the end.
func (t *T) Cleanup(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cleanups = append(t.cleanups, f)
}

// Errorf notes a failure.
func (t *T) Errorf(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failures = append(t.failures, fmt.Sprintf(format, args...))
}

// Fatal notes a failure, and ends the goroutine.
func (t *T) Fatal(args ...any) { t.Fatalf("%s", fmt.Sprint(args...)) }

// Fatalf is Fatal with a format.
func (t *T) Fatalf(format string, args ...any) {
	t.Errorf(format, args...)
	runtime.Goexit()
}

// Failed reports whether it failed so far.
func (t *T) Failed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.failures) > 0
}
