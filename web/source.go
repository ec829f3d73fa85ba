package web

import "embed"

// Source holds what the component's files are built from: the shell's sources under "src", the
// texts of
// <lwa-login> under "texts", the declarations, and the package's "npm.md".
//
//go:embed src texts lwa.d.ts lwa-device.d.ts lwa-login.d.ts lwa-login-react.d.ts lwa-login-vue.d.ts lwa-login-svelte.d.ts lwa-doctor.d.ts amazon.d.ts npm.md lwa-login-state.d.ts lwa-react.d.ts lwa-vue.d.ts
var Source embed.FS
