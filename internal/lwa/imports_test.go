package lwa

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestImports checks that this package brings nothing but itself into lwa.wasm.
func TestImports(t *testing.T) {
	t.Parallel()
	list := exec.Command("go", "list", "-deps", ".")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := list.Output()
	require.NoError(t, err)
	assert.Equal(t, []string{"github.com/lwa-wasm/lwa/internal/wire", "github.com/lwa-wasm/lwa/internal/lwa"}, strings.Fields(string(out)))
}
