package fakeamazon

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// refreshToken logs in through the pages, and returns a new refresh token. It restores the
// faults.
func (b *bench) refreshToken(changes ...string) string {
	b.t.Helper()
	faults := *b.faults.Load()
	with := faults
	with.Refresh = true
	b.SetFaults(with)
	res := b.token(b.code(changes...))
	require.Equal(b.t, http.StatusOK, res.Status, res.Body)
	b.SetFaults(faults)
	return res.json(b.t)["refresh_token"].(string)
}

func refreshValues(refresh string, changes ...string) url.Values {
	return change(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}, "client_id": {testClient}}, changes)
}

func (b *bench) refreshValues() url.Values { return refreshValues(b.refreshToken()) }

func (b *bench) refresh(refresh string, changes ...string) reply {
	b.t.Helper()
	return b.post("/auth/o2/token", refreshValues(refresh, changes...))
}

// member returns a string member of a JSON answer.
func (r reply) member(t testing.TB, name string) string {
	t.Helper()
	require.Equal(t, http.StatusOK, r.Status, r.Body)
	value, _ := r.json(t)[name].(string)
	return value
}

func TestRefresh(t *testing.T) {
	b := newBench(t)
	old := b.refreshToken("scope", "profile postal_code")
	require.True(t, strings.HasPrefix(old, "Atzr|"))
	require.LessOrEqual(t, len(old), 2048)
	b.clock.Advance(24 * 365 * time.Hour)
	for range 3 {
		res := b.refresh(old)
		got := res.json(t)
		require.Len(t, got, 4)
		require.Equal(t, "bearer", got["token_type"])
		require.Equal(t, 3600.0, got["expires_in"])
		require.Equal(t, old, got["refresh_token"], "Amazon sends it again")
		profile := b.profile(got["access_token"].(string)).json(t)
		require.Equal(t, b.people[0].UserID, profile["user_id"])
		require.Equal(t, "98109-5210", profile["postal_code"])
		require.Contains(t, b.Secrets(), got["access_token"])
	}
	counts := b.Counts()
	require.Equal(t, []int{4, 3, 3}, []int{counts.TokenRequests, counts.RefreshRequests, counts.Refreshes})
}

func TestRefreshRefusals(t *testing.T) {
	cases := []struct {
		name    string
		changes []string
		code    string
	}{
		{"unknown token", []string{"refresh_token", "Atzr|unknown"}, "invalid_grant"},
		{"no token", []string{"refresh_token", "-"}, "invalid_request"},
		{"empty token", []string{"refresh_token", ""}, "invalid_request"},
		{"AS-20 other client", []string{"client_id", otherClient}, "invalid_grant"},
		{"AS-20 unknown client", []string{"client_id", "nobody"}, "invalid_client"},
		{"AS-20 no client", []string{"client_id", "-"}, "invalid_request"},
		{"secret", []string{"client_secret", "s3cret"}, "invalid_client"},
		{"empty secret", []string{"client_secret", ""}, "invalid_client"},
		{"AS-20 wider scope", []string{"scope", "profile postal_code"}, "invalid_scope"},
		{"AS-20 another scope", []string{"scope", "profile:user_id"}, "invalid_scope"},
		{"AS-20 unreadable scope", []string{"scope", "profile  profile"}, "invalid_scope"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			old := b.refreshToken()
			b.refresh(old, c.changes...).requireError(t, http.StatusBadRequest, c.code)
			require.Zero(t, b.Counts().Refreshes)
			require.Equal(t, 1, b.Counts().RefreshRequests)
			require.Equal(t, http.StatusOK, b.refresh(old).Status, "the token is unharmed")
		})
	}
	t.Run("Basic authentication", func(t *testing.T) {
		b := newBench(t)
		req, err := http.NewRequest("POST", b.url+"/auth/o2/token", strings.NewReader(b.refreshValues().Encode()))
		require.NoError(t, err)
		req.Header.Set("Content-Type", formType)
		req.SetBasicAuth(testClient, "secret")
		b.do(req).requireError(t, http.StatusUnauthorized, "invalid_client")
	})
	t.Run("AS-10 a code in the request is burned", func(t *testing.T) {
		b := newBench(t)
		old, code := b.refreshToken(), b.code()
		require.Equal(t, http.StatusOK, b.refresh(old, "code", code).Status)
		b.token(code).requireError(t, http.StatusBadRequest, "invalid_grant")
	})
}

func TestRefreshNarrowerScope(t *testing.T) {
	b := newBench(t)
	old := b.refreshToken("scope", "profile postal_code")
	narrow := b.profile(b.refresh(old, "scope", "postal_code").member(t, "access_token")).json(t)
	require.Contains(t, narrow, "postal_code")
	require.NotContains(t, narrow, "email")
	require.Contains(t, b.profile(b.refresh(old).member(t, "access_token")).json(t), "email", "the grant itself did not narrow")
}

func TestRefreshRotation(t *testing.T) {
	rotating := func(t *testing.T) (b *bench, old string, next reply) {
		b = newBench(t)
		b.SetFaults(Faults{Rotate: true})
		old = b.refreshToken()
		return b, old, b.refresh(old)
	}
	t.Run("each refresh replaces the token", func(t *testing.T) {
		b, old, next := rotating(t)
		seen := map[string]bool{old: true}
		for range 5 {
			token := next.member(t, "refresh_token")
			require.False(t, seen[token])
			require.Contains(t, b.Secrets(), token)
			seen[token] = true
			next = b.refresh(token)
		}
		require.Equal(t, 6, b.Counts().Refreshes)
	})
	t.Run("AS-19 reuse ends the family", func(t *testing.T) {
		b, old, next := rotating(t)
		other := b.refreshToken()
		b.refresh(old).requireError(t, http.StatusBadRequest, "invalid_grant")
		b.refresh(next.member(t, "refresh_token")).requireError(t, http.StatusBadRequest, "invalid_grant")
		b.profile(next.member(t, "access_token")).requireError(t, http.StatusBadRequest, "invalid_token")
		require.Equal(t, http.StatusOK, b.refresh(other).Status, "another login is another family")
	})
	t.Run("AS-19 reuse by another client ends nothing", func(t *testing.T) {
		b, old, next := rotating(t)
		b.refresh(old, "client_id", otherClient).requireError(t, http.StatusBadRequest, "invalid_grant")
		require.Equal(t, http.StatusOK, b.refresh(next.member(t, "refresh_token")).Status)
	})
	t.Run("AS-19 reuse counts also when rotation was switched off", func(t *testing.T) {
		b, old, next := rotating(t)
		b.SetFaults(Faults{})
		b.refresh(old).requireError(t, http.StatusBadRequest, "invalid_grant")
		b.refresh(next.member(t, "refresh_token")).requireError(t, http.StatusBadRequest, "invalid_grant")
	})
	t.Run("AS-19 fifty at once: one is answered, and then nothing lives", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{Rotate: true})
		form := b.refreshValues().Encode()
		replies := make(chan reply, 50)
		var wait sync.WaitGroup
		for range cap(replies) {
			wait.Go(func() {
				r, _ := http.NewRequest("POST", "/auth/o2/token", strings.NewReader(form))
				r.Header.Set("Content-Type", formType)
				replies <- b.serve(r)
			})
		}
		wait.Wait()
		close(replies)
		for res := range replies {
			if res.Status == http.StatusOK {
				b.refresh(res.member(t, "refresh_token")).requireError(t, http.StatusBadRequest, "invalid_grant")
			}
		}
		require.Equal(t, 1, b.Counts().Refreshes)
	})
	t.Run("AS-13 reuse of the code ends the refresh token", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{Refresh: true})
		code := b.code()
		got := b.token(code)
		renewed := b.refresh(got.member(t, "refresh_token"))
		b.token(code).requireError(t, http.StatusBadRequest, "invalid_grant")
		b.refresh(got.member(t, "refresh_token")).requireError(t, http.StatusBadRequest, "invalid_grant")
		b.profile(renewed.member(t, "access_token")).requireError(t, http.StatusBadRequest, "invalid_token")
	})
	t.Run("the answer that carried the new token is lost", func(t *testing.T) {
		b := newBench(t)
		old := b.refreshToken()
		b.SetFaults(Faults{Rotate: true, RefreshGrant: Fault{LoseAnswer: true}})
		_, err := b.http.PostForm(b.url+"/auth/o2/token", refreshValues(old))
		require.Error(t, err)
		require.Equal(t, 1, b.Counts().Refreshes)
		b.SetFaults(Faults{Rotate: true})
		b.refresh(old).requireError(t, http.StatusBadRequest, "invalid_grant")
	})
}

func TestRefreshLife(t *testing.T) {
	b := newBench(t)
	b.SetFaults(Faults{Rotate: true, RefreshLife: time.Hour})
	first := b.refreshToken()
	b.clock.Advance(time.Hour - time.Second)
	last := b.refresh(first).member(t, "refresh_token")
	b.clock.Advance(time.Second)
	b.refresh(last).requireError(t, http.StatusBadRequest, "invalid_grant") // AS-20: rotation does not extend the lifetime
	b.authorize()
	require.Empty(t, b.store.families, "what is over is forgotten")
}

func TestAccessLife(t *testing.T) {
	b := newBench(t)
	b.SetFaults(Faults{AccessLife: 90 * time.Second})
	old := b.refreshToken()
	for name, res := range map[string]reply{"code": b.token(b.code()), "refresh": b.refresh(old)} {
		require.Equal(t, 90.0, res.json(t)["expires_in"], name)
	}
	access := b.refresh(old).member(t, "access_token")
	b.SetFaults(Faults{})
	info := func() reply { return b.get("/auth/o2/tokeninfo?access_token=" + url.QueryEscape(access)) }
	b.clock.Advance(89 * time.Second)
	require.Equal(t, 1.0, info().json(t)["exp"])
	b.clock.Advance(time.Second)
	info().requireError(t, http.StatusBadRequest, "invalid_token")
	require.Equal(t, 3600.0, b.refresh(old).json(t)["expires_in"])
}

func TestRevoke(t *testing.T) {
	zoe, hanako := DefaultPeople()[0].UserID, DefaultPeople()[1].UserID
	cases := []struct {
		name            string
		revoke          func(*Server)
		access, refresh int // statuses afterwards
	}{
		{"both", func(s *Server) { s.Revoke(zoe) }, 400, 400},
		{"everyone's", func(s *Server) { s.Revoke("") }, 400, 400},
		{"access only", func(s *Server) { s.RevokeAccess(zoe) }, 400, 200},
		{"everyone's access", func(s *Server) { s.RevokeAccess("") }, 400, 200},
		{"refresh only", func(s *Server) { s.RevokeRefresh(zoe) }, 200, 400},
		{"everyone's refresh", func(s *Server) { s.RevokeRefresh("") }, 200, 400},
		{"another person's", func(s *Server) { s.Revoke(hanako) }, 200, 200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.SetFaults(Faults{Refresh: true})
			got := b.token(b.code())
			c.revoke(b.Server)
			require.Equal(t, c.access, b.profile(got.member(t, "access_token")).Status)
			res := b.refresh(got.member(t, "refresh_token"))
			require.Equal(t, c.refresh, res.Status)
			if c.refresh == 400 {
				res.requireError(t, 400, "invalid_grant")
			}
		})
	}
}

func TestRefreshAnswerFaults(t *testing.T) {
	for name, c := range map[string]struct {
		faults Faults
		check  func(t *testing.T, got map[string]any)
	}{
		"none in the answer": {Faults{OmitRefresh: true}, func(t *testing.T, got map[string]any) { require.NotContains(t, got, "refresh_token") }},
		"wider scope":        {Faults{TokenScope: "profile postal_code"}, func(t *testing.T, got map[string]any) { require.Equal(t, "profile postal_code", got["scope"]) }},
		"no scope":           {Faults{}, func(t *testing.T, got map[string]any) { require.NotContains(t, got, "scope") }},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			old := b.refreshToken()
			b.SetFaults(c.faults)
			c.check(t, b.refresh(old).json(t))
			b.SetFaults(Faults{})
			require.Equal(t, http.StatusOK, b.refresh(old).Status)
		})
	}
}

// A fault for one grant does not affect requests with other grants.
func TestTokenFaultsByGrant(t *testing.T) {
	b := newBench(t)
	old, code, pair := b.refreshToken(), b.code(), b.allowedPair()
	failing := Fault{Error: "temporarily_unavailable", Status: 503}
	requests := map[string]func() reply{
		"code":    func() reply { return b.token(code) },
		"refresh": func() reply { return b.refresh(old) },
		"poll":    func() reply { return b.post("/auth/o2/token", pair.pollValues()) },
	}
	b.SetFaults(Faults{Token: failing, RefreshGrant: failing, Poll: failing})
	for name, request := range requests {
		require.Equal(t, 503, request().Status, name)
	}
	for name, faults := range map[string]Faults{
		"code":    {RefreshGrant: failing, Poll: failing},
		"refresh": {Token: failing, Poll: failing},
		"poll":    {Token: failing, RefreshGrant: failing},
	} {
		b.SetFaults(faults)
		require.Equal(t, 200, requests[name]().Status, name)
	}
	b.SetFaults(Faults{Token: failing})
	require.Equal(t, 503, b.post("/auth/o2/token", url.Values{"grant_type": {"password"}}).Status)
	require.Equal(t, 503, b.postRaw("/auth/o2/token", "text/plain", "%zz").Status)
}
