package pkce_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/pkce"
)

// vector is one record of testdata/*.txt: "name:", "input:", and "want:" or "error:".
type vector map[string]string

// readVectors reads records set apart by empty lines. Lines that begin with "#" are comments; a
// header that is not known fails the test, so that no vector is ever half read.
func readVectors(t *testing.T, file string) []vector {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var all []vector
	var v vector
	for line := range strings.Lines(string(text) + "\n") {
		line = strings.TrimSuffix(line, "\n")
		switch name, value, ok := strings.Cut(line, ": "); {
		case strings.HasPrefix(line, "#"):
		case line == "" && v != nil:
			all, v = append(all, v), nil
		case line == "":
		case !ok || (name != "name" && name != "input" && name != "want" && name != "error"):
			t.Fatalf("%s: unknown line %q", file, line)
		default:
			if v == nil {
				v = vector{}
			}
			require.NotContains(t, v, name, "%s: header twice", file)
			v[name] = value
		}
	}
	return all
}

func TestVectors(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, file := range files {
		for _, v := range readVectors(t, file) {
			t.Run("PK-01 "+filepath.Base(file)+" "+v["name"], func(t *testing.T) {
				t.Parallel()
				require.NotEmpty(t, v["input"])
				require.NotEqual(t, v["want"] == "", v["error"] == "", "want or error, one of them")
				got, err := pkce.Challenge(v["input"])
				assert.Equal(t, v["error"] == "", pkce.ValidVerifier(v["input"]))
				if v["error"] != "" {
					require.EqualError(t, err, v["error"])
					assert.ErrorIs(t, err, pkce.ErrVerifier)
					assert.Empty(t, got)
					return
				}
				require.NoError(t, err)
				assert.Equal(t, v["want"], got)
				assert.Equal(t, v["want"], pkce.ChallengeFromDigest(sha256.Sum256([]byte(v["input"]))))
			})
		}
	}
}

// The octets of RFC 7636 appendix B: what the reader gives, and what the hash is.
func TestAppendixB(t *testing.T) {
	t.Parallel()
	octets := []byte{116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186,
		22, 212, 37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121}
	digest := [32]byte{19, 211, 30, 150, 26, 26, 216, 236, 47, 22, 177, 12, 76, 152, 46, 8,
		118, 168, 120, 173, 109, 241, 68, 86, 110, 225, 137, 74, 203, 112, 249, 195}
	verifier, err := pkce.NewVerifier(strings.NewReader(string(octets)))
	require.NoError(t, err)
	assert.Equal(t, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", verifier)
	assert.Equal(t, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", pkce.ChallengeFromDigest(digest))
}

func TestPK02_OnlyS256(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "S256", pkce.Method)
}

func TestPK03_Lengths(t *testing.T) {
	t.Parallel()
	for length, want := range map[int]bool{0: false, 42: false, 43: true, 44: true, 127: true, 128: true, 129: false} {
		assert.Equal(t, want, pkce.ValidVerifier(strings.Repeat("Z", length)), "length %d", length)
	}
}

// Every byte, judged against the alphabet as RFC 7636 §4.1 writes it.
func TestPK03_Alphabet(t *testing.T) {
	t.Parallel()
	const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	for c := range 256 {
		v := strings.Repeat("a", 42) + string([]byte{byte(c)})
		assert.Equal(t, strings.IndexByte(unreserved, byte(c)) >= 0, pkce.ValidVerifier(v), "byte %#x", c)
	}
}
