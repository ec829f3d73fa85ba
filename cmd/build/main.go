// Command build writes the component, lwa.js and what belongs to it, into a folder. Run it in the module's root.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/lwa-wasm/lwa/internal/assets"
)

func main() {
	out := flag.String("o", "build", "the folder to write to")
	flag.Parse()
	if err := assets.Build(".", *out); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}
