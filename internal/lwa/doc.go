// Package lwa holds what Amazon defines about a login: regions and endpoints, the authorization and
// token requests, strict readers for every answer, and the stable error codes.
//
// A login goes through [EndpointConfig.Endpoints], [AuthorizationRequest.URL], [ParseAnswer],
// [TokenRequest], [ParseToken], and then [ParseTokenInfo] and [ParseProfile]. Every failure is an
// [*Error] with a [Code].
//
// The package is compiled into lwa.wasm: outside its tests it imports internal/wire and nothing
// else. It performs no I/O, knows no clock, keeps no state between calls, and never judges whether
// a state belongs to a pending login. Nothing in it puts a code, a verifier, a state or a token
// into an error.
package lwa
