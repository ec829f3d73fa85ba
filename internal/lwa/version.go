package lwa

// Version is the component's: lwa.version in the page, and the stamp by which lwa.js and lwa.wasm
// know each other.
const Version = "0.1.0"
