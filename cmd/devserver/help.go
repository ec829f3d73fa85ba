package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/lwa-wasm/lwa/internal/control"
)

const helpHead = `devserver shows "Login with Amazon" at work on your own machine, without an account.

It serves two things, each at an address of its own:
  the demo site    http://localhost:8080   pages that use lwa.js: open this one
  the fake Amazon  http://127.0.0.1:8081   a stand-in that plays Amazon's part

Open the demo site, press the button and choose one of three people; there are
no passwords. Ctrl-C ends it.

A page of your own logs in with the client id and the fake Amazon's address that
it prints (clientId and provider), once its return address is registered with
-redirect-uri. Both servers answer to localhost, and to the hosts that -url and
-amazon-url name, and to no other: any web site could point its name here.

Usage: devserver [flags]

`

const helpExamples = `
Examples:
  devserver
  devserver -addr localhost:9000 -amazon-addr 127.0.0.1:9001
  devserver -redirect-uri http://localhost:5173/lwa-callback.html
  devserver -coop same-origin             as if Amazon cut the popup off its opener
  devserver -fault token=invalid_grant    every exchange fails
  devserver -fault token=slow:20s -fault profile=html
  devserver -authorize-error access_denied
  devserver -auto-approve 2               no pages: answered at once
  devserver -refresh-token -rotate -access-life 1m
  devserver -fault poll=slow_down         devices are told to wait longer
  devserver -port 0 -json -exit-with-stdin      for a program that starts it
  devserver -check https://shop.example/login   what is wrong with a site
  devserver -replay trace.json -replay-svg trace.svg
`

// writeHelp prints the text of -h. The list of flags comes from their declarations.
func writeHelp(w io.Writer) {
	fmt.Fprint(w, helpHead)
	var o options
	newFlags(&o).VisitAll(func(f *flag.Flag) {
		value, text := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "  -%s", f.Name)
		if value != "" {
			fmt.Fprintf(w, " %s", value)
		}
		if f.DefValue != "" && f.DefValue != "false" {
			text += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(w, "\n%s\n", wrap(text, "        ", 80))
	})
	fmt.Fprint(w, "\nKinds of -fault:\n")
	for _, k := range control.Kinds {
		fmt.Fprintf(w, "  %-10s %s\n", k.Name, k.Help)
	}
	fmt.Fprintf(w, "  %-10s %s\n", "400…599", "an error answer with that status")
	fmt.Fprintf(w, "  %-10s %s\n", "error code", "that error, with status 400; one of")
	fmt.Fprintf(w, "%s\n", wrap(strings.Join(control.ErrorKinds, ", "), "             ", 80))
	fmt.Fprint(w, helpExamples)
}

// wrap wraps text into indented lines of at most width characters.
func wrap(text, indent string, width int) string {
	var out strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		switch {
		case column == 0:
			out.WriteString(indent + word)
			column = len(indent) + len(word)
		case column+1+len(word) > width:
			out.WriteString("\n" + indent + word)
			column = len(indent) + len(word)
		default:
			out.WriteString(" " + word)
			column += 1 + len(word)
		}
	}
	return out.String()
}
