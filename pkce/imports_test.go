package pkce_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestImports holds what this package may bring into lwa.wasm: io and what io itself needs.
func TestImports(t *testing.T) {
	t.Parallel()
	list := exec.Command("go", "list", "-deps", ".")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := list.Output()
	require.NoError(t, err)
	deps := strings.Fields(string(out))
	require.Contains(t, deps, "io", "the list is not the real one")
	for _, dep := range deps {
		for _, bad := range []string{"syscall/js", "net", "fmt", "encoding", "reflect", "time", "crypto", "strconv", "os"} {
			assert.False(t, dep == bad || strings.HasPrefix(dep, bad+"/"), "pkce depends on %s", dep)
		}
	}
}
