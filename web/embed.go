// Package web carries the demo pages inside the program, so that a server of them is one file.
// It imports nothing but embed, serves nothing and renders nothing: package site does.
package web

import "embed"

// Demo holds the demo pages under "demo": HTML templates (see package site for their data),
// scripts, style and drawings.
//
//go:embed demo
var Demo embed.FS
