// Package test runs the tests of the component that need no browser, with Node's own test runner:
// lwa.js and lwa.wasm of a build in a page made of fakes (lib/page.mjs), lwa.wasm alone over a fake
// world (lib/bridge.mjs), and single modules of the shell. Each Node test is a subtest here, so `go
// test -run` and docs/threats.md name it.
//
// LWA_BUILD names the build, as it does for the browser tests; without it, build/ of this module is
// taken.
package test
