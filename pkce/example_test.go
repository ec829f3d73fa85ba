package pkce_test

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"github.com/lwa-wasm/lwa/pkce"
)

// One authorization: a verifier that stays, a challenge and a state that go out with the request.
func Example() {
	verifier, err := pkce.NewVerifier(rand.Reader)
	if err != nil {
		panic(err)
	}
	challenge, err := pkce.Challenge(verifier)
	if err != nil {
		panic(err)
	}
	state, err := pkce.NewState(rand.Reader)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(verifier), len(challenge), len(state), pkce.Method)
	fmt.Println(pkce.Equal(state, verifier))
	// Output:
	// 43 43 43 S256
	// false
}

// The example of RFC 7636 appendix B.
func ExampleChallenge() {
	challenge, err := pkce.Challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
	fmt.Println(challenge, err)
	// Output: E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM <nil>
}

// Where hashing is somebody else's job, as it is WebCrypto's in a browser.
func ExampleChallengeFromDigest() {
	digest := sha256.Sum256([]byte("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
	fmt.Println(pkce.ChallengeFromDigest(digest))
	// Output: E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
}

// A record that lost its state must not match an answer that came without one.
func ExampleEqual() {
	fmt.Println(pkce.Equal("", ""))
	fmt.Println(pkce.Equal("xyz", "xyz"))
	// Output:
	// false
	// true
}
