package fakeamazon

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func (b *bench) from(origin, method, target string) reply {
	b.t.Helper()
	req, err := http.NewRequest(method, b.url+target, strings.NewReader(""))
	require.NoError(b.t, err)
	if origin != "" {
		req.Header.Set("Origin", origin)
	}
	req.Header.Set("Access-Control-Request-Method", "POST")
	req.Header.Set("Access-Control-Request-Headers", "authorization")
	return b.do(req)
}

var apiMethods = map[string]string{
	"/auth/o2/token": "POST", "/auth/o2/tokeninfo": "GET", "/user/profile": "GET", "/auth/o2/create/codepair": "POST",
	"/auth/O2/token":           "POST",
	"/auth/O2/tokeninfo":       "GET",
	"/auth/O2/create/codepair": "POST",
}

func TestCORS(t *testing.T) {
	b := newBench(t)
	foreign := []string{
		"", "null", "*", "https://evil.example", "http://localhost", "http://localhost:80801", "http://localhost:8080/", "HTTP://LOCALHOST:8080",
		"http://127.0.0.1:8080", "https://localhost:8080", "http://localhost:8080.evil.example", "http://evil.example?http://localhost:8080", testOrigin + ", " + testOrigin,
	}
	for path, method := range apiMethods {
		t.Run("AS-21 "+path+" registered", func(t *testing.T) {
			res := b.from(testOrigin, method, path)
			require.Equal(t, []string{testOrigin}, res.Header.Values("Access-Control-Allow-Origin"))
			require.Contains(t, res.Header.Values("Vary"), "Origin")
		})
		t.Run("AS-21 "+path+" preflight", func(t *testing.T) {
			res := b.from(testOrigin, "OPTIONS", path)
			require.Equal(t, http.StatusNoContent, res.Status)
			require.Equal(t, testOrigin, res.Header.Get("Access-Control-Allow-Origin"))
			require.Equal(t, method, res.Header.Get("Access-Control-Allow-Methods"))
			require.Equal(t, "Authorization, Content-Type, X-Amz-Access-Token", res.Header.Get("Access-Control-Allow-Headers"))
			require.Equal(t, []string{"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"}, res.Header.Values("Vary"))
			require.NotContains(t, res.Header, "Access-Control-Allow-Credentials")
		})
		for _, origin := range foreign {
			t.Run("AS-21 "+path+" foreign "+origin, func(t *testing.T) {
				for _, m := range []string{method, "OPTIONS"} {
					res := b.from(origin, m, path)
					require.NotContains(t, res.Header, "Access-Control-Allow-Origin")
					require.NotContains(t, res.Header, "Access-Control-Allow-Methods")
					require.Contains(t, res.Header.Values("Vary"), "Origin")
					require.GreaterOrEqual(t, res.Status, 400)
				}
			})
		}
	}
	for _, path := range []string{"/ap/oa", "/ap/signin", "/ap/consent", "/ap/code", "/us/code", "/ap/style.css", "/", "/nothing"} {
		t.Run("AS-21 never on "+path, func(t *testing.T) {
			for _, m := range []string{"GET", "POST", "OPTIONS"} {
				for name := range b.from(testOrigin, m, path).Header {
					require.False(t, strings.HasPrefix(name, "Access-Control-"), name)
				}
			}
		})
	}
}

func TestPreflightsAreNotCounted(t *testing.T) {
	b := newBench(t)
	for path := range apiMethods {
		b.from(testOrigin, "OPTIONS", path)
	}
	require.Equal(t, Counts{}, b.Counts())
}
