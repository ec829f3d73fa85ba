package browsertest_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
)

// amazonSDK is the address that pages written for Amazon's own SDK load it from.
const amazonSDK = "https://assets.loginwithamazon.com/sdk/na/login1.js"

// oldSite is a site with the pages of testdata/amazon below /old/. Nothing in them is changed but the script's address.
func oldSite(t *testing.T, options ...browsertest.Option) *browsertest.Bench {
	t.Helper()
	b := browsertest.New(t, options...)
	entries, err := os.ReadDir("testdata/amazon")
	require.NoError(t, err)
	for _, entry := range entries {
		page, err := os.ReadFile("testdata/amazon/" + entry.Name())
		require.NoError(t, err)
		text := strings.Replace(string(page), amazonSDK, "/lwa/lwa-amazon.js#provider="+b.Amazon, 1)
		b.HandleFunc("/old/"+entry.Name(), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(text))
		})
	}
	return b
}
