package assets

import (
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/lwa-wasm/lwa/web"
)

// Build writes the component into the folder out, which is made if need be, and the tags that
// include it into snippet.html. root is the module's folder. What npm has to bring, and did not, is
// left out.
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
	made := modules{"lwa:tables": tables(), "lwa:glue": glue, "lwa:wasm": wasmModule(code)}
	files := []madeFile{
		{"lwa.js", func(made modules) ([]byte, error) { script, _, err := split(made); return script, err }},
		{runFile, func(made modules) ([]byte, error) { _, run, err := split(made); return run, err }},
		{"lwa.mjs", script("src/module.ts", module)},
		{oneScript, enclosing("src/script.ts", iife, code)},
		{oneModule, enclosing("src/module-one.ts", module, code)},
		{"lwa-amazon.js", script("src/amazon-script.ts", iife)},
		{"lwa-callback.html", callbackPage},
		{loginFile, loginScript},
		{loginSheet, loginStyle},
		{demoFile, demoScript},
		{demoPage, func(made modules) ([]byte, error) {
			return page("src/lwa-demo.html", "src/demo-page.ts", "src/demo.css", made)
		}},
		{deviceFile, func(modules) ([]byte, error) { return deviceScript(root) }},
		{"lwa-doctor.js", doctorScript(out)},
		{"lwa-doctor.html", source("src/lwa-doctor.html")},
		{traceFile, traceScript},
		{reactFile, script("src/react.ts", module)},
		{vueFile, script("src/vue.ts", module)},
		{"lwa.d.ts", source("lwa.d.ts")},
		{"lwa-doctor.d.ts", source("lwa-doctor.d.ts")},
		{"lwa-device.d.ts", source("lwa-device.d.ts")},
		{"lwa-login.d.ts", source("lwa-login.d.ts")},
		{"lwa-login-react.d.ts", source("lwa-login-react.d.ts")},
		{"lwa-login-vue.d.ts", source("lwa-login-vue.d.ts")},
		{"lwa-login-svelte.d.ts", source("lwa-login-svelte.d.ts")},
		{"lwa-login-state.d.ts", source("lwa-login-state.d.ts")},
		{"lwa-react.d.ts", source("lwa-react.d.ts")},
		{"lwa-vue.d.ts", source("lwa-vue.d.ts")},
		{"amazon.d.ts", source("amazon.d.ts")},
		{elementsFile, elements},
		{"snippet.html", func(modules) ([]byte, error) { return snippet(out) }},
	}
	for _, language := range languages {
		files = append(files, madeFile{languageFile(language), languageScript(language)})
	}
	for _, f := range files {
		content, err := f.make(made)
		if errors.Is(err, errNoDrawing) {
			fmt.Fprintln(os.Stderr, "Left out:", err)
			if err := os.RemoveAll(filepath.Join(out, f.name)); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if err := os.WriteFile(filepath.Join(out, f.name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// wasmModule is the module "lwa:wasm" (web/src/tables.d.ts): what is known of the wasm that the
// shell is built with.
func wasmModule(code []byte) string {
	return fmt.Sprintf("export const integrity = %q;\n", integrity(code))
}

// madeFile is a file of the component, and what makes it.
type madeFile struct {
	name string
	make func(modules) ([]byte, error)
}

// snippet is what a page pastes into its head. The other files follow when there is a reason, each
// held to a digest that the one before it has.
func snippet(out string) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(out, "lwa.js"))
	if err != nil {
		return nil, err
	}
	run, err := os.ReadFile(filepath.Join(out, runFile))
	return fmt.Appendf(nil, `<script src="/lwa/lwa.js" integrity="%s" crossorigin defer
        data-client-id="amzn1.application-oa2-client.…"></script>
<!-- For a page with no other purpose than the login: add data-start="eager" to the tag above, and
<link rel="modulepreload" href="/lwa/lwa-run.js" integrity="%s" crossorigin>
<link rel="preload" href="/lwa/lwa.wasm" as="fetch" crossorigin>
-->
`, integrity(content), integrity(run)), err
}

// source returns a function that gives a file of web as it is.
func source(name string) func(modules) ([]byte, error) {
	return func(modules) ([]byte, error) { return web.Source.ReadFile(name) }
}

// integrity is the digest of a file as pages name it (Subresource Integrity).
func integrity(content []byte) string {
	sum := sha512.Sum384(content)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}
