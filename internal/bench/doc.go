// Package bench measures lwa.js beside the JavaScript libraries that log people in: in one
// Chromium, with one fake Amazon, in one run, in interleaved rounds. [Run] returns a
// [report.Report]; package report makes the table, the chart and the documents of it.
//
// A contestant is a folder of files and a page that offers window.contestant (pages/page.js).
// Whatever the libraries do not have in common is in contestants.go and peers/, whatever they want
// of an authorization server that Amazon does not offer is in provider.go.
package bench
