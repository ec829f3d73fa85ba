package flow

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

func TestRenewFails(t *testing.T) {
	fail := func(p *page) { p.step(Event{Kind: RequestFailed, Request: p.request(refreshes)}) }

	t.Run("TE-12 back-off with jitter, and an end", func(t *testing.T) {
		p := renewing(t, nil)
		for i, rest := range []lwa.Millis{1000, 2000, 4000, 10_000, 30_000, 60_000} {
			p.now.Wall += lwa.Millis(i) * 137
			fail(p)
			timeout := p.one(StartTimer).Timeout
			assert.GreaterOrEqual(t, timeout, rest/2)
			assert.Less(t, timeout, rest*3/2)
			p.none(Emit)
			p.fires(Retry)
			p.one(Fetch)
		}
		fail(p)
		p.none(StartTimer)
		assert.True(t, p.live())
		p.pass(1000)
		p.ask(settings{"minValidity": 3600_001})
		p.one(Fetch) // a caller may try again
	})
	t.Run("TE-12 the pause is another for another page, and at another time", func(t *testing.T) {
		for part, want := range map[lwa.Millis]lwa.Millis{0: 500, 250: 750, 500: 1000, 999: 1499} {
			for _, begun := range []lwa.Millis{0, part} { // by the wall clock alone, or by the page's own
				p := renewing(t, nil)
				p.now.Wall = (p.now.Wall/1000+1)*1000 + part - begun
				p.now.Mono = (p.now.Mono/1000+1)*1000 + begun
				fail(p)
				assert.Equal(t, want, p.one(StartTimer).Timeout, "%d %d", part, begun)
			}
		}
	})
	t.Run("TE-12 a second passes between two attempts, whoever asks", func(t *testing.T) {
		p := renewing(t, nil)
		fail(p)
		p.pass(999)
		p.rejected(p.ask(settings{"minValidity": 3600_001}), lwa.CodeNetworkError)
		p.none(Fetch)
		p.pass(1)
		p.ask(settings{"minValidity": 3600_001})
		p.one(Fetch)
	})
	t.Run("TE-12 Retry-After holds, also for callers", func(t *testing.T) {
		p := renewing(t, nil)
		p.step(Event{
			Kind: ResponseArrived, Request: p.request(refreshes), Status: 503, ContentType: jsonType, Text: "{}", RetryAfter: 90_000,
		})
		assert.Equal(t, lwa.Millis(90_000), p.one(StartTimer).Timeout)
		p.rejected(p.ask(settings{"minValidity": 3600_001}), lwa.CodeServerError)
		p.none(Fetch)
		assert.Contains(t, p.resolved(p.ask(nil)), token, "the present one still lives")
		p.pass(90_001)
		p.ask(settings{"minValidity": 3600_001})
		p.one(Fetch)
	})
	t.Run("TE-12 nor does the end of the token break the quiet", func(t *testing.T) {
		p := renewing(t, nil)
		p.step(Event{
			Kind: ResponseArrived, Request: p.request(refreshes), Status: 503, ContentType: jsonType, Text: "{}", RetryAfter: 3600_000,
		})
		p.pass(300_000)
		p.fires(Expiry)
		p.none(Fetch)
		assert.Equal(t, []string{"expired"}, p.emitted())
		p.pass(3300_000)
		p.fires(Retry)
		p.renewed(withRefresh(refreshed, secondKey))
		assert.Equal(t, []string{"renewed"}, p.emitted())
	})
	t.Run("callers hear why", func(t *testing.T) {
		for failure, code := range map[Failure]lwa.Code{
			NetworkFailed: lwa.CodeNetworkError, Offline: lwa.CodeNoNetworkConnectivity, Late: lwa.CodeTimedOut,
		} {
			p := renewable(t, nil)
			call := p.ask(settings{"minValidity": 3600_001})
			p.step(Event{Kind: RequestFailed, Request: p.request(refreshes), Failure: failure})
			p.rejected(call, code)
			p.rejected(p.ask(settings{"minValidity": 3600_001}), code)
			assert.Equal(t, 2, p.posts(), "a second caller does not hammer")
		}
	})
	t.Run("it fails past the end: expired once, and renewed when it works again", func(t *testing.T) {
		p := renewing(t, nil)
		fail(p)
		p.pass(400_000)
		p.event(TimePassed)
		assert.Equal(t, "null", p.one(Publish).Text)
		fail(p)
		assert.Equal(t, []string{"expired"}, p.emitted())
		p.fires(Retry)
		fail(p)
		p.none(Emit)
		p.fires(Retry)
		p.renewed(withRefresh(refreshed, secondKey))
		assert.Equal(t, []string{"renewed"}, p.emitted())
		assert.Contains(t, p.one(Publish).Text, refreshed)
	})
	t.Run("no renewal for this client: the token lives on", func(t *testing.T) {
		p := renewing(t, settings{"persist": "session"})
		p.http(p.request(refreshes), 401, `{"error":"invalid_client"}`)
		p.none(Emit)
		assert.NotContains(t, p.one(Save).Text, firstKey)
		assert.Contains(t, p.resolved(p.ask(nil)), token)
		p.pass(400_000)
		p.event(TimePassed)
		assert.Equal(t, []string{"expired"}, p.emitted())
		assert.False(t, p.live())

		p = renewable(t, nil)
		p.pass(3700_000)
		p.event(TimePassed)
		p.http(p.request(refreshes), 401, `{"error":"invalid_client"}`)
		assert.False(t, p.live())
	})
	t.Run("a caller gives up, the others do not", func(t *testing.T) {
		p := renewable(t, nil)
		first, second := p.ask(settings{"minValidity": 3600_001}), p.ask(settings{"minValidity": 3600_001})
		p.step(Event{Kind: Aborted, Call: first})
		p.rejected(first, lwa.CodeAborted)
		p.renewed(withRefresh(refreshed, secondKey))
		assert.Contains(t, p.resolved(second), refreshed)
		p.one(Settle)
	})
	t.Run("ST-10 a logout ends it", func(t *testing.T) {
		p := renewing(t, nil)
		request, call := p.request(refreshes), p.ask(settings{"minValidity": 3600_001})
		p.logout()
		p.rejected(call, lwa.CodeAborted)
		assert.Equal(t, request, p.one(AbortFetch).Request)
		p.http(request, 200, withRefresh(refreshed, secondKey))
		p.ignored(Idle)
		assert.False(t, p.live())
	})
	t.Run("so does another login", func(t *testing.T) {
		p := renewing(t, nil)
		request := p.request(refreshes)
		p.alive(nil)
		assert.False(t, p.renews())
		p.http(request, 200, withRefresh(refreshed, secondKey))
		p.ignored(Idle)
	})
	t.Run("and other settings", func(t *testing.T) {
		p := renewing(t, nil)
		call := p.ask(settings{"minValidity": 3600_001})
		p.configure(settings{"clientId": other})
		p.rejected(call, lwa.CodeLoginRequired)
		assert.False(t, p.renews())
	})
	t.Run("storage refuses the next refresh token: nothing older comes back", func(t *testing.T) {
		p := renewing(t, settings{"persist": "session"})
		p.http(p.request(refreshes), 200, withRefresh(refreshed, secondKey))
		p.step(Event{Kind: SaveFailed, Key: sessionKey(client)})
		assert.Contains(t, dropped(p), sessionKey(client))
		p.http(p.request(asksInfo), 200, infoBody(client, "A"))
		p.none(Save)
		assert.Contains(t, p.one(Publish).Text, refreshed)
	})
	t.Run("the token goes nowhere but to Amazon's API", func(t *testing.T) {
		p := renewable(t, nil)
		p.rejected(p.ask(settings{"target": "https://evil.example/"}), lwa.CodeInvalidRequest)
		assert.Contains(t, p.resolved(p.ask(settings{"target": "https://api.amazon.com/user/profile"})), token)
	})
	t.Run("bad settings", func(t *testing.T) {
		p := renewable(t, nil)
		p.rejected(p.ask(settings{"region": "MOON"}), lwa.CodeInvalidConfiguration)
	})
}
