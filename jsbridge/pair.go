//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/pkce"
)

// preparePair draws verifier and state of the platform's secure random numbers, and of nothing else: where they fail, so
// does the login. The platform hashes the verifier, too.
func (b *Bridge) preparePair() {
	random := b.world.Get("crypto").Call("getRandomValues", b.world.Get("Uint8Array").New(64))
	octets := bytesFrom(random)
	if len(octets) != 64 {
		b.pairFailed(0, undefined(), undefined())
		return
	}
	verifier := pkce.VerifierFromOctets([32]byte(octets))
	b.pending = flow.Pair{Verifier: verifier, State: pkce.StateFromOctets([32]byte(octets[32:]))}
	array := b.world.Get("Uint8Array").New(len(verifier))
	if bytesTo(array, []byte(verifier)) {
		promise := try(b.world.Get("crypto"), "subtle").Call("digest", "SHA-256", array)
		if typeOf(promise.Call("then", b.callback("digest", 0), b.callback("undigested", 0))) != typeThrown {
			return
		}
	}
	b.pairFailed(0, undefined(), undefined())
}

func (b *Bridge) digestReady(_ int, buffer, _ Value) {
	digest := bytesFrom(b.world.Get("Uint8Array").New(buffer))
	if len(digest) != 32 || b.pending.State == "" {
		b.pairFailed(0, undefined(), undefined())
		return
	}
	pair := b.pending
	b.pending = flow.Pair{}
	pair.Challenge = pkce.ChallengeFromDigest([32]byte(digest))
	b.step(&flow.Event{Kind: flow.PairReady, Pair: pair})
}

func (b *Bridge) pairFailed(_ int, _, _ Value) {
	b.pending = flow.Pair{}
	b.step(&flow.Event{Kind: flow.PairFailed})
}
