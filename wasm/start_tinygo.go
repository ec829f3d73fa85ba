//go:build js && wasm && tinygo

package main

// start is what the shell calls in the place of Go's own entry: the program is a library of
// exported functions.
//
//go:wasmexport start
func start() { main() }
