//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/pkce"
)

// random reads the platform's secure random numbers, and nothing else: where they fail, so does the login.
type random struct{ b *Bridge }

func (r random) Read(p []byte) (int, error) {
	array, err := get(r.b.world, "Uint8Array").New(len(p))
	if err != nil {
		return 0, pkce.ErrRandom
	}
	if _, err := get(r.b.world, "crypto").Call("getRandomValues", array); err != nil {
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
	array, err := b.of("Uint8Array").New(len(verifier))
	if err == nil && bytesTo(array, []byte(verifier)) {
		var promise Value
		if promise, err = get(b.of("crypto"), "subtle").Call("digest", "SHA-256", array); err == nil {
			_, err = promise.Call("then", b.callback("digest", 0), b.callback("undigested", 0))
		}
	}
	if err != nil {
		b.pairFailed(0, undefined(), undefined())
	}
}

func (b *Bridge) digestReady(_ int, buffer, _ Value) {
	array, err := b.of("Uint8Array").New(buffer)
	digest := bytesFrom(array)
	if err != nil || len(digest) != 32 || b.pending.State == "" {
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
