package control

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// FuzzControl sends any request to the interface. The answer must be a JSON object with a
// plausible status, and the server must work after a reset.
func FuzzControl(f *testing.F) {
	for _, seed := range [][3]string{
		{"GET", "", ""}, {"POST", "/reset", "{}"}, {"PUT", "/people", `{"people":[{"userId":"a","name":"A"}]}`}, {"POST", "/people", `{"name":"A"}`},
		{"PUT", "/clients/c", `{"redirectUris":["https://a.example/cb"]}`}, {"POST", "/clients/c/redirect-uris", `{"redirectUris":["https://*/"]}`},
		{"POST", "/faults", `{"endpoint":"token","kind":"slow","delay":"1ms","times":1}`}, {"DELETE", "/faults/token", ""}, {"PATCH", "/settings", `{"lenient":true}`},
		{"POST", "/clock", `{"advance":"1h30m"}`}, {"POST", "/clock", `{"advance":"-9999999999h"}`}, {"GET", "/journal?after=1&endpoint=token&secrets=1", ""},
		{"POST", "/devices/ABC123", `{"decision":"allow"}`}, {"POST", "/revoke", `{"what":"refresh-tokens"}`}, {"POST", "/sign-out", "null"}, {"DELETE", "/people/%2e%2e", ""},
		{"POST", "/clock", `{"advance":1e400}`}, {"PUT", "/people", `{"people":null}`}, {"POST", "/people", "{\"name\":\"\xff\"}"}, {"GET", "/journal?wait=1ns", ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, method, target, body string) {
		d, err := New(Config{Site: site, Amazon: fakeamazon.Config{Clients: []fakeamazon.Client{{ID: clientID, RedirectURIs: []string{callback}}}}})
		require.NoError(t, err)
		r, err := http.NewRequest(method, "http://localhost"+Prefix+target, strings.NewReader(body))
		if err != nil || r.Host != "localhost" {
			t.Skip("no request")
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel() // a request for the journal must not wait
		r = r.WithContext(gone)
		r.RemoteAddr = "127.0.0.1:1"
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		d.Handler().ServeHTTP(w, r)
		if w.Code >= 300 && w.Code < 400 || !strings.HasPrefix(r.URL.Path, Prefix) || r.URL.Path != Prefix && r.URL.Path[len(Prefix)] != '/' {
			return // the mux redirects to a clean path, or the path is not part of the interface
		}
		require.Less(t, w.Code, 500, w.Body)
		var answer map[string]any
		if method != http.MethodHead {
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer), w.Body)
		}
		_, refused := answer["error"]
		require.Equal(t, w.Code >= 400, refused || w.Code >= 400 && method == http.MethodHead, w.Body)
		d.Reset()
		require.Empty(t, d.Faults())
		require.NotEmpty(t, d.People())
		_, err = d.Client(clientID)
		require.NoError(t, err)
	})
}
