package assets

import (
	"bytes"

	"github.com/evanw/esbuild/pkg/api"
)

// parts are the modules of the shell that tests load by themselves.
var parts = []string{"amazon-store", "device-keys", "device-texts", "errors", "misplaced", "origin", "request"}

// gluePart replaces the shell's world by the test's: all that lwa.wasm can reach is what the test
// hands it.
var gluePart = modules{
	"src/world.ts": `export const world = globalThis.world;`,
	"part:glue":    `export { Go } from "lwa:glue";`,
}

// Parts bundles modules of the shell one by one, and the glue of the build that has this lwa.wasm
// ("glue"), for tests that run without a browser. Each bundle leaves its exports in the global
// "exported". "tables" is the text of lwa:tables.
func Parts(wasm []byte) (map[string][]byte, error) {
	glue := tinyGlue
	if bytes.Contains(wasm, []byte("gojs")) { // the module that Go's own toolchain imports from
		var err error
		if glue, err = goGlue(); err != nil {
			return nil, err
		}
	}
	made := modules{"lwa:tables": tables(), "lwa:glue": glue, "lwa:wasm": wasmModule(wasm)}
	all := map[string][]byte{}
	for _, name := range parts {
		code, err := part("src/"+name+".ts", made)
		if err != nil {
			return nil, err
		}
		all[name] = code
	}
	for name, text := range gluePart {
		made[name] = text
	}
	made["part:tables"] = `export * from "lwa:tables";`
	for _, name := range []string{"glue", "tables"} {
		code, err := part("part:"+name, made)
		if err != nil {
			return nil, err
		}
		all[name] = code
	}
	return all, nil
}

// part is one module with all that it imports, readable.
func part(entry string, made modules) ([]byte, error) {
	return build(api.BuildOptions{EntryPoints: []string{entry}, Format: iife, GlobalName: "exported"}, made)
}
