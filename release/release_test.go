package release_test

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/release"
)

// manifest is what a release says of itself.
type manifest struct {
	Version   string
	BuiltWith map[string]string
	Files     map[string]struct{ Integrity string }
}

func manifestOf(t *testing.T, files fs.FS) (m manifest) {
	t.Helper()
	text, err := fs.ReadFile(files, "manifest.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &m))
	return m
}

// TestFilesAreOneRelease checks that every file is the one of the manifest: none was renewed alone.
func TestFilesAreOneRelease(t *testing.T) {
	files := release.Files()
	m := manifestOf(t, files)
	names, err := fs.Glob(files, "*")
	require.NoError(t, err)
	for _, needed := range []string{"lwa.js", "lwa-run.js", "lwa.mjs", "lwa.wasm", "lwa-callback.html", "lwa-login.js", "lwa-device.js", "lwa-amazon.js"} {
		assert.Contains(t, names, needed)
	}
	for _, name := range names {
		if name == "manifest.json" || name == "LICENSES.txt" { // not among the files of a site
			continue
		}
		body, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		sum := sha512.Sum384(body)
		assert.Equal(t, m.Files[name].Integrity, "sha384-"+base64.StdEncoding.EncodeToString(sum[:]), name)
	}
	assert.NotEmpty(t, m.BuiltWith["tinygo"], "a release is compiled by TinyGo")
}

// TestFilesAreFresh compares with the release that LWA_BUILD names, as make test-dist does.
func TestFilesAreFresh(t *testing.T) {
	dir := os.Getenv("LWA_BUILD")
	if dir == "" {
		t.Skip("LWA_BUILD names no release: make test-dist does")
	}
	built, files := os.DirFS(dir), release.Files()
	fresh, kept := manifestOf(t, built), manifestOf(t, files)
	if fresh.BuiltWith["tinygo"] == "" {
		t.Skip("that release was compiled by Go, since TinyGo cannot be had here: there is nothing to compare")
	}
	if fresh.BuiltWith["go"] != kept.BuiltWith["go"] {
		t.Skipf("the embedded release was made with Go %s, and Go %s makes other bytes", kept.BuiltWith["go"], fresh.BuiltWith["go"])
	}
	assert.Equal(t, kept.BuiltWith, fresh.BuiltWith, "other tools make other bytes: run make embed")
	names, err := fs.Glob(files, "*")
	require.NoError(t, err)
	for _, name := range names {
		want, err := fs.ReadFile(built, name)
		require.NoError(t, err)
		got, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(want, got), "release/files/%s is of another build: run make embed", name)
	}
}
