package main

import (
	"fmt"
	"io"
	"os"

	"github.com/lwa-wasm/lwa/internal/replay"
)

// replayOptions are the flags of -replay.
type replayOptions struct{ file, svg string }

// walkTrace prints the story of a trace, draws it if requested, and returns the exit code.
func walkTrace(o replayOptions, stdin io.Reader, stdout, stderr io.Writer) int {
	walk, err := readTrace(o.file, stdin)
	if err != nil {
		fmt.Fprintln(stderr, "devserver: -replay: "+err.Error())
		return exitUsage
	}
	fmt.Fprint(stdout, walk.Text())
	if o.svg != "" {
		svg, err := walk.SVG()
		if err == nil {
			err = os.WriteFile(o.svg, []byte(svg), 0o644)
		}
		if err != nil {
			fmt.Fprintln(stderr, "devserver: -replay-svg: "+err.Error())
			return exitUsage
		}
	}
	if walk.Differs() {
		return exitWrong
	}
	return exitOK
}

func readTrace(file string, stdin io.Reader) (*replay.Walk, error) {
	in := stdin
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer opened.Close()
		in = opened
	}
	trace, err := replay.Read(in)
	if err != nil {
		return nil, err
	}
	return replay.New(trace), nil
}
