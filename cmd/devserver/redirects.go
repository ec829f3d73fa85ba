package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

const (
	redirectFlag    = "redirect-uri"
	exampleRedirect = "http://localhost:5173/lwa-callback.html"
)

// redirectURIs are return addresses besides the demo's own: a flag that may be repeated.
type redirectURIs []string

// String is what package flag asks for.
func (r *redirectURIs) String() string {
	if r == nil {
		return ""
	}
	return strings.Join(*r, " ")
}

// Set takes one more address, or says why nobody could return to it.
func (r *redirectURIs) Set(uri string) error {
	if strings.Contains(uri, ",http") { // registered as it stands, it would be one address that no login asks for
		return fmt.Errorf("give each address a flag of its own: -%s a -%[1]s b", redirectFlag)
	}
	if err := fakeamazon.CheckRedirectURI(uri); err != nil {
		return fmt.Errorf("%w, such as %s", err, exampleRedirect)
	}
	if !slices.Contains(*r, uri) {
		*r = append(*r, uri)
	}
	return nil
}
