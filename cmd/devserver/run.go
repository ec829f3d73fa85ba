package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
)

// Exit codes.
const (
	exitOK    = 0
	exitWrong = 1 // something broke while running, or is broken at a site that was examined
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
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	opts, err := parseOptions(args)
	if errors.Is(err, flag.ErrHelp) {
		writeHelp(stdout)
		return exitOK
	}
	if err == nil && opts.check.url != "" {
		return check(ctx, opts, stdout, stderr)
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
