//go:build !race

package flow

// slow: see slow_race_test.go.
const slow = false
