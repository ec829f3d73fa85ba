package assets

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// buildWasm compiles the wasm room. Paths, build ids and version control stay out of it, so that two builds are equal.
func buildWasm(root, out string) error {
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags=-s -w -buildid= -X main.version="+Version, "-o", out, "./wasm")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if message, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("lwa.wasm: %w\n%s", err, message)
	}
	return nil
}

// goGlue is the toolchain's own wasm_exec.js. It is taken from the Go that compiles, since the two belong together.
func goGlue() (string, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	glue, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return "", err
	}
	if !bytes.Contains(glue, []byte("globalThis.Go = class")) {
		return "", fmt.Errorf("wasm_exec.js of this Go defines no class Go")
	}
	return string(glue), nil
}
