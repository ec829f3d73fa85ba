package assets

import (
	"fmt"
	"go/constant"
	"go/importer"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/wire"
)

// TestWireIsWhole: whatever package wire names is in the tables that TypeScript is written from,
// once.
func TestWireIsWhole(t *testing.T) {
	calls, functions := map[string]int{}, map[string]int{}
	for _, c := range wire.Calls {
		calls[string(c.Call)]++
	}
	for _, part := range wire.World {
		for _, f := range part {
			functions[fmt.Sprint(f.Name)]++
		}
	}
	pkg, err := importer.ForCompiler(token.NewFileSet(), "source", nil).Import("github.com/lwa-wasm/lwa/internal/wire")
	require.NoError(t, err)
	found := 0
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok {
			continue
		}
		switch typeName := c.Type().String(); {
		case strings.HasSuffix(typeName, "wire.Call"):
			assert.Equal(t, 1, calls[constant.StringVal(c.Val())], name)
			found++
		case strings.Contains(typeName, "wire.Func"):
			assert.Equal(t, 1, functions[constant.StringVal(c.Val())], name)
			found++
		}
	}
	assert.Equal(t, len(calls)+len(functions), found)
	assert.Greater(t, found, 50)
}

// TestWireNumbers: enums count as Go does, without gaps, and types have a name each.
func TestWireNumbers(t *testing.T) {
	for _, e := range wire.Enums {
		for i, m := range e.Members {
			if e.Name != "For" {
				assert.Equal(t, i, m.Value, "%s.%s", e.Name, m.Name)
			}
		}
	}
	assert.Len(t, wire.Types, int(wire.TypeThrown))
	for i, name := range wire.Types {
		assert.NotEmpty(t, name, i)
	}
}

// TestWireModule: arguments are typed as Go calls them.
func TestWireModule(t *testing.T) {
	text := wireModule()
	assert.Contains(t, text, "  request(id: number, method: string, url: string, body: string, token: string, ms: number): () => void;\n")
	assert.Contains(t, text, "  after(name: Call, id: number, ms: number): number;\n")
	assert.Contains(t, text, "  hold(on: boolean): void;\n")
}
