// Command build builds the component, lwa.js and its other files, into a folder. Run it in the
// root of the module.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/lwa-wasm/lwa/internal/assets"
)

func main() {
	out := flag.String("o", "build", "the folder to write to")
	name := flag.String("toolchain", "go", "what compiles lwa.wasm: go or tinygo")
	tools := flag.String("tools", filepath.Join(".cache", "tools"), "the folder that scripts/tools.sh filled, for tinygo")
	dist := flag.Bool("dist", false, "write a release: with compressed files, a manifest and the licences")
	try := flag.Bool("try", false, "have TinyGo compile a small program, and build nothing")
	size := flag.String("size", "", "print the sizes of the release in this folder, and build nothing")
	wire := flag.String("wire", "", "write the module that crosses between Go and JavaScript to this file, for tsc, and build nothing")
	flag.Parse()
	do := func() error { return run(*out, *name, *tools, *dist, *size) }
	if *wire != "" {
		do = func() error { return assets.WriteWire(*wire) }
	}
	if *try {
		do = func() error { return assets.Try(".", *tools) }
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func run(out, name, tools string, dist bool, size string) error {
	if size != "" {
		return assets.PrintSizes(os.Stdout, os.DirFS(size), os.DirFS(tools))
	}
	toolchain, err := assets.NewToolchain(name, tools)
	if err != nil {
		return err
	}
	if !dist {
		return assets.Build(".", out, toolchain)
	}
	if _, err := os.Stat("go.mod"); err != nil {
		return errors.New("run it in the folder of go.mod")
	}
	return assets.Dist(".", out, toolchain)
}
