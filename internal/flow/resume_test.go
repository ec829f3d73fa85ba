package flow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// left is what a redirect login leaves in the tab's storage, and the state that it waits for.
func left(t testing.TB, over settings) (record Entry, state string) {
	p := configured(t, over)
	options := settings{"mode": "redirect"}
	for key, value := range over {
		options[key] = value
	}
	p.login(options)
	p.secretsReady()
	save := p.one(Save)
	p.step(Event{Kind: Saved, Key: save.Key})
	p.one(Leave)
	return Entry{save.Area, save.Key, save.Text}, p.state()
}

func answerEntry(text string) Entry { return Entry{Session, AnswerKey, text} }

// back is a page that a redirect came back to: it has been configured and reads the entries at that
// time.
func back(t testing.TB, over settings, after lwa.Millis, entries ...Entry) (*page, int) {
	p := newPage(t)
	p.now = Time{Mono: 50, Wall: wallZero + after}
	ready := p.configure(over)
	p.recalled(entries...)
	return p, ready
}

func dropped(p *page) (keys []string) {
	for _, e := range p.all(Drop) {
		keys = append(keys, e.Key)
	}
	return keys
}

func TestResume(t *testing.T) {
	record, state := left(t, nil)
	good := answerEntry("?code=" + answered + "&state=" + state)

	t.Run("the login goes on in the page that it comes back to", func(t *testing.T) {
		record, state := left(t, settings{"state": "mine", "persist": "session", "scope": "profile postal_code"})
		p, ready := back(t, settings{"persist": "session"}, 5000, record, answerEntry("?code="+answered+"&state="+state))
		assert.ElementsMatch(t, []string{AnswerKey, record.Key}, dropped(p))
		body := form(t, p.one(Fetch).Text)
		assert.Equal(t, secretsOf(1).Verifier, body.Get("code_verifier"))
		assert.Equal(t, callback, body.Get("redirect_uri")) // RD-11
		assert.Equal(t, Drop, p.effects[len(p.effects)-4].Kind, "consumed before the network is used")
		p.none(Settle)
		p.token()
		p.proofs("A")
		assert.Contains(t, p.resolved(ready), `"state":"mine"`)
		assert.Contains(t, p.resolved(ready), `"scope":"profile postal_code"`)
		assert.Equal(t, Session, p.one(Save).Area)
		p.over()
		p.configure(settings{"persist": "session"})
		p.recalled(good) // AR-05, RD-03: the callback page is reloaded
		assert.Equal(t, lwa.CodeMissingTransaction, p.one(Emit).Err.Code)
		assert.True(t, p.live())
		assert.Equal(t, 1, p.posts())
	})
	t.Run("RD-14 a duplicate of the tab has it, too: the answer is one page's, decided under a lock", func(t *testing.T) {
		p := newPage(t)
		p.configure(nil)
		p.step(Event{Kind: Recalled, Entries: []Entry{record, good}})
		require.Equal(t, Claiming, p.m.Phase())
		lock := p.one(Lock)
		p.none(Drop)
		p.none(Fetch)
		p.claims(record, good)
		taken := p.one(Save)
		assert.Equal(t, Local, taken.Area)
		assert.Equal(t, lock.Key, taken.Key)
		assert.NotContains(t, taken.Key+taken.Text, state[:12])
		assert.Equal(t, lock.Request, p.one(Unlock).Request)
		assert.Equal(t, 1, p.posts())

		mark := Entry{taken.Area, taken.Key, taken.Text}
		q := newPage(t) // at the very same time: it looked before that was written
		ready := q.configure(nil)
		q.step(Event{Kind: Recalled, Entries: []Entry{record, good}})
		q.claims(record, good, mark)
		q.rejected(ready, lwa.CodeMissingTransaction)
		assert.Contains(t, dropped(q), record.Key)
		assert.Contains(t, dropped(q), AnswerKey)
		q.one(Unlock)
		assert.Zero(t, q.posts())
		q.over()

		q, ready = back(t, nil, 5000, record, good, mark) // later
		assert.Equal(t, "null", q.resolved(ready))
		assert.Equal(t, lwa.CodeMissingTransaction, q.one(Emit).Err.Code)
		assert.Contains(t, dropped(q), record.Key, "its verifier is of no more use")
		assert.Zero(t, q.posts())

		q, _ = back(t, nil, MaxAge+clockSlack+1, mark)
		assert.Equal(t, []string{mark.Key}, dropped(q), "useless with its record")
	})
	t.Run("another copy in the same page took it", func(t *testing.T) {
		p := newPage(t)
		ready := p.configure(nil)
		p.step(Event{Kind: Recalled, Entries: []Entry{record, good}})
		joined := p.login(nil)
		p.claims()
		assert.Equal(t, "null", p.resolved(ready))
		p.rejected(joined, lwa.CodeMissingTransaction)
		p.none(Emit)
		p.one(Unlock)
		p.over()
	})
	t.Run("RD-14 given up while it waits for the right", func(t *testing.T) {
		p := newPage(t)
		ready := p.configure(nil)
		p.step(Event{Kind: Recalled, Entries: []Entry{record, good}})
		p.step(Event{Kind: Aborted, Call: ready})
		p.rejected(ready, lwa.CodeAborted)
		p.one(Unlock)
		p.over()
	})
	t.Run("RD-14 nothing can be kept for all tabs: the login goes on", func(t *testing.T) {
		p, _ := back(t, nil, 5000, record, good)
		p.step(Event{Kind: SaveFailed, Key: p.one(Save).Key})
		p.ignored(Exchanging)
	})
	t.Run("AR-07 an error answer", func(t *testing.T) {
		p, ready := back(t, nil, 5000, record, answerEntry("?error=access_denied&state="+state))
		p.rejected(ready, lwa.CodeAccessDenied)
		assert.Equal(t, []string{"error"}, p.emitted())
		assert.Contains(t, dropped(p), record.Key)
		assert.Zero(t, p.posts())
		p.over()
		p.secretsReady()
		p.alive(nil)
	})

	flipped := state[:10] + "!" + state[11:]
	for _, test := range []struct {
		name    string
		over    settings
		after   lwa.Millis
		entries []Entry
		want    lwa.Code
		kept    bool // the record
	}{
		{"AR-01 no state", nil, 0, []Entry{record, answerEntry("?code=x")}, lwa.CodeStateMismatch, true},
		{"AR-02 another state", nil, 0, []Entry{record, answerEntry("?code=x&state=" + flipped)}, lwa.CodeStateMismatch, true},
		{"AR-03 an empty state", nil, 0, []Entry{record, answerEntry("?code=x&state=")}, lwa.CodeStateMismatch, true},
		{"AR-03 empty in the record and in the answer", nil, 0, []Entry{{Session, RecordPrefix + client + ".", edit(record.Text, state, "")}, answerEntry("?code=x&state=")}, lwa.CodeMissingTransaction, false},
		{"AR-04 nothing is pending", nil, 0, []Entry{good}, lwa.CodeMissingTransaction, false},
		{"AR-06 an error with another state", nil, 0, []Entry{record, answerEntry("?error=access_denied&state=" + flipped)}, lwa.CodeStateMismatch, true},
		{"AR-10 two states", nil, 0, []Entry{record, answerEntry(good.Text + "&state=" + state)}, lwa.CodeStateMismatch, true},
		{"AR-23 the state in other letters", nil, 0, []Entry{record, answerEntry("?code=x&state=" + strings.ToUpper(state))}, lwa.CodeStateMismatch, true},
		{"AR-24 too late", nil, MaxAge + clockSlack + 1, []Entry{record, good}, lwa.CodeMissingTransaction, false},
		{"AR-24 from a future that no clock explains", nil, -clockSlack - 1, []Entry{record, good}, lwa.CodeMissingTransaction, false},
		{"AR-26 the state cut short", nil, 0, []Entry{record, answerEntry("?code=x&state=" + state[:42])}, lwa.CodeStateMismatch, true},
		{"AR-26 the state and more", nil, 0, []Entry{record, answerEntry("?code=x&state=" + state + "x")}, lwa.CodeStateMismatch, true},
		{"AR-27 another client", settings{"clientId": other}, 0, []Entry{record, good}, lwa.CodeStateMismatch, true},
		{"AR-27 another server", settings{"region": "EU"}, 0, []Entry{record, good}, lwa.CodeStateMismatch, true},
		{"AR-27 another redirect URI", settings{"redirectUri": "https://app.example/moved.html"}, 0, []Entry{record, good}, lwa.CodeStateMismatch, true},
		{"ST-04 another token endpoint", settings{"apiBase": "https://app.example/amazon"}, 0, []Entry{record, good}, lwa.CodeStateMismatch, true},
		{"RD-05 the record moved to another key", nil, 0, []Entry{{Session, RecordPrefix + client + ".elsewhere", record.Text}, good}, lwa.CodeStateMismatch, true},
		{"RD-05 the record's state was edited", nil, 0, []Entry{{Session, record.Key, edit(record.Text, state, flipped)}, good}, lwa.CodeStateMismatch, true},
		{"RD-13 PK-09 the record is in another tab", nil, 0, []Entry{{Local, record.Key, record.Text}, good}, lwa.CodeMissingTransaction, false},
		{"PK-09 the verifier is gone", nil, 0, []Entry{{Session, record.Key, edit(record.Text, secretsOf(1).Verifier, "")}, good}, lwa.CodeMissingTransaction, false},
		{"ST-03 half a record", nil, 0, []Entry{{Session, record.Key, record.Text[:len(record.Text)/2]}, good}, lwa.CodeMissingTransaction, false},
		{"ST-03 no JSON", nil, 0, []Entry{{Session, record.Key, "x"}, good}, lwa.CodeMissingTransaction, false},
		{"ST-03 nothing", nil, 0, []Entry{{Session, record.Key, ""}, good}, lwa.CodeMissingTransaction, false},
		{"ST-03 odd types", nil, 0, []Entry{{Session, record.Key, strings.Replace(record.Text, `"persist":"memory"`, `"persist":{}`, 1)}, good}, lwa.CodeMissingTransaction, false},
		{"ST-03 the time as text", nil, 0, []Entry{{Session, record.Key, strings.Replace(record.Text, fmt.Sprint(wallZero), `"`+fmt.Sprint(wallZero)+`"`, 1)}, good}, lwa.CodeMissingTransaction, false},
		{"ST-03 no time", nil, 0, []Entry{{Session, record.Key, strings.Replace(record.Text, `,"at":`+fmt.Sprint(wallZero), "", 1)}, good}, lwa.CodeMissingTransaction, false},
		{"ST-03 __proto__", nil, 0, []Entry{{Session, record.Key, `{"__proto__":` + record.Text + `}`}, good}, lwa.CodeMissingTransaction, false},
		{"ST-03 a name twice", nil, 0, []Entry{{Session, record.Key, record.Text[:len(record.Text)-1] + `,"state":"` + state + `"}`}, good}, lwa.CodeMissingTransaction, false},
		{"ST-03 huge", nil, 0, []Entry{{Session, record.Key, record.Text[:len(record.Text)-1] + `,"x":"` + strings.Repeat("x", 64<<10) + `"}`}, good}, lwa.CodeMissingTransaction, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, ready := back(t, test.over, test.after, test.entries...)
			assert.Equal(t, "null", p.resolved(ready), "the page itself is ready")
			if test.name == "AR-27 another client" {
				p.none(Emit)
				p.none(Drop) // that client may have a copy of the component in the page
				assert.Equal(t, 10*lwa.Second, p.one(StartTimer).Timeout)
				p.fires(Elsewhere)
				assert.Equal(t, Left, p.one(Recall).Cause)
				p.step(Event{Kind: Recalled, Cause: Left, Entries: test.entries})
			}
			e := p.one(Emit)
			require.NotNil(t, e.Err)
			assert.Equal(t, test.want, e.Err.Code)
			assert.Contains(t, dropped(p), AnswerKey)
			key := test.entries[0].Key
			if key != AnswerKey && test.entries[0].Area == Session {
				assert.Equal(t, test.kept, !contains(dropped(p), key), "the record")
			}
			assert.Zero(t, p.posts())
			p.over()
			p.secretsReady()
			p.alive(test.over)
		})
	}
	for name, after := range map[string]lwa.Millis{
		"just in time": MaxAge, "a clock set forward by an hour": 3_600_000, "a clock set back by an hour": -3_600_000,
		"a clock set forward by a day": 86_400_000, "a clock set back by a day": -86_400_000,
	} {
		t.Run("AR-24 "+name, func(t *testing.T) {
			p, _ := back(t, nil, after, record, good)
			p.one(Fetch)
		})
	}
	t.Run("AR-27 another copy takes the answer of its client", func(t *testing.T) {
		p, ready := back(t, settings{"clientId": other}, 0, record, good)
		assert.Equal(t, "null", p.resolved(ready))
		p.fires(Elsewhere)
		p.step(Event{Kind: Recalled, Cause: Left, Entries: []Entry{record}})
		p.none(Emit)
		p.none(Drop)
		p.over()
	})
	t.Run("AR-02 the real answer still completes it", func(t *testing.T) {
		p, _ := back(t, nil, 0, record, answerEntry("?code=x&state="+flipped))
		ready := p.configure(nil)
		p.recalled(record, good)
		p.token()
		p.proofs("A")
		p.resolved(ready)
	})
	t.Run("RD-05 where it returns to is none of the machine's business", func(t *testing.T) {
		p, _ := back(t, nil, 0, Entry{Session, record.Key, edit(record.Text, "https://app.example/shop?item=1#top", "https://evil.example/")}, good)
		for _, e := range p.log {
			assert.NotContains(t, e.URL+e.Text, "evil.example")
		}
	})
	t.Run("RD-09 entries of the page's own and of other versions", func(t *testing.T) {
		p, ready := back(t, nil, 0, Entry{Session, "lwa.2.answer", good.Text}, Entry{Session, "lwa.1.answer.x", good.Text},
			Entry{Local, AnswerKey, good.Text}, Entry{Session, "cart", "?code=x&state=y"}, Entry{Session, "lwa.2.login." + client, "x"})
		assert.Equal(t, "null", p.resolved(ready))
		p.none(Drop)
		p.none(Emit)
	})
	t.Run("ST-09 records of another client are left alone", func(t *testing.T) {
		p, _ := back(t, nil, MaxAge+1, Entry{Session, RecordPrefix + other + ".x", "broken"})
		p.none(Drop)
	})
	t.Run("RD-13 two tabs, answers swapped", func(t *testing.T) {
		p, _ := back(t, nil, 0, record, answerEntry("?code=x&state="+secretsOf(2).State))
		assert.Equal(t, lwa.CodeStateMismatch, p.one(Emit).Err.Code)
		q, _ := back(t, nil, 0, answerEntry("?code=x&state="+state))
		assert.Equal(t, lwa.CodeMissingTransaction, q.one(Emit).Err.Code)
	})
	t.Run("ST-07 records do not pile up", func(t *testing.T) {
		var entries []Entry
		for i := range 1000 {
			text := edit(edit(record.Text, state, secretsOf(i+1).State), secretsOf(1).Verifier, secretsOf(i+1).Verifier)
			entries = append(entries, Entry{Session, transactionKey(client, secretsOf(i+1).State), text})
		}
		p, _ := back(t, nil, 0, entries...)
		assert.Len(t, p.all(Drop), 990)
		q, _ := back(t, nil, MaxAge+clockSlack+1, entries...)
		assert.Len(t, q.all(Drop), 1000)
	})
	t.Run("ST-10 logging out removes the logins that left", func(t *testing.T) {
		p, _ := back(t, nil, 0, record)
		p.none(Drop)
		p.logout()
		assert.Equal(t, []string{record.Key, SessionPrefix + client, SessionPrefix + client}, dropped(p))
		p.logout()
		assert.NotContains(t, dropped(p), record.Key)
	})
}

func TestResumedLogin(t *testing.T) {
	record, state := left(t, nil)
	resumed := func(t *testing.T) (*page, int) {
		return back(t, nil, 0, record, answerEntry("?code="+answered+"&state="+state))
	}
	t.Run("calls of the page join it, and may leave it", func(t *testing.T) {
		p, ready := resumed(t)
		one := p.call(Event{Kind: LoginAsked, Text: with(nil), Window: WindowOpen})
		p.one(ClosePopup)
		two := p.login(nil)
		p.none(Settle)
		p.step(Event{Kind: Aborted, Call: one})
		p.rejected(one, lwa.CodeAborted)
		p.token()
		p.proofs("A")
		p.resolved(ready)
		p.resolved(two)
		require.Len(t, p.all(Settle), 2)
	})
	t.Run("calls for the token and the profile wait for it", func(t *testing.T) {
		p, ready := resumed(t)
		one, two := p.call(Event{Kind: TokenAsked, Text: "{}"}), p.call(Event{Kind: ProfileAsked, Timeout: 7000})
		p.ignored(Exchanging)
		p.token()
		p.proofs("A")
		for _, call := range []int{ready, one, two} {
			assert.Contains(t, p.resolved(call), `"userId":"A"`)
		}
	})
	t.Run("each of its calls fails with it, and the page is told", func(t *testing.T) {
		p, ready := resumed(t)
		call := p.login(nil)
		p.http(p.request(redeems), 400, `{"error":"invalid_grant"}`)
		p.rejected(ready, lwa.CodeInvalidGrant)
		p.rejected(call, lwa.CodeInvalidGrant)
		assert.Equal(t, lwa.CodeInvalidGrant, p.one(Emit).Err.Code)
	})
	t.Run("it has a deadline", func(t *testing.T) {
		p, ready := resumed(t)
		timer := filter(p.log, StartTimer)[0]
		assert.Equal(t, Deadline, timer.Timer)
		assert.Equal(t, lwa.Millis(MaxAge), timer.Timeout)
		p.fires(Deadline)
		p.ended(ready, lwa.CodeTimedOut)
	})
	t.Run("configured again meanwhile", func(t *testing.T) {
		p, ready := resumed(t)
		again := p.configure(nil)
		p.recalled()
		p.none(Settle)
		p.token()
		p.proofs("A")
		p.resolved(ready)
		p.resolved(again)
	})
}

func edit(text, old, replacement string) string { return strings.ReplaceAll(text, old, replacement) }

func contains(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

// Ten redirect logins of a tab may be open; the oldest makes room for the next.
func TestManyRedirects(t *testing.T) {
	p := configured(t, nil)
	var keys []string
	for n := range 13 {
		p.login(settings{"mode": "redirect"})
		if p.m.Phase() == Preparing {
			p.secretsReady()
		}
		keys = append(keys, p.one(Save).Key)
		p.step(Event{Kind: Saved, Key: keys[n]})
		if n < 10 {
			p.none(Drop)
		} else {
			assert.Equal(t, []string{keys[n-10]}, dropped(p))
		}
		p.event(PageKept)
		p.rejected(p.calls, lwa.CodeUserCancelled)
	}
}

// What another page put in the place of the answer meanwhile is not what this page waited for.
func TestClaimedAnother(t *testing.T) {
	record, state := left(t, nil)
	q := configured(t, nil)
	q.series = 50
	q.login(settings{"mode": "redirect"})
	q.secretsReady()
	save := q.one(Save)
	other := Entry{save.Area, save.Key, save.Text}
	p := newPage(t)
	ready := p.configure(nil)
	p.step(Event{Kind: Recalled, Entries: []Entry{record, answerEntry("?code=" + answered + "&state=" + state)}})
	require.Equal(t, Claiming, p.m.Phase())
	p.claims(record, other, answerEntry("?code="+answered+"&state="+q.state()))
	p.rejected(ready, lwa.CodeStateMismatch)
	p.none(Fetch)
}
