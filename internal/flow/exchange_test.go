package flow

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// failures is what the browser may say instead of an answer.
var failures = map[Failure]lwa.Code{
	NetworkFailed: lwa.CodeNetworkError, Offline: lwa.CodeNoNetworkConnectivity, Late: lwa.CodeTimedOut,
	TooLarge: lwa.CodeInvalidResponse,
}

func TestExchange(t *testing.T) {
	for _, test := range []struct {
		name   string
		status int
		body   string
		want   lwa.Code
	}{
		{"TE-01 an error in a 200", 200, `{"error":"invalid_grant"}`, lwa.CodeInvalidGrant},
		{"TE-02 no token", 200, `{"token_type":"bearer"}`, lwa.CodeInvalidResponse},
		{"TE-04 a page", 200, `<html>`, lwa.CodeResponseIsNotJSON},
		{"TE-10 a redirect that was not followed", 302, `{}`, lwa.CodeInvalidResponse},
		{"TE-12 the server failed", 500, `{"error":"ServerError"}`, lwa.CodeServerError},
		{"TE-12 too many requests", 429, ``, lwa.CodeServerError},
		{"TE-13 invalid_grant", 400, `{"error":"invalid_grant","error_description":"Used."}`, lwa.CodeInvalidGrant},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := exchanging(t)
			call := p.calls
			p.http(p.request(redeems), test.status, test.body)
			err := p.settlement(call).Err
			p.ended(call, test.want)
			assert.Equal(t, test.status, err.Status)
			assert.Equal(t, 1, p.posts(), "a code is never sent twice")
			p.secretsReady()
			p.alive(nil)
		})
	}
	for failure, want := range failures {
		t.Run("TE-09 TE-11 TE-21 no answer: "+string(want), func(t *testing.T) {
			p := exchanging(t)
			call := p.calls
			p.step(Event{Kind: RequestFailed, Request: p.request(redeems), Failure: failure})
			p.ended(call, want)
			assert.Equal(t, 1, p.posts())
			p.secretsReady()
			p.alive(nil)
		})
	}
	t.Run("TE-13 a session that was there is unharmed", func(t *testing.T) {
		p := loggedIn(t, nil)
		call := p.login(settings{"interactive": "always"})
		p.opened()
		p.secretsReady()
		p.answer()
		p.http(p.request(redeems), 400, `{"error":"invalid_grant"}`)
		p.rejected(call, lwa.CodeInvalidGrant)
		p.none(Publish)
		assert.Contains(t, p.resolved(p.call(Event{Kind: TokenAsked, Text: "{}"})), token)
	})
	t.Run("TE-20 given up during the exchange, the answer comes late", func(t *testing.T) {
		p := exchanging(t)
		request := p.request(redeems)
		p.step(Event{Kind: Aborted, Call: p.calls})
		assert.Equal(t, request, p.one(AbortFetch).Request)
		p.http(request, 200, tokenBody(token, 3600))
		p.ignored(Idle)
		assert.False(t, p.live())
		p.secretsReady()
		p.alive(nil)
	})
	t.Run("TE-21 each request of a login has a deadline", func(t *testing.T) {
		p := verifying(t)
		for _, e := range filter(p.log, Fetch) {
			assert.Equal(t, lwa.Millis(30000), e.Timeout)
		}
	})
	t.Run("PK-09 the verifier is forgotten once it was sent", func(t *testing.T) {
		secret := secretsOf(1).Verifier
		p := exchanging(t)
		assert.Contains(t, p.one(Fetch).Text, secret)
		assert.False(t, remembers(reflect.ValueOf(p.m), secret))
		assert.True(t, remembers(reflect.ValueOf(waiting(t, nil).m), secret), "it is found where it is")
	})
	t.Run("RD-11 the redirect URI is the one that was sent before", func(t *testing.T) {
		p := waiting(t, nil)
		sent := query(t, p.one(NavigatePopup).URL).Get("redirect_uri")
		p.configure(settings{"redirectUri": "https://app.example/moved.html"})
		p.recalled()
		p.answer()
		assert.Equal(t, sent, form(t, p.one(Fetch).Text).Get("redirect_uri"))
	})
	t.Run("requests of nobody", func(t *testing.T) {
		p := exchanging(t)
		p.http(99, 200, tokenBody("Atza|other", 1))
		p.ignored(Exchanging)
		p.step(Event{Kind: RequestFailed, Request: 99})
		p.ignored(Exchanging)
	})
	t.Run("request zero is nobody's", func(t *testing.T) {
		p := exchanging(t)
		p.http(0, 200, tokenBody("Atza|other", 1))
		p.ignored(Exchanging)
	})
}

func TestVerify(t *testing.T) {
	t.Run("nothing is published before both agree", func(t *testing.T) {
		for _, first := range []bool{true, false} {
			p := verifying(t)
			info, profile := p.request(asksInfo), p.request(asksProfile)
			if first {
				p.http(info, 200, infoBody(client, "A"))
			} else {
				p.http(profile, 200, profileBody("A"))
			}
			assert.Empty(t, p.effects)
			p.http(info+profile-1000, 200, profileBody("A"))
			p.ignored(Verifying)
			if first {
				p.http(profile, 200, profileBody("A"))
			} else {
				p.http(info, 200, infoBody(client, "A"))
			}
			p.one(Publish)
		}
	})
	for _, test := range []struct {
		name          string
		info, profile string
		want          lwa.Code
	}{
		{"PR-01 a token made for another client", infoBody(other, "A"), "", lwa.CodeTokenSubstitution},
		{"PR-02 no audience", `{"user_id":"A","exp":1}`, "", lwa.CodeTokenSubstitution},
		{"PR-03 nothing left of it", `{"user_id":"A","aud":"` + client + `","exp":0}`, "", lwa.CodeInvalidToken},
		{"PR-04 two persons", infoBody(client, "A"), profileBody("B"), lwa.CodeTokenSubstitution},
		{"a profile of nobody", infoBody(client, "A"), `{"name":"A"}`, lwa.CodeInvalidResponse},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := verifying(t)
			call, profile := p.calls, p.request(asksProfile)
			p.http(p.request(asksInfo), 200, test.info)
			if test.profile != "" {
				p.http(profile, 200, test.profile)
			} else {
				assert.Equal(t, profile, p.one(AbortFetch).Request)
			}
			p.ended(call, test.want)
			assert.Empty(t, filter(p.log, Save))
			for _, e := range filter(p.log, Publish) {
				assert.Equal(t, "null", e.Text)
			}
			p.rejected(p.call(Event{Kind: TokenAsked, Text: "{}"}), lwa.CodeLoginRequired)
			p.secretsReady()
			p.alive(nil)
		})
	}
	t.Run("PR-04 two persons, in the other order", func(t *testing.T) {
		p := verifying(t)
		call := p.calls
		p.http(p.request(asksProfile), 200, profileBody("B"))
		p.http(p.request(asksInfo), 200, infoBody(client, "A"))
		p.ended(call, lwa.CodeTokenSubstitution)
	})
	for failure, want := range failures {
		t.Run("one of the two has no answer: "+string(want), func(t *testing.T) {
			p := verifying(t)
			call := p.calls
			p.step(Event{Kind: RequestFailed, Request: p.request(asksProfile), Failure: failure})
			p.ended(call, want)
			p.secretsReady()
			p.alive(nil)
		})
	}
	t.Run("PR-12 another person logs in", func(t *testing.T) {
		p := loggedIn(t, nil)
		call := p.login(settings{"interactive": "always"})
		p.opened()
		p.secretsReady()
		p.answer()
		p.http(p.request(redeems), 200, tokenBody("Atza|of-B", 3600))
		p.proofs("B")
		assert.Equal(t, []string{"accountchanged", "login"}, p.emitted())
		require.Equal(t, Publish, kindsBut(p.effects, StopTimer)[0], "the page shows the new person before it is told")
		for _, e := range p.effects {
			assert.NotContains(t, e.Text+e.Old+e.Restore, token)
			assert.NotContains(t, e.Text+e.Old+e.Restore, "Name of A")
		}
		assert.Contains(t, p.resolved(call), `"userId":"B"`)
	})
	t.Run("PR-09 another person with the same name and e-mail address is another person", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.login(settings{"interactive": "always"})
		p.opened()
		p.secretsReady()
		p.answer()
		p.http(p.request(redeems), 200, tokenBody("Atza|of-B", 3600))
		p.http(p.request(asksInfo), 200, `{"aud":"`+client+`","user_id":"B","exp":3600}`)
		p.http(p.request(asksProfile), 200, edit(profileBody("A"), `"user_id":"A"`, `"user_id":"B"`))
		assert.Equal(t, []string{"accountchanged", "login"}, p.emitted())
	})
	t.Run("the same person logs in again", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.secretsReady()
		p.alive(nil)
		assert.Equal(t, []string{"login"}, p.emitted())
	})
}

func TestGrantedScope(t *testing.T) {
	for _, test := range []struct{ name, answer, token, want string }{
		{"TE-19 neither says: what was asked for", "", "", "profile postal_code"},
		{"TE-19 the answer says", "&scope=profile", "", "profile"},
		{"TE-19 the token says", "&scope=profile", `,"scope":"postal_code"`, "postal_code"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := waiting(t, settings{"scope": "profile postal_code"})
			call := p.calls
			p.message("?code=" + answered + "&state=" + p.state() + test.answer)
			p.http(p.request(redeems), 200, `{"access_token":"`+token+`","token_type":"bearer"`+test.token+`}`)
			p.proofs("A")
			assert.Contains(t, p.resolved(call), `"scope":"`+test.want+`"`)
			assert.Contains(t, p.resolved(call), `"expiresAt":null`)
		})
	}
}

// TestSecretsInErrors is row TE-22: whatever fails, no effect carries more than it must. Each step
// of the harness checks that; here the server's own words carry the secrets.
func TestSecretsInErrors(t *testing.T) {
	t.Run("TE-22 the oracle finds a leak", func(t *testing.T) {
		for _, e := range []Effect{
			{Kind: Settle, Err: &lwa.Error{Message: secretsOf(1).Verifier}},
			{Kind: NavigatePopup, URL: "https://x/?v=" + secretsOf(1).Verifier},
			{Kind: Emit, Key: "error", Text: answered},
			{Kind: TellTabs, Text: token},
			{Kind: Fetch, Method: "POST", URL: "https://x/?access_token=Atza%7Ctoken-of-the-answer"},
			{Kind: Settle, Text: secretsOf(1).State},
		} {
			assert.NotEmpty(t, leak(&e))
		}
	})
	t.Run("TE-22 each failure", func(t *testing.T) {
		for _, body := range []string{`{`, `{"access_token":"` + token + `","token_type":"mac"}`, `{"access_token":5}`, token} {
			p := exchanging(t)
			p.http(p.request(redeems), 200, body)
			require.Equal(t, Idle, p.m.Phase())
			q := verifying(t)
			q.http(q.request(asksInfo), 200, body)
			require.Equal(t, Idle, q.m.Phase())
		}
	})
}

func kindsBut(effects []Effect, not EffectKind) (kinds []EffectKind) {
	for _, e := range effects {
		if e.Kind != not {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

// remembers reports whether a text with the secret in it is to be found from a value.
func remembers(v reflect.Value, secret string) bool {
	switch v.Kind() {
	case reflect.String:
		return strings.Contains(v.String(), secret)
	case reflect.Pointer, reflect.Interface:
		return !v.IsNil() && remembers(v.Elem(), secret)
	case reflect.Struct:
		for i := range v.NumField() {
			if remembers(v.Field(i), secret) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if remembers(v.Index(i), secret) {
				return true
			}
		}
	}
	return false
}

// TestProofRequests holds how Amazon is asked: the token in the query at its own host, in its
// header on the page's origin.
func TestProofRequests(t *testing.T) {
	p := verifying(t)
	for _, about := range []string{asksInfo, asksProfile} {
		e := p.find(about)
		assert.Equal(t, "GET", e.Method)
		assert.Equal(t, token, query(t, e.URL).Get("access_token"), about)
		assert.Empty(t, e.Token)
	}
	p = waiting(t, settings{"apiBase": "https://app.example/amazon"})
	p.answer()
	p.token()
	info, profile := p.find(asksInfo), p.find(asksProfile)
	assert.Equal(t, "https://app.example/amazon/user/profile", profile.URL)
	assert.Equal(t, token, profile.Token)
	assert.Empty(t, info.Token)
	assert.Equal(t, token, query(t, info.URL).Get("access_token"))
}
