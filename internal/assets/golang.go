package assets

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// goToolchain is the Go that is installed: for development, and wherever TinyGo is not to be had.
type goToolchain struct{}

// Compile keeps paths, build ids and version control out of the wasm, so that two builds are equal.
func (goToolchain) Compile(root, out string) (string, error) {
	_, err := run(root, []string{"GOOS=js", "GOARCH=wasm"}, "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags=-s -w -buildid=", "-o", out, "./wasm")
	if err != nil {
		return "", err
	}
	return goGlue()
}

func (goToolchain) Versions() (map[string]string, error) {
	version, err := run("", nil, "go", "env", "GOVERSION")
	return map[string]string{"go": strings.TrimPrefix(version, "go")}, err
}

// goGlue makes a module of the toolchain's own wasm_exec.js, which is written for a page of its
// own: it puts Go, fs, process and path into the page's globals, where other scripts trip over
// them. In the module its global object is ours, and ours is also the global object that the Go
// program sees. It is taken from the Go that compiles, since the two belong together.
func goGlue() (string, error) {
	root, err := run("", nil, "go", "env", "GOROOT")
	if err != nil {
		return "", err
	}
	glue, err := os.ReadFile(filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return "", err
	}
	if !bytes.Contains(glue, []byte("globalThis.Go = class")) {
		return "", fmt.Errorf("wasm_exec.js of this Go defines no class Go")
	}
	return `import { Array, Map, Object, Promise, Uint8Array } from "./platform";
import { world as globalThis } from "./world";
/*! With wasm_exec.js of Go: Copyright 2018 The Go Authors, BSD licence, https://go.dev/LICENSE */
const fs = globalThis.fs = {
  constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
  writeSync(fd, bytes) { console.warn(new TextDecoder().decode(bytes)); return bytes.length; },
  write(fd, bytes, offset, length, position, done) { done(null, fs.writeSync(fd, bytes)); },
};
// Asked for when the glue loads, which it does on servers and in test environments too, where no
// window has them.
for (const name of ["performance", "TextEncoder", "TextDecoder"]) globalThis[name] ??= class { now() {} };
const { TextEncoder, TextDecoder } = globalThis;
` + string(glue) + `
export const Go = globalThis.Go;
`, nil
}
