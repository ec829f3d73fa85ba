//go:build !js && !tinygo

package pkce

import "crypto/sha256"

// Challenge returns the S256 challenge of a verifier: base64url(SHA-256(ASCII(verifier))), 43
// characters (RFC 7636 §4.2). It fails with [ErrVerifier] when the verifier is malformed. In a
// browser, where WebCrypto hashes and crypto/sha256 would more than double the download, this
// function does not exist; see [ChallengeFromDigest].
func Challenge(verifier string) (string, error) {
	if !ValidVerifier(verifier) {
		return "", ErrVerifier
	}
	return ChallengeFromDigest(sha256.Sum256([]byte(verifier))), nil
}
