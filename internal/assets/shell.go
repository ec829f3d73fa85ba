package assets

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lwa-wasm/lwa/web"
)

const (
	iife   = api.FormatIIFE
	module = api.FormatESModule
)

// script returns a function that bundles one entry of the shell.
func script(entry string, format api.Format) func(glue string) ([]byte, error) {
	return func(glue string) ([]byte, error) { return bundle(entry, format, glue) }
}

func bundle(entry string, format api.Format, glue string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		Bundle:            true,
		Format:            format,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsInline,
		Plugins:           []api.Plugin{sources(glue)},
	})
	if len(result.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	return result.OutputFiles[0].Contents, nil
}

// sources serves esbuild the embedded sources and the modules that Go makes, so that no path of the machine matters.
func sources(glue string) api.Plugin {
	made := map[string]string{"lwa:tables": tables(), "lwa:go": wrapGlue(glue)}
	return api.Plugin{Name: "sources", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			name := a.Path
			if strings.HasPrefix(name, "./") {
				name = path.Join("src", name) + ".ts"
			}
			return api.OnResolveResult{Path: name, Namespace: "lwa"}, nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "lwa"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			loader := api.LoaderTS
			content, ok := made[a.Path]
			if ok {
				loader = api.LoaderJS
			} else {
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

// wrapGlue makes a module of Go's glue, which is written for a page of its own: it puts Go, fs, process and path into the
// page's globals, where other scripts trip over them. In the module its global object is ours, and ours is also the
// global object that the Go program sees.
func wrapGlue(glue string) string {
	return `import { world as globalThis } from "./world";
/*! With wasm_exec.js of Go: Copyright 2018 The Go Authors, BSD licence, https://go.dev/LICENSE */
const fs = globalThis.fs = {
  constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
  writeSync(fd, bytes) { console.warn(new TextDecoder().decode(bytes)); return bytes.length; },
  write(fd, bytes, offset, length, position, done) { done(null, fs.writeSync(fd, bytes)); },
};
` + glue + `
export const Go = globalThis.Go;
`
}
