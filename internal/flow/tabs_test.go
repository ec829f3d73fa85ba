package flow

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

var sharedTabs = settings{"persist": "local"}

// shared is the entry that another tab's session leaves for all.
func shared(p *page) Entry { return p.entry() }

// hear has the page hear the word, and look at what is kept.
func (p *page) hear(entries ...Entry) {
	p.t.Helper()
	p.step(Event{Kind: SessionHeard, Key: sessionKey(client)})
	p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Entries: entries})
}

// locked gives the page the lock that it waits for, and shows it what is kept.
func (p *page) locked(entries ...Entry) {
	p.t.Helper()
	p.step(Event{Kind: Locked, Request: p.last(Lock).Request})
	p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Entries: entries})
}

func TestTabs(t *testing.T) {
	t.Run("no token goes over a channel", func(t *testing.T) {
		assert.Empty(t, filter(renewable(t, sharedTabs).log, TellTabs))
	})
	t.Run("what else changes in storage is nobody's business", func(t *testing.T) {
		p := configured(t, sharedTabs)
		for _, key := range []string{"", "theme", sessionKey(other), AnswerKey} {
			p.step(Event{Kind: SessionHeard, Key: key})
			p.ignored(Idle)
		}
	})
	t.Run("who hears it has the session", func(t *testing.T) {
		entry := shared(loggedIn(t, sharedTabs))
		p := configured(t, sharedTabs)
		p.hear(entry)
		assert.Equal(t, []string{"login"}, p.emitted())
		assert.Contains(t, p.one(Publish).Text, token)
		p.none(Save)
		p.hear(entry)
		p.none(Publish)
	})
	t.Run("another person", func(t *testing.T) {
		p := loggedIn(t, sharedTabs)
		entry := shared(p)
		entry.Text = edit(edit(entry.Text, `"userId":"A"`, `"userId":"B"`), token, refreshed)
		p.hear(entry)
		assert.Equal(t, []string{"accountchanged", "login"}, p.emitted())
	})
	t.Run("a renewal", func(t *testing.T) {
		p := renewable(t, sharedTabs)
		entry := shared(p)
		entry.Text = edit(entry.Text, token, refreshed)
		p.hear(entry)
		assert.Equal(t, []string{"renewed"}, p.emitted())
		assert.Contains(t, p.resolved(p.ask(nil)), refreshed)
	})
	t.Run("half of a renewal is no news", func(t *testing.T) {
		p := renewing(t, sharedTabs)
		entry := shared(p)
		entry.Text = edit(entry.Text, firstKey, secondKey)
		p.hear(entry)
		p.ignored(Idle)
		p.locked() // nothing newer is there
		assert.Equal(t, secondKey, form(t, p.one(Fetch).Text).Get("refresh_token"))
	})
	t.Run("nothing there: a logout says so itself, and a tab may keep its session elsewhere from now on", func(t *testing.T) {
		p := loggedIn(t, sharedTabs)
		p.hear()
		p.ignored(Idle)
		p = configured(t, sharedTabs)
		p.hear()
		p.ignored(Idle)
	})
	t.Run("a page that keeps its own session keeps it", func(t *testing.T) {
		entry := shared(loggedIn(t, sharedTabs))
		for _, persist := range []string{"memory", "session"} {
			p := loggedIn(t, settings{"persist": persist})
			p.hear(entry)
			p.ignored(Idle)
		}
	})
	t.Run("what is over, broken or another client's is nobody's", func(t *testing.T) {
		entry := shared(loggedIn(t, sharedTabs))
		stale := shared(renewable(t, sharedTabs))
		stale.Text = edit(stale.Text, `"since":1800000000000`, `"since":1700000000000`)
		for name, e := range map[string]Entry{
			"broken": {Local, entry.Key, "x"}, "another client": {Local, entry.Key, edit(entry.Text, client, other)}, "over": stale,
		} {
			p := configured(t, sharedTabs)
			p.hear(e)
			assert.False(t, p.live(), name)
		}
	})
	t.Run("a login of its own, with another client or at another server, is not what all tabs of the page's client share", func(t *testing.T) {
		entry := shared(loggedIn(t, sharedTabs))
		entry.Text = edit(entry.Text, token, refreshed)
		for name, over := range map[string]settings{"client": {"clientId": other}, "region": {"region": "EU"}} {
			over["persist"] = "local"
			p := configured(t, sharedTabs)
			p.login(over)
			p.opened()
			p.secretsReady()
			p.answer()
			p.http(p.request(redeems), 200, withRefresh(token, firstKey))
			p.http(p.request(asksInfo), 200, infoBody(p.redeemer(), "A"))
			p.http(p.request(asksProfile), 200, profileBody("A"))
			own, kept := p.session(), p.entry()
			p.hear(entry)
			assert.Equal(t, own, p.session(), name)
			p.event(PageRestored)
			p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Entries: []Entry{kept}})
			assert.Equal(t, own, p.session(), name)
			p.ask(settings{"minValidity": 3600_001})
			p.locked(entry)
			assert.Equal(t, own, p.session(), name)
			assert.Equal(t, firstKey, form(t, p.one(Fetch).Text).Get("refresh_token"), name)
		}
	})
	t.Run("back from the back/forward cache", func(t *testing.T) {
		p := loggedIn(t, sharedTabs)
		p.sleep()
		assert.Equal(t, []string{"logout"}, p.emitted())
		p = loggedIn(t, sharedTabs)
		p.event(PageRestored)
		p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Failure: Late})
		assert.True(t, p.live()) // something is there, and could not be read in time: nobody logged out
		assert.Empty(t, p.emitted())
		p = newPage(t)
		p.configure(settings{"clientId": ""})
		p.event(PageRestored)
		p.none(Recall)
	})
}

// sleep has the page go into the back/forward cache, and come back to what is kept then.
func (p *page) sleep(entries ...Entry) {
	p.t.Helper()
	had := p.live()
	p.event(PageHidden)
	if had {
		require.Equal(p.t, none, p.one(Publish).Text, "until it is known what happened")
	}
	p.event(PageRestored)
	p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Entries: entries})
}

// loggedOut are the entries that a logout in another page leaves.
func loggedOut(t testing.TB, in Area) (left []Entry) {
	p := loggedIn(t, nil)
	p.pass(5000)
	p.logout()
	for _, e := range p.all(Save) {
		if e.Area == in {
			left = append(left, Entry{e.Area, e.Key, e.Text})
		}
	}
	require.Len(t, left, 1)
	return left
}

// Whatever comes back from the back/forward cache asks what is kept first, wherever its session is.
func TestTabsSleep(t *testing.T) {
	kept := func(p *page) []Entry {
		if !p.live() || len(p.kept()) == 0 {
			return nil
		}
		return []Entry{p.entry()}
	}
	for _, persist := range []string{"memory", "session", "local"} {
		over := settings{"persist": persist}
		t.Run(persist+": nothing happened", func(t *testing.T) {
			p := loggedIn(t, over)
			p.sleep(kept(p)...)
			assert.Contains(t, p.one(Publish).Text, token)
			assert.Empty(t, p.emitted())
			assert.Contains(t, p.resolved(p.ask(nil)), token)
		})
		for _, area := range []Area{Session, Local} {
			t.Run(persist+": a logout", func(t *testing.T) {
				p := loggedIn(t, over)
				p.sleep(loggedOut(t, area)...)
				assert.Equal(t, []string{"logout"}, p.emitted())
				assert.Equal(t, none, p.one(Publish).Text)
				p.rejected(p.ask(nil), lwa.CodeLoginRequired)
				p.sleep(loggedOut(t, area)...)
				assert.Empty(t, p.emitted())
			})
			t.Run(persist+": a logout that was before the login", func(t *testing.T) {
				p := newPage(t)
				p.configure(over)
				p.recalled(loggedOut(t, area)...)
				p.login(over)
				p.opened()
				p.secretsReady()
				p.answer()
				p.token()
				p.proofs("A")
				p.sleep(append(kept(p), loggedOut(t, area)...)...)
				assert.Contains(t, p.one(Publish).Text, token)
			})
		}
		t.Run(persist+": its own logout, and another login", func(t *testing.T) {
			p := loggedIn(t, over)
			p.logout()
			var marks []Entry
			for _, e := range p.all(Save) {
				marks = append(marks, Entry{e.Area, e.Key, e.Text})
			}
			p.secretsReady()
			p.alive(over)
			p.sleep(append(kept(p), marks...)...)
			assert.Empty(t, p.emitted())
			assert.True(t, p.live())
		})
		t.Run(persist+": nobody can tell", func(t *testing.T) {
			p := loggedIn(t, over)
			p.event(PageRestored)
			p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Failure: Forbidden})
			assert.Equal(t, []string{"logout"}, p.emitted())
		})
		t.Run(persist+": a logout and another login", func(t *testing.T) {
			entry := kept(loggedIn(t, settings{"persist": "session"}))[0]
			entry.Text = edit(edit(entry.Text, `"userId":"A"`, `"userId":"B"`), token, refreshed)
			p := loggedIn(t, over)
			p.sleep(append(loggedOut(t, Session), entry)...)
			assert.Equal(t, []string{"logout", "login"}, p.emitted())
			assert.Contains(t, p.session(), refreshed)
		})
	}
	for _, persist := range []string{"session", "local"} {
		t.Run(persist+": a login while it slept", func(t *testing.T) {
			entries := kept(loggedIn(t, settings{"persist": persist}))
			p := configured(t, settings{"persist": persist})
			p.sleep(entries...)
			assert.Equal(t, []string{"login"}, p.emitted())
			assert.Contains(t, p.one(Publish).Text, token)
		})
		t.Run(persist+": left for a redirect, and logged in there", func(t *testing.T) {
			entries := kept(loggedIn(t, settings{"persist": persist}))
			p := configured(t, settings{"persist": persist})
			call := p.login(settings{"mode": "redirect"})
			p.secretsReady()
			p.step(Event{Kind: Saved, Key: p.one(Save).Key})
			p.event(PageRestored)
			p.rejected(call, lwa.CodeUserCancelled)
			p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Entries: entries})
			assert.Equal(t, []string{"login"}, p.emitted())
		})
	}
	t.Run("session: gone from where it was kept", func(t *testing.T) {
		p := loggedIn(t, settings{"persist": "session"})
		p.sleep()
		assert.Equal(t, []string{"logout"}, p.emitted())
	})
	t.Run("a page that names no client cannot tell", func(t *testing.T) {
		p := newPage(t)
		p.configure(settings{"clientId": ""})
		p.login(nil)
		p.opened()
		p.secretsReady()
		p.answer()
		p.token()
		p.proofs("A")
		p.event(PageRestored)
		assert.Equal(t, []string{"logout"}, p.emitted())
		p.event(PageRestored)
		p.ignored(Idle)
	})
	t.Run("a page that is awake keeps its session, whatever mark it finds", func(t *testing.T) {
		p := loggedIn(t, sharedTabs)
		p.hear(append(loggedOut(t, Local), shared(p))...)
		assert.Empty(t, p.emitted())
		assert.True(t, p.live())
	})
	t.Run("a page that is awake hears of a logout by itself, and knows the marker from then on", func(t *testing.T) {
		p := loggedIn(t, nil)
		mark := loggedOut(t, Local)
		p.event(LogoutHeard)
		p.step(Event{Kind: SessionHeard, Key: mark[0].Key})
		p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Entries: mark})
		p.ignored(Idle)
		p.secretsReady()
		p.alive(nil)
		p.sleep(mark...)
		assert.True(t, p.live())
	})
}

func TestTabsRenew(t *testing.T) {
	t.Run("under the lock, which is asked for with a bound and kept until the token is there for all", func(t *testing.T) {
		p := renewing(t, sharedTabs)
		lock := p.one(Lock)
		assert.Equal(t, LockPrefix+client, lock.Key)
		assert.Equal(t, lwa.Millis(35_000), lock.Timeout, "two requests and a little")
		p.none(Fetch)
		p.locked(shared(p))
		p.one(Fetch)
		p.http(p.request(refreshes), 200, withRefresh(refreshed, secondKey))
		p.none(Unlock)
		p.http(p.request(asksInfo), 200, infoBody(client, "A"))
		p.one(Unlock)
		assert.Contains(t, p.one(Save).Text, refreshed)
	})
	t.Run("another tab was first: no request", func(t *testing.T) {
		p := renewing(t, sharedTabs)
		entry := shared(p)
		entry.Text = edit(entry.Text, token, refreshed)
		call := p.ask(settings{"minValidity": 3600_001})
		p.locked(entry)
		p.one(Unlock)
		p.none(Fetch)
		assert.Contains(t, p.resolved(call), refreshed)
	})
	t.Run("another tab got half the way: its refresh token is the one that works", func(t *testing.T) {
		p := renewing(t, sharedTabs)
		entry := shared(p)
		entry.Text = edit(entry.Text, firstKey, secondKey)
		p.locked(entry)
		assert.Equal(t, secondKey, form(t, p.one(Fetch).Text).Get("refresh_token"))
	})
	t.Run("another tab was first, and the clock was set back since: its refresh token is the one that works", func(t *testing.T) {
		p := renewing(t, sharedTabs)
		entry := shared(p)
		entry.Text = edit(edit(entry.Text, token, refreshed), firstKey, secondKey)
		p.now.Wall = wallZero - 3600_000
		p.locked(entry)
		assert.Equal(t, secondKey, form(t, p.one(Fetch).Text).Get("refresh_token"))
		p.http(p.request(refreshes), 200, withRefresh("Atza|third", "Atzr|third"))
		assert.Equal(t, entry.Text, p.one(Save).Old, "it takes the place of that entry")
		p.http(p.request(asksInfo), 200, infoBody(client, "A"))
		assert.Contains(t, p.session(), "Atza|third")
	})
	t.Run("another tab was refused for good: nothing is sent, and the token lives on", func(t *testing.T) {
		p := renewing(t, sharedTabs)
		entry := shared(p)
		entry.Text = edit(entry.Text, `,"refreshToken":"`+firstKey+`"`, "")
		call := p.ask(settings{"minValidity": 3600_001})
		p.locked(entry)
		p.none(Fetch)
		p.one(Unlock)
		assert.Contains(t, p.resolved(call), token)
		assert.False(t, p.renews())
	})
	t.Run("the login was another client's than the page's: its own entry is looked at under the lock", func(t *testing.T) {
		p := waiting(t, settings{"clientId": other, "persist": "local"})
		p.configure(nil)
		p.recalled()
		p.answer()
		p.http(p.request(redeems), 200, withRefresh(token, firstKey))
		p.proofs("A")
		entry := Entry{Local, sessionKey(other), edit(p.one(Save).Text, firstKey, secondKey)}
		p.pass(3300_000)
		p.fires(Expiry)
		p.step(Event{Kind: Locked, Request: p.one(Lock).Request})
		assert.Equal(t, sessionKey(other), p.one(Recall).Key)
		p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Entries: []Entry{entry}})
		assert.Equal(t, secondKey, form(t, p.one(Fetch).Text).Get("refresh_token"))
	})
	t.Run("a lock that comes too late is nobody's", func(t *testing.T) {
		p := renewing(t, sharedTabs)
		request := p.last(Lock).Request
		p.logout()
		p.step(Event{Kind: Locked, Request: request})
		p.ignored(Idle)
	})
	t.Run("the server died between rotation and answer: signed out once", func(t *testing.T) {
		p := renewing(t, sharedTabs)
		p.locked(shared(p))
		p.step(Event{Kind: RequestFailed, Request: p.request(refreshes)})
		p.one(Unlock)
		p.fires(Retry)
		p.locked(shared(p))
		p.http(p.request(refreshes), 400, `{"error":"invalid_grant"}`)
		assert.Equal(t, []string{"expired"}, p.emitted())
		p.rejected(p.ask(nil), lwa.CodeLoginRequired)
	})
}
