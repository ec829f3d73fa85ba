package assets

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBothSidesOfTheBridge: what jsbridge/value_tinygo.go numbers, web/src/tinygo.ts has in the same order.
func TestBothSidesOfTheBridge(t *testing.T) {
	goSide, err := os.ReadFile("../../jsbridge/value_tinygo.go")
	require.NoError(t, err)
	jsSide, err := os.ReadFile("../../web/src/tinygo.ts")
	require.NoError(t, err)

	constants := regexp.MustCompile(`(?m)^\t(type|op)([A-Z]\w+)`).FindAllStringSubmatch(string(goSide), -1)
	numbered := map[string][]string{}
	for _, c := range constants {
		numbered[c[1]] = append(numbered[c[1]], strings.ToLower(c[2]))
	}
	types := regexp.MustCompile(`const types = \[(.*)\];`).FindStringSubmatch(string(jsSide))
	require.NotNil(t, types)
	assert.Equal(t, append(strings.Split(strings.ReplaceAll(types[1], `"`, ""), ", "), "thrown"), numbered["type"])

	ops := regexp.MustCompile(`(?s)const ops: .*? = \[\n(.*?)\n    \];`).FindStringSubmatch(string(jsSide))
	require.NotNil(t, ops)
	signs := []string{"=> object[name],", "(object[name] = value)", "=> object[name](...", "=> new object(", ".length", ".set(bytes)", "object.set(from)"}
	lines := strings.Split(ops[1], "\n")
	require.Len(t, lines, len(signs))
	for i, line := range lines {
		assert.Contains(t, line, signs[i])
	}
	assert.Equal(t, []string{"get", "set", "call", "new", "open", "take", "put", "args"}, numbered["op"])
}
