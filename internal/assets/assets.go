package assets

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/lwa-wasm/lwa/web"
)

// Version is the component's: lwa.version in the page, and the stamp by which lwa.js and lwa.wasm know each other.
const Version = "0.1.0"

// Build writes the component into the folder out, which is made if need be. root is the module's folder.
func Build(root, out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if err := buildWasm(root, filepath.Join(out, "lwa.wasm")); err != nil {
		return err
	}
	glue, err := goGlue()
	if err != nil {
		return err
	}
	files := map[string]func(string) ([]byte, error){
		"lwa.js":            script("src/script.ts", iife),
		"lwa.mjs":           script("src/module.ts", module),
		"lwa-callback.html": callbackPage,
		"lwa.d.ts":          declarations,
	}
	for name, make := range files {
		content, err := make(glue)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func declarations(string) ([]byte, error) { return web.Source.ReadFile("lwa.d.ts") }
