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

// Random octets that were drawn elsewhere, as by crypto.getRandomValues in a browser, become a
// verifier and a state.
func ExampleFromOctets() {
	var octets [64]byte
	if _, err := rand.Read(octets[:]); err != nil {
		panic(err)
	}
	verifier, state, err := pkce.FromOctets(octets)
	fmt.Println(len(verifier), len(state), err)
	// Output: 43 43 <nil>
}

// A source of randomness that repeats itself is refused.
func ExampleFromOctets_broken() {
	_, _, err := pkce.FromOctets([64]byte{})
	fmt.Println(err)
	// Output: pkce: the random source is broken
}

// A verifier that comes from storage is checked before it is used.
func ExampleValidVerifier() {
	fmt.Println(pkce.ValidVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
	fmt.Println(pkce.ValidVerifier("too short"))
	// Output:
	// true
	// false
}

// Each attempt has a state of its own.
func ExampleNewState() {
	first, err := pkce.NewState(rand.Reader)
	if err != nil {
		panic(err)
	}
	second, err := pkce.NewState(rand.Reader)
	fmt.Println(pkce.Equal(first, second), err)
	// Output: false <nil>
}

// Each attempt has a verifier of its own, which stays with whoever sends the code.
func ExampleNewVerifier() {
	verifier, err := pkce.NewVerifier(rand.Reader)
	fmt.Println(pkce.ValidVerifier(verifier), err)
	// Output: true <nil>
}
