package bench

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestComponentHead: the tags are those of the release, at the contestant's own place and with its
// client.
func TestComponentHead(t *testing.T) {
	t.Parallel()
	snippet := func(text string) fstest.MapFS { return fstest.MapFS{"snippet.html": {Data: []byte(text)}} }
	got, err := componentHead(snippet(`<script src="/lwa/lwa.js" integrity="sha384-x" data-client-id="amzn1.application-oa2-client.…"></script>
<!-- For some pages:
<link rel="preload" href="/lwa/lwa.wasm">
-->
`), "x", "client", "http://127.0.0.1:1")
	require.NoError(t, err)
	assert.Equal(t, head{
		script:  `<script src="/x/lwa/lwa.js" integrity="sha384-x" data-client-id="client" data-provider="http://127.0.0.1:1"></script>` + "\n",
		preload: `<link rel="preload" href="/x/lwa/lwa.wasm">` + "\n",
	}, got)
	_, err = componentHead(snippet("else"), "x", "client", "http://127.0.0.1:1")
	assert.ErrorContains(t, err, "the snippet is not a script with data-client-id")
	_, err = componentHead(fstest.MapFS{}, "x", "client", "http://127.0.0.1:1")
	assert.ErrorIs(t, err, fs.ErrNotExist)
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
