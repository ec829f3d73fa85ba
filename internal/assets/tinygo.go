package assets

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// tinyGo is what the release is compiled with.
type tinyGo struct {
	tools string   // the folder that scripts/tools.sh filled
	env   []string // where TinyGo finds its own sources, and wasm-opt
}

func newTinyGo(tools string) (*tinyGo, error) {
	tools, err := filepath.Abs(tools)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(tools, "stamp")); err != nil {
		return nil, errors.New("TinyGo is missing: run `make tools`")
	}
	return tinyGoIn(tools), nil
}

// tinyGoIn takes an absolute path.
func tinyGoIn(tools string) *tinyGo {
	t := &tinyGo{tools: tools}
	t.env = []string{"WASMOPT=" + t.program("wasm-opt")}
	if root := filepath.Join(tools, "root"); isDir(root) {
		t.env = append(t.env, "TINYGOROOT="+root)
	}
	return t
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// Among the tools: the code of lwa.wasm with the names of its functions, for the size table, and
// the digest of the lwa.wasm whose code it is. Names keep the optimiser from some of its work, so
// what ships is compiled without.
const (
	namedWasm = "lwa.named.wasm"
	namedFor  = "lwa.named.for"
)

// tinyGlue is the glue of the TinyGo build, in the shell's own sources.
const tinyGlue = `export { Go } from "./tinygo";`

// features are those of tools/lwa.json, as Binaryen calls them.
var features = []string{
	"--enable-bulk-memory", "--enable-mutable-globals", "--enable-nontrapping-float-to-int", "--enable-sign-ext",
}

// Compile writes the wasm, and what the size table wants to know of it.
func (t *tinyGo) Compile(root, out string) (string, error) {
	if err := t.compile(root, out, "-no-debug"); err != nil {
		return "", err
	}
	if err := t.compile(root, filepath.Join(t.tools, namedWasm), "-g"); err != nil {
		return "", err
	}
	module, err := os.ReadFile(out)
	if err != nil {
		return "", err
	}
	return tinyGlue, os.WriteFile(filepath.Join(t.tools, namedFor), []byte(integrity(module)), 0o644)
}

// compile takes "-g" for a module with names, and "-no-debug" for one without.
func (t *tinyGo) compile(root, out, names string) error {
	tmp, err := os.MkdirTemp("", "lwa-tinygo")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	compiled, reduced := filepath.Join(tmp, "compiled.wasm"), filepath.Join(tmp, "reduced.wasm")
	build := []string{"build", "-target", filepath.Join(root, "tools", "lwa.json"), "-opt", "z", "-panic", "trap", "-o", compiled}
	reduce := append([]string{compiled, "--graph-file", filepath.Join(root, "tools", "exports.json"), "-o", reduced}, features...)
	shrink := append([]string{reduced, "--flatten", "--local-cse", "-Oz", "--converge", "--reorder-functions", "-o", out}, features...)
	if names == "-g" {
		reduce, shrink = append(reduce, names), append(shrink, names)
	} else {
		build = append(build, names)
		shrink = append(shrink, "--strip-producers", "--strip-target-features")
	}
	for _, step := range []struct {
		program string
		args    []string
	}{{"tinygo", append(build, "./wasm")}, {"wasm-metadce", reduce}, {"wasm-opt", shrink}} {
		if _, err := run(root, t.env, t.program(step.program), step.args...); err != nil {
			return err
		}
	}
	return nil
}

func (t *tinyGo) program(name string) string {
	if name == "tinygo" {
		return filepath.Join(t.tools, name)
	}
	return filepath.Join(t.tools, "node_modules", ".bin", name)
}

func (t *tinyGo) Versions() (map[string]string, error) {
	tiny, err := run("", t.env, t.program("tinygo"), "version")
	if err != nil {
		return nil, err
	}
	opt, err := run("", nil, t.program("wasm-opt"), "--version")
	if err != nil {
		return nil, err
	}
	versions, err := goToolchain{}.Versions()
	if err != nil {
		return nil, err
	}
	words := strings.Fields(tiny) // tinygo version 0.41.1 linux/amd64 (using go version go1.26.8 and LLVM version 19.1.7)
	if len(words) < 3 {
		return nil, fmt.Errorf("tinygo says of its version: %s", tiny)
	}
	versions["tinygo"] = words[2]
	versions["llvm"] = strings.TrimSuffix(words[len(words)-1], ")")
	versions["binaryen"] = strings.Fields(strings.TrimPrefix(opt, "wasm-opt version "))[0]
	return versions, nil
}
