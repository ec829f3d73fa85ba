// Package doctor finds faults of a site that uses lwa.js. Its tables list the checks, the possible
// findings, their severity, and the lines that fix them. The tables are compiled into
// lwa-doctor.js, too, so that a browser and a terminal report the same findings in the same words.
// [Check] does the checks that a terminal can do: it sends GET requests to the named site, and to
// no other host.
//
// The package does not use the code of the component. No finding contains a query, a fragment, a
// token or a cookie.
package doctor
