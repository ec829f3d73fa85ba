package assets

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBuildWithoutNpm: where npm has installed nothing, a build is without the one file that needs
// it, and has none that is left over from another day. A release is never without.
func TestBuildWithoutNpm(t *testing.T) {
	root, out := t.TempDir(), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(out, deviceFile), []byte("old"), 0o644))
	require.NoError(t, Build(root, out, stub(tiny)))
	_, err := os.Stat(filepath.Join(out, deviceFile))
	assert.ErrorIs(t, err, fs.ErrNotExist)
	for _, name := range []string{"lwa.js", "lwa-device.d.ts", "snippet.html"} {
		_, err := os.Stat(filepath.Join(out, name))
		assert.NoError(t, err, name)
	}
	assert.ErrorIs(t, Dist(root, out, stub(tiny)), errNoDrawing)
	_, err = os.Stat(filepath.Join(out, "lwa.js"))
	assert.NoError(t, err, "what was there is left alone")
}

// TestDeviceScript: one module, which says whose drawing it is, and puts nothing into the page as
// markup or style.
func TestDeviceScript(t *testing.T) {
	code, err := deviceScript("../..")
	require.NoError(t, err)
	assert.Contains(t, string(code), "lean-qr, Copyright")
	assert.NotRegexp(t, `innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|localStorage|\bfetch\(|https?://`,
		regexp.MustCompile(`"http://www\.w3\.org/2000/svg"`).ReplaceAllString(string(code), `""`))
	assert.Regexp(t, `export\{[^}]*\bas LwaDevice\b[^}]*\};?\s*$`, string(code))
	script, err := bundle("src/script.ts", iife, modules{"lwa:tables": tables(), "lwa:glue": tinyGlue, "lwa:wasm": `export const integrity = "";`})
	require.NoError(t, err)
	for _, mark := range []string{"customElements.define", "attachShadow", "2000/svg", "David Evans", "Get a new code"} {
		assert.False(t, bytes.Contains(script, []byte(mark)), "pages that do not want it pay for %s", mark)
		assert.True(t, bytes.Contains(code, []byte(mark)), "%s is no mark of it", mark)
	}
}
