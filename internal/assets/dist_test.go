package assets

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stub is a toolchain that compiles nothing: the wasm is what it says.
type stub []byte

func (s stub) Compile(_, out string) (string, error) {
	return tinyGlue, os.WriteFile(out, s, 0o644)
}

func (stub) Versions() (map[string]string, error) {
	return map[string]string{"go": "1.2.3", "tinygo": "0.1.2"}, nil
}

func TestDist(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(dir+"/left over", nil, 0o644))
	require.NoError(t, Dist("../..", dir, stub(tiny)))
	files := os.DirFS(dir)

	var manifest Manifest
	text, err := fs.ReadFile(files, "manifest.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &manifest))
	assert.Equal(t, "0.1.2", manifest.Built["tinygo"])
	assert.Len(t, manifest.Files, len(shipped))
	for _, name := range shipped {
		plain, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		f := manifest.Files[name]
		assert.Equal(t, len(plain), f.Size)
		assert.Equal(t, integrity(plain), f.Integrity)
		br, err := fs.ReadFile(files, name+".br")
		require.NoError(t, err)
		gz, err := fs.ReadFile(files, name+".gz")
		require.NoError(t, err)
		assert.Equal(t, []int{len(br), len(gz)}, []int{f.Brotli, f.Gzip})
		unzipped, err := gzip.NewReader(bytes.NewReader(gz))
		require.NoError(t, err)
		for _, unpacked := range []io.Reader{brotli.NewReader(bytes.NewReader(br)), unzipped} {
			again, err := io.ReadAll(unpacked)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(plain, again), "%s survives its packing", name)
		}
	}

	script, err := fs.ReadFile(files, "lwa.js")
	require.NoError(t, err)
	run, err := fs.ReadFile(files, runFile)
	require.NoError(t, err)
	assert.True(t, bytes.Contains(script, []byte(manifest.Files[runFile].Integrity)), "the script knows what runs its wasm")
	assert.True(t, bytes.Contains(run, []byte(manifest.Files["lwa.wasm"].Integrity)), "that knows its wasm")
	licences, err := fs.ReadFile(files, "LICENSES.txt")
	require.NoError(t, err)
	for _, whose := range []string{"The Go Authors", "The TinyGo Authors", "MIT License"} {
		assert.True(t, bytes.Contains(licences, []byte(whose)), whose)
	}
	_, err = fs.Stat(files, "left over")
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// TestDistLD06_Snippet: the tags to paste name the digest of the script beside them, and ask for it
// so that it can be checked from anywhere.
func TestDistLD06_Snippet(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, Dist("../..", dir, stub(tiny)))
	script, err := os.ReadFile(dir + "/lwa.js")
	require.NoError(t, err)
	snippet, err := os.ReadFile(dir + "/snippet.html")
	require.NoError(t, err)
	tags, comment, _ := strings.Cut(string(snippet), "<!--")
	assert.Equal(t, 1, strings.Count(tags, "<script"))
	assert.NotContains(t, tags, "<link", "most pages want the wasm later")
	run, err := os.ReadFile(dir + "/lwa-run.js")
	require.NoError(t, err)
	assert.Contains(t, comment, "\n"+`<link rel="modulepreload" href="/lwa/lwa-run.js" integrity="`+integrity(run)+`" crossorigin>
<link rel="preload" href="/lwa/lwa.wasm" as="fetch" crossorigin>`+"\n")
	assert.Contains(t, tags, ` integrity="`+integrity(script)+`" crossorigin `)
}

func TestUnknownToolchain(t *testing.T) {
	_, err := NewToolchain("gcc", "")
	assert.ErrorContains(t, err, `"gcc"`)
	_, err = NewToolchain("tinygo", t.TempDir())
	assert.ErrorContains(t, err, "make tools")
}
