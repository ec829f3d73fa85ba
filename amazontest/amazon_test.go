package amazontest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/amazontest"
	"github.com/lwa-wasm/lwa/internal/trial"
)

func shopAmazon(t testing.TB) *amazontest.Amazon {
	t.Helper()
	amazon := amazontest.Start(t, amazontest.Config{Clients: []amazontest.Client{{ID: shop, RedirectURIs: []string{callback}, Device: true}}})
	amazon.Set(func(s *amazontest.Settings) { s.AutoApprove = "Zoë" })
	return amazon
}

// Wrong calls fail the test, with a message that says what is possible.
func TestMisuse(t *testing.T) {
	for name, row := range map[string]struct {
		want string
		do   func(*amazontest.Amazon)
	}{
		"endpoint": {"Use one of authorize, token", func(a *amazontest.Amazon) { a.Fail("tokens", "500") }},
		"kind":     {`There is no fault "99". Use a status from 400`, func(a *amazontest.Amazon) { a.FailOnce(amazontest.Token, "99") }},
		"kind and answer": {"Give either kind or answer", func(a *amazontest.Amazon) {
			a.Break(amazontest.Fault{Endpoint: amazontest.Token, Kind: "500", Answer: &amazontest.Answer{}})
		}},
		"mend":    {"There is no endpoint", func(a *amazontest.Amazon) { a.Mend("tokens") }},
		"person":  {"one of these names: Zoë", func(a *amazontest.Amazon) { a.Revoke("Nobody") }},
		"setting": {"accessLife", func(a *amazontest.Amazon) { a.Set(func(s *amazontest.Settings) { s.AccessLife = 0 }) }},
		"clock":   {"a reset sets the clock back", func(a *amazontest.Amazon) { a.Advance(-time.Hour) }},
		"client": {"http is for localhost only", func(a *amazontest.Amazon) {
			a.Register(amazontest.Client{ID: "x", RedirectURIs: []string{"http://shop.example/"}})
		}},
		"return address":   {"No application has the client id", func(a *amazontest.Amazon) { a.AllowRedirect("nobody", callback) }},
		"people":           {"Nobody could sign in", func(a *amazontest.Amazon) { a.SetPeople() }},
		"television":       {"No device waits", func(a *amazontest.Amazon) { a.Approve("ABC123", "Zoë") }},
		"denied":           {"No device waits", func(a *amazontest.Amazon) { a.Deny("ABC123") }},
		"nobody's refresh": {"Nobody is called", func(a *amazontest.Amazon) { a.RevokeRefresh("x") }},
		"nobody's access":  {"Nobody is called", func(a *amazontest.Amazon) { a.RevokeAccess("x") }},
	} {
		assert.Contains(t, trial.Run(func(t *trial.T) { row.do(amazontest.Start(t, amazontest.Config{})) }), row.want, name)
	}
	assert.Contains(t, trial.Run(func(t *trial.T) {
		amazontest.Start(t, amazontest.Config{Clients: []amazontest.Client{{ID: "no return address"}}})
	}), "must be printable ASCII")
}

// Await fails when the test ends.
func TestAwait(t *testing.T) {
	t.Parallel()
	amazon := shopAmazon(t)
	done := make(chan []amazontest.Request)
	go func() { done <- amazon.Await(amazontest.Token, 2) }()
	login(amazon)
	login(amazon)
	require.Len(t, <-done, 2)
	assert.Contains(t, trial.Run(func(t *trial.T) {
		amazon := shopAmazon(t)
		t.Stop()
		amazon.Await(amazontest.Token, 1)
	}), "0 requests to token were answered, not 1")
}

// Settings returns the values that Set has set.
func TestSettings(t *testing.T) {
	t.Parallel()
	amazon := shopAmazon(t)
	want := amazontest.Settings{
		AutoApprove: amazon.People()[1].UserID, GrantScope: "postal_code", RefreshToken: true, Rotate: true, AccessLife: time.Minute,
		CodeLife: time.Second, PairLife: 2 * time.Minute, PollInterval: 3 * time.Second, ExpiresIn: "7", COOP: "same-origin", COOPOn: "error",
		NoIss: true, Lenient: true,
	}
	amazon.Set(func(s *amazontest.Settings) { *s = want })
	assert.Equal(t, want, amazon.Settings())
	amazon.Reset()
	assert.Equal(t, time.Hour, amazon.Settings().AccessLife)
}

func TestPeopleAndClients(t *testing.T) {
	t.Parallel()
	amazon := shopAmazon(t)
	ada := amazontest.Person{UserID: "amzn1.account.ADA", Name: "Ada", Email: "ada@example.com"}
	amazon.SetPeople(ada)
	assert.Equal(t, []amazontest.Person{ada}, amazon.People())
	amazon.AllowRedirect(shop, "http://localhost:5173/back")
	amazon.Register(amazontest.Client{ID: "other", RedirectURIs: []string{callback}, Origins: []string{"http://localhost:4000"}})
	clients := amazon.Clients()
	require.Len(t, clients, 2)
	assert.Equal(t, []string{callback, "http://localhost:5173/back"}, clients[0].RedirectURIs)
	assert.Equal(t, []string{"http://localhost:4000", "http://localhost:3000"}, clients[1].Origins)
}

func TestTelevision(t *testing.T) {
	t.Parallel()
	amazon := shopAmazon(t)
	amazon.Set(func(s *amazontest.Settings) { s.AutoApprove = "" })
	ask := func() {
		res, err := http.PostForm(amazon.URL+"/auth/o2/create/codepair", url.Values{"response_type": {"device_code"}, "client_id": {shop}, "scope": {"profile"}})
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
	}
	ask()
	ask()
	amazon.Approve(amazon.Devices()[0].UserCode, "Zoë")
	amazon.Deny(amazon.Devices()[1].UserCode)
	assert.Equal(t, "allowed denied", amazon.Devices()[0].State+" "+amazon.Devices()[1].State)
	amazon.Advance(10 * time.Minute)
	assert.Empty(t, amazon.Devices())
}

// Tests in other languages control the same server.
func TestControlURL(t *testing.T) {
	t.Parallel()
	amazon := shopAmazon(t)
	res, err := http.Get(amazon.ControlURL())
	require.NoError(t, err)
	defer res.Body.Close()
	var about struct {
		Version          int
		Amazon, ClientID string
	}
	require.NoError(t, json.NewDecoder(res.Body).Decode(&about))
	assert.Equal(t, 1, about.Version)
	assert.Equal(t, amazon.URL, about.Amazon)
	assert.Equal(t, shop, about.ClientID)
}

// A server ends with its test, even if requests hang.
func TestEnds(t *testing.T) {
	t.Parallel()
	var amazon *amazontest.Amazon
	answered := make(chan int)
	require.Empty(t, trial.Run(func(t *trial.T) {
		amazon = shopAmazon(t)
		amazon.Fail(amazontest.Authorize, "hang")
		go func() { answered <- login(amazon) }()
		for len(amazon.Requests(amazontest.Authorize)) == 0 {
			runtime.Gosched()
		}
	}))
	assert.Zero(t, <-answered)
	assert.Zero(t, login(amazon))
}

func TestMoreFaults(t *testing.T) {
	t.Parallel()
	amazon := shopAmazon(t)
	amazon.Break(amazontest.Fault{Endpoint: amazontest.Token, Answer: &amazontest.Answer{Status: 418}, Times: 2})
	amazon.Slow(time.Millisecond)
	assert.Equal(t, []int{418, 418, 200}, []int{login(amazon), login(amazon), login(amazon)})
	amazon.Mend(amazontest.All)
	amazon.Fail(amazontest.Authorize, "503")
	amazon.Fail(amazontest.Token, "invalid_grant")
	amazon.Mend(amazontest.Authorize)
	assert.Equal(t, 400, login(amazon))
	amazon.Mend()
	amazon.SignOut()
	assert.Equal(t, 200, login(amazon))
	assert.NotEmpty(t, amazon.Secrets())
}
