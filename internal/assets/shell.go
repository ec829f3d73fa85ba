package assets

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lwa-wasm/lwa/web"
)

const (
	iife   = api.FormatIIFE
	module = api.FormatESModule
)

// modules are the ones that are made here, by name, and their text (web/src/tables.d.ts). The entry
// "src/a.ts is" names the source that everybody but itself gets in the place of src/a.ts.
type modules map[string]string

// elsewhere are imports that stay imports, and what from: a file of the same package, or what the
// page's project has.
var elsewhere = map[string]string{"lwa-wasm": "./lwa.mjs", "react": "react", "vue": "vue"}

// script returns a function that bundles one entry of the shell.
func script(entry string, format api.Format) func(modules) ([]byte, error) {
	return func(made modules) ([]byte, error) { return bundle(entry, format, made) }
}

func bundle(entry string, format api.Format, made modules) ([]byte, error) {
	code, _, err := bundleOf(entry, format, made)
	return code, err
}

// bundleOf also returns the modules that the bundle has something of.
func bundleOf(entry string, format api.Format, made modules) ([]byte, map[string]bool, error) {
	code, inputs, err := buildOf(api.BuildOptions{
		EntryPoints:       []string{entry},
		Format:            format,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsInline,
	}, made)
	if format == module {
		code = unseen(code)
	}
	return code, inputs, err
}

// build bundles an entry with all that it imports.
func build(options api.BuildOptions, made modules) ([]byte, error) {
	code, _, err := buildOf(options, made)
	return code, err
}

func buildOf(options api.BuildOptions, made modules) ([]byte, map[string]bool, error) {
	all := modules{"lwa:trace-file": traceLoader, "lwa:late": "export const late = {};"}
	maps.Copy(all, made)
	options.Metafile, options.Outfile = true, "bundle.js"
	options.Bundle, options.Target, options.Charset = true, api.ES2022, api.CharsetUTF8
	options.Plugins = []api.Plugin{sources(all)}
	result := api.Build(options)
	if len(result.Errors) > 0 {
		return nil, nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	var meta struct {
		Outputs map[string]struct {
			Inputs map[string]struct{ BytesInOutput int }
		}
	}
	err := json.Unmarshal([]byte(result.Metafile), &meta)
	inputs := map[string]bool{}
	for name, input := range meta.Outputs["bundle.js"].Inputs {
		if input.BytesInOutput > 0 {
			inputs[strings.TrimPrefix(name, namespace+":")] = true
		}
	}
	return result.OutputFiles[0].Contents, inputs, err
}

const namespace = "lwa"

// sources serves esbuild the embedded sources and the made modules, so that no path of the machine
// matters.
func sources(made modules) api.Plugin {
	return api.Plugin{Name: "sources", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			name := a.Path
			if a.Kind == api.ResolveJSDynamicImport {
				return api.OnResolveResult{Path: name, External: true}, nil // another file of the release
			}
			if file, ok := elsewhere[name]; ok {
				return api.OnResolveResult{Path: file, External: true}, nil
			}
			if strings.HasPrefix(name, "./") {
				name = path.Join("src", name) + ".ts"
			}
			if instead, ok := made[name+" is"]; ok && a.Importer != instead {
				name = instead
			}
			return api.OnResolveResult{Path: name, Namespace: namespace}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: namespace}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			loader := api.LoaderTS
			content, ok := made[a.Path]
			switch {
			case a.Path == wireFile:
				content = wireModule()
			case ok:
				loader = api.LoaderJS
			default:
				file, err := fs.ReadFile(web.Source, a.Path)
				if err != nil {
					return api.OnLoadResult{}, err
				}
				content = string(file)
			}
			return api.OnLoadResult{Contents: &content, Loader: loader}, nil
		})
	}}
}
