package browsertest_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestLoadLD10_Strings: nothing of the fake Amazon, no client secret and nothing for tests is in
// the files that these tests run, whichever toolchain made them.
func TestLoadLD10_Strings(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	words := []string{"fakeamazon", "devserver", "127.0.0.1:8081", "localhost:8080", "DEVELOPMENT2AA", "testdata", "client_secret", browsertest.ClientID}
	for _, person := range fakeamazon.DefaultPeople() {
		words = append(words, person.UserID, person.Email)
	}
	for _, name := range []string{"lwa.js", "lwa-run.js", "lwa.mjs", "lwa.wasm", "lwa-callback.html", "snippet.html"} {
		content := file(b, name)
		for _, word := range words {
			found := bytes.Contains(content, []byte(word))
			if word == "client_secret" && name != "lwa.wasm" {
				continue // the shell knows the name, to say that there must be none
			}
			assert.False(t, found, "%s holds %s", name, word)
		}
	}
}
