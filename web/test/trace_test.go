package test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/replay"
)

// TestTraces runs every file of tests once more, with a trace of each page (lib/traced.mjs). No
// trace has a secret in it, and at every step of it the machine here does what it did in the page.
func TestTraces(t *testing.T) {
	node, err := exec.LookPath("node")
	require.NoError(t, err, "Node 18.15 or later is needed: install Debian's package nodejs")
	folder := t.TempDir()
	env := append(os.Environ(), "LWA_BUILD="+component(t), "LWA_MODULES="+parts(t), "LWA_TRACES="+folder)
	files, err := filepath.Glob("*.test.mjs")
	require.NoError(t, err)
	var steps atomic.Int64
	t.Run("of", func(t *testing.T) {
		for _, file := range files {
			t.Run(strings.TrimSuffix(file, ".test.mjs"), func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				cmd := exec.CommandContext(ctx, node, append(nodeFlags, file)...)
				cmd.Env = env
				_ = cmd.Run() // a few tests count what a trace adds to: TestNode judges them, without traces
				for _, page := range pagesIn(t, filepath.Join(folder, file+".json")) {
					steps.Add(int64(page.check(t)))
				}
			})
		}
	})
	assert.Greater(t, steps.Load(), int64(5000), "steps of all traces")
}

// tracedPage is a page's trace, and what must not be in it.
type tracedPage struct {
	Trace   json.RawMessage
	Secrets []string
}

func pagesIn(t *testing.T, file string) (pages []tracedPage) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &pages))
	return pages
}

// public are words of people's data that a trace may have.
var public = []string{"amzn1", "account", "example"}

func (p *tracedPage) check(t *testing.T) (steps int) {
	t.Helper()
	for _, secret := range p.Secrets {
		for _, part := range strings.FieldsFunc(secret, func(r rune) bool { return strings.ContainsRune(" .@|’&", r) }) {
			if len(part) > 4 && !slices.Contains(public, part) {
				assert.NotContains(t, string(p.Trace), part)
			}
		}
	}
	trace, err := replay.Read(strings.NewReader(string(p.Trace)))
	require.NoError(t, err)
	if walk := replay.New(trace); walk.Differs() {
		t.Error(walk.Text())
	}
	return len(trace.Steps)
}
