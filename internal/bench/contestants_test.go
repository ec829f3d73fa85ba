package bench

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestComponentHead: the tags are those of the release, at the contestant's own place and with its client.
func TestComponentHead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"a release": {
			fstest.MapFS{"snippet.html": {Data: []byte(`<script src="/lwa/lwa.js" integrity="sha384-x" defer data-client-id="amzn1.application-oa2-client.…"></script>`)}},
			`<script src="/x/lwa/lwa.js" integrity="sha384-x" defer data-client-id="client" data-provider="http://127.0.0.1:1"></script>`,
		},
		"a build": {
			fstest.MapFS{},
			`<link rel="preload" href="/x/lwa/lwa.wasm" as="fetch" crossorigin>
<script src="/x/lwa/lwa.js" defer data-client-id="client" data-provider="http://127.0.0.1:1"></script>`,
		},
	} {
		got, err := componentHead(test.files, "x", "client", "http://127.0.0.1:1")
		require.NoError(t, err, name)
		assert.Equal(t, test.want, got, name)
	}
	_, err := componentHead(fstest.MapFS{"snippet.html": {Data: []byte("else")}}, "x", "client", "http://127.0.0.1:1")
	assert.ErrorContains(t, err, "the snippet has no data-client-id")
}

func TestCompiledByTinyGo(t *testing.T) {
	t.Parallel()
	manifest := func(text string) fstest.MapFS { return fstest.MapFS{"manifest.json": {Data: []byte(text)}} }
	assert.NoError(t, compiledByTinyGo(manifest(`{"builtWith": {"go": "1.26", "tinygo": "0.41"}}`)))
	assert.ErrorContains(t, compiledByTinyGo(manifest(`{"builtWith": {"go": "1.26"}}`)), "compiled by Go")
	assert.ErrorContains(t, compiledByTinyGo(manifest(`{`)), "manifest.json")
	assert.ErrorIs(t, compiledByTinyGo(fstest.MapFS{}), fs.ErrNotExist)
}

func TestRedirectURI(t *testing.T) {
	t.Parallel()
	one := &contestant{}
	one.ID = "x"
	assert.Equal(t, "http://localhost:1", one.redirectURI("http://localhost:1"), "without a callback page it is the origin")
	one.callback = "callback.html"
	assert.Equal(t, "http://localhost:1/x/callback.html", one.redirectURI("http://localhost:1"))
}
