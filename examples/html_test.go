package examples

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestHTML logs in with the page, but for the client id and where Amazon is.
func TestHTML(t *testing.T) {
	b := needs(t)
	p := copyOf(b, "html")
	p.unpack("lwa", "lwa.js", "lwa-run.js", "lwa.wasm", "lwa-callback.html")
	const here = `data-client-id="amzn1.application-oa2-client.…"`
	path := filepath.Join(p.dir, "index.html")
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(page), here))
	configured := strings.Replace(string(page), here, `data-client-id="`+browsertest.ClientID+`" data-provider="`+b.Amazon+`"`, 1)
	require.NoError(t, os.WriteFile(path, []byte(configured), 0o644))

	wait(b, p.files("."))
	tab := b.Open("/")
	refuse(tab)
	logInAndOut(tab)
	pictures(b, "html")
}
