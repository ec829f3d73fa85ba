package flow

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

const (
	refreshed = "Atza|token-of-the-renewal"
	firstKey  = "Atzr|first"
	secondKey = "Atzr|second"
)

// renewable is a page with a session that came with a refresh token.
func renewable(t testing.TB, over settings) *page {
	p := waiting(t, over)
	p.answer()
	p.http(p.request(redeems), 200, withRefresh(token, firstKey))
	p.proofs("A")
	require.True(t, p.live())
	return p
}

func withRefresh(access, refresh string) string {
	return edit(tokenBody(access, 3600), `"token_type"`, fmt.Sprintf(`"refresh_token":%q,"token_type"`, refresh))
}

// renewing is a page whose token is nearly over: the request for the next one is out.
func renewing(t testing.TB, over settings) *page {
	p := renewable(t, over)
	p.pass(3300_000)
	p.fires(Expiry)
	return p
}

func (p *page) ask(over settings) int {
	p.t.Helper()
	return p.call(Event{Kind: TokenAsked, Text: with(over)})
}

// renewed answers the request for the next token, and tokeninfo about it.
func (p *page) renewed(body string) {
	p.t.Helper()
	p.http(p.request(refreshes), 200, body)
	p.http(p.request(asksInfo), 200, infoBody(client, "A"))
}

func TestRenew(t *testing.T) {
	t.Run("ahead of its end, TE-15 a new refresh token replaces the old one before anything else", func(t *testing.T) {
		p := renewing(t, settings{"persist": "session"})
		assert.Equal(t, []string{"expiring"}, p.emitted())
		request := p.one(Fetch)
		assert.Equal(t, "POST", request.Method)
		body := form(t, request.Text)
		assert.Equal(t, "refresh_token", body.Get("grant_type"))
		assert.Equal(t, firstKey, body.Get("refresh_token"))
		assert.Equal(t, client, body.Get("client_id"))
		assert.Len(t, body, 3)

		before := p.entry().Text
		p.http(p.request(refreshes), 200, withRefresh(refreshed, secondKey))
		save := p.one(Save)
		assert.Equal(t, before, save.Old, "only over what it was")
		assert.Contains(t, save.Text, secondKey)
		assert.Contains(t, save.Text, token, "the token is not proved yet")
		p.none(Publish)

		p.http(p.request(asksInfo), 200, infoBody(client, "A"))
		assert.Contains(t, p.one(Publish).Text, refreshed)
		assert.Contains(t, p.one(Save).Text, refreshed)
		assert.Equal(t, []string{"renewed"}, p.emitted())
		assert.Equal(t, lwa.Millis(3300_000), p.one(StartTimer).Timeout)
		p.none(AbortFetch)
		for _, e := range filter(p.log, Fetch)[3:] {
			assert.Equal(t, lwa.Millis(15_000), e.Timeout)
		}
		assert.False(t, p.renews())
	})
	t.Run("TE-15 without a new refresh token the old one stays", func(t *testing.T) {
		p := renewing(t, nil)
		p.renewed(tokenBody(refreshed, 3600))
		p.pass(3300_000)
		p.fires(Expiry)
		assert.Equal(t, firstKey, form(t, p.one(Fetch).Text).Get("refresh_token"))
	})
	t.Run("TE-15 none ever: nothing is renewed", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.pass(3300_000)
		p.fires(Expiry)
		assert.Equal(t, []string{"expiring"}, p.emitted())
		p.none(Fetch)
		p.rejected(p.ask(settings{"minValidity": 3600_001}), lwa.CodeLoginRequired)
	})
	t.Run("TE-16 the refresh token is refused: one event, no loop", func(t *testing.T) {
		p := renewing(t, settings{"persist": "local"})
		p.locked()
		call := p.ask(settings{"minValidity": 1000_000})
		p.http(p.request(refreshes), 400, `{"error":"invalid_grant"}`)
		p.rejected(call, lwa.CodeLoginRequired)
		assert.Equal(t, []string{"expired"}, p.emitted())
		assert.Contains(t, dropped(p), SessionPrefix+client)
		p.one(Unlock)
		p.none(StartTimer)
		p.rejected(p.ask(nil), lwa.CodeLoginRequired)
		assert.Equal(t, 2, p.posts())
	})
	t.Run("TE-17 fifty callers, one request", func(t *testing.T) {
		p := renewable(t, nil)
		p.pass(3590_000)
		var calls []int
		for range 50 {
			calls = append(calls, p.ask(settings{"minValidity": 60_000}))
		}
		assert.Equal(t, 2, p.posts())
		p.renewed(withRefresh(refreshed, secondKey))
		for _, call := range calls {
			assert.Contains(t, p.resolved(call), refreshed)
		}
	})
	t.Run("TE-18 a wider scope, another person, another client", func(t *testing.T) {
		p := renewing(t, nil)
		call := p.ask(settings{"minValidity": 3600_001})
		p.http(p.request(refreshes), 200, edit(withRefresh(refreshed, secondKey), `"token_type"`, `"scope":"profile postal_code","token_type"`))
		p.rejected(call, lwa.CodeInvalidResponse)
		assert.Contains(t, p.resolved(p.ask(nil)), token)
		for name, info := range map[string]string{"person": infoBody(client, "B"), "client": infoBody(other, "A")} {
			p := renewing(t, nil)
			p.http(p.request(refreshes), 200, withRefresh(refreshed, secondKey))
			p.http(p.request(asksInfo), 200, info)
			assert.False(t, p.live(), name)
			assert.Equal(t, []string{"expired"}, p.emitted(), name)
		}
	})
	t.Run("a narrower scope is what there is from now on", func(t *testing.T) {
		p := renewable(t, settings{"scope": "profile postal_code"})
		call := p.ask(settings{"accessToken": token})
		p.renewed(edit(tokenBody(refreshed, 3600), `"token_type"`, `"scope":"profile","token_type"`))
		assert.Contains(t, p.resolved(call), `"scope":"profile"`)
	})
	t.Run("on demand: a token that an API refused is asked for once more", func(t *testing.T) {
		p := renewable(t, nil)
		call := p.ask(settings{"accessToken": token})
		p.renewed(withRefresh(refreshed, secondKey))
		assert.Contains(t, p.resolved(call), refreshed)
		assert.Contains(t, p.resolved(p.ask(settings{"accessToken": token})), refreshed, "it is another already")
		assert.Equal(t, 2, p.posts())
	})
	t.Run("a token that never lasts as long as wanted ends in what there is", func(t *testing.T) {
		p := renewable(t, nil)
		call := p.ask(settings{"minValidity": 7200_000})
		p.renewed(withRefresh(refreshed, secondKey))
		assert.Contains(t, p.resolved(call), refreshed)
	})
	t.Run("the machine slept past the end", func(t *testing.T) {
		p := renewable(t, settings{"persist": "session"})
		p.now.Wall += 8 * 3600_000
		call := p.call(Event{Kind: ProfileAsked, Timeout: 1000})
		assert.Equal(t, "null", p.one(Publish).Text)
		p.none(Emit)
		p.renewed(withRefresh(refreshed, secondKey))
		assert.Contains(t, p.one(Fetch).URL, "/user/profile", "the call that waited goes on")
		p.http(p.request(asksProfile), 200, profileBody("A"))
		assert.Contains(t, p.resolved(call), refreshed)
	})
	refused := func(p *page) { p.http(p.request(refreshes), 400, `{"error":"invalid_grant"}`) }
	t.Run("a login that the session will serve waits for it, with its window open", func(t *testing.T) {
		p := renewable(t, nil)
		p.pass(3700_000)
		call := p.login(nil)
		p.one(OpenPopup)
		assert.Less(t, slices.IndexFunc(p.effects, isKind(OpenPopup)), slices.IndexFunc(p.effects, isKind(Fetch)), "inside the click, whatever the rest waits for")
		p.opened()
		p.renewed(withRefresh(refreshed, secondKey))
		p.one(ClosePopup)
		assert.Contains(t, p.resolved(call), refreshed)
	})
	t.Run("and with the one that the shell opened", func(t *testing.T) {
		p := renewable(t, nil)
		p.pass(3700_000)
		call := p.call(Event{Kind: LoginAsked, Text: with(nil), Window: WindowOpen})
		p.none(OpenPopup)
		p.none(ClosePopup)
		p.renewed(withRefresh(refreshed, secondKey))
		p.one(ClosePopup)
		assert.Contains(t, p.resolved(call), refreshed)
	})
	t.Run("without a session it is a login, in that window", func(t *testing.T) {
		p := renewable(t, nil)
		p.secretsReady()
		p.pass(3700_000)
		p.login(nil)
		p.opened()
		refused(p)
		p.none(OpenPopup)
		p.none(ClosePopup)
		assert.Equal(t, Waiting, p.m.Phase())
		p.one(NavigatePopup)
	})
	t.Run("the window was refused", func(t *testing.T) {
		for mode, want := range map[string]Phase{"auto": Saving, "popup": Idle} {
			p := renewable(t, nil)
			p.secretsReady()
			p.pass(3700_000)
			call := p.login(settings{"mode": mode})
			p.event(PopupBlocked)
			refused(p)
			p.none(OpenPopup)
			require.Equal(t, want, p.m.Phase())
			if mode == "popup" {
				p.ended(call, lwa.CodePopupWindowError)
			}
		}
	})
	t.Run("none is opened where none may be needed", func(t *testing.T) {
		for _, over := range []settings{{"mode": "redirect"}, {"interactive": "never"}} {
			p := renewable(t, nil)
			p.pass(3700_000)
			p.login(over)
			p.none(OpenPopup)
		}
		p := renewable(t, nil)
		p.pass(3700_000)
		p.call(Event{Kind: TokenAsked, Text: with(nil)})
		p.none(OpenPopup)
	})
	t.Run("there is one window, however many calls wait", func(t *testing.T) {
		p := renewable(t, nil)
		p.pass(3700_000)
		p.login(nil)
		p.opened()
		p.login(nil)
		p.none(OpenPopup)
		p.login(settings{"interactive": "always"})
		p.none(OpenPopup)
		p.secretsReady()
		p.one(NavigatePopup) // a login that no renewal serves takes it
		p.renewed(withRefresh(refreshed, secondKey))
		p.none(ClosePopup)
		p.event(CancelAsked)
	})
	t.Run("a redirect that begins meanwhile closes it", func(t *testing.T) {
		p := renewable(t, nil)
		p.pass(3700_000)
		p.login(nil)
		p.opened()
		p.login(settings{"interactive": "always", "mode": "redirect"})
		p.one(ClosePopup)
	})
	t.Run("whatever ends the call closes it", func(t *testing.T) {
		for name, end := range map[string]func(p *page, call int){
			"its caller":   func(p *page, call int) { p.step(Event{Kind: Aborted, Call: call}) },
			"a logout":     func(p *page, _ int) { p.logout() },
			"the network":  func(p *page, _ int) { p.step(Event{Kind: RequestFailed, Request: p.request(refreshes)}) },
			"the settings": func(p *page, _ int) { p.configure(settings{"clientId": other}); p.event(PopupLost) },
		} {
			t.Run(name, func(t *testing.T) {
				p := renewable(t, nil)
				p.pass(3700_000)
				call := p.login(nil)
				p.opened()
				end(p, call)
				if name != "the settings" { // there it is a login, of the settings that the call came with
					p.one(ClosePopup)
				}
			})
		}
	})
	t.Run("kept over the night: the page is ready with the next token", func(t *testing.T) {
		for name, c := range map[string]struct {
			answer int
			body   string
			want   string
		}{
			"renewed":     {200, withRefresh(refreshed, secondKey), refreshed},
			"refused":     {400, `{"error":"invalid_grant"}`, "null"},
			"unavailable": {503, `{}`, "null"},
		} {
			p := renewable(t, settings{"persist": "session"})
			entry := Entry{Session, sessionKey(client), p.entry().Text}
			q, ready := back(t, settings{"persist": "session"}, 12*3600_000, entry)
			q.none(Settle)
			q.http(q.request(refreshes), c.answer, c.body)
			if c.answer == 200 {
				q.http(q.request(asksInfo), 200, infoBody(client, "A"))
			}
			assert.Contains(t, q.resolved(ready), c.want, name)
		}
	})
}

// An API that refuses every token costs a few renewals, and then none until a token has lasted.
func TestRenewInVain(t *testing.T) {
	for _, over := range []settings{nil, sharedTabs} {
		p := renewable(t, over)
		refused := func() bool {
			call := p.ask(settings{"accessToken": tokenOf(p.session())})
			if !p.renews() {
				assert.Contains(t, p.resolved(call), tokenOf(p.session()))
				return false
			}
			if over != nil {
				p.locked(shared(p))
			}
			p.pass(2000)
			p.renewed(withRefresh(fmt.Sprint("Atza|renewed-", p.now.Wall), secondKey))
			return true
		}
		n := 0
		for ; n < 50 && refused(); n++ {
		}
		assert.Equal(t, maxShort, n)
		assert.False(t, refused())
		p.pass(shortLife)
		for n = 0; n < 50 && refused(); n++ {
		}
		assert.Equal(t, maxShort+1, n, "the next one may be better, and its end is news again")
	}
	t.Run("what another tab renewed counts, too", func(t *testing.T) {
		p := renewable(t, sharedTabs)
		for i := range 50 {
			entry := shared(p)
			entry.Text = edit(entry.Text, tokenOf(p.session()), fmt.Sprint("Atza|other-", i))
			p.hear(entry)
		}
		p.ask(settings{"accessToken": tokenOf(p.session())})
		assert.False(t, p.renews())
	})
}

func isKind(kind EffectKind) func(Effect) bool {
	return func(e Effect) bool { return e.Kind == kind }
}

func TestRenewedIsAsNew(t *testing.T) {
	p := renewing(t, nil)
	p.step(Event{Kind: RequestFailed, Request: p.request(refreshes)})
	p.pass(400_000)
	p.event(TimePassed)
	p.step(Event{Kind: RequestFailed, Request: p.request(refreshes)})
	assert.Equal(t, []string{"expired"}, p.emitted())
	p.fires(Retry)
	p.renewed(withRefresh(refreshed, secondKey))
	p.pass(3300_000)
	p.fires(Expiry)
	assert.Equal(t, []string{"expiring"}, p.emitted())
	p.step(Event{Kind: RequestFailed, Request: p.request(refreshes)})
	p.pass(400_000)
	p.event(TimePassed)
	p.step(Event{Kind: RequestFailed, Request: p.request(refreshes)})
	assert.Equal(t, []string{"expired"}, p.emitted(), "the end of another token is told, too")
}
