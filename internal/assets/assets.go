package assets

import (
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"

	"github.com/lwa-wasm/lwa/web"
)

// Build writes the component into the folder out, which is made if need be. root is the module's folder.
func Build(root, out string, toolchain Toolchain) error {
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	wasm := filepath.Join(out, "lwa.wasm")
	glue, err := toolchain.Compile(root, wasm)
	if err != nil {
		return fmt.Errorf("lwa.wasm: %w", err)
	}
	code, err := os.ReadFile(wasm)
	if err != nil {
		return err
	}
	made := modules{"lwa:tables": tables(), "lwa:glue": glue, "lwa:wasm": fmt.Sprintf("export const integrity = %q;\n", integrity(code))}
	for _, f := range []struct {
		name string
		make func(modules) ([]byte, error)
	}{
		{"lwa.js", script("src/script.ts", iife)},
		{"lwa.mjs", script("src/module.ts", module)},
		{"lwa-callback.html", callbackPage},
		{"lwa.d.ts", declarations},
	} {
		content, err := f.make(made)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if err := os.WriteFile(filepath.Join(out, f.name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func declarations(modules) ([]byte, error) { return web.Source.ReadFile("lwa.d.ts") }

// integrity is the digest of a file as pages name it (Subresource Integrity).
func integrity(content []byte) string {
	sum := sha512.Sum384(content)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}
