// Package judges has other people's implementations of OAuth judge ours: the component logs in at
// npm oidc-provider and at github.com/ory/fosite, and npm oauth4webapi logs in at the fake Amazon.
// It is a module of its own, so that nothing of what the judges depend on reaches the product.
package judges
