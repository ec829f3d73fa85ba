// Command bench compares the performance of lwa.js with that of other JavaScript libraries. It
// prints a table, and writes bench.json, bench.svg, and the marked parts of bench.md and of the
// README. Run it in the root of the module.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/lwa-wasm/lwa/internal/bench"
)

func main() {
	c := bench.Config{Quality: 11, Log: func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }}
	flag.StringVar(&c.Go, "go", "build", "the folder of the build with Go; \"\" leaves it out")
	flag.StringVar(&c.TinyGo, "tinygo", "dist", "the folder of the build with TinyGo; \"\" leaves it out")
	flag.StringVar(&c.Peers, "peers", "internal/bench/peers", "the folder where npm has installed the other libraries; \"\" leaves them out")
	flag.IntVar(&c.Rounds, "rounds", 7, "samples of everything but the memory")
	flag.IntVar(&c.Clicks, "clicks", 2, "measured logins of each library per round")
	flag.IntVar(&c.Logins, "logins", 300, "logins in one page, for the memory")
	out := flag.String("out", "docs", "the folder to write to; \"\" writes nothing")
	readme := flag.String("readme", "README.md", "the file whose marked part shows the results; \"\" is none")
	flag.Parse()
	if err := run(c, *out, *readme); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(c bench.Config, out, readme string) error {
	r, err := bench.Run(c)
	if err != nil {
		return err
	}
	if err := r.Table(os.Stdout); err != nil {
		return err
	}
	fmt.Printf("\n%s\n%s", r.Waits(), r.Targets())
	if out == "" {
		return nil
	}
	return write(r, out, readme)
}
