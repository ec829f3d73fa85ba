package control

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPeople(t *testing.T) {
	b := newBench(t)
	ada := changes[Person](b, "POST", "/people", `{"name":"Ada Lovelace"}`)
	require.True(t, strings.HasPrefix(ada.UserID, "amzn1.account."))
	require.Contains(t, b.authorize().Body, "Ada Lovelace")
	require.Equal(t, "taken", b.call("POST", "/people", `{"userId":"`+ada.UserID+`","name":"x"}`).code(t))
	require.Equal(t, "invalid_value", b.call("POST", "/people", `{"email":"x"}`).code(t))
	require.Equal(t, "invalid_value", b.call("PUT", "/people", `{"people":[]}`).code(t))
	require.Len(t, b.People(), 4)

	changes[Settings](b, "PATCH", "/settings", `{"autoApprove":"Ada"}`)
	token := b.login().member(t, "access_token")
	require.Contains(t, b.profile(token).Body, "Ada Lovelace")
	left := changes[peopleBody](b, "DELETE", "/people/"+url.PathEscape(ada.UserID), "")
	require.Len(t, left.People, 3)
	require.Equal(t, http.StatusBadRequest, b.profile(token).Status)
	require.Equal(t, "unknown_person", b.call("DELETE", "/people/nobody", "").code(t))
	require.Len(t, changes[peopleBody](b, "PUT", "/people", `{"people":[{"name":"A"},{"name":"B"}]}`).People, 2)
}

func TestClients(t *testing.T) {
	b := newBench(t)
	const odd = "amzn1.a/b?c"
	c := changes[Client](b, "PUT", "/clients/"+url.PathEscape(odd), `{"redirectUris":["http://localhost:3000/cb"],"origins":["http://localhost:4000"]}`)
	require.Equal(t, Client{odd, odd, []string{"http://localhost:3000/cb"}, []string{"http://localhost:4000", "http://localhost:3000"}, false}, c)
	require.Len(t, changes[clientsBody](b, "GET", "/clients", "").Clients, 2)
	require.Equal(t, "invalid_value", b.call("PUT", "/clients/shop", `{}`).code(t), "no return address")
	require.Equal(t, "invalid_value", b.call("POST", "/clients/"+clientID+"/redirect-uris", `{"redirectUris":["http://shop.example/"]}`).code(t), "http elsewhere")
	require.Equal(t, "unknown_client", b.call("POST", "/clients/nobody/redirect-uris", `{"redirectUris":[]}`).code(t))
	require.Equal(t, "unknown_client", b.call("DELETE", "/clients/nobody", ``).code(t))
	require.Len(t, changes[clientsBody](b, "DELETE", "/clients/"+url.PathEscape(odd), "").Clients, 1)

	uris := []string{"http://localhost:5173/a", "http://127.0.0.1:5174/any/path?x=1", "http://[::1]:5175/b", "http://shop.localhost/c"}
	body, err := json.Marshal(map[string]any{"redirectUris": append(uris, uris[0])})
	require.NoError(t, err)
	c = changes[Client](b, "POST", "/clients/"+clientID+"/redirect-uris", string(body))
	require.Equal(t, append([]string{callback}, uris...), c.RedirectURIs)
	a := b.send("GET", "/user/profile?access_token=x", "", "Origin", "http://127.0.0.1:5174")
	require.Equal(t, "http://127.0.0.1:5174", a.Header.Get("Access-Control-Allow-Origin"), "its pages may use the API")
}

func TestFaults(t *testing.T) {
	b := newBench(t)
	changes[Fault](b, "POST", "/faults", `{"endpoint":"profile","kind":"500"}`)
	changes[Fault](b, "POST", "/faults", `{"endpoint":"profile","kind":"503","times":2}`)
	changes[Fault](b, "POST", "/faults", `{"endpoint":"all","answer":{"status":404,"contentType":"text/plain","body":"gone"},"times":1}`)
	var got []int
	for range 5 {
		got = append(got, b.profile("x").Status)
	}
	require.Equal(t, []int{503, 503, 404, 500, 500}, got)
	left := changes[faultsBody](b, "GET", "/faults", "")
	require.Equal(t, []Fault{{Endpoint: "profile", Kind: "500"}}, left.Faults)

	changes[Fault](b, "POST", "/faults", `{"endpoint":"profile","kind":"insufficient_scope"}`)
	require.Contains(t, b.profile("x").Body, "insufficient_scope", "it replaces the lasting one")
	changes[Fault](b, "POST", "/faults", `{"endpoint":"all","kind":"html"}`)
	require.Contains(t, b.profile("x").Body, "insufficient_scope", "the endpoint's own comes first")
	require.Contains(t, b.authorize().Body, "<title>Sorry")
	require.Contains(t, b.send("GET", "/us/code", "").Body, "<title>Sorry")
	require.Empty(t, changes[faultsBody](b, "DELETE", "/faults", "").Faults)
	require.Equal(t, http.StatusBadRequest, b.profile("x").Status)

	changes[Fault](b, "POST", "/faults", `{"endpoint":"authorize","kind":"access_denied","times":1}`)
	changes[Fault](b, "POST", "/faults", `{"endpoint":"token","kind":"500"}`)
	require.Len(t, changes[faultsBody](b, "DELETE", "/faults/token", "").Faults, 1)
	require.Contains(t, b.authorize().Header.Get("Location"), "error=access_denied")
	require.Contains(t, b.authorize().Body, `data-page="signin"`)

	changes[Fault](b, "POST", "/faults", `{"endpoint":"all","kind":"nocors"}`)
	require.Empty(t, b.send("GET", "/user/profile?access_token=x", "", "Origin", site).Header.Get("Access-Control-Allow-Origin"))
	require.Contains(t, b.authorize().Body, `data-page="signin"`, "nocors says nothing there")
}

func TestFaultsRefused(t *testing.T) {
	b := newBench(t)
	for body, code := range map[string]string{
		`{"endpoint":"tokens","kind":"500"}`:                      "unknown_endpoint",
		`{"kind":"500"}`:                                          "unknown_endpoint",
		`{"endpoint":"token"}`:                                    "unknown_fault",
		`{"endpoint":"token","kind":"200"}`:                       "unknown_fault",
		`{"endpoint":"token","kind":"slow:soon"}`:                 "unknown_fault",
		`{"endpoint":"token","kind":"500","times":-1}`:            "invalid_value",
		`{"endpoint":"token","kind":"500","times":"2"}`:           "invalid_body",
		`{"endpoint":"token","kind":"500","answer":{}}`:           "invalid_value",
		`{"endpoint":"token","answer":{"status":99}}`:             "invalid_value",
		`{"endpoint":"authorize","kind":"nocors"}`:                "invalid_value",
		`{"endpoint":"token","kind":"500","fault":"of the body"}`: "invalid_body",
	} {
		require.Equal(t, code, b.call("POST", "/faults", body).code(t), body)
	}
	require.Equal(t, "unknown_endpoint", b.call("DELETE", "/faults/tokens", "").code(t))
	require.Empty(t, b.Faults())
}

// A preflight does not use up a fault.
func TestFaultsPreflight(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.Fail(Fault{Endpoint: "profile", Kind: "nocors", Times: 1}))
	a := b.send(http.MethodOptions, "/user/profile", "", "Origin", site, "Access-Control-Request-Method", "GET")
	require.Equal(t, http.StatusForbidden, a.Status)
	require.Len(t, b.Faults(), 1)
	b.profile("x")
	require.Empty(t, b.Faults())
}

func TestSettings(t *testing.T) {
	b := newBench(t)
	s := changes[Settings](b, "PATCH", "/settings", `{"autoApprove":"Zoë","accessLife":"1m","refreshToken":true}`)
	require.Equal(t, b.People()[0].UserID, s.AutoApprove)
	require.Equal(t, Duration(5*time.Minute), s.CodeLife, "the others stay")
	a := b.login()
	require.Contains(t, a.Body, `"expires_in":60`)
	require.NotEmpty(t, a.member(t, "refresh_token"))

	for body, code := range map[string]string{
		`{"autoApprove":"Nobody"}`:              "unknown_person",
		`{"autoApprove":"n"}`:                   "unknown_person", // two names contain it
		`{"accessLife":"90"}`:                   "invalid_value",
		`{"accessLife":"1500ms"}`:               "invalid_value",
		`{"codeLife":"0s"}`:                     "invalid_value",
		`{"coop":"nonsense"}`:                   "invalid_value",
		`{"coopOn":"signin"}`:                   "invalid_value",
		`{"grantScope":"email"}`:                "invalid_value",
		`{"expiresIn":"soon"}`:                  "invalid_value",
		`{"rotate":"yes"}`:                      "invalid_body",
		`{"refreshToken":false,"unknown":true}`: "invalid_body",
	} {
		require.Equal(t, code, b.call("PATCH", "/settings", body).code(t), body)
	}
	require.Equal(t, s, b.Settings(), "a refused change changes nothing")
}

func TestClock(t *testing.T) {
	b := newBench(t)
	changes[Settings](b, "PATCH", "/settings", `{"autoApprove":"Zoë"}`)
	token := b.login().member(t, "access_token")
	require.Equal(t, Duration(30*time.Minute), changes[clockBody](b, "POST", "/clock", `{"advance":"30m"}`).Ahead)
	require.Equal(t, http.StatusOK, b.profile(token).Status)
	changes[clockBody](b, "POST", "/clock", `{"advance":"30m"}`)
	require.Equal(t, http.StatusBadRequest, b.profile(token).Status, "it ran out")
	for _, body := range []string{`{}`, `{"advance":"-1h"}`, `{"advance":"later"}`} {
		require.Equal(t, "invalid_value", b.call("POST", "/clock", body).code(t), body)
	}
	require.Equal(t, Duration(time.Hour), changes[clockBody](b, "GET", "/clock", "").Ahead)
}

func TestReset(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.Fail(Fault{Endpoint: "profile", Kind: "503"}))
	require.NoError(t, b.Fail(Fault{Endpoint: "profile", Kind: "502", Times: 1}))
	require.NoError(t, b.Set(func(s *Settings) error { s.AutoApprove = "Zoë"; return nil }))
	b.Keep()
	before := []any{b.People(), b.Clients(), b.Faults(), b.Settings(), b.Ahead(), b.Devices(), b.Counts()}

	token := b.login().member(t, "access_token")
	require.Equal(t, 502, b.profile(token).Status)
	b.pair()
	changes[Person](b, "POST", "/people", `{"name":"Ada"}`)
	changes[Client](b, "PUT", "/clients/shop", `{"redirectUris":["http://localhost:3000/cb"]}`)
	changes[Client](b, "PUT", "/clients/"+clientID, `{"redirectUris":["http://localhost:3000/cb"]}`)
	changes[Settings](b, "PATCH", "/settings", `{"autoApprove":"Ada","rotate":true}`)
	changes[faultsBody](b, "DELETE", "/faults", "")
	changes[clockBody](b, "POST", "/clock", `{"advance":"1m"}`)

	require.Equal(t, b.About(), changes[About](b, "POST", "/reset", ""))
	require.Equal(t, before, []any{b.People(), b.Clients(), b.Faults(), b.Settings(), b.Ahead(), b.Devices(), b.Counts()})
	require.Empty(t, b.Journal(Filter{}))
	require.Equal(t, 502, b.profile(token).Status)
	require.NoError(t, b.Mend(All))
	require.Equal(t, http.StatusBadRequest, b.profile(token).Status, "no token is left")
}

func TestDevices(t *testing.T) {
	b := newBench(t)
	device, code := b.pair()
	_, second := b.pair()
	require.Equal(t, "authorization_pending", b.poll(device, code).member(t, "error"))
	got := changes[Device](b, "POST", "/devices/"+strings.ToLower(code[:3])+"-"+code[3:], `{"decision":"allow","person":"Zoë"}`)
	require.Equal(t, "allowed", got.State)
	require.Equal(t, code, got.UserCode)
	require.Equal(t, "denied", changes[Device](b, "POST", "/devices/"+second, `{"decision":"deny"}`).State)
	require.Len(t, changes[devicesBody](b, "GET", "/devices", "").Devices, 2)
	require.Equal(t, "unknown_code", b.call("POST", "/devices/"+second, `{"decision":"deny"}`).code(t), "it was decided")
	require.Equal(t, "unknown_code", b.call("POST", "/devices/AAAAAA", `{"decision":"deny"}`).code(t))
	require.Equal(t, "unknown_person", b.call("POST", "/devices/"+code, `{"decision":"allow"}`).code(t))
	require.Equal(t, "invalid_value", b.call("POST", "/devices/"+code, `{"decision":"maybe"}`).code(t))
	changes[clockBody](b, "POST", "/clock", `{"advance":"6s"}`)
	require.NotEmpty(t, b.poll(device, code).member(t, "access_token"))
}

func TestRevokeAndSignOut(t *testing.T) {
	b := newBench(t)
	changes[Settings](b, "PATCH", "/settings", `{"autoApprove":"Zoë","refreshToken":true}`)
	renew := func(refresh string) answer {
		return b.form("/auth/o2/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}, "client_id": {clientID}})
	}
	first := b.login()
	require.Equal(t, "unknown_person", b.call("POST", "/revoke", `{"person":"Nobody"}`).code(t))
	require.Equal(t, "invalid_value", b.call("POST", "/revoke", `{"what":"everything"}`).code(t))
	changes[struct{}](b, "POST", "/revoke", `{"what":"access","person":"山田"}`)
	require.Equal(t, 200, b.profile(first.member(t, "access_token")).Status, "somebody else's")
	changes[struct{}](b, "POST", "/revoke", `{"what":"access","person":"Zoë"}`)
	require.Equal(t, 400, b.profile(first.member(t, "access_token")).Status)
	require.Equal(t, 200, renew(first.member(t, "refresh_token")).Status)
	changes[struct{}](b, "POST", "/revoke", `{"what":"refresh"}`)
	require.Equal(t, 400, renew(first.member(t, "refresh_token")).Status)
	second := b.login()
	changes[struct{}](b, "POST", "/revoke", ``)
	require.Equal(t, 400, b.profile(second.member(t, "access_token")).Status)
	changes[struct{}](b, "POST", "/sign-out", ``)
}
