// Package shop is a site of static files, in the folder site. Its tests log in to it in a real
// browser.
package shop
