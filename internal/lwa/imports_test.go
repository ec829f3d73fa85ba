package lwa

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestImports holds what this package may bring into lwa.wasm: unicode/utf8.
func TestImports(t *testing.T) {
	t.Parallel()
	list := exec.Command("go", "list", "-f", `{{join .Deps "\n"}}`, ".")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := list.Output()
	require.NoError(t, err)
	require.Contains(t, string(out), "unicode/utf8", "the list is not the real one")
	for _, dep := range strings.Fields(string(out)) {
		if dep != "unicode/utf8" && dep != "unsafe" && dep != "runtime" && !strings.Contains(dep, "internal/") {
			assert.Fail(t, "internal/lwa depends on "+dep)
		}
		assert.NotContains(t, dep, "github.com/")
	}
}
