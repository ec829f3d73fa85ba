package control

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// paths returns all paths of the interface, with a value for each name in them, and two paths
// that do not exist.
func paths(d *Director) (all []string) {
	for path := range d.routes() {
		all = append(all, Prefix+strings.NewReplacer("{$}", "", "{userId}", "x", "{clientId}", "x", "{endpoint}", "token", "{userCode}", "ABC123").Replace(path))
	}
	return append(all, Prefix+"/nothing", Prefix+"/nothing/at/all")
}

var allMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}

// Every path refuses requests that must not use the interface, with every method, and changes
// nothing.
func TestGuard(t *testing.T) {
	b := newBench(t)
	port := b.url[strings.LastIndex(b.url, ":"):]
	for name, row := range map[string]struct {
		headers []string
		status  int
		code    string
	}{
		"CT-01 another site":         {[]string{"Sec-Fetch-Site", "cross-site"}, 403, "foreign_page"},
		"CT-01 another port":         {[]string{"Sec-Fetch-Site", "same-site"}, 403, "foreign_page"},
		"CT-01 an unknown word":      {[]string{"Sec-Fetch-Site", "elsewhere"}, 403, "foreign_page"},
		"CT-01 the site under test":  {[]string{"Origin", site}, 403, "foreign_page"},
		"CT-01 an opaque origin":     {[]string{"Origin", "null"}, 403, "foreign_page"},
		"CT-02 DNS rebinding":        {[]string{"Host", "evil.example" + port}, 421, "foreign_host"},
		"CT-02 localhost as a start": {[]string{"Host", "localhost.evil.example" + port}, 421, "foreign_host"},
		"CT-02 another server":       {[]string{"Host", "localhost:1"}, 421, "foreign_host"},
		"CT-03 a proxy":              {[]string{"X-Forwarded-For", "127.0.0.1"}, 403, "not_local"},
		"CT-03 a proxy of RFC 7239":  {[]string{"Forwarded", "for=127.0.0.1"}, 403, "not_local"},
		"CT-03 a proxy of RFC 9110":  {[]string{"Via", "1.1 proxy"}, 403, "not_local"},
		"CT-01 both good and bad":    {[]string{"Sec-Fetch-Site", "same-origin", "Origin", "http://localhost:1"}, 403, "foreign_page"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range paths(b.Director) {
				for _, method := range allMethods {
					a := b.send(method, path, `{}`, append(row.headers, "Content-Type", "application/json")...)
					require.Equal(t, row.status, a.Status, "%s %s", method, path)
					require.Equal(t, row.code, a.code(t))
					require.Empty(t, a.Header.Get("Access-Control-Allow-Origin"))
					require.Equal(t, "same-origin", a.Header.Get("Cross-Origin-Resource-Policy"))
				}
			}
		})
	}
	require.Len(t, b.People(), 3)
	require.Empty(t, b.Server.Requests(), "none reached the fake Amazon")
}

// A request that browsers send without a preflight, such as a form, changes nothing.
func TestGuardCT04_ContentType(t *testing.T) {
	b := newBench(t)
	for _, path := range paths(b.Director) {
		for _, contentType := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; application/json", "application/jsonx"} {
			for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
				a := b.send(method, path, `{}`, "Content-Type", contentType)
				require.Equal(t, http.StatusUnsupportedMediaType, a.Status, "%s %s %s", method, path, contentType)
				require.Equal(t, "not_json", a.code(t))
			}
		}
	}
}

// The connection must come from this machine. Headers cannot change that.
func TestGuardCT03_Peer(t *testing.T) {
	b := newBench(t)
	for address, status := range map[string]int{"192.168.1.7:40000": 403, "[2001:db8::1]:40000": 403, "nobody": 403, "": 403, "127.0.0.1:1": 200, "[::1]:1": 200, "[::ffff:127.0.0.1]:1": 200} {
		r := httptest.NewRequest(http.MethodGet, "http://localhost"+Prefix, nil)
		r.RemoteAddr = address
		w := httptest.NewRecorder()
		b.Handler().ServeHTTP(w, r)
		require.Equal(t, status, w.Code, address)
	}
}

// Programs, and people who use the address bar, may use every loopback name of the machine.
func TestGuardWelcome(t *testing.T) {
	b := newBench(t)
	host := strings.TrimPrefix(b.url, "http://")
	_, port, err := net.SplitHostPort(host)
	require.NoError(t, err)
	for _, headers := range [][]string{
		nil, {"Host", "localhost:" + port}, {"Host", "amazon.localhost:" + port}, {"Sec-Fetch-Site", "none"},
		{"Sec-Fetch-Site", "same-origin", "Origin", b.url}, {"Content-Type", "application/json; charset=utf-8"},
	} {
		require.Equal(t, http.StatusOK, b.send(http.MethodGet, Prefix+"/people", "", headers...).Status, headers)
	}
	require.Equal(t, http.StatusOK, b.send(http.MethodPost, Prefix+"/sign-out", "", "Content-Type", "Application/JSON; charset=utf-8").Status)
	require.Equal(t, http.StatusOK, b.send(http.MethodGet, "/", "").Status, "the fake Amazon itself")
	require.Equal(t, http.StatusNotFound, b.send(http.MethodGet, "/control/v12", "").Status, "no path of this interface")
}

// A wrong method gets the allowed methods in the answer, and a wrong body the reason.
func TestMethodsAndBodiesCT07(t *testing.T) {
	b := newBench(t)
	for path, methods := range b.routes() {
		path = strings.NewReplacer("{$}", "", "{userId}", "x", "{clientId}", "x", "{endpoint}", "token", "{userCode}", "ABC123").Replace(path)
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			if _, has := methods[method]; has && method != "GET" {
				for body, code := range map[string]string{
					`[]`: "invalid_body", `null`: "invalid_body", `"x"`: "invalid_body", `{`: "invalid_body", `{"unknown":1}`: "invalid_body",
					`{} {}`: "invalid_body", "{\"\xff\":1}": "invalid_body",
				} {
					a := b.call(method, path, body)
					require.Equal(t, 400, a.Status, "%s %s %s: %s", method, path, body, a.Body)
					require.Equal(t, code, a.code(t))
				}
				long := b.call(method, path, `{"name":"`+strings.Repeat("x", maxBody)+`"}`)
				require.Equal(t, 413, long.Status)
				require.Equal(t, "body_too_long", long.code(t))
			} else if !has {
				a := b.call(method, path, "")
				require.Equal(t, 405, a.Status, "%s %s", method, path)
				require.NotEmpty(t, a.Header.Get("Allow"))
			}
		}
	}
	require.Equal(t, "not_found", b.call("GET", "/nothing", "").code(t))
}
