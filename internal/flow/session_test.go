package flow

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// stored returns what the page has kept of its sessions and logins, as the effects say.
func stored(p *page) map[Area]map[string]string {
	kept := map[Area]map[string]string{Session: {}, Local: {}}
	for _, e := range p.log {
		switch e.Kind {
		case Save:
			kept[e.Area][e.Key] = e.Text
		case Drop:
			delete(kept[e.Area], e.Key)
		}
	}
	for _, entries := range kept { // when somebody logged out stays, and is no secret
		delete(entries, LogoutPrefix+client)
	}
	return kept
}

// kept is the entry that a login with the setting persist leaves.
func kept(t testing.TB, persist string) Entry {
	p := loggedIn(t, settings{"persist": persist})
	save := filter(p.log, Save)
	require.Len(t, save, 1)
	return Entry{save[0].Area, save[0].Key, save[0].Text}
}

func TestSession(t *testing.T) {
	t.Run("ST-01 nothing is kept by default", func(t *testing.T) {
		p := loggedIn(t, nil)
		assert.Empty(t, filter(p.log, Save))
	})
	t.Run("restored from storage", func(t *testing.T) {
		for persist, area := range map[string]Area{"session": Session, "local": Local} {
			entry := kept(t, persist)
			assert.Equal(t, area, entry.Area)
			assert.Equal(t, SessionPrefix+client, entry.Key)
			p, ready := back(t, settings{"persist": persist}, 1000, entry)
			assert.Contains(t, p.resolved(ready), `"userId":"A"`)
			assert.Contains(t, p.resolved(ready), `"expiresAt":1800003600000`)
			p.none(Emit)
			assert.Equal(t, lwa.Millis(3600_000-300_000-1000), p.one(StartTimer).Timeout)
			assert.Contains(t, p.resolved(p.call(Event{Kind: TokenAsked, Text: "{}"})), token)
			p.configure(settings{"persist": persist})
			p.recalled(entry)
			p.none(Publish)
		}
	})
	t.Run("ST-03 a poisoned one is absent, and removed", func(t *testing.T) {
		entry := kept(t, "session")
		for name, text := range map[string]string{
			"nothing":           "",
			"no JSON":           "x",
			"another client":    edit(entry.Text, client, other),
			"no token":          edit(entry.Text, `"accessToken":"`+token+`"`, `"x":1`),
			"nobody":            edit(entry.Text, `"userId":"A"`, `"userId":""`),
			"odd type":          edit(entry.Text, `"scope":"profile"`, `"scope":7`),
			"time as text":      edit(entry.Text, `"since":1800000000000`, `"since":"1800000000000"`),
			"from the future":   edit(entry.Text, `"since":1800000000000`, `"since":1900000000000`),
			"over":              edit(entry.Text, `"since":1800000000000`, `"since":1700000000000`),
			"life as text":      edit(entry.Text, `"lifetime":3600000`, `"lifetime":"x"`),
			"life below zero":   edit(entry.Text, `"lifetime":3600000`, `"lifetime":-5`),
			"__proto__":         `{"__proto__":` + entry.Text + `}`,
			"more than allowed": edit(entry.Text, `"scope":"profile"`, `"scope":"`+strings.Repeat("x", 65<<10)+`"`),
		} {
			p, ready := back(t, settings{"persist": "session"}, 1000, Entry{Session, entry.Key, text})
			assert.Equal(t, "null", p.resolved(ready), name)
			assert.Equal(t, []string{entry.Key}, dropped(p), name)
			p.none(Publish)
		}
	})
	t.Run("one from the future can be renewed, and its token is not used", func(t *testing.T) {
		entry := renewable(t, settings{"persist": "session"}).entry()
		p, ready := back(t, settings{"persist": "session"}, -3600_000, entry)
		p.none(Settle)
		assert.Empty(t, dropped(p))
		p.renewed(withRefresh(refreshed, secondKey))
		assert.Contains(t, p.resolved(ready), refreshed)
	})
	t.Run("a session that never ends by itself", func(t *testing.T) {
		entry := kept(t, "session")
		entry.Text = edit(entry.Text, `,"lifetime":3600000`, "")
		p, ready := back(t, settings{"persist": "session"}, 1000, entry)
		assert.Contains(t, p.resolved(ready), `"expiresAt":null`)
		p.none(StartTimer)
		p.fires(Expiry)
		p.ignored(Idle)
	})
	t.Run("the instance was started anew", func(t *testing.T) {
		p := loggedIn(t, nil)
		record := p.all(Publish)[0].Restore
		q := newPage(t)
		ready := q.configure(settings{"restore": record})
		q.recalled()
		assert.Contains(t, q.resolved(ready), `"userId":"A"`)
		q.logout()
		q.configure(settings{"restore": ""})
		q.recalled()
		assert.False(t, q.live())
	})
	t.Run("the instance was started anew: what is in storage comes from there, and not if it is there no more", func(t *testing.T) {
		for persist := range map[string]Area{"session": Session, "local": Local} {
			p := renewable(t, settings{"persist": persist})
			for _, e := range filter(p.log, Publish) {
				assert.Empty(t, e.Restore)
			}
			p.step(Event{Kind: SaveFailed, Key: sessionKey(client)})
			assert.Contains(t, p.one(Publish).Restore, firstKey)
		}
	})
	t.Run("the instance was started anew in the middle of a renewal", func(t *testing.T) {
		p := renewing(t, nil)
		p.http(p.request(refreshes), 200, withRefresh(refreshed, secondKey))
		assert.Contains(t, p.one(Publish).Restore, secondKey)
	})
	t.Run("storage refuses", func(t *testing.T) {
		p := loggedIn(t, settings{"persist": "local"})
		p.step(Event{Kind: SaveFailed, Key: SessionPrefix + client})
		assert.Equal(t, lwa.CodeStorageUnavailable, p.one(Emit).Err.Code)
		assert.Contains(t, p.one(Emit).Err.Hint, "persist")
		assert.True(t, p.live())
		p.step(Event{Kind: Saved, Key: SessionPrefix + client})
		p.ignored(Idle)
	})
	t.Run("configured for another client", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.configure(settings{"clientId": other})
		assert.Equal(t, "null", p.one(Publish).Text)
		p.recalled()
		p.rejected(p.call(Event{Kind: TokenAsked, Text: "{}"}), lwa.CodeLoginRequired)
	})
	t.Run("configured without client", func(t *testing.T) {
		p := newPage(t)
		assert.Equal(t, "null", p.resolved(p.configure(settings{"clientId": ""})))
		p.none(Recall)
		p.logout()
		p.none(TellTabs)
	})
}

func TestExpiry(t *testing.T) {
	over := func(p *page) {
		p.t.Helper()
		assert.Equal(p.t, []string{"expired"}, p.emitted())
		assert.Equal(p.t, "null", p.one(Publish).Text)
		assert.Equal(p.t, Expiry, p.one(StopTimer).Timer)
	}
	t.Run("by its timer", func(t *testing.T) {
		p := loggedIn(t, settings{"persist": "session"})
		p.pass(3600_000)
		p.fires(Expiry)
		over(p)
		assert.Contains(t, dropped(p), SessionPrefix+client)
		p.fires(Expiry)
		p.ignored(Idle)
	})
	t.Run("only what is this very session goes from storage: another tab may have a newer one", func(t *testing.T) {
		p := loggedIn(t, settings{"persist": "local"})
		kept := p.entry().Text
		p.pass(3600_000)
		p.fires(Expiry)
		for _, drop := range p.all(Drop) {
			assert.Equal(t, kept, drop.Old)
		}
		assert.Len(t, p.all(Drop), 2)
	})
	t.Run("the timer fires early", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.pass(3599_000)
		p.fires(Expiry)
		assert.Equal(t, []string{"expiring"}, p.emitted())
		assert.Equal(t, lwa.Millis(1000), p.all(StartTimer)[0].Timeout)
		p.fires(Expiry)
		p.none(Emit)
		assert.Equal(t, lwa.Millis(1000), p.one(StartTimer).Timeout)
	})
	t.Run("the warning comes a tenth ahead of the end, at most five minutes", func(t *testing.T) {
		for seconds, want := range map[int]lwa.Millis{600: 540_000, 3000: 2_700_000, 3600: 3_300_000, 36_000: 35_700_000} {
			p := exchanging(t)
			p.http(p.request(redeems), 200, tokenBody(token, seconds))
			p.proofs("A")
			assert.Equal(t, want, p.one(StartTimer).Timeout, "%d seconds", seconds)
		}
		entry := kept(t, "session") // Amazon's answers are bounded; what is kept may say anything
		entry.Text = edit(entry.Text, `"lifetime":3600000`, `"lifetime":9000000000000`)
		p, _ := back(t, settings{"persist": "session"}, 1000, entry)
		assert.Equal(t, lwa.Millis(1<<31-1), p.one(StartTimer).Timeout, "no browser's timer takes more")
	})
	t.Run("the machine slept: the wall clock tells", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.now.Wall += 3600_000
		p.event(TimePassed)
		over(p)
	})
	t.Run("the wall clock was set back: the other one tells", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.now.Wall -= 10_000_000
		p.now.Mono += 3600_000
		p.rejected(p.call(Event{Kind: TokenAsked, Text: "{}"}), lwa.CodeLoginRequired)
		over(p)
	})
	t.Run("still alive", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.pass(3299_999)
		p.event(TimePassed)
		p.ignored(Idle)
		p.pass(300_000)
		p.event(TimePassed)
		assert.Equal(t, []string{"expiring"}, p.emitted())
		p.event(TimePassed)
		p.ignored(Idle)
	})
}

func TestLogout(t *testing.T) {
	t.Run("ST-10 nothing is left behind", func(t *testing.T) {
		for _, persist := range []string{"memory", "session", "local"} {
			p := loggedIn(t, settings{"persist": persist})
			assert.Equal(t, "null", p.resolved(p.logout()))
			assert.Equal(t, []string{"logout"}, p.emitted())
			assert.Equal(t, "null", p.one(Publish).Text)
			assert.Empty(t, p.one(Publish).Restore)
			assert.Equal(t, Effect{Kind: TellTabs, Key: TabsPrefix + client, Text: "logout"}, p.one(TellTabs))
			kept := stored(p)
			assert.Empty(t, kept[Session])
			assert.Empty(t, kept[Local])
			p.rejected(p.call(Event{Kind: TokenAsked, Text: "{}"}), lwa.CodeLoginRequired)
			p.rejected(p.call(Event{Kind: ProfileAsked}), lwa.CodeLoginRequired)
			p.rejected(p.login(settings{"interactive": "never"}), lwa.CodeLoginRequired)
			p.secretsReady()
			p.alive(nil)
		}
	})
	t.Run("ST-10 after the instance was started anew", func(t *testing.T) {
		entry := kept(t, "local")
		p, _ := back(t, settings{"persist": "local", "restore": entry.Text}, 1000, entry)
		p.logout()
		assert.Contains(t, dropped(p), entry.Key)
	})
	t.Run("ST-10 a tab without a session logs out: what others kept goes too", func(t *testing.T) {
		p, _ := back(t, nil, 0)
		p.logout()
		assert.Equal(t, []string{SessionPrefix + client, SessionPrefix + client}, dropped(p))
	})
	t.Run("a session of another server is none: neither restored nor used", func(t *testing.T) {
		entry := kept(t, "local")
		p, ready := back(t, settings{"provider": "https://other.example"}, 0, entry)
		assert.Equal(t, "null", p.resolved(ready))
		p.none(Drop)
		q := loggedIn(t, nil)
		q.rejected(q.login(settings{"provider": "https://other.example", "interactive": "never"}), lwa.CodeLoginRequired)
	})
	t.Run("a page that did not leave can be asked again", func(t *testing.T) {
		p := configured(t, nil)
		first := p.login(settings{"mode": "redirect"})
		p.secretsReady()
		p.step(Event{Kind: Saved, Key: p.one(Save).Key})
		p.rejected(p.login(nil), lwa.CodeInteractionInProgress)
		p.pass(5000)
		p.rejected(p.login(nil), lwa.CodeInteractionInProgress)
		p.pass(1)
		p.login(nil)
		p.rejected(first, lwa.CodeUserCancelled)
		require.Equal(t, Opening, p.m.Phase())
	})
	t.Run("ST-10 records in both areas", func(t *testing.T) {
		one, two := kept(t, "session"), kept(t, "local")
		p, _ := back(t, settings{"persist": "local"}, 1000, one, two)
		before := p.all(Drop)
		p.logout()
		areas := map[Area]bool{}
		for _, e := range append(before, p.all(Drop)...) {
			areas[e.Area] = true
		}
		assert.True(t, areas[Session] && areas[Local], "a record stays and comes back at the next load")
	})
	t.Run("ST-10 a later login kept elsewhere", func(t *testing.T) {
		p := loggedIn(t, settings{"persist": "local"})
		p.secretsReady()
		p.alive(settings{"persist": "memory"})
		assert.Empty(t, stored(p)[Local], "the old session would come back at the next load")
		p.logout()
		assert.Empty(t, stored(p)[Local])
	})
	t.Run("another tab logged out", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.event(LogoutHeard)
		assert.Equal(t, []string{"logout"}, p.emitted())
		p.none(TellTabs)
		p.event(LogoutHeard)
		p.ignored(Idle)
	})
	t.Run("nobody is logged in", func(t *testing.T) {
		p := configured(t, nil)
		p.resolved(p.logout())
		p.none(Emit)
		p.one(TellTabs)
	})
}

// asking is a page with a session that asks Amazon for the profile.
func asking(t testing.TB) (p *page, call, request int) {
	p = loggedIn(t, nil)
	call = p.call(Event{Kind: ProfileAsked, Timeout: 7000})
	fetch := p.one(Fetch)
	require.Equal(t, lwa.Millis(7000), fetch.Timeout)
	require.Equal(t, "GET", fetch.Method)
	return p, call, fetch.Request
}

func TestProfile(t *testing.T) {
	t.Run("anew", func(t *testing.T) {
		p, call, request := asking(t)
		p.http(request, 200, `{"user_id":"A","name":"New"}`)
		assert.Contains(t, p.resolved(call), `"name":"New"`)
		assert.Contains(t, p.one(Publish).Text, `"name":"New"`)
	})
	t.Run("PR-05 the token is worth nothing any more", func(t *testing.T) {
		p, call, request := asking(t)
		p.http(request, 400, `{"error":"invalid_token"}`)
		p.rejected(call, lwa.CodeLoginRequired)
		assert.Equal(t, []string{"expired"}, p.emitted())
		p.none(Fetch)
		p.http(request, 400, `{"error":"invalid_token"}`)
		p.ignored(Idle)
	})
	t.Run("PR-06 the scope does not suffice", func(t *testing.T) {
		p, call, request := asking(t)
		p.http(request, 403, `{"error":"insufficient_scope"}`)
		p.rejected(call, lwa.CodeInsufficientScope)
		p.none(Fetch)
		p.none(Publish)
		assert.True(t, p.live())
	})
	t.Run("PR-04 another person's profile", func(t *testing.T) {
		p, call, request := asking(t)
		p.http(request, 200, profileBody("B"))
		p.rejected(call, lwa.CodeTokenSubstitution)
		assert.False(t, p.live())
	})
	t.Run("no answer", func(t *testing.T) {
		for failure, want := range failures {
			p, call, request := asking(t)
			p.step(Event{Kind: RequestFailed, Request: request, Failure: failure})
			p.rejected(call, want)
			assert.True(t, p.live())
		}
	})
	t.Run("given up", func(t *testing.T) {
		p, call, request := asking(t)
		second := p.call(Event{Kind: ProfileAsked, Timeout: 7000})
		p.step(Event{Kind: Aborted, Call: call})
		p.rejected(call, lwa.CodeAborted)
		assert.Equal(t, request, p.one(AbortFetch).Request)
		p.http(request, 200, profileBody("A"))
		p.ignored(Idle)
		p.http(request+1, 200, profileBody("A"))
		p.resolved(second)
	})
	t.Run("several at once: each has its own answer", func(t *testing.T) {
		p, one, first := asking(t)
		two := p.call(Event{Kind: ProfileAsked, Timeout: 7000})
		second := p.one(Fetch).Request
		p.http(second, 200, `{"user_id":"A","name":"Second"}`)
		assert.Contains(t, p.resolved(two), "Second")
		p.one(Settle)
		three := p.call(Event{Kind: ProfileAsked, Timeout: 7000})
		p.step(Event{Kind: Aborted, Call: three})
		p.rejected(three, lwa.CodeAborted)
		p.http(first, 200, `{"user_id":"A","name":"First"}`)
		assert.Contains(t, p.resolved(one), "First")
	})
	t.Run("logged out meanwhile", func(t *testing.T) {
		p, call, request := asking(t)
		p.logout()
		p.http(request, 200, profileBody("A"))
		p.rejected(call, lwa.CodeLoginRequired)
		assert.False(t, p.live())
	})
	t.Run("an answer for an earlier session harms the present one not", func(t *testing.T) {
		for _, body := range []string{profileBody("A"), `{"error":"invalid_token"}`} {
			p, call, request := asking(t)
			p.login(settings{"interactive": "always"})
			p.opened()
			p.secretsReady()
			p.answer()
			p.http(p.request(redeems), 200, tokenBody("Atza|of-B", 3600))
			p.proofs("B")
			p.http(request, 200, body)
			p.settlement(call)
			require.True(t, p.live(), "the session of B is gone")
			assert.Contains(t, p.session(), `"userId":"B"`)
		}
	})
	t.Run("PR-10 the token goes to the server that it is from", func(t *testing.T) {
		p := loggedIn(t, nil)
		p.login(settings{"region": "EU", "interactive": "always"})
		p.opened()
		p.secretsReady()
		p.answer()
		p.http(p.request(redeems), 200, tokenBody("Atza|of-A", 3600))
		p.proofs("A")
		p.call(Event{Kind: ProfileAsked, Timeout: 7000})
		assert.True(t, strings.HasPrefix(p.one(Fetch).URL, "https://api.amazon.co.uk/"), p.one(Fetch).URL)
	})
}
