package control

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The journal contains no secrets unless they are requested: neither secrets that the server
// knows, nor text in unknown parameters, in their names or values.
func TestJournalCT06_Secrets(t *testing.T) {
	b := newBench(t)
	changes[Settings](b, "PATCH", "/settings", `{"autoApprove":"Zoë","refreshToken":true}`)
	token := b.login()
	b.profile(token.member(t, "access_token"))
	device, code := b.pair()
	b.poll(device, code)
	const planted = "planted-secret-of-nobody"
	b.send(http.MethodGet, "/ap/oa?"+planted+"=1&other="+planted, "")
	b.send(http.MethodPost, "/auth/o2/token", "code="+planted+"&"+planted, "Content-Type", "application/x-www-form-urlencoded")
	b.send(http.MethodPost, "/auth/o2/token", planted, "Content-Type", "text/plain", "Authorization", "Bearer "+planted)
	secrets := append(b.Server.Secrets(), planted, code)
	require.Greater(t, len(secrets), 8)

	a := b.call("GET", "/journal", "")
	for _, secret := range secrets {
		require.NotContains(t, a.Body, secret)
		require.NotContains(t, a.Body, strings.ReplaceAll(secret, "|", "%7C"))
	}
	require.Contains(t, a.Body, clientID)
	require.Contains(t, a.Body, "authorization_code")
	require.Contains(t, a.Body, "code_verifier", "that there was one")

	open := b.call("GET", "/journal?secrets=1", "")
	for _, shown := range []string{planted, token.member(t, "access_token"), verifier, device, code, "Bearer " + planted} {
		require.Contains(t, open.Body, shown)
	}
	require.Equal(t, "same-origin", open.Header.Get("Cross-Origin-Resource-Policy"))
	require.NotContains(t, open.Body, Prefix, "it does not tell of itself")
}

func TestJournalFilter(t *testing.T) {
	b := newBench(t)
	changes[Settings](b, "PATCH", "/settings", `{"autoApprove":"Zoë"}`)
	b.login()
	b.profile("nobody's")
	all := changes[journalBody](b, "GET", "/journal", "")
	require.Len(t, all.Requests, 3)
	require.Equal(t, Counts{AuthorizeRequests: 1, CodesIssued: 1, CodesRedeemed: 1, TokenRequests: 1, ProfileRequests: 1}, all.Counts)
	second := all.Requests[1]
	require.Equal(t, "token POST /auth/o2/token 200 code redeemed "+site,
		strings.Join([]string{second.Endpoint, second.Method, second.Path, "200", second.Note, second.Origin}, " "))
	require.Equal(t, 200, second.Status)
	require.True(t, second.Done)
	require.WithinDuration(t, time.Now(), second.Time, time.Minute)

	require.Len(t, changes[journalBody](b, "GET", "/journal?after=1", "").Requests, 2)
	require.Len(t, changes[journalBody](b, "GET", "/journal?endpoint=token", "").Requests, 1)
	require.Len(t, changes[journalBody](b, "GET", "/journal?endpoint=all&after=2", "").Requests, 1)
	require.Empty(t, changes[journalBody](b, "GET", "/journal?endpoint=page", "").Requests)
	for _, query := range []string{"after=x", "endpoint=tokens", "wait=1h", "wait=-1s", "wait=5", "since=3"} {
		require.Equal(t, 400, b.call("GET", "/journal?"+query, "").Status, query)
	}

	require.Empty(t, changes[journalBody](b, "DELETE", "/journal", "").Requests)
	b.profile("nobody's")
	again := changes[journalBody](b, "GET", "/journal", "")
	require.Equal(t, 4, again.Requests[0].Seq)
	require.Equal(t, Counts{ProfileRequests: 1}, again.Counts)
}

// A wait ends when a matching request is answered, and not before.
func TestJournalCT07_Wait(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.Fail(Fault{Endpoint: "token", Kind: "hang"}))
	got := make(chan journalBody)
	go func() { got <- changes[journalBody](b, "GET", "/journal?endpoint=profile&after=1&wait=30s", "") }()
	b.profile("the first, which is not asked for")
	b.send(http.MethodGet, "/nothing", "")
	select {
	case early := <-got:
		t.Fatalf("it ended with %v", early)
	default:
	}
	b.profile("the second")
	found := <-got
	require.Len(t, found.Requests, 1)
	require.Equal(t, 3, found.Requests[0].Seq)
	require.Empty(t, changes[journalBody](b, "GET", "/journal?endpoint=poll&wait=10ms", "").Requests)
}
