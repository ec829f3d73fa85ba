package assets

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// section is one section of a module, and text a vector of bytes.
func section(id byte, content []byte) []byte { return append([]byte{id}, text(content)...) }

func text[T string | []byte](content T) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(content))), content...)
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

var head = []byte("\x00asm\x01\x00\x00\x00")

// tiny is a module with one imported function and three of its own, tinyNames the section that
// names them.
var (
	tiny = join(head,
		section(2, join([]byte{1}, text("lwa"), text("op"), []byte{0, 0})),
		section(10, join([]byte{3}, text("first"), text("second!"), text("third"))),
		section(11, []byte("data")))
	tinyNames = section(0, join(text("name"), section(1, join([]byte{4},
		[]byte{0}, text("github.com/lwa-wasm/lwa/jsbridge.op"),
		[]byte{1}, text("(*github.com/lwa-wasm/lwa/internal/flow.Machine).Step"),
		[]byte{2}, text("github.com/lwa-wasm/lwa/jsbridge.enter#wasmexport"),
		[]byte{3}, text("(unicode/utf8.T).Do$1")))))
)

func TestCodeByPackage(t *testing.T) {
	packages, err := codeByPackage(append(bytes.Clone(tiny), tinyNames...))
	require.NoError(t, err)
	assert.Equal(t, []pkg{
		{"jsbridge", []byte("second!")}, {"internal/flow", []byte("first")}, {"unicode/utf8", []byte("third")},
		{"data: tables and texts", []byte("data")},
	}, packages)
	for name, module := range map[string][]byte{
		"nothing": nil, "no module": []byte("#!/bin/sh"), "no names": tiny, "cut": append(bytes.Clone(tiny), tinyNames[:20]...),
	} {
		_, err := codeByPackage(module)
		assert.ErrorIs(t, err, errWasm, name)
	}
}

func TestPrintSizes(t *testing.T) {
	dist := fstest.MapFS{}
	for _, name := range shipped {
		dist[name] = &fstest.MapFile{Data: []byte("content")}
	}
	dist["lwa.wasm"].Data = tiny
	tools := fstest.MapFS{
		namedWasm: &fstest.MapFile{Data: append(bytes.Clone(tiny), tinyNames...)},
		namedFor:  &fstest.MapFile{Data: []byte(integrity(tiny))},
	}

	var out bytes.Buffer
	require.NoError(t, PrintSizes(&out, dist, tools))
	assert.Regexp(t, `(?m)^ +lwa\.js +7 +\d+ +\d+ *$`, out.String())
	assert.Regexp(t, `(?m)^ +internal/flow +5 +\d+ +\d+ *$`, out.String())

	assert.Regexp(t, `(?m)^ *lwa-amazon\.js over lwa\.mjs +0 +0 +0 *$`, out.String())

	noise := make([]byte, Budget)
	for i := range noise {
		noise[i] = byte(rand.Uint32())
	}
	dist[loginFile].Data = noise
	assert.ErrorContains(t, PrintSizes(&out, dist, tools), "lwa-login.js")
	dist[loginFile].Data = nil
	dist["lwa.js"].Data = noise
	assert.ErrorContains(t, PrintSizes(&out, dist, tools), "lwa.js is ")
	dist["lwa.js"].Data = noise[:ScriptBudget-100]
	require.NoError(t, PrintSizes(&out, dist, tools))
	dist["lwa.wasm"].Data = append(bytes.Clone(tiny), noise...)
	tools[namedFor].Data = []byte(integrity(dist["lwa.wasm"].Data))
	assert.ErrorContains(t, PrintSizes(&out, dist, tools), "over their budget")

	out.Reset()
	require.NoError(t, PrintSizes(&out, dist, fstest.MapFS{}), "without TinyGo there is no budget")
	assert.Contains(t, out.String(), "no budget")

	tools[namedFor].Data = []byte(integrity([]byte("another one")))
	out.Reset()
	require.NoError(t, PrintSizes(&out, dist, tools), "the names of another wasm are of no use")
	assert.Contains(t, out.String(), "no budget")

	delete(dist, "lwa.js")
	assert.ErrorContains(t, PrintSizes(&out, dist, tools), "make dist")
}

func FuzzReadSections(f *testing.F) {
	f.Add(tiny)
	f.Add(append(bytes.Clone(tiny), tinyNames...))
	f.Fuzz(func(t *testing.T, module []byte) {
		packages, err := codeByPackage(module)
		if err != nil {
			return
		}
		size := 0
		for _, p := range packages {
			size += len(p.code)
		}
		require.LessOrEqual(t, size, len(module))
	})
}
