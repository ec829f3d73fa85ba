// Package docs holds the tests that keep the documentation true: its tables are made from the
// code's own, and each threat names the tests that answer it. It may import everything; nothing
// imports it. UPDATE_DOCS=1 (make docs) writes what the tests would compare.
package docs
