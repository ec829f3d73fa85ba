//go:build js && wasm

// Command wasm is lwa.wasm: it wires the machine of internal/flow to the page through jsbridge, and decides nothing.
package main

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/jsbridge"
)

// version is set by the build; the shell refuses to work with a wasm of another one.
var version = "dev"

func main() {
	if err := jsbridge.Run(flow.New(), version); err != nil {
		panic(err)
	}
	select {} // the page calls in from now on
}
