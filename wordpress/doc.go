// Package wordpress holds the WordPress plug-in, in the folder lwa-wasm, and its tests.
//
// TestWordPress installs the plug-in's zip in a real WordPress: a private MariaDB, PHP-FPM and
// nginx on loopback, with their data in a temporary folder. It runs when LWA_WORDPRESS names the
// zip, as make test-wordpress does.
package wordpress
