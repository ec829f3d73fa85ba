package assets

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/andybalholm/brotli"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// Manifest is manifest.json: what a release consists of, and what it was made with.
type Manifest struct {
	Version string            `json:"version"`
	Built   map[string]string `json:"builtWith"` // program → version
	Files   map[string]File   `json:"files"`
}

// File is one file of a release; sizes are in bytes.
type File struct {
	Size      int    `json:"size"`
	Gzip      int    `json:"gzip"`   // of the file beside it that ends in .gz, with gzip -9
	Brotli    int    `json:"brotli"` // of the one that ends in .br, with brotli -11
	Integrity string `json:"integrity"`
}

// shipped are the files of a release that a page or a compiler loads.
var shipped = append([]string{
	"lwa.js", runFile, "lwa.mjs", oneScript, oneModule, "lwa-amazon.js", deviceFile, loginFile, loginSheet, demoFile, demoPage, "lwa-doctor.js", "lwa-doctor.html", traceFile,
	reactFile, vueFile, "lwa.wasm", "lwa-callback.html", "lwa.d.ts", "lwa-device.d.ts", "lwa-login.d.ts", "lwa-login-state.d.ts",
	"lwa-login-react.d.ts", "lwa-login-vue.d.ts", "lwa-login-svelte.d.ts",
	"lwa-react.d.ts", "lwa-vue.d.ts", "lwa-doctor.d.ts", "amazon.d.ts", elementsFile,
}, languageFiles()...)

// licencesFile goes wherever those go.
const licencesFile = "LICENSES.txt"

// Dist writes a release into the folder out, which it replaces: the component, its compressed
// forms, manifest.json, the licences, and what makes it an npm package.
func Dist(root, out string, toolchain Toolchain) error {
	drawn, err := drawingVersion(root)
	if err != nil {
		return errNoDrawing // a release is complete
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := Build(root, out, toolchain); err != nil {
		return err
	}
	built, err := versions(toolchain)
	if err != nil {
		return err
	}
	built["lean-qr"] = drawn
	manifest := Manifest{Version: lwa.Version, Built: built, Files: map[string]File{}}
	for _, name := range shipped {
		if manifest.Files[name], err = pack(filepath.Join(out, name)); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	notices, err := licences(root, built)
	if err != nil {
		return err
	}
	files, err := packageFiles()
	if err != nil {
		return err
	}
	files["manifest.json"], files[licencesFile] = append(text, '\n'), notices
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// versions adds the bundler, a module of this program, to those of the toolchain.
func versions(toolchain Toolchain) (map[string]string, error) {
	all, err := toolchain.Versions()
	if err != nil {
		return nil, err
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == "github.com/evanw/esbuild" {
				all["esbuild"] = dep.Version[1:]
			}
		}
	}
	return all, nil
}

// pack writes the compressed forms of a file beside it.
func pack(name string) (File, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return File{}, err
	}
	f := File{Size: len(content), Integrity: integrity(content)}
	for suffix, form := range map[string]struct {
		compress func([]byte) []byte
		size     *int
	}{".br": {brotlied, &f.Brotli}, ".gz": {gzipped, &f.Gzip}} {
		packed := form.compress(content)
		*form.size = len(packed)
		if err := os.WriteFile(name+suffix, packed, 0o644); err != nil {
			return File{}, err
		}
	}
	return f, nil
}

func brotlied(content []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	_, _ = w.Write(content) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

func gzipped(content []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = w.Write(content)
	_ = w.Close()
	return out.Bytes()
}

// licences are those of everything whose code is in the release.
func licences(root string, built map[string]string) ([]byte, error) {
	goroot, err := run(root, nil, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	texts := [][2]string{
		{"lwa.js", filepath.Join(root, "LICENSE")},
		{"Go: parts of its standard library", filepath.Join(goroot, "LICENSE")},
		{"lean-qr, in " + deviceFile, filepath.Join(drawing(root), "LICENSE")},
	}
	if built["tinygo"] != "" {
		texts = append(texts, [2]string{"TinyGo: parts of its runtime", filepath.Join(root, "tools", "LICENSE.tinygo")})
	} else {
		safejs, err := run(root, nil, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/hack-pad/safejs")
		if err != nil {
			return nil, err
		}
		texts = append(texts, [2]string{"safejs", filepath.Join(safejs, "LICENSE")})
	}
	var out bytes.Buffer
	for _, t := range texts {
		text, err := os.ReadFile(t[1])
		if err != nil {
			return nil, fmt.Errorf("licence of %s: %w", t[0], err)
		}
		fmt.Fprintf(&out, "== %s ==\n\n%s\n\n", t[0], bytes.TrimSpace(text))
	}
	return out.Bytes(), nil
}
