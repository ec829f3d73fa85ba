//go:build js && wasm

package jsbridge

import (
	"github.com/lwa-wasm/lwa/internal/flow"
	"github.com/lwa-wasm/lwa/internal/wire"
	"github.com/lwa-wasm/lwa/pkce"
)

// prepareSecrets draws verifier and state from the platform's secure random source. If that fails,
// the login fails: there is no other source. The platform hashes the verifier, too.
func (b *Bridge) prepareSecrets() {
	octets := bytesFrom(call1(b.world, wire.Random, 64))
	if len(octets) != 64 {
		b.secretsFailed()
		return
	}
	verifier, state, err := pkce.FromOctets([64]byte(octets))
	if err != nil {
		b.secretsFailed()
		return
	}
	b.pending = flow.Secrets{Verifier: verifier, State: state}
	call1(b.world, wire.Digest, verifier)
}

func (b *Bridge) digestReady(_ int, hash, _ Value) {
	digest := bytesFrom(hash)
	if len(digest) != 32 || b.pending.State == "" {
		b.secretsFailed()
		return
	}
	secrets := b.pending
	b.pending = flow.Secrets{}
	secrets.Challenge = pkce.ChallengeFromDigest([32]byte(digest))
	b.step(&flow.Event{Kind: flow.SecretsReady, Secrets: secrets})
}

func (b *Bridge) secretsFailed() {
	b.pending = flow.Secrets{}
	b.step(&flow.Event{Kind: flow.SecretsFailed})
}
