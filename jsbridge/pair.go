//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/wire"
	"github.com/lwa-wasm/lwa/pkce"
)

// preparePair draws verifier and state of the platform's secure random numbers, and of nothing else: where they fail, so
// does the login. The platform hashes the verifier, too.
func (b *Bridge) preparePair() {
	octets := bytesFrom(call1(b.world, wire.Random, 64))
	if len(octets) != 64 {
		b.pairFailed()
		return
	}
	verifier, state, err := pkce.FromOctets([64]byte(octets))
	if err != nil {
		b.pairFailed()
		return
	}
	b.pending = flow.Pair{Verifier: verifier, State: state}
	call1(b.world, wire.Digest, verifier)
}

func (b *Bridge) digestReady(_ int, hash, _ Value) {
	digest := bytesFrom(hash)
	if len(digest) != 32 || b.pending.State == "" {
		b.pairFailed()
		return
	}
	pair := b.pending
	b.pending = flow.Pair{}
	pair.Challenge = pkce.ChallengeFromDigest([32]byte(digest))
	b.step(&flow.Event{Kind: flow.PairReady, Pair: pair})
}

func (b *Bridge) pairFailed() {
	b.pending = flow.Pair{}
	b.step(&flow.Event{Kind: flow.PairFailed})
}
