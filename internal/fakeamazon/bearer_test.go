package fakeamazon

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func (b *bench) profile(access string) reply {
	b.t.Helper()
	return b.get("/user/profile?access_token=" + url.QueryEscape(access))
}

// getWith sends a GET request with headers. A name may occur twice.
func (b *bench) getWith(target string, headers ...string) reply {
	b.t.Helper()
	req, err := http.NewRequest("GET", b.url+target, nil)
	require.NoError(b.t, err)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	return b.do(req)
}

func TestTokenInfo(t *testing.T) {
	b := newBench(t)
	access := b.access()
	b.clock.Advance(3*time.Second + 500*time.Millisecond)
	got := b.get("/auth/o2/tokeninfo?access_token=" + url.QueryEscape(access)).json(t)
	require.Equal(t, map[string]any{
		"iss": testIssuer, "user_id": b.people[0].UserID, "aud": testClient, "app_id": got["app_id"],
		"exp": 3597.0, "iat": float64(b.clock.Now().Unix() - 3),
	}, got)
	require.Regexp(t, `^amzn1\.application\.[0-9a-f]{32}$`, got["app_id"])
}

func TestProfile(t *testing.T) {
	zoe := DefaultPeople()[0]
	id, profile := []string{"user_id"}, []string{"user_id", "name", "email"}
	values := map[string]any{"user_id": zoe.UserID, "name": zoe.Name, "email": zoe.Email, "postal_code": zoe.PostalCode}
	for scope, members := range map[string][]string{
		"profile": profile, "profile:user_id": id, "postal_code": {"user_id", "postal_code"}, "profile postal_code": append(profile, "postal_code"),
	} {
		t.Run("scope "+scope, func(t *testing.T) {
			b := newBench(t)
			want := map[string]any{}
			for _, m := range members {
				want[m] = values[m]
			}
			require.Equal(t, want, b.profile(b.access("scope", scope)).json(t))
		})
	}
	t.Run("no postal code on file", func(t *testing.T) {
		b := newBench(t)
		b.SetFaults(Faults{AutoApprove: b.people[2].UserID})
		code := b.authorize("scope", "postal_code").location(t).Get("code")
		require.NotContains(t, b.profile(b.token(code).json(t)["access_token"].(string)).Body, "postal_code")
	})
}

func TestBearerWays(t *testing.T) {
	b := newBench(t)
	access := b.access()
	for _, path := range []string{"/user/profile", "/auth/o2/tokeninfo"} {
		for name, res := range map[string]reply{
			"query":            b.get(path + "?access_token=" + url.QueryEscape(access)),
			"Bearer":           b.getWith(path, "Authorization", "Bearer "+access),
			"bearer":           b.getWith(path, "Authorization", "bearer "+access),
			"x-amz":            b.getWith(path, "x-amz-access-token", access),
			"other parameters": b.get(path + "?x=1&x=2&access_token=" + url.QueryEscape(access)),
		} {
			t.Run(path+" "+name, func(t *testing.T) { require.Equal(t, http.StatusOK, res.Status, res.Body) })
		}
		for name, res := range map[string]reply{
			"none":             b.get(path),
			"empty":            b.get(path + "?access_token="),
			"twice in query":   b.get(path + "?access_token=a&access_token=" + url.QueryEscape(access)),
			"query and header": b.getWith(path+"?access_token="+url.QueryEscape(access), "Authorization", "Bearer "+access),
			"both headers":     b.getWith(path, "Authorization", "Bearer "+access, "x-amz-access-token", access),
			"two headers":      b.getWith(path, "x-amz-access-token", access, "x-amz-access-token", "b"),
			"Basic":            b.getWith(path, "Authorization", "Basic "+access),
			"no scheme":        b.getWith(path, "Authorization", access),
			"broken escape":    b.get(path + "?access_token=%zz"),
			"oversized":        b.get(path + "?access_token=" + strings.Repeat("a", maxQuery)),
		} {
			t.Run("AS-30 "+path+" "+name, func(t *testing.T) { res.requireError(t, http.StatusBadRequest, "invalid_request") })
		}
		t.Run("AS-30 "+path+" by POST", func(t *testing.T) {
			b.post(path, url.Values{"access_token": {access}}).requireError(t, http.StatusMethodNotAllowed, "invalid_request")
		})
	}
}

func TestBearerRefusals(t *testing.T) {
	b := newBench(t)
	expired := b.access()
	b.clock.Advance(time.Hour)
	live := b.access()
	bad := map[string]string{
		"expired": expired, "malformed": "x", "foreign": newToken("Atza|"), "cut": live[:len(live)-1], "extended": live + "A",
		"other case": strings.ToLower(live), "a code": b.code(), "line break": live + "\r\nX: y", "not UTF-8 safe": "Atza|é",
	}
	for name, access := range bad {
		for _, path := range []string{"/user/profile", "/auth/o2/tokeninfo"} {
			t.Run("AS-30 "+path+" "+name, func(t *testing.T) {
				b.SetFaults(Faults{})
				target := path + "?access_token=" + url.QueryEscape(access)
				res := b.get(target)
				res.requireError(t, http.StatusBadRequest, "invalid_token")
				require.NotContains(t, res.Body, "user_id")
				b.SetFaults(Faults{StrictBearer: true})
				strict := b.get(target)
				strict.requireError(t, http.StatusUnauthorized, "invalid_token")
				require.Equal(t, `Bearer error="invalid_token"`, strict.Header.Get("WWW-Authenticate"))
			})
		}
	}
	b.SetFaults(Faults{})
	require.Equal(t, http.StatusOK, b.profile(live).Status)
	b.clock.Advance(time.Hour - time.Second)
	require.Equal(t, http.StatusOK, b.profile(live).Status, "to its last second")
}
