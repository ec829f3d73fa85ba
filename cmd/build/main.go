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
	size := flag.String("size", "", "print the sizes of the files in this folder, and build nothing")
	flag.Parse()
	if err := run(*out, *size); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run(out, size string) error {
	if size != "" {
		return assets.PrintSizes(os.Stdout, os.DirFS(size))
	}
	return assets.Build(".", out)
}
