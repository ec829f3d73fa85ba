//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/pkce"
)

// random reads the platform's secure random numbers, and nothing else: where they fail, so does the login.
type random struct{ b *Bridge }

func (r random) Read(p []byte) (int, error) {
	array := r.b.world.Get("Uint8Array").New(len(p))
	if typeOf(r.b.world.Get("crypto").Call("getRandomValues", array)) != typeObject {
		return 0, pkce.ErrRandom
	}
	return copy(p, bytesFrom(array)), nil
}

// preparePair draws verifier and state, and has the platform hash the verifier.
func (b *Bridge) preparePair() {
	verifier, err := pkce.NewVerifier(random{b})
	if err != nil {
		b.pairFailed(0, undefined(), undefined())
		return
	}
	state, err := pkce.NewState(random{b})
	if err != nil {
		b.pairFailed(0, undefined(), undefined())
		return
	}
	b.pending = flow.Pair{Verifier: verifier, State: state}
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
