// Package flow is the login as a state machine: events in, effects out.
//
// A [Machine] takes one [Event] at a time and answers with the [Effect]s to carry out, in order. It
// does no I/O, reads no clock, draws no random number and starts no goroutine: time, randomness and
// everything that happens in the browser arrive as values in events. What it does is written in one
// table (table.go), which docs/flow.md is generated from.
//
// It imports only pkce, internal/lwa and internal/wire. It never
// touches a JavaScript value (that is jsbridge's), and it knows no wire format (that is
// internal/lwa's).
package flow
