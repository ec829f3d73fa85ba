package loopback

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// to is a request with that Host, on a connection to the local address; "" stands for no
// connection.
func to(t *testing.T, host, local string) *http.Request {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	r.Host = host
	if local == "" {
		return r
	}
	address, err := net.ResolveTCPAddr("tcp", local)
	require.NoError(t, err)
	return r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, address))
}

const local = "127.0.0.1:8081"

func TestAllows(t *testing.T) {
	for _, host := range []string{
		"127.0.0.1:8081", "localhost:8081", "LocalHost:8081", "localhost.:8081", "app.localhost:8081", "a.b.LOCALHOST.:8081", "127.9.9.9:8081",
		"[::1]:8081", "[0:0:0:0:0:0:0:1]:8081", "[::ffff:127.0.0.1]:8081", "[::ffff:7f00:1]:8081",
		"localhost", "127.0.0.1", "[::1]", "localhost:",
	} {
		assert.True(t, Hosts{}.Allows(to(t, host, local)), "AS-32 %s", host)
	}
}

// foreignHosts are those that a web site can have, that are no host at all, or that are another
// server's.
var foreignHosts = []string{
	"evil.example:8081", "evil.example", "evil.example.:8081", "EVIL.EXAMPLE:8081", "192.0.2.1:8081", "[2001:db8::1]:8081", "0.0.0.0:8081", "0:8081",
	"[::]:8081", "[::ffff:192.0.2.1]:8081", "169.254.169.254", "8.8.8.8", "10.0.0.1:8081",
	"localhost.evil.example:8081", "127.0.0.1.evil.example:8081", "127.0.0.1.nip.io:8081", "evillocalhost:8081", "evil-localhost", "localhost-evil:8081",
	"localhost..:8081", ".localhost:8081", "..localhost", "evil..localhost:8081", "localhost.localdomain:8081", "localhosts:8081", "local:8081",
	"", ":8081", ".", ":", "::1:8081", "::1", "[::1:8081", "[::1%lo]:8081", "[::1%)]", "[]:8081", "[127.0.0.1]:8081", "[localhost]:8081", "[::1]x:8081", "[::1]evil.example:8081",
	"localhost:8081:8081", "localhost:8081.evil.example", "localhost:x", "localhost:-1", "localhost:+8081", "user@localhost:8081", "localhost:8081@evil.example",
	"evil.example#localhost:8081", "evil.example/localhost", "localhost/evil.example:8081", "localhost:8081,evil.example", "localhost evil.example", "evil.example\\localhost:8081",
	"127.1:8081", "2130706433:8081", "0x7f000001:8081", "127.0.0.01:8081", "0177.0.0.1:8081", "127.0.0.256", "l\u00f3calhost:8081",
	"evil .localhost:8081", "evil;.localhost", "%6c.localhost", "localhost\t", "a\x00.localhost:8081",
	"localhost:80", "localhost:8080", "localhost:08081", "localhost:80810", "127.0.0.1:1", "[::1]:8080", "app.localhost:3000",
}

func TestRefuses(t *testing.T) {
	for _, host := range foreignHosts {
		assert.False(t, Hosts{}.Allows(to(t, host, local)), "AS-32 %q", host)
		assert.False(t, Hosts{Named: []string{"demo.example"}}.Allows(to(t, host, local)), "AS-32 %q beside a named host", host)
	}
}

func TestNamedHosts(t *testing.T) {
	hosts := Hosts{Named: []string{Named("https://Demo.example"), Named("https://shop.example:8443"), Named("http://localhost:9000"), Named("http://[::1]:9001")}}
	require.Equal(t, []string{"demo.example", "shop.example", "localhost:9000", "[::1]:9001"}, hosts.Named)
	for _, host := range []string{"demo.example", "DEMO.example.", "demo.example:443", "demo.example:8081", "shop.example:8443", "localhost:9000", "[::1]:9001", "localhost:8081"} {
		assert.True(t, hosts.Allows(to(t, host, local)), host)
	}
	for _, host := range []string{"x.demo.example", "demo.example.evil.example", "evil.example", "localhost:9001", "[::1]:9000", "127.0.0.1:9000", "xdemo.example"} {
		assert.False(t, hosts.Allows(to(t, host, local)), host)
	}
}

// A server that listens beyond loopback is also reached by the number of its address, which no web
// site can have.
func TestOwnAddress(t *testing.T) {
	assert.True(t, Hosts{}.Allows(to(t, "192.0.2.1:8081", "192.0.2.1:8081")))
	assert.True(t, Hosts{}.Allows(to(t, "[2001:db8::1]:8081", "[2001:db8::1]:8081")))
	assert.True(t, Hosts{}.Allows(to(t, "192.0.2.1:8081", "[::ffff:192.0.2.1]:8081")))
	assert.False(t, Hosts{}.Allows(to(t, "192.0.2.2:8081", "192.0.2.1:8081")))
	assert.False(t, Hosts{}.Allows(to(t, "192.0.2.1:8080", "192.0.2.1:8081")))
	assert.False(t, Hosts{}.Allows(to(t, "192.0.2.1.nip.io:8081", "192.0.2.1:8081")))
}

func TestAnyPort(t *testing.T) {
	assert.True(t, Hosts{AnyPort: true}.Allows(to(t, "localhost:3000", local)))
	assert.False(t, Hosts{AnyPort: true}.Allows(to(t, "evil.example:3000", local)))
	assert.True(t, Hosts{}.Allows(to(t, "localhost:3000", "")), "there is no port to compare with")
	assert.False(t, Hosts{}.Allows(to(t, "evil.example", "")))
}

// The request as it is on the wire: forms of the target and of Host that no client library sends.
func TestOnTheWire(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !(Hosts{}).Allows(r) {
			Refuse(w)
			return
		}
		_, _ = io.WriteString(w, "welcome")
	}))
	defer server.Close()
	own := strings.TrimPrefix(server.URL, "http://")
	for _, c := range []struct {
		name, request string
		status        int
	}{
		{"own", "GET / HTTP/1.1\r\nHost: " + own, 200},
		{"foreign", "GET / HTTP/1.1\r\nHost: evil.example", 421},
		{"no Host, HTTP/1.0", "GET / HTTP/1.0", 421},
		{"no Host", "GET / HTTP/1.1", 400},
		{"two Hosts", "GET / HTTP/1.1\r\nHost: " + own + "\r\nHost: evil.example", 400},
		{"empty Host", "GET / HTTP/1.1\r\nHost: ", 421},
		{"foreign absolute form", "GET http://evil.example/ HTTP/1.1\r\nHost: " + own, 421},
		{"own absolute form, which overrides Host (RFC 9112 §3.2.2)", "GET http://" + own + "/ HTTP/1.1\r\nHost: evil.example", 200},
		{"absolute form with user", "GET http://" + own + "@evil.example/ HTTP/1.1\r\nHost: " + own, 421},
		{"double slash is a path", "GET //evil.example/ HTTP/1.1\r\nHost: " + own, 200},
		{"X-Forwarded-Host is not read", "GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: " + own + "\r\nForwarded: host=" + own, 421},
		{"X-Forwarded-Host does no harm", "GET / HTTP/1.1\r\nHost: " + own + "\r\nX-Forwarded-Host: evil.example", 200},
		{"POST", "POST / HTTP/1.1\r\nContent-Length: 0\r\nHost: evil.example", 421},
		{"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: evil.example", 200}, // net/http answers it, with nothing in it
	} {
		t.Run("AS-32 "+c.name, func(t *testing.T) {
			connection, err := net.Dial("tcp", own)
			require.NoError(t, err)
			defer connection.Close()
			_, err = io.WriteString(connection, c.request+"\r\nConnection: close\r\n\r\n")
			require.NoError(t, err)
			answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
			require.NoError(t, err)
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			require.Equal(t, c.status, answer.StatusCode, string(body))
			require.NotContains(t, string(body), "evil")
			require.Equal(t, c.status == 421, strings.Contains(string(body), "-amazon-url"))
		})
	}
}
