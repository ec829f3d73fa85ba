package fakeamazon

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// send sends a request with headers, which are names and values in turn. Host may be one of them.
func (b *bench) send(method, target, body string, headers ...string) reply {
	b.t.Helper()
	req, err := http.NewRequest(method, b.url+target, strings.NewReader(body))
	require.NoError(b.t, err)
	if method == "POST" {
		req.Header.Set("Content-Type", formType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
			continue
		}
		req.Header.Add(headers[i], headers[i+1])
	}
	return b.do(req)
}

// TestForeignHosts checks that no route answers a site that resolves its own name to this server
// (DNS rebinding).
func TestForeignHosts(t *testing.T) {
	b := newBench(t)
	b.SetFaults(Faults{AutoApprove: b.people[0].UserID})
	port := b.url[strings.LastIndex(b.url, ":"):]
	paths := append(slices.Sorted(maps.Keys(b.routes)), "/favicon.ico", "/nothing", "/faults", "/approve")
	require.Greater(t, len(paths), 15)
	for _, path := range paths {
		t.Run("AS-32 "+path, func(t *testing.T) {
			for _, host := range []string{"evil.example" + port, "evil.example", "localhost.evil.example" + port, "127.0.0.1.nip.io" + port, "localhost:1", "0.0.0.0" + port, "other.example"} {
				for _, method := range []string{"GET", "POST", "OPTIONS", "PUT"} {
					res := b.send(method, path+"?"+authorizeValues().Encode(), pairForm.Encode(), "Host", host, "Origin", testOrigin, "X-Forwarded-Host", "localhost"+port, "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "navigate")
					require.Equal(t, http.StatusMisdirectedRequest, res.Status, "%s %s", method, host)
					require.NotContains(t, res.Header, "Access-Control-Allow-Origin")
					require.NotContains(t, res.Header, "Set-Cookie")
					require.Equal(t, "no-store", res.Header.Get("Cache-Control"))
					require.NotContains(t, res.Body, "example")
				}
			}
		})
	}
	require.Equal(t, Counts{}, b.Counts(), "nothing came of any of them")
	require.Contains(t, strings.Join(*b.logs, "\n"), "GET /us/code 421 foreign host evil.example")
	for _, host := range []string{"localhost" + port, "LOCALHOST." + port, "app.localhost" + port, "127.0.0.1", "127.0.0.1:8081", "localhost:8080"} {
		require.Equal(t, http.StatusOK, b.send("GET", "/us/code", "", "Host", host).Status, "own, or that of a registered page: %s", host)
	}
}

var pairForm = url.Values{"response_type": {"device_code"}, "client_id": {testClient}, "scope": {"profile"}}

func TestNamedHosts(t *testing.T) {
	s, err := New(Config{Issuer: "https://demo.example", Hosts: []string{"API.amazon.com"}})
	require.NoError(t, err)
	b := &bench{Server: s, t: t, url: "http://127.0.0.1"}
	for host, want := range map[string]int{"demo.example": 200, "demo.example:8443": 200, "api.amazon.com": 200, "localhost": 200, "www.amazon.com": 421, "x.demo.example": 421} {
		r, err := http.NewRequest("GET", b.url+"/", nil)
		require.NoError(t, err)
		r.Host = host
		require.Equal(t, want, b.serve(r).Status, host)
	}
}

// TestForeignPages checks which pages may send requests to which routes, by the headers in which
// browsers describe the page.
func TestForeignPages(t *testing.T) {
	b := newBench(t)
	const evil = "https://evil.example"
	api := map[string]string{}
	for path, method := range apiMethods {
		api[method+" "+path] = tokenValues("x").Encode()
	}
	for _, path := range []string{"/auth/o2/create/codepair", "/auth/O2/create/codepair"} {
		api["POST "+path] = pairForm.Encode()
	}
	headers := map[string][]string{
		"a form of another site":           {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Origin", evil},
		"a form of another site, null":     {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Origin", "null"},
		"an image":                         {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"},
		"another port of the same host":    {"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "no-cors"},
		"fetch without CORS":               {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Origin", evil},
		"fetch":                            {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors", "Origin", evil},
		"a browser without Sec-Fetch-Site": {"Origin", evil},
		"a sandboxed frame":                {"Origin", "null"},
		"two origins":                      {"Origin", testOrigin, "Origin", evil},
		"nearly the origin":                {"Origin", testOrigin + ".evil.example"},
	}
	for request, body := range api {
		method, path, _ := strings.Cut(request, " ")
		for name, h := range headers {
			t.Run("AS-23 "+request+" from "+name, func(t *testing.T) {
				res := b.send(method, path, body, h...)
				require.Equal(t, http.StatusForbidden, res.Status, res.Body)
				require.NotContains(t, res.Header, "Access-Control-Allow-Origin")
			})
		}
	}
	require.Equal(t, Counts{}, b.Counts())
	for name, h := range map[string][]string{
		"a program":              nil,
		"the address bar":        {"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"},
		"a registered page":      {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors", "Origin", testOrigin},
		"the forward of a site":  {"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors", "Origin", "https://unregistered.example"},
		"an old browser of ours": {"Origin", testOrigin},
	} {
		require.Equal(t, http.StatusOK, b.send("POST", "/auth/o2/create/codepair", pairForm.Encode(), h...).Status, name)
	}

	for _, path := range []string{"/", "/us/code", "/ap/oa?" + authorizeValues().Encode(), "/ap/style.css"} {
		for _, h := range [][]string{{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors", "Origin", testOrigin}} {
			require.Equal(t, http.StatusForbidden, b.send("GET", path, "", h...).Status, "AS-23 %s", path)
		}
		require.Equal(t, http.StatusOK, b.send("GET", path, "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate").Status, path)
		require.Equal(t, http.StatusOK, b.send("GET", path, "", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "no-cors").Status, path)
	}
}

// TestForeignForms checks that a page of another site cannot post a form, even if it knows the
// values of the form.
func TestForeignForms(t *testing.T) {
	for name, h := range map[string][]string{
		"cross-site":  {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Origin", "null"},
		"same-site":   {"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate"},
		"old browser": {"Origin", "https://evil.example"},
		"other port":  {"Origin", "http://127.0.0.1:1"},
		"registered":  {"Origin", testOrigin},
	} {
		t.Run("AS-23 "+name, func(t *testing.T) {
			b := newBench(t)
			form := with(b.authorize().hidden(t), "user_id", b.people[0].UserID).Encode()
			b.send("POST", "/ap/signin", form, h...).requirePage(t)
			for name, h := range map[string][]string{
				"null": {"Origin", "null"}, "own": {"Origin", b.url}, "issuer": {"Origin", testIssuer}, "current": {"Sec-Fetch-Site", "same-origin", "Origin", "null"},
			} {
				require.Equal(t, http.StatusSeeOther, b.send("POST", "/ap/signin", form, h...).Status, name)
			}
		})
	}
}

// forms returns, for each page with a form that changes something, the values that the person
// would send next.
var forms = map[string]func(b *bench) url.Values{
	"/ap/signin": func(b *bench) url.Values { return with(b.authorize().hidden(b.t), "user_id", b.people[0].UserID) },
	"/ap/consent": func(b *bench) url.Values {
		return with(b.signIn(b.authorize(), b.people[0].UserID).hidden(b.t), "decision", "allow")
	},
	"/ap/code": func(b *bench) url.Values { return with(b.get("/us/code").hidden(b.t), "code", b.pair().userCode) },
}

// TestForeignChanges checks every route that changes something. A page of another site cannot
// change anything, even if it knows the values of the form: afterwards the click of the person
// still works. TestForeignPages covers the API routes.
func TestForeignChanges(t *testing.T) {
	for path, rt := range newBench(t).routes {
		if rt.handlers["POST"] == nil || rt.api != nil {
			require.True(t, rt.api == nil || apiMethods[path] == rt.api.method, "TestForeignPages does not know %s", path)
			continue
		}
		require.Contains(t, forms, path, "say how a person gets to the form of this route")
		for name, h := range map[string][]string{
			"a form":               {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Origin", "https://evil.example"},
			"a form without name":  {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Origin", "null"},
			"a neighbour":          {"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate", "Origin", "http://127.0.0.1:1"},
			"fetch":                {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Origin", "https://evil.example"},
			"fetch with CORS":      {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors", "Origin", testOrigin},
			"an old browser":       {"Origin", "https://evil.example"},
			"an old browser, ours": {"Origin", testOrigin},
			"another name of ours": {"Host", "evil.example"},
		} {
			t.Run("AS-23 "+path+" "+name, func(t *testing.T) {
				b := newBench(t)
				form := forms[path](b)
				before := b.Counts()
				res := b.send("POST", path, form.Encode(), h...)
				require.GreaterOrEqual(t, res.Status, 400, res.Body)
				require.NotContains(t, res.Header, "Location")
				require.NotContains(t, res.Header, "Access-Control-Allow-Origin")
				require.Equal(t, before, b.Counts())
				require.Equal(t, http.StatusSeeOther, b.send("POST", path, form.Encode(), "Origin", b.url, "Sec-Fetch-Site", "same-origin").Status, "the person's own click")
			})
		}
	}
}
