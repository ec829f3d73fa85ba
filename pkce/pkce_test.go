package pkce_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/pkce"
)

// seeded returns randomness that is the same in every run.
func seeded() io.Reader { return mathrand.NewChaCha8([32]byte{1}) }

func TestPK03_PK04_EveryDrawIsValidAndNew(t *testing.T) {
	t.Parallel()
	seen := make(map[string]struct{}, 100_000)
	for len(seen) < 100_000 {
		verifier, err := pkce.NewVerifier(rand.Reader)
		require.NoError(t, err)
		state, err := pkce.NewState(rand.Reader)
		require.NoError(t, err)
		for _, text := range []string{verifier, state} {
			if _, again := seen[text]; again || len(text) != 43 || !pkce.ValidVerifier(text) {
				t.Fatalf("draw %d: length %d, drawn before: %v", len(seen), len(text), again)
			}
			seen[text] = struct{}{}
		}
	}
}

// Chi-square of a million characters against 64 equally likely ones. With 63 degrees of freedom a
// fair source stays under 103.4 in 99.9 % of runs; taking bytes modulo 66, as AppAuth-JS does,
// gives some ten thousand. The source is seeded, so the verdict is the same every time. The last
// character, which holds four bits, is left out.
func TestPK07_NoCharacterIsFavoured(t *testing.T) {
	t.Parallel()
	const symbols = 1_000_000
	source, counts, total := seeded(), map[byte]int{}, 0
	for total < symbols {
		verifier, err := pkce.NewVerifier(source)
		require.NoError(t, err)
		for _, c := range []byte(verifier[:42]) {
			counts[c]++
			total++
		}
	}
	require.Len(t, counts, 64)
	expected, sum := float64(total)/64, 0.0
	for _, n := range counts {
		sum += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	assert.Less(t, sum, 103.4)
	assert.Greater(t, sum, 30.0, "evener than chance allows: the test does not see real draws")
}

func TestEncodingIsTheStandardOne(t *testing.T) {
	t.Parallel()
	source := seeded()
	for range 1000 {
		var digest [32]byte
		_, err := io.ReadFull(source, digest[:])
		require.NoError(t, err)
		require.Equal(t, base64.RawURLEncoding.EncodeToString(digest[:]), pkce.ChallengeFromDigest(digest))
	}
}

// lying is a reader that claims n bytes.
type lying int

func (n lying) Read([]byte) (int, error) { return int(n), nil }

func TestPK06_BrokenRandomSource(t *testing.T) {
	t.Parallel()
	broken := errors.New("getRandomValues threw")
	tests := []struct {
		name   string
		source io.Reader
		want   error
	}{
		{"empty", strings.NewReader(""), io.EOF},
		{"31 bytes", strings.NewReader(strings.Repeat("x", 31)), io.EOF},
		{"fails at once", iotest.ErrReader(broken), broken},
		{"fails after 16 bytes", io.MultiReader(strings.NewReader(strings.Repeat("x", 16)), iotest.ErrReader(broken)), broken},
		{"gives nothing for ever", lying(0), pkce.ErrRandom},
		{"claims a negative number", lying(-1), pkce.ErrRandom},
		{"claims more than was asked for", lying(33), pkce.ErrRandom},
	}
	for _, test := range tests {
		t.Run("PK-06 "+test.name, func(t *testing.T) {
			t.Parallel()
			for _, draw := range []func(io.Reader) (string, error){pkce.NewVerifier, pkce.NewState} {
				got, err := draw(test.source)
				assert.Empty(t, got)
				assert.ErrorIs(t, err, test.want)
			}
		})
	}
}

func TestSlowReadersAreReadToTheEnd(t *testing.T) {
	t.Parallel()
	bytes := strings.Repeat("0123456789abcdef", 2)
	want := base64.RawURLEncoding.EncodeToString([]byte(bytes))
	for name, source := range map[string]io.Reader{
		"one byte at a time":    iotest.OneByteReader(strings.NewReader(bytes)),
		"end with the last one": iotest.DataErrReader(strings.NewReader(bytes)),
		"more than is needed":   strings.NewReader(bytes + bytes),
	} {
		got, err := pkce.NewVerifier(source)
		require.NoError(t, err, name)
		assert.Equal(t, want, got, name)
	}
}

func TestEqualRows(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, stored, got string
		want              bool
	}{
		{"AR-03 both empty", "", "", false},
		{"AR-03 nothing stored", "", "abc", false},
		{"AR-03 nothing came", "abc", "", false},
		{"AR-26 the same", "abcDEF", "abcDEF", true},
		{"AR-26 prefix", "abcDEF", "abcDE", false},
		{"AR-26 extended", "abcDEF", "abcDEFG", false},
		{"AR-26 other case", "abcDEF", "ABCdef", false},
		{"AR-26 trailing space", "abcDEF", "abcDEF ", false},
		{"AR-26 first byte", "abcDEF", "bbcDEF", false},
		{"AR-26 last byte", "abcDEF", "abcDEG", false},
		{"AR-26 NUL", "abcDEF", "abcDE\x00", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, pkce.Equal(test.stored, test.got))
			assert.Equal(t, test.want, pkce.Equal(test.got, test.stored))
		})
	}
}

// AR-23: whichever bit of a state flips, it is no longer the state.
func TestAR23_EveryBitCounts(t *testing.T) {
	t.Parallel()
	state, err := pkce.NewState(seeded())
	require.NoError(t, err)
	for i := range len(state) * 8 {
		flipped := []byte(state)
		flipped[i/8] ^= 1 << (i % 8)
		assert.False(t, pkce.Equal(state, string(flipped)), "bit %d", i)
	}
}

func FuzzPKCE(f *testing.F) {
	for _, v := range []string{"", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", strings.Repeat("a", 42), strings.Repeat("a", 43),
		strings.Repeat("~", 128), strings.Repeat("a", 129), strings.Repeat("a", 42) + "+", strings.Repeat("a", 42) + "é"} {
		f.Add(v)
	}
	const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	f.Fuzz(func(t *testing.T, verifier string) {
		valid := len(verifier) >= 43 && len(verifier) <= 128 && strings.Trim(verifier, unreserved) == ""
		challenge, err := pkce.Challenge(verifier)
		assert.Equal(t, valid, pkce.ValidVerifier(verifier))
		assert.Equal(t, verifier != "", pkce.Equal(verifier, strings.Clone(verifier)))
		if !valid {
			assert.ErrorIs(t, err, pkce.ErrVerifier)
			assert.Empty(t, challenge)
			return
		}
		digest := sha256.Sum256([]byte(verifier))
		require.NoError(t, err)
		assert.Len(t, challenge, 43)
		assert.Equal(t, base64.RawURLEncoding.EncodeToString(digest[:]), challenge)
	})
}

func BenchmarkNewVerifier(b *testing.B) {
	source := seeded()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pkce.NewVerifier(source); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEqual(b *testing.B) {
	state, err := pkce.NewState(seeded())
	require.NoError(b, err)
	other := strings.Clone(state)
	b.ReportAllocs()
	for b.Loop() {
		pkce.Equal(state, other)
	}
}

// TestVerifierEveryPlace: one wrong character is found wherever it stands.
func TestVerifierEveryPlace(t *testing.T) {
	const good = "0123456789012345678901234567890123456789012"
	require.True(t, pkce.ValidVerifier(good))
	for i := range good {
		require.False(t, pkce.ValidVerifier(good[:i]+"+"+good[i+1:]), "%d", i)
	}
}

// readings gives so many bytes at each read, whatever it was asked for.
type readings []int

func (r *readings) Read(into []byte) (int, error) {
	n := (*r)[0]
	*r = (*r)[1:]
	clear(into)
	return n, nil
}

// TestReaders: a reader may give nothing for a while, and is broken when that lasts or when it says
// that it gave too much.
func TestReaders(t *testing.T) {
	for name, test := range map[string]struct {
		reads readings
		want  error
	}{
		"nothing 99 times":             {append(make(readings, 99), 32), nil},
		"nothing 100 times":            {append(make(readings, 100), 32), pkce.ErrRandom},
		"in two parts":                 {readings{16, 16}, nil},
		"too much at the second time":  {readings{16, 17}, pkce.ErrRandom},
		"less than nothing":            {readings{-1}, pkce.ErrRandom},
		"nothing between, both halves": {append(append(append(make(readings, 60), 16), make(readings, 39)...), 16), nil},
	} {
		_, err := pkce.NewState(&test.reads)
		require.ErrorIs(t, err, test.want, name)
	}
}
