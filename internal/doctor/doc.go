// Package doctor knows what can be wrong with a site that uses lwa.js: which
// checks there are, what each can find, how bad that is, and which lines to
// paste. The tables are compiled into lwa-doctor.js too, so that a browser and
// a terminal report the same findings in the same words. [Check] does what a
// terminal can: it sends GET requests to the site that was named, and to no
// other host.
//
// It knows nothing of the component's code, and no finding carries a query, a
// fragment, a token or a cookie.
package doctor
