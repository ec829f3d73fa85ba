package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// Exit codes.
const (
	exitOK    = 0
	exitWrong = 1 // an error while running, a broken site, or a trace that differs
	exitUsage = 2 // the command line, the address or the build must be changed
)

// usageError is a mistake that the user can correct. Its text is one line that says how.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// run runs the command and returns its exit code. The servers run until ctx ends or one of them
// fails.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	opts, err := parseOptions(args)
	if errors.Is(err, flag.ErrHelp) {
		writeHelp(stdout)
		return exitOK
	}
	if err == nil && opts.version {
		fmt.Fprintln(stdout, lwa.Version)
		return exitOK
	}
	if err == nil && opts.check.url != "" {
		return check(ctx, opts, stdout, stderr)
	}
	if err == nil && opts.replay.file != "" {
		return walkTrace(opts.replay, stdin, stdout, stderr)
	}
	if opts.exitWithStdin {
		ctx = untilEnd(ctx, stdin)
	}
	if err == nil {
		err = serve(ctx, opts, stdout, stderr)
	}
	if err == nil {
		return exitOK
	}
	fmt.Fprintln(stderr, "devserver: "+err.Error())
	var usage *usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitWrong
}

// untilEnd returns a context that ends with ctx, or at the end of in.
func untilEnd(ctx context.Context, in io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, in)
	}()
	return ctx
}
