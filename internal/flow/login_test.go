package flow

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

func TestLoginByPopup(t *testing.T) {
	p := newPage(t)
	ready := p.configure(nil)
	assert.Equal(t, TabsPrefix+client, p.one(HearTabs).Key)
	p.one(PrepareSecrets)
	p.one(Recall)
	p.recalled()
	assert.Equal(t, "null", p.resolved(ready))
	p.secretsReady()

	call := p.login(settings{"state": "mine", "language": "de-DE"})
	assert.Equal(t, Effect{Kind: OpenPopup, Width: 480, Height: 720}, p.one(OpenPopup))
	assert.Equal(t, lwa.Millis(600000), p.one(StartTimer).Timeout)
	p.opened()
	q := query(t, p.one(NavigatePopup).URL)
	pair := secretsOf(1)
	for key, want := range map[string]string{
		"response_type": "code", "client_id": client, "redirect_uri": callback, "scope": "profile", "state": pair.State,
		"code_challenge": pair.Challenge, "code_challenge_method": "S256", "language": "de-DE",
	} {
		assert.Equal(t, []string{want}, q[key], key)
	}
	p.one(PrepareSecrets)

	p.answer()
	p.one(Acknowledge)
	p.one(CloseChannel)
	p.one(ClosePopup)
	body := form(t, p.one(Fetch).Text)
	assert.Equal(t, answered, body.Get("code"))
	assert.Equal(t, pair.Verifier, body.Get("code_verifier"))
	assert.Equal(t, callback, body.Get("redirect_uri"))
	assert.Equal(t, client, body.Get("client_id"))
	p.token()
	require.Len(t, p.all(Fetch), 2)
	p.none(Publish)
	p.proofs("A")
	assert.JSONEq(t, `{"profile":{"userId":"A","name":"Name of A","email":"A@mail.example"},"scope":"profile",
		"expiresAt":1800003600000,"accessToken":"Atza|token-of-the-answer","state":"mine"}`, p.resolved(call))
	assert.Equal(t, []string{"login"}, p.emitted())
	assert.Equal(t, p.resolved(call), p.one(Publish).Text)
	p.over()
}

func TestStart(t *testing.T) {
	t.Run("the shell opened the window inside the click", func(t *testing.T) {
		p := configured(t, nil)
		p.secretsReady()
		p.call(Event{Kind: LoginAsked, Text: with(nil), Window: WindowOpen})
		p.none(OpenPopup)
		p.one(NavigatePopup)
		assert.Equal(t, Waiting, p.m.Phase())
	})
	t.Run("PO-14 the shell's window was blocked", func(t *testing.T) {
		p := configured(t, settings{"mode": "popup"})
		call := p.call(Event{Kind: LoginAsked, Text: with(settings{"mode": "popup"}), Window: WindowBlocked})
		p.ended(call, lwa.CodePopupWindowError)
		p.none(Save)
		p.secretsReady()
		p.alive(nil)
	})
	t.Run("blocked and free to choose goes by redirect, as the same login", func(t *testing.T) {
		p := configured(t, nil)
		call := p.login(nil)
		p.event(PopupBlocked)
		assert.Equal(t, Preparing, p.m.Phase())
		p.secretsReady()
		save := p.one(Save)
		assert.Equal(t, Session, save.Area)
		assert.Equal(t, RecordPrefix+client+"."+p.state(), save.Key)
		p.step(Event{Kind: Saved, Key: save.Key})
		assert.Equal(t, p.state(), query(t, p.one(Leave).URL).Get("state"))
		p.none(Settle)
		p.event(PageRestored)
		p.ended(call, lwa.CodeUserCancelled)
	})
	t.Run("blocked inside a frame fails, since a redirect would show nothing there", func(t *testing.T) {
		p := configured(t, nil)
		call := p.login(settings{"framed": true})
		p.event(PopupBlocked)
		_, hint := p.rejected(call, lwa.CodePopupWindowError).Texts()
		assert.Contains(t, hint, "allow-popups allow-popups-to-escape-sandbox")
		assert.NotContains(t, hint, "redirect", "that leads to the other error")
		p.ended(call, lwa.CodePopupWindowError)
	})
	t.Run("the person stays, or something else stops the page from leaving", func(t *testing.T) {
		p := configured(t, nil)
		call := p.login(settings{"mode": "redirect"})
		p.secretsReady()
		p.event(PageKept)
		p.ignored(Saving)
		p.step(Event{Kind: Saved, Key: p.last(Save).Key})
		p.one(Leave)
		p.event(PageKept)
		p.ended(call, lwa.CodeUserCancelled)
		p.event(PageKept)
		p.ignored(Idle)
	})
	t.Run("RD-08 redirect in a frame", func(t *testing.T) {
		p := configured(t, nil)
		p.rejected(p.login(settings{"mode": "redirect", "framed": true}), lwa.CodeRedirectInIframe)
		p.none(Save)
	})
	t.Run("the window was closed before it went anywhere", func(t *testing.T) {
		p := configured(t, nil)
		call := p.login(nil)
		p.opened()
		p.event(PopupLost)
		p.ended(call, lwa.CodeUserCancelled)
		q := waiting(t, nil)
		q.event(PopupLost)
		q.ended(1+1, lwa.CodeUserCancelled)
	})
	t.Run("options that cannot be used", func(t *testing.T) {
		p := configured(t, nil)
		p.rejected(p.login(settings{"clientId": ""}), lwa.CodeInvalidConfiguration)
		p.rejected(p.login(settings{"redirectUri": ""}), lwa.CodeInvalidConfiguration)
		p.rejected(p.configure(settings{"region": "MOON"}), lwa.CodeInvalidConfiguration)
		call := p.call(Event{Kind: LoginAsked, Text: "no JSON", Window: WindowOpen})
		p.rejected(call, lwa.CodeInvalidRequest)
		p.one(ClosePopup)
	})
	t.Run("interactive never", func(t *testing.T) {
		p := configured(t, nil)
		p.rejected(p.login(settings{"interactive": "never"}), lwa.CodeLoginRequired)
		p.none(OpenPopup)
	})
	t.Run("a live session will do", func(t *testing.T) {
		p := loggedIn(t, settings{"scope": "profile postal_code"})
		call := p.call(Event{Kind: LoginAsked, Text: with(settings{"scope": "profile"}), Window: WindowOpen})
		assert.Contains(t, p.resolved(call), `"userId":"A"`)
		p.one(ClosePopup)
		assert.Contains(t, p.resolved(p.login(settings{"interactive": "never"})), `"userId":"A"`)
	})
	t.Run("a live session will not do", func(t *testing.T) {
		for name, over := range map[string]settings{
			"asked anew":     {"interactive": "always"},
			"another client": {"clientId": other},
			"a wider scope":  {"scope": "profile postal_code"},
		} {
			p := loggedIn(t, nil)
			p.login(over)
			require.Len(t, p.all(OpenPopup), 1, name)
		}
	})
}

func TestSecondLogin(t *testing.T) {
	t.Run("PO-20 a second login while one is pending", func(t *testing.T) {
		p := waiting(t, nil)
		first := p.calls
		p.rejected(p.login(nil), lwa.CodeInteractionInProgress)
		p.one(FocusPopup)
		p.none(OpenChannel)
		assert.Equal(t, Waiting, p.m.Phase())
		p.answer()
		p.token()
		p.proofs("A")
		assert.Contains(t, p.resolved(first), `"userId":"A"`)
	})
	t.Run("calls that need a session do not wait for a popup", func(t *testing.T) {
		p := waiting(t, nil)
		p.rejected(p.call(Event{Kind: TokenAsked, Text: "{}"}), lwa.CodeLoginRequired)
		p.rejected(p.call(Event{Kind: ProfileAsked, Timeout: 7000}), lwa.CodeLoginRequired)
		assert.Equal(t, Waiting, p.m.Phase())
	})
	t.Run("replaces one that nobody can tell about", func(t *testing.T) {
		p := waiting(t, nil)
		first := p.calls
		p.event(PopupGone)
		require.Equal(t, Unsure, p.m.Phase())
		old := p.state()
		second := p.login(nil)
		p.rejected(first, lwa.CodeUserCancelled)
		p.one(OpenPopup)
		p.opened()
		p.secretsReady()
		assert.NotEqual(t, old, p.state())
		p.message("?code=" + answered + "&state=" + old)
		p.ignored(Waiting)
		p.answer()
		p.token()
		p.proofs("A")
		p.resolved(second)
	})
	t.Run("HP-13 a storm opens one window", func(t *testing.T) {
		p := waiting(t, nil)
		for range 1000 {
			p.rejected(p.login(nil), lwa.CodeInteractionInProgress)
		}
		assert.Len(t, filter(p.log, OpenPopup), 1)
	})
}

func TestPair(t *testing.T) {
	t.Run("PK-04 each attempt has a pair of its own", func(t *testing.T) {
		p := configured(t, nil)
		seen := map[string]bool{}
		for range 200 {
			p.login(nil)
			p.opened()
			if p.m.Phase() == Preparing {
				p.secretsReady()
			}
			sent := query(t, p.one(NavigatePopup).URL)
			state, challenge := sent.Get("state"), sent.Get("code_challenge")
			require.False(t, seen[state] || seen[challenge])
			seen[state], seen[challenge] = true, true
			if p.pairs%2 == 0 {
				p.secretsReady() // the one prepared ahead
			}
			p.event(CancelAsked)
			p.over()
		}
	})
	t.Run("PK-04 one is prepared at a time", func(t *testing.T) {
		p := configured(t, nil)
		for range 5 {
			p.login(nil)
			p.opened()
			p.none(PrepareSecrets)
			p.step(Event{Kind: Aborted, Call: p.calls})
			p.over()
		}
		p.secretsReady()
		p.login(nil)
		p.opened()
		p.one(NavigatePopup)
	})
	t.Run("PK-06 no secure randomness", func(t *testing.T) {
		p := configured(t, nil)
		p.event(SecretsFailed)
		p.ignored(Idle)
		call := p.login(nil)
		p.opened()
		p.one(PrepareSecrets) // it is tried once more, in the same way
		p.event(SecretsFailed)
		p.ended(call, lwa.CodeCryptoNonexistent)
		assert.Empty(t, filter(p.log, NavigatePopup))
		assert.Empty(t, filter(p.log, Save))
		redirect := p.login(settings{"mode": "redirect"})
		p.event(SecretsFailed)
		p.ended(redirect, lwa.CodeCryptoNonexistent)
		assert.Empty(t, filter(p.log, Leave))
		p.login(nil)
		p.opened()
		p.secretsReady()
		assert.Equal(t, Waiting, p.m.Phase())
	})
	t.Run("the one prepared ahead serves a redirect", func(t *testing.T) {
		p := configured(t, nil)
		p.secretsReady()
		p.login(settings{"mode": "redirect"})
		save := p.one(Save)
		assert.Equal(t, transactionKey(client, secretsOf(1).State), save.Key)
		assert.Contains(t, save.Text, secretsOf(1).Verifier)
	})
}

func TestGivenUp(t *testing.T) {
	phases := map[string]func(testing.TB) *page{
		"opening":    func(t testing.TB) *page { p := configured(t, nil); p.login(nil); return p },
		"preparing":  func(t testing.TB) *page { p := configured(t, nil); p.login(nil); p.opened(); return p },
		"saving":     func(t testing.TB) *page { p := waiting(t, nil); p.event(HereAsked); return p },
		"waiting":    func(t testing.TB) *page { return waiting(t, nil) },
		"exchanging": func(t testing.TB) *page { return exchanging(t) },
		"verifying":  func(t testing.TB) *page { return verifying(t) },
		"leaving": func(t testing.TB) *page {
			p := waiting(t, nil)
			p.event(HereAsked)
			p.step(Event{Kind: Saved, Key: p.one(Save).Key})
			return p
		},
	}
	for name, at := range phases {
		t.Run(name, func(t *testing.T) {
			endings := map[lwa.Code]func(*page, int){
				lwa.CodeAborted:  func(p *page, call int) { p.step(Event{Kind: Aborted, Call: call}) },
				lwa.CodeTimedOut: func(p *page, _ int) { p.fires(Deadline) },
			}
			for code, end := range endings {
				p := at(t)
				fetches := len(filter(p.log, Fetch))
				end(p, p.calls)
				p.ended(p.calls, code)
				if fetches > 0 {
					assert.NotEmpty(t, p.all(AbortFetch))
				}
				p.alive(nil)
			}
			p := at(t)
			call := p.calls
			assert.Equal(t, "null", p.resolved(p.logout()))
			p.rejected(call, lwa.CodeAborted)
			p.over()
			assert.Equal(t, "logout", p.one(TellTabs).Text)
			p.alive(nil)
			q := at(t)
			q.event(LogoutHeard)
			q.ended(q.calls, lwa.CodeAborted)
			q.none(TellTabs)
			q.alive(nil)
		})
	}
	t.Run("a call that waits for nothing", func(t *testing.T) {
		p := waiting(t, nil)
		p.step(Event{Kind: Aborted, Call: 99})
		p.ignored(Waiting)
	})
}
