package assets

import "maps"

// demoFile is the component with Amazon played in the page, by demoPage: for design and first
// steps.
const (
	demoFile = "lwa-demo.js"
	demoPage = "lwa-demo.html"
)

// demoScript bundles the shell once more, with another window for Amazon's pages. The wasm is the
// same.
func demoScript(made modules) ([]byte, error) {
	all := maps.Clone(made)
	all["src/popup.ts is"] = "src/demo-popup.ts"
	all["src/request.ts is"] = "src/demo-request.ts"
	return bundle("src/demo-module.ts", module, all)
}
