//go:build js && wasm

// Package jsbridge is the only room that touches JavaScript values. It turns what happens in the
// browser into events of internal/flow, and carries out the effects that the machine answers with.
// The machine decides what follows; the bridge decides only what the browser alone can tell: what
// counts as a sign that the popup is gone (popup.go), which sealed entries can be read (vault.go),
// and in which order effects and events are taken (bridge.go).
//
// The world it sees is the object that the shell hands over as the global one (web/src/world.ts):
// references taken when the script loaded, so that what a page replaces later does not matter.
//
// It imports internal/flow, internal/lwa, internal/wire and pkce, and safejs with Go's toolchain,
// internal/heap with TinyGo: value_go.go and value_tinygo.go are the two ways to hold a JavaScript
// value, and everything else is shared. Nothing here blocks, and no goroutine is started:
// JavaScript calls in, the machine takes a step, the effects are carried out, and the call returns.
package jsbridge
