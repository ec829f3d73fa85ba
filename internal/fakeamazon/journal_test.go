package fakeamazon

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCountsAndRequests(t *testing.T) {
	b := newBench(t)
	access := b.access()
	b.profile(access)
	b.get("/auth/o2/tokeninfo")
	b.token("unknown")
	b.authorize("client_id", "nobody")
	require.Equal(t, Counts{AuthorizeRequests: 2, CodesIssued: 1, CodesRedeemed: 1, TokenRequests: 2, ProfileRequests: 1, TokenInfoRequests: 1}, b.Counts())

	list := b.Requests()
	first, last := list[0], list[len(list)-1]
	require.Equal(t, "GET", first.Method)
	require.Equal(t, "/ap/oa?"+authorizeValues().Encode(), first.URL)
	require.Equal(t, "/ap/oa?"+authorizeValues("client_id", "nobody").Encode(), last.URL)
	token := list[len(list)-2]
	require.Equal(t, tokenValues("unknown").Encode(), token.Body)
	require.Equal(t, formType, token.Header.Get("Content-Type"))
	select {
	case <-token.Done:
	default:
		require.Fail(t, "an answered request is done")
	}
}

func TestSecrets(t *testing.T) {
	b := newBench(t)
	b.SetFaults(Faults{Refresh: true})
	code := b.code()
	got := b.token(code).json(t)
	for name, secret := range map[string]string{
		"code": code, "state": testState, "verifier": testVerifier,
		"access token": got["access_token"].(string), "refresh token": got["refresh_token"].(string),
	} {
		require.Contains(t, b.Secrets(), secret, name)
	}
	require.NotContains(t, b.Secrets(), "")
	require.Len(t, b.Secrets(), 5, "each once")
	b.code()
	require.Len(t, b.Secrets(), 6)
}

func TestLogHasNoSecrets(t *testing.T) {
	b := newBench(t)
	access := b.access()
	b.profile(access)
	b.getWith("/auth/o2/tokeninfo", "Authorization", "Bearer "+access)
	b.token(b.code(), "code_verifier", "wrong")
	b.authorize("redirect_uri", "https://shop.example/?secret=1")
	text := strings.Join(*b.logs, "\n")
	for _, want := range []string{"GET /ap/oa 200", "POST /ap/signin 303", "POST /ap/consent 303 code issued", "POST /auth/o2/token 200 code redeemed", "GET /user/profile 200", "400 invalid_grant", "400 page: This redirect_uri is not registered for Test shop"} {
		require.Contains(t, text, want)
	}
	for _, secret := range append(b.Secrets(), "secret=1", "arb=") {
		require.NotContains(t, text, secret)
	}
}

func TestListeners(t *testing.T) {
	b := newBench(t)
	var got []string
	stop := b.OnRequest(func(r Request) {
		got = append(got, r.URL)
		b.SetFaults(Faults{Profile: Fault{Status: http.StatusTeapot}}) // takes effect at once
	})
	watched := b.Watch()
	require.Equal(t, http.StatusTeapot, b.get("/user/profile").Status)
	require.Equal(t, "/user/profile", (<-watched).URL)
	stop()
	b.get("/")
	require.Equal(t, []string{"/user/profile"}, got)
	require.Equal(t, "/", (<-watched).URL)
}

func TestJournalCT07_IsBounded(t *testing.T) {
	j := newJournal()
	r, err := http.NewRequest("GET", "/first", nil)
	require.NoError(t, err)
	j.record(r, "", "page", time.Time{})(http.StatusOK, "")
	r.URL.Path = "/later"
	for range maxJournal {
		j.record(r, "", "page", time.Time{})(http.StatusOK, "")
		j.secret(newSecret())
	}
	j.secret("newest")
	require.Len(t, j.requests, maxJournal)
	require.Equal(t, "/later", j.requests[0].URL)
	require.Len(t, j.secrets, maxJournal)
	require.Equal(t, "newest", j.secrets[maxJournal-1])
	require.Len(t, j.known, maxJournal)
}

func TestWatchNeverBlocks(t *testing.T) {
	b := newBench(t)
	b.Watch()
	r, err := http.NewRequest("GET", "/", nil)
	require.NoError(t, err)
	for range 1001 {
		b.serve(r)
	}
	require.Len(t, b.Requests(), 1001)
}
