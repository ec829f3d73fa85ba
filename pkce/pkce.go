// Package pkce makes and checks the one-time values of an authorization request: the code verifier
// and its S256 challenge (RFC 7636) and the state (RFC 6749 §10.12).
//
// Which function for which need:
//
//   - [NewVerifier] and [NewState] make the values of one attempt. Call them again for the next one.
//   - [FromOctets] makes both at once, from random octets that the caller drew.
//   - [Challenge] gives the challenge of a verifier.
//   - [ChallengeFromDigest] does the same for callers that hash by other means, such as WebCrypto in a browser.
//   - [Equal] compares the state that came back with the one that was sent.
//   - [ValidVerifier] checks a verifier that was stored.
//
// The package stores nothing. It has no clock and no source of randomness of its own, and knows no
// method but S256. It is compiled into lwa.wasm, so it imports io and, where the target is not a
// browser, crypto/sha256.
//
// # Stability
//
// The exported names are stable: see the versioning policy in CONTRIBUTING.md.
package pkce

import "io"

// Method is the value of code_challenge_method. The other one, plain, is left out: RFC 9700 §2.1.1
// wants a method that does not expose the verifier, and servers take plain when the parameter is
// absent, so it must always be sent.
const Method = "S256"

// Limits of a verifier's length in characters (RFC 7636 §4.1).
const (
	MinVerifier = 43
	MaxVerifier = 128
)

// Error is a failure of this package. Its text never holds a verifier or a state.
type Error string

// Error returns the text.
func (e Error) Error() string { return string(e) }

const (
	// ErrVerifier says that a verifier does not have the form of RFC 7636 §4.1.
	ErrVerifier Error = "pkce: a verifier is 43 to 128 characters of A-Z, a-z, 0-9 and -._~"
	// ErrRandom says that the source of randomness repeats itself, or breaks the contract of
	// [io.Reader].
	ErrRandom Error = "pkce: the random source is broken"
)

// NewVerifier returns a code verifier: 32 bytes from r in unpadded base64url, 43 characters (RFC
// 7636 §4.1, which recommends this very size). Use it for one authorization only. It fails only
// when r does: with r's own error, [io.EOF] when it ends early, or with [ErrRandom] when r is no
// proper reader.
func NewVerifier(r io.Reader) (string, error) { return random(r) }

// NewState returns a state: 32 bytes from r in unpadded base64url, 43 characters. Use it for one
// authorization only, and never derive it from the verifier, since the state travels in URLs. It
// fails as [NewVerifier] does.
func NewState(r io.Reader) (string, error) { return random(r) }

// FromOctets returns the code verifier and the state that 64 random octets make (RFC 7636 §4.1),
// for callers whose randomness is no [io.Reader], as a browser's is not. It fails with [ErrRandom]
// when the two are equal: the source then repeats itself, and a verifier must not travel in a URL.
func FromOctets(octets [64]byte) (verifier, state string, err error) {
	verifier, state = encode([32]byte(octets[:32])), encode([32]byte(octets[32:]))
	if verifier == state {
		return "", "", ErrRandom
	}
	return verifier, state, nil
}

// ValidVerifier reports whether v has the form of a code verifier: 43 to 128 unreserved characters
// (RFC 7636 §4.1).
func ValidVerifier(v string) bool {
	if len(v) < MinVerifier || len(v) > MaxVerifier {
		return false
	}
	for i := 0; i < len(v); i++ {
		if !unreserved(v[i]) {
			return false
		}
	}
	return true
}

// ChallengeFromDigest returns the S256 challenge of the verifier whose SHA-256 is digest: 43
// characters of base64url (RFC 7636 §4.2). The caller hashes the verifier's ASCII bytes, not the
// bytes that the verifier encodes.
func ChallengeFromDigest(digest [32]byte) string { return encode(digest) }

// Equal reports whether a and b are the same non-empty text. An empty text equals nothing, so that
// a lost record and an absent parameter never meet. For texts of one length the time taken does not
// depend on where they differ.
func Equal(a, b string) bool {
	if len(a) != len(b) || a == "" {
		return false
	}
	var diff byte
	for i := 0; i < len(a); i++ {
		diff |= a[i] ^ b[i]
	}
	return diff == 0
}

func unreserved(c byte) bool {
	letter := c | 0x20 // lower case; no other byte lands between a and z
	return letter >= 'a' && letter <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}
