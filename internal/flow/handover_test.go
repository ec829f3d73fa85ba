package flow

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

const handedOver = `{"code":"` + answered + `","codeVerifier":"%V","redirectUri":"` + callback + `","scope":"profile","state":null}`

func TestHandOver(t *testing.T) {
	want := strings.Replace(handedOver, "%V", secretsOf(1).Verifier, 1)

	t.Run("the caller gets the code, and nothing is redeemed or kept", func(t *testing.T) {
		p := configured(t, nil)
		call := p.login(settings{"handOver": true})
		p.opened()
		p.secretsReady()
		p.answer()
		assert.JSONEq(t, want, p.resolved(call))
		assert.Equal(t, []string{"code"}, p.emitted())
		p.none(Fetch)
		p.none(Publish)
		p.over()
		p.alive(nil)
	})
	t.Run("scope and state are those of the answer and of the caller", func(t *testing.T) {
		p := waiting(t, settings{"handOver": true, "state": "mine", "scope": "profile postal_code"})
		p.message("?code=" + answered + "&scope=profile&state=" + p.state())
		assert.Contains(t, p.resolved(p.calls), `"scope":"profile","state":"mine"`)
	})
	t.Run("a live session is no code", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.login(settings{"handOver": true})
		require.Equal(t, Opening, p.m.Phase())
		p.opened()
		p.answer()
		assert.True(t, p.live(), "and outlives it")
		p.rejected(p.login(settings{"handOver": true, "interactive": "never"}), lwa.CodeLoginRequired)
	})
	t.Run("a redirect brings it to the page that it comes back to, as an event", func(t *testing.T) {
		record, state := left(t, settings{"handOver": true})
		p, ready := back(t, nil, 5000, record, answerEntry("?code="+answered+"&state="+state))
		assert.Equal(t, "null", p.resolved(ready))
		assert.JSONEq(t, want, p.one(Emit).Text)
		assert.Contains(t, dropped(p), record.Key)
		p.none(Fetch)
		p.over()
	})
	t.Run("a refused answer is an error as ever", func(t *testing.T) {
		p := waiting(t, settings{"handOver": true})
		p.message("?error=access_denied&state=" + p.state())
		p.ended(p.calls, lwa.CodeAccessDenied)
	})
}

func TestCodeGiven(t *testing.T) {
	given := settings{"code": answered, "codeVerifier": secretsOf(7).Verifier}

	t.Run("it is redeemed and becomes the session", func(t *testing.T) {
		p := configured(t, nil)
		call := p.call(Event{Kind: CodeGiven, Text: with(given)})
		body := form(t, p.one(Fetch).Text)
		assert.Equal(t, answered, body.Get("code"))
		assert.Equal(t, secretsOf(7).Verifier, body.Get("code_verifier"))
		assert.Equal(t, callback, body.Get("redirect_uri"))
		p.token()
		p.proofs("A")
		assert.Contains(t, p.resolved(call), token)
		assert.Equal(t, []string{"login"}, p.emitted())
		assert.True(t, p.live())
		p.over()
	})
	for name, over := range map[string]settings{
		"code": {"code": ""}, "codeVerifier": {"codeVerifier": "short"}, "redirectUri": {"redirectUri": ""}, "clientId": {"clientId": ""},
	} {
		t.Run("refused without "+name, func(t *testing.T) {
			p := configured(t, nil)
			options := settings{"code": given["code"], "codeVerifier": given["codeVerifier"]}
			for key, value := range over {
				options[key] = value
			}
			err := p.rejected(p.call(Event{Kind: CodeGiven, Text: with(options)}), lwa.CodeInvalidConfiguration)
			assert.Contains(t, err.Message, name)
			p.none(Fetch)
			p.over()
		})
	}
	t.Run("not beside a login", func(t *testing.T) {
		p := waiting(t, nil)
		p.rejected(p.call(Event{Kind: CodeGiven, Text: with(given)}), lwa.CodeInteractionInProgress)
		assert.Equal(t, Waiting, p.m.Phase())
	})
}

func TestTokenGiven(t *testing.T) {
	bring := func(p *page) int {
		return p.call(Event{Kind: TokenGiven, Text: with(settings{"accessToken": token, "redirectUri": ""})})
	}
	t.Run("it is proved, and no session", func(t *testing.T) {
		p := configured(t, nil)
		call := bring(p)
		p.proofs("A")
		assert.Contains(t, p.resolved(call), `"userId":"A"`)
		assert.Contains(t, p.resolved(call), `"expiresAt":`)
		assert.False(t, p.live())
		p.none(Emit)
		p.none(Publish)
		p.over()
	})
	t.Run("it leaves the session alone", func(t *testing.T) {
		p := loggedIn(t, nil)
		before := p.session()
		bring(p)
		p.proofs("B")
		p.none(Publish)
		assert.Equal(t, before, p.session())
		assert.Contains(t, p.resolved(p.call(Event{Kind: TokenAsked, Text: "{}"})), `"userId":"A"`)
	})
	t.Run("PR-01 another client's", func(t *testing.T) {
		p := configured(t, nil)
		call := bring(p)
		p.http(p.request(asksInfo), 200, infoBody(other, "A"))
		p.ended(call, lwa.CodeTokenSubstitution)
	})
	t.Run("refused without it", func(t *testing.T) {
		p := configured(t, nil)
		p.rejected(p.call(Event{Kind: TokenGiven, Text: with(nil)}), lwa.CodeInvalidConfiguration)
	})
	t.Run("not beside a login", func(t *testing.T) {
		p := waiting(t, nil)
		p.rejected(bring(p), lwa.CodeInteractionInProgress)
	})
}
