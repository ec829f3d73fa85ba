// Command devserver serves the demo site and, on another port and so on another origin, the fake
// Amazon (package fakeamazon). It is for development only: see devserver -h. It stores nothing.
// It must not be reachable from the internet.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
