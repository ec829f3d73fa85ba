// Package examples tests the examples beside it as somebody has them who copied one: in a folder of
// its own, with the packed npm package, built by its own commands and logged into with a browser.
package examples
