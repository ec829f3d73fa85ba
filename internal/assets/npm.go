package assets

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/web"
)

// npmPackage is the package.json of a release: the folder of a release is a package as it lies
// there.
type npmPackage struct {
	Name        string         `json:"name"`
	Version     string         `json:"version"`
	Description string         `json:"description"`
	Keywords    []string       `json:"keywords"`
	License     string         `json:"license"`
	Repository  repository     `json:"repository"`
	Type        string         `json:"type"`
	SideEffects bool           `json:"sideEffects"`
	Main        string         `json:"main"`   // for resolvers that know no exports, such as Parcel's
	Module      string         `json:"module"` // likewise
	Types       string         `json:"types"`
	Exports     map[string]any `json:"exports"` // by subpath: a file, or an entry
	Elements    string         `json:"customElements"`
	Files       []string       `json:"files"`

	Peers     map[string]string `json:"peerDependencies"` // of lwa-wasm/react and lwa-wasm/vue
	PeersMeta map[string]peer   `json:"peerDependenciesMeta"`
}

type peer struct {
	Optional bool `json:"optional"`
}

// reactFile and vueFile are the login of the page for these frameworks.
const (
	reactFile = "lwa-react.js"
	vueFile   = "lwa-vue.js"
)

type repository struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// entry is what an import leads to. The order matters: TypeScript takes the first condition that
// holds.
type entry struct {
	Types   string `json:"types"`
	Default string `json:"default,omitempty"`
}

// packageFiles are package.json and README.md.
func packageFiles() (map[string][]byte, error) {
	readme, err := web.Source.ReadFile("npm.md")
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(npmPackage{
		Name:        "lwa-wasm",
		Version:     lwa.Version,
		Description: "Login with Amazon for any web page, without a server: PKCE, popup and redirect.",
		Keywords:    []string{"login-with-amazon", "amazon", "lwa", "oauth2", "pkce", "webassembly"},
		License:     "MIT",
		Repository:  repository{"git", "git+https://github.com/lwa-wasm/lwa.git"},
		Type:        "module",
		SideEffects: true, // lwa.mjs takes up a redirect's answer, and keeps the functions it needs from what replaces them later
		Main:        "./lwa.mjs",
		Module:      "./lwa.mjs",
		Types:       "./lwa.d.ts",
		Exports:     exports(),
		Elements:    elementsFile,
		Files:       append([]string{licencesFile}, shipped...), // named one by one, so that no compressed form comes along
		Peers:       map[string]string{"react": ">=18", "vue": ">=3"},
		PeersMeta:   map[string]peer{"react": {true}, "vue": {true}},
	}, "", "  ")
	return map[string][]byte{"package.json": append(text, '\n'), "README.md": readme}, err
}

// modulesOfPackage have a name of their own in the package, or are loaded by one that has: a module
// has one name, so that there is one of it.
var modulesOfPackage = append([]string{"lwa.mjs", oneModule, deviceFile, "lwa-doctor.js", loginFile, loginSheet, demoFile, reactFile, vueFile}, languageFiles()...)

// exports are the modules by the package's names, and every file that a page loads by its own. A
// script is copied, not imported, so of lwa-amazon.js an import has the declarations alone.
func exports() map[string]any {
	all := map[string]any{
		".":                 entry{Types: "./lwa.d.ts", Default: "./lwa.mjs"},
		"./one":             entry{Types: "./lwa.d.ts", Default: "./" + oneModule},
		"./amazon":          entry{Types: "./amazon.d.ts"},
		"./device":          entry{Types: "./lwa-device.d.ts", Default: "./" + deviceFile},
		"./doctor":          entry{Types: "./lwa-doctor.d.ts", Default: "./lwa-doctor.js"},
		"./login":           entry{Types: "./lwa-login.d.ts", Default: "./" + loginFile},
		"./login/react":     entry{Types: "./lwa-login-react.d.ts"},
		"./login/svelte":    entry{Types: "./lwa-login-svelte.d.ts"},
		"./login/vue":       entry{Types: "./lwa-login-vue.d.ts"},
		"./login.css":       "./" + loginSheet,
		"./demo":            entry{Types: "./lwa.d.ts", Default: "./" + demoFile},
		"./react":           entry{Types: "./lwa-react.d.ts", Default: "./" + reactFile},
		"./vue":             entry{Types: "./lwa-vue.d.ts", Default: "./" + vueFile},
		"./package.json":    "./package.json",
		"./" + elementsFile: "./" + elementsFile,
	}
	for _, name := range shipped {
		if !slices.Contains(modulesOfPackage, name) && !strings.HasSuffix(name, ".d.ts") {
			all["./"+name] = "./" + name
		}
	}
	return all
}
