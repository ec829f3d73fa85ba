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
	exitWrong = 1 // something broke while running, is broken at a site that was examined, or differs from a trace
	exitUsage = 2 // the command line, the address or the build must be changed
)

// usageError is a mistake that the user can put right. Its text is the whole
// line, with what to do.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// run is the whole command: it returns when ctx ends or something is wrong, and
// returns the exit code.
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

// untilEnd returns a context that ends with ctx, or when there is nothing more to read.
func untilEnd(ctx context.Context, in io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, in)
	}()
	return ctx
}
