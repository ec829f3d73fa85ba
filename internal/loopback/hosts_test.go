package loopback

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHosts holds this package to the hosts that tests every rule about loopback.
func TestHosts(t *testing.T) {
	text, err := os.ReadFile("testdata/hosts.txt")
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		verdict, host, found := strings.Cut(strings.TrimSpace(line), " ")
		if found && verdict != "#" {
			assert.Equal(t, verdict == "yes", Is(strings.Trim(host, "[]")), host)
		}
	}
}
