package web

import "embed"

// Source holds what the component's files are built from: the shell's sources under "src", the declarations, and the
// package's "npm.md".
//
//go:embed src lwa.d.ts lwa-device.d.ts lwa-doctor.d.ts amazon.d.ts npm.md
var Source embed.FS
