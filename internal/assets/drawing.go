package assets

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/lwa-wasm/lwa/web"
)

// deviceFile is the one file that holds something of npm's. Where npm has not installed it, a build
// is without.
const deviceFile = "lwa-device.js"

var errNoDrawing = errors.New(deviceFile + " draws with a package of npm's that is not installed: run scripts/web.sh")

// drawing is the folder of the package that draws QR codes, which web/package-lock.json pins.
func drawing(root string) string { return filepath.Join(root, "web", "node_modules", "lean-qr") }

// deviceScript bundles <lwa-device> with its style and what draws for it.
func deviceScript(root string) ([]byte, error) {
	draw, err := os.ReadFile(filepath.Join(drawing(root), "nano.mjs"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errNoDrawing
	}
	if err != nil {
		return nil, err
	}
	css, err := fs.ReadFile(web.Source, "src/device.css")
	if err != nil {
		return nil, err
	}
	return bundle("src/device-element.ts", module, modules{
		"lean-qr/nano":   string(draw),
		"lwa:device.css": fmt.Sprintf("export default %q;\n", minified(css)),
	})
}

// drawingVersion is the one that is installed.
func drawingVersion(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(drawing(root), "package.json"))
	if err != nil {
		return "", err
	}
	var installed struct{ Version string }
	return installed.Version, json.Unmarshal(text, &installed)
}
