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

// redirectURIs is the value of a flag that may be repeated: redirect URIs in addition to those of
// the demo.
type redirectURIs []string

// String implements [flag.Value].
func (r *redirectURIs) String() string {
	if r == nil {
		return ""
	}
	return strings.Join(*r, " ")
}

// Set adds a redirect URI, or returns why it cannot be registered.
func (r *redirectURIs) Set(uri string) error {
	if strings.Contains(uri, ",http") { // would be registered as one address, which no login uses
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
