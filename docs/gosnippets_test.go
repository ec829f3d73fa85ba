package docs

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// goHead is what the Go code of a page takes for granted.
const goHead = `package snippet

import (
	"net/http"
	"testing"

	"github.com/lwa-wasm/lwa/amazontest"
	"github.com/lwa-wasm/lwa/browsertest"
)

var (
	yourHandler http.Handler
	yourServer  = func(*testing.T, string) {}
	_           = amazontest.Start
	_           = browsertest.New
)

`

// TestDocsGo checks that the Go code of the documents compiles, as tests in a package of their own.
func TestDocsGo(t *testing.T) {
	seen := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		var code strings.Builder
		for _, match := range block.FindAllStringSubmatch(string(text), -1) {
			if match[1] == "go" {
				code.WriteString(match[2] + "\n")
			}
		}
		if code.Len() == 0 {
			continue
		}
		seen++
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(dir+"/snippet_test.go", []byte(goHead+code.String()), 0o644))
		place, err := filepath.Abs("../internal/snippet/snippet_test.go") // which is nowhere but in the overlay
		require.NoError(t, err)
		overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{place: dir + "/snippet_test.go"}})
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(dir+"/overlay.json", overlay, 0o644))
		out, err := exec.Command("go", "test", "-overlay", dir+"/overlay.json", "-c", "-o", os.DevNull, "-vet=off", "github.com/lwa-wasm/lwa/internal/snippet").CombinedOutput()
		assert.NoError(t, err, "%s:\n%s", page, out)
	}
	assert.NotZero(t, seen)
}
