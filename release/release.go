// Package release has the files of the component, built, for programs that cannot build them: a
// test or a server that got this module by `go get` alone. They are the files of a release that a
// site serves; `make embed` renews them, and `make test-dist` compares them with a build.
//
//	files, err := fs.ReadFile(release.Files(), "lwa.js")
//	http.Handle("/lwa/", http.StripPrefix("/lwa/", http.FileServerFS(release.Files())))
package release

import (
	"embed"
	"io/fs"
)

//go:embed files
var embedded embed.FS

// Files has lwa.js, lwa-run.js, lwa.mjs, lwa.wasm, lwa-callback.html and the optional files at its
// root, and manifest.json with their sizes and digests.
func Files() fs.FS {
	files, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // the name is a valid one
	}
	return files
}
