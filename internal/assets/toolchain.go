package assets

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Toolchain compiles lwa.wasm, and knows the glue that JavaScript needs to run it.
type Toolchain interface {
	// Compile writes the wasm of the module in the folder root to the file out, and returns its
	// glue: the text of the module "lwa:glue" (web/src/tables.d.ts).
	Compile(root, out string) (glue string, err error)
	// Versions names the programs that took part, and their versions.
	Versions() (map[string]string, error)
}

// NewToolchain returns "go" or "tinygo"; tools is the folder that scripts/tools.sh fills for the
// latter.
func NewToolchain(name, tools string) (Toolchain, error) {
	switch name {
	case "go":
		return goToolchain{}, nil
	case "tinygo":
		return newTinyGo(tools)
	}
	return nil, fmt.Errorf("there is no toolchain %q: use go or tinygo", name)
}

// run runs a program in a folder, and returns what it says.
func run(dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, out)
	}
	return strings.TrimSpace(string(out)), nil
}
