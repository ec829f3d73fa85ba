package web

import "embed"

// Source holds what the component's files are built from: the shell's sources under "src", and "lwa.d.ts".
//
//go:embed src lwa.d.ts
var Source embed.FS
