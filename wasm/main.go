//go:build js && wasm

// Command wasm is lwa.wasm: it wires the machine of internal/flow to the page through jsbridge, and
// decides nothing.
package main

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/jsbridge"
)

func main() { jsbridge.Run(flow.New()) }
