package fakeamazon

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTokenSuccess(t *testing.T) {
	b := newBench(t)
	res := b.token(b.code())
	require.Equal(t, http.StatusOK, res.Status)
	got := res.json(t)
	require.Len(t, got, 3)
	require.Equal(t, "bearer", got["token_type"])
	require.Equal(t, 3600.0, got["expires_in"])
	access := got["access_token"].(string)
	require.True(t, strings.HasPrefix(access, "Atza|"))
	require.GreaterOrEqual(t, len(access), 350)
	require.LessOrEqual(t, len(access), 2048)
	require.Equal(t, "no-cache", res.Header.Get("Pragma"))
	require.Equal(t, 1, b.Counts().CodesRedeemed)
	require.Equal(t, 1, b.Counts().TokenRequests)

	upper := b.post("/auth/O2/token", tokenValues(b.code()))
	require.Equal(t, http.StatusOK, upper.Status, "Amazon's clients use this spelling too")
}

// challengeOf returns the S256 challenge of any text, even if the text is not a valid verifier.
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func TestTokenRefusals(t *testing.T) {
	cases := []struct {
		name    string
		changes []string
		code    string
	}{
		{"AS-09 no verifier", []string{"code_verifier", "-"}, "invalid_grant"},
		{"AS-09 empty verifier", []string{"code_verifier", ""}, "invalid_grant"},
		{"AS-10 wrong verifier", []string{"code_verifier", strings.Repeat("a", 43)}, "invalid_grant"},
		{"AS-10 challenge as verifier", []string{"code_verifier", testChallenge}, "invalid_grant"},
		{"AS-10 other case", []string{"code_verifier", strings.ToUpper(testVerifier)}, "invalid_grant"},
		{"AS-10 padded", []string{"code_verifier", testVerifier + " "}, "invalid_grant"},
		{"AS-15 other client", []string{"client_id", otherClient}, "invalid_grant"},
		{"AS-15 unknown client", []string{"client_id", "nobody"}, "invalid_client"},
		{"AS-15 no client", []string{"client_id", "-"}, "invalid_request"},
		{"AS-15 secret", []string{"client_secret", "s3cret"}, "invalid_client"},
		{"AS-15 empty secret", []string{"client_secret", ""}, "invalid_client"},
		{"AS-16 no redirect_uri", []string{"redirect_uri", "-"}, "invalid_grant"},
		{"AS-16 empty redirect_uri", []string{"redirect_uri", ""}, "invalid_grant"},
		{"AS-16 another registered one", []string{"redirect_uri", testOrigin + "/second?close"}, "invalid_grant"},
		{"AS-16 nearly the same", []string{"redirect_uri", testCallback + "/"}, "invalid_grant"},
		{"AS-18 password", []string{"grant_type", "password"}, "unsupported_grant_type"},
		{"AS-18 client_credentials", []string{"grant_type", "client_credentials"}, "unsupported_grant_type"},
		{"AS-18 implicit", []string{"grant_type", "implicit"}, "unsupported_grant_type"},
		{"AS-18 unknown", []string{"grant_type", "Authorization_Code"}, "unsupported_grant_type"},
		{"AS-18 none", []string{"grant_type", "-"}, "invalid_request"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			code := b.code()
			b.token(code, c.changes...).requireError(t, http.StatusBadRequest, c.code)
			b.token(code).requireError(t, http.StatusBadRequest, "invalid_grant") // the failed request has used up the code
			require.Zero(t, b.Counts().CodesRedeemed)
		})
	}
	for _, code := range []string{"", "NOSUCHCODE", "%00", strings.Repeat("A", 10_000)} {
		t.Run("unknown code "+cut(code, 12), func(t *testing.T) {
			want := "invalid_grant"
			if code == "" {
				want = "invalid_request"
			}
			newBench(t).token(code).requireError(t, http.StatusBadRequest, want)
		})
	}
}

func TestTokenVerifierAlphabet(t *testing.T) {
	bad := map[string]string{
		"42 characters": strings.Repeat("a", 42), "129 characters": strings.Repeat("a", 129), "plus": strings.Repeat("a", 42) + "+",
		"padding": strings.Repeat("a", 42) + "=", "not ASCII": strings.Repeat("a", 42) + "é", "space": strings.Repeat("a", 42) + " ",
	}
	for name, verifier := range bad {
		t.Run("AS-11 "+name, func(t *testing.T) {
			b := newBench(t)
			code := b.code("code_challenge", challengeOf(verifier))
			b.token(code, "code_verifier", verifier).requireError(t, http.StatusBadRequest, "invalid_grant")
		})
	}
	good := map[string]string{
		"43 characters": strings.Repeat("a", 43), "128 characters": strings.Repeat("a", 128), "43 tildes": strings.Repeat("~", 43), "64 dots": strings.Repeat(".", 64),
	}
	for name, verifier := range good {
		t.Run("AS-11 accepted "+name, func(t *testing.T) {
			b := newBench(t)
			code := b.code("code_challenge", challengeOf(verifier))
			require.Equal(t, http.StatusOK, b.token(code, "code_verifier", verifier).Status)
		})
	}
	require.Equal(t, "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA", challengeOf(good["43 characters"]))
}

func TestTokenLenient(t *testing.T) {
	noChallenge := []string{"code_challenge", "-", "code_challenge_method", "-"}
	plain := []string{"code_challenge", testVerifier, "code_challenge_method", "-"}
	lenient := func(t *testing.T) *bench {
		b := newBench(t)
		b.SetFaults(Faults{Lenient: true})
		return b
	}
	// The component always sends a verifier. So the server notices here if an attacker has
	// removed the challenge from the authorization request.
	t.Run("PK-10 AS-12 verifier for a code without challenge", func(t *testing.T) {
		b := lenient(t)
		b.token(b.code(noChallenge...)).requireError(t, http.StatusBadRequest, "invalid_grant")
	})
	t.Run("AS-12 neither challenge nor verifier", func(t *testing.T) {
		b := lenient(t)
		require.Equal(t, http.StatusOK, b.token(b.code(noChallenge...), "code_verifier", "-").Status)
	})
	t.Run("AS-07 absent method is plain", func(t *testing.T) {
		b := lenient(t)
		require.Equal(t, http.StatusOK, b.token(b.code(plain...)).Status)
		b.token(b.code(plain...), "code_verifier", strings.Repeat("a", 43)).requireError(t, http.StatusBadRequest, "invalid_grant")
		require.Equal(t, "invalid_request", b.authorize("code_challenge", "short", "code_challenge_method", "plain").location(t).Get("error"))
	})
	t.Run("AS-07 S256 is still S256", func(t *testing.T) {
		b := lenient(t)
		require.Equal(t, http.StatusOK, b.token(b.code()).Status)
		b.token(b.code(), "code_verifier", testChallenge).requireError(t, http.StatusBadRequest, "invalid_grant")
	})
}

func TestTokenCodeLife(t *testing.T) {
	for name, life := range map[string]time.Duration{"default": 0, "60 s": time.Minute} {
		want := orDefault(life, 5*time.Minute)
		t.Run("AS-14 "+name, func(t *testing.T) {
			b := newBench(t)
			b.SetFaults(Faults{CodeLife: life})
			code := b.code()
			b.clock.Advance(want - time.Second)
			require.Equal(t, http.StatusOK, b.token(code).Status)
			code = b.code()
			b.clock.Advance(want)
			b.token(code).requireError(t, http.StatusBadRequest, "invalid_grant")
		})
	}
}

func TestTokenReuse(t *testing.T) {
	t.Run("AS-13 second use revokes the token", func(t *testing.T) {
		b := newBench(t)
		code := b.code()
		access := b.token(code).json(t)["access_token"].(string)
		require.Equal(t, http.StatusOK, b.profile(access).Status)
		b.token(code).requireError(t, http.StatusBadRequest, "invalid_grant")
		b.profile(access).requireError(t, http.StatusBadRequest, "invalid_token")
		b.SetFaults(Faults{StrictBearer: true})
		b.profile(access).requireError(t, http.StatusUnauthorized, "invalid_token")
		require.Equal(t, 1, b.Counts().CodesRedeemed)
	})
	t.Run("AS-13 hundred at once, at most one token and none alive", func(t *testing.T) {
		b := newBench(t)
		code := b.code()
		replies := make(chan reply, 100)
		var wait sync.WaitGroup
		for range cap(replies) {
			wait.Go(func() {
				r, _ := http.NewRequest("POST", "/auth/o2/token", strings.NewReader(tokenValues(code).Encode()))
				r.Header.Set("Content-Type", formType)
				replies <- b.serve(r)
			})
		}
		wait.Wait()
		close(replies)
		tokens := 0
		for res := range replies {
			if res.Status == http.StatusOK {
				tokens++
				b.profile(res.json(t)["access_token"].(string)).requireError(t, http.StatusBadRequest, "invalid_token")
			}
		}
		require.LessOrEqual(t, tokens, 1)
		require.Equal(t, tokens, b.Counts().CodesRedeemed)
	})
}

func TestTokenTransport(t *testing.T) {
	t.Run("AS-17 GET", func(t *testing.T) {
		b := newBench(t)
		res := b.get("/auth/o2/token?" + tokenValues(b.code()).Encode())
		res.requireError(t, http.StatusMethodNotAllowed, "invalid_request")
		require.Equal(t, "POST", res.Header.Get("Allow"))
	})
	t.Run("AS-17 parameters in the query", func(t *testing.T) {
		b := newBench(t)
		b.post("/auth/o2/token?"+tokenValues(b.code()).Encode(), nil).requireError(t, http.StatusBadRequest, "invalid_request")
	})
	t.Run("AS-17 parameters in both", func(t *testing.T) {
		b := newBench(t)
		code := b.code()
		b.post("/auth/o2/token?client_id="+testClient, tokenValues(code)).requireError(t, http.StatusBadRequest, "invalid_request")
		b.token(code).requireError(t, http.StatusBadRequest, "invalid_grant")
	})
	t.Run("AS-17 multipart", func(t *testing.T) {
		b := newBench(t)
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for name, list := range tokenValues(b.code()) {
			require.NoError(t, w.WriteField(name, list[0]))
		}
		require.NoError(t, w.Close())
		b.postRaw("/auth/o2/token", w.FormDataContentType(), body.String()).requireError(t, http.StatusBadRequest, "invalid_request")
	})
	for _, contentType := range []string{"application/json", "text/plain", "", formType + "; charset=utf-16", "application/x-www-form-urlencodedx", ";"} {
		t.Run("AS-17 content type "+contentType, func(t *testing.T) {
			b := newBench(t)
			b.postRaw("/auth/o2/token", contentType, tokenValues(b.code()).Encode()).requireError(t, http.StatusBadRequest, "invalid_request")
		})
	}
	t.Run("AS-17 content type with charset", func(t *testing.T) {
		b := newBench(t)
		res := b.postRaw("/auth/o2/token", formType+";charset=UTF-8", tokenValues(b.code()).Encode())
		require.Equal(t, http.StatusOK, res.Status)
	})
	t.Run("AS-17 64 KiB and one byte", func(t *testing.T) {
		b := newBench(t)
		body := tokenValues("x").Encode() + "&x="
		b.postRaw("/auth/o2/token", formType, body+strings.Repeat("a", maxBody+1-len(body))).requireError(t, http.StatusRequestEntityTooLarge, "invalid_request")
		b.postRaw("/auth/o2/token", formType, body+strings.Repeat("a", maxBody-len(body))).requireError(t, http.StatusBadRequest, "invalid_grant")
	})
	for _, body := range []string{"a%zz", "a;b", "code=%ff", "&x=%"} {
		t.Run("AS-17 malformed "+body, func(t *testing.T) {
			newBench(t).postRaw("/auth/o2/token", formType, tokenValues("x").Encode()+"&"+body).requireError(t, http.StatusBadRequest, "invalid_request")
		})
	}
	for name := range tokenValues("") {
		t.Run("AS-05 repeated "+name, func(t *testing.T) {
			b := newBench(t)
			code := b.code()
			form := tokenValues(code)
			b.postRaw("/auth/o2/token", formType, form.Encode()+"&"+name+"="+url.QueryEscape(form.Get(name))).requireError(t, http.StatusBadRequest, "invalid_request")
			b.token(code).requireError(t, http.StatusBadRequest, "invalid_grant")
		})
	}
	t.Run("AS-15 Basic authentication", func(t *testing.T) {
		b := newBench(t)
		req, err := http.NewRequest("POST", b.url+"/auth/o2/token", strings.NewReader(tokenValues(b.code()).Encode()))
		require.NoError(t, err)
		req.Header.Set("Content-Type", formType)
		req.SetBasicAuth(testClient, "secret")
		res := b.do(req)
		res.requireError(t, http.StatusUnauthorized, "invalid_client")
		require.Contains(t, res.Header.Get("WWW-Authenticate"), "Basic")
	})
}

func TestRedeemAfterReuse(t *testing.T) {
	b := newBench(t)
	code := b.code()
	_, first := b.store.takeCode(code)
	_, second := b.store.takeCode(code) // before the answer to the first request
	require.True(t, first)
	require.False(t, second)
	c := &call{faults: &Faults{}, now: b.clock.Now()}
	fresh := c.newTokens(grant{clientID: testClient}, true)
	require.False(t, b.store.redeem(code, fresh), "AS-13")
	_, live := b.store.token(fresh.access, b.clock.Now())
	require.False(t, live, "AS-13")
	require.False(t, b.store.redeem("unknown", fresh))
}

func TestRandomness(t *testing.T) {
	const draws = 10_000
	seen := make(map[string]bool, 2*draws)
	for range draws {
		code, access := newSecret(), newToken("Atza|")
		require.False(t, seen[code] || seen[access], "AS-29 drawn twice")
		seen[code], seen[access] = true, true
		require.Regexp(t, `^[A-Z2-7]{26}$`, code, "AS-29 130 bits")
		require.Len(t, access, 370, "AS-29")
	}
}

// TestFiftyAtOnce redeems fifty codes over TCP, each by its owner and by a thief at the same
// time. At most one of the two gets tokens, and afterwards no token is valid.
func TestFiftyAtOnce(t *testing.T) {
	b := newBench(t)
	codes := make([]string, 50)
	for i := range codes {
		codes[i] = b.code()
	}
	var mu sync.Mutex
	given := map[string]int{}
	var wait sync.WaitGroup
	for _, code := range codes {
		for range 2 {
			wait.Go(func() {
				res, err := http.PostForm(b.url+"/auth/o2/token", tokenValues(code))
				if !assert.NoError(t, err) {
					return
				}
				defer res.Body.Close()
				var answer struct {
					Error  string
					Access string `json:"access_token"`
				}
				if assert.NoError(t, json.NewDecoder(res.Body).Decode(&answer)) && answer.Access != "" {
					mu.Lock()
					given[answer.Access]++
					mu.Unlock()
				} else {
					assert.Equal(t, "invalid_grant", answer.Error)
				}
			})
		}
	}
	wait.Wait()
	require.LessOrEqual(t, len(given), len(codes), "AS-13 one token for each code at most")
	require.Equal(t, len(given), b.Counts().CodesRedeemed)
	for access, times := range given {
		require.Equal(t, 1, times)
		b.profile(access).requireError(t, http.StatusBadRequest, "invalid_token") // AS-13: the second use of the code has revoked it
	}
}
