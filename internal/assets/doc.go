// Package assets builds what a site copies: lwa.js, lwa.mjs, lwa.wasm, lwa-callback.html and the
// declarations, and of that a release with its compressed files, manifest and licences, which is an
// npm package too. The wasm is compiled by the Go toolchain, so that a machine needs Go and nothing
// else, or by TinyGo for a release ([Toolchain]); the shell is bundled by esbuild's Go module.
//
// It imports internal/lwa and internal/flow for the tables that the shell is built with, and web
// for the sources.
package assets
