// Package wire is what crosses between Go and JavaScript, written once: the calls into Go, the
// functions that Go calls, the names of what is kept in the browser, the words on channels, the
// limits and the numbers that both sides know.
//
// It holds data and no behaviour. Go uses its constants; the build writes the module
// web/src/wire.gen.ts from them, with which the shell is compiled and type-checked
// (internal/assets/wire.go). A name that is spelled wrong on either side does not compile there.
package wire
