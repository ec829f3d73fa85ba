package loopback

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzHosts: a Host that is allowed names this machine as net/url reads it too, and has the
// server's port or none.
func FuzzHosts(f *testing.F) {
	for _, host := range append(foreignHosts, "localhost:8081", "a.localhost", "[::1]:8081", "127.9.9.9", "LOCALHOST.:8081", "[::ffff:7f00:1]:8081") {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		if !(Hosts{}).Allows(to(t, host, local)) {
			return
		}
		u, err := url.Parse("http://" + host + "/")
		require.NoError(t, err, "%q", host)
		require.Equal(t, "/", u.Path, "%q", host)
		require.Nil(t, u.User, "%q", host)
		require.Contains(t, []string{"", "8081"}, u.Port(), "%q", host)
		name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
		require.True(t, Is(name), "%q", host)
	})
}
