package assets

import (
	"fmt"
	"os"
	"path/filepath"
)

// trial is a program that makes TinyGo call all that it calls for lwa.wasm: Go's own list, clang,
// the linker and wasm-opt. It brings no allocator, as ./wasm does, so it is compiled with one of
// TinyGo's.
var trial = map[string]string{
	"go.mod":  "module trial\n\ngo 1.26\n",
	"main.go": "package main\n\n//go:wasmexport answer\nfunc answer() int32 { return 42 }\n\nfunc main() {}\n",
}

// Try has the tools in a folder compile a small program, whether the folder has its stamp or not.
// It tells what is missing of TinyGo apart from what is wrong with the sources of the module in the
// folder root.
func Try(root, tools string) error {
	tools, err := filepath.Abs(tools)
	if err != nil {
		return err
	}
	target, err := filepath.Abs(filepath.Join(root, "tools", "lwa.json"))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "lwa-trial")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for name, content := range trial {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	t := tinyGoIn(tools)
	_, err = run(dir, t.env, t.program("tinygo"), "build", "-target", target, "-gc", "leaking", "-opt", "z", "-o", "trial.wasm", ".")
	if err == nil {
		_, err = run(dir, t.env, t.program("wasm-opt"), append([]string{"trial.wasm", "-Oz", "-o", "small.wasm"}, features...)...)
	}
	if err != nil {
		return fmt.Errorf("TinyGo cannot compile a small program: %w", err)
	}
	return nil
}
