// Package control controls the fake Amazon while it runs: people, applications, faults, time, and
// the journal of requests.
//
// [Director] has the operations. [Handler] offers them over HTTP, as docs/control.md describes,
// and package amazontest offers them to Go tests. HTTP, amazontest and the flags of the dev
// server use the same names: those of [Endpoints], [Kinds] and [Settings].
package control
