package pkce

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFromOctets: the first half makes the verifier, the second the state, as readers of the same
// octets would; two equal halves are a source that repeats itself.
func TestFromOctets(t *testing.T) {
	t.Parallel()
	var octets [64]byte
	for i := range octets {
		octets[i] = byte(3*i + 7)
	}
	verifier, state, err := FromOctets(octets)
	require.NoError(t, err)
	wantVerifier, err := NewVerifier(bytes.NewReader(octets[:32]))
	require.NoError(t, err)
	wantState, err := NewState(bytes.NewReader(octets[32:]))
	require.NoError(t, err)
	assert.Equal(t, wantVerifier, verifier)
	assert.Equal(t, wantState, state)
	assert.True(t, ValidVerifier(verifier))

	for name, octets := range map[string][64]byte{"zeros": {}, "equal halves": [64]byte(bytes.Repeat(octets[:32], 2))} {
		verifier, state, err := FromOctets(octets)
		assert.Equal(t, ErrRandom, err, name)
		assert.Empty(t, verifier+state, name)
	}
	octets = [64]byte(bytes.Repeat(octets[:32], 2))
	octets[63] ^= 1 // one bit is enough
	_, _, err = FromOctets(octets)
	assert.NoError(t, err)
}
