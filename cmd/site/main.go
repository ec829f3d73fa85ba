// Command site writes the documentation site into a folder, for any static host: go run
// ./cmd/site -o build/site. With -lwa, the folder of a built component, the playground works. Run
// it in the root of the module.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/lwa-wasm/lwa/internal/docsite"
	"github.com/lwa-wasm/lwa/web"
)

func main() {
	out := flag.String("o", "build/site", "the folder to write to; what is in it is replaced")
	component := flag.String("lwa", "", "the folder of the built component, copied to lwa/ for the playground; \"\" is none")
	flag.Parse()
	if err := run(*out, *component); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

func run(out, component string) error {
	demo, err := fs.Sub(web.Demo, "demo")
	if err != nil {
		return err
	}
	files, err := docsite.Build(os.DirFS("."), demo)
	if err != nil {
		return err
	}
	if component != "" {
		if err := addComponent(files, os.DirFS(component)); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// addComponent copies the files of the component that a page loads. It leaves out the compressed
// files, since static hosts compress by themselves.
func addComponent(files map[string][]byte, component fs.FS) error {
	entries, err := fs.ReadDir(component, ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasPrefix(name, "lwa") || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") || strings.HasSuffix(name, ".d.ts") {
			continue
		}
		content, err := fs.ReadFile(component, name)
		if err != nil {
			return err
		}
		files["lwa/"+name] = content
	}
	return nil
}
