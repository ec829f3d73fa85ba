package amazontest_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
)

// tb is a test for examples, which have none, and one that may fail.
type tb struct {
	testing.TB
	ctx      context.Context
	cleanups []func()
	failure  string
}

// yourTest stands for the t of a test.
func yourTest() *tb { return &tb{ctx: context.Background()} }

func (t *tb) Helper()                  {}
func (t *tb) Context() context.Context { return t.ctx }
func (t *tb) Cleanup(f func())         { t.cleanups = append(t.cleanups, f) }
func (t *tb) Fatal(args ...any)        { t.Fatalf("%s", fmt.Sprint(args...)) }
func (t *tb) Fatalf(format string, args ...any) {
	t.failure = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (t *tb) end() {
	for i := len(t.cleanups) - 1; i >= 0; i-- {
		t.cleanups[i]()
	}
}

// failureOf runs f as a test does, and returns what it failed with.
func failureOf(f func(*tb)) string {
	t, done := yourTest(), make(chan struct{})
	go func() {
		defer close(done)
		defer t.end()
		f(t)
	}()
	<-done
	return t.failure
}
