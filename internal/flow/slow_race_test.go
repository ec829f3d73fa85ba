//go:build race

package flow

// slow: the race detector is on. It has nothing to find in a package without goroutines, so the long walks are shorter.
const slow = true
