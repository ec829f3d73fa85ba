// Package control directs the fake Amazon while it runs: people, applications, faults, time, and what it was asked.
//
// [Director] has the operations. [Handler] offers them over HTTP as docs/control.md describes, and package amazontest to
// Go tests. The words are the same in both, and in the flags of the dev server: the endpoints of [Endpoints], the kinds of
// [Kinds], and the members of [Settings].
package control
