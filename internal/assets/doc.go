// Package assets builds what a site copies: lwa.js, lwa.mjs, lwa.wasm, lwa-callback.html and lwa.d.ts. It runs the Go
// toolchain for the wasm and esbuild's Go module for the shell, so a machine needs Go and nothing else.
//
// It imports internal/lwa and internal/flow for the tables that the shell is built with, and web for the sources.
package assets
