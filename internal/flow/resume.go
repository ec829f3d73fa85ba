package flow

import (
	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/pkce"
)

// maxRecords bounds how many redirect logins of one tab may be open at once.
const maxRecords = 10

// claimTime is how long a page waits for another that decides about the same answer, in milliseconds; then that one is
// taken for asleep.
const claimTime = 5000

// record is what a redirect login leaves behind for the page it comes back to. Where requests go is not in it: that
// always comes from the configuration, and binding only tells whether it is still the same.
type record struct {
	clientID, state, verifier, binding string
	scope, returnTo, callerState       string
	handOver                           bool
	persist                            string
	at                                 int64 // wall clock, milliseconds
}

// configure takes the page's options and looks at what the browser has kept.
func configure(m *Machine, e *Event) {
	m.config, m.ready = e.options, e.Call
	if m.session != nil && m.session.parties != m.config.parties() {
		m.endRenewal()
		m.session = nil
		m.publish()
	}
	m.preparePair()
	if m.config.ClientID == "" {
		m.resolve(e.Call, none)
		return
	}
	m.do(&Effect{Kind: HearTabs, Key: TabsPrefix + m.config.ClientID})
	m.recall("")
}

// recall looks at what the browser keeps.
func (m *Machine) recall(key string) {
	m.do(&Effect{Kind: Recall, Key: key, Text: sessionKey(m.config.ClientID)})
}

// answerMatches: the callback page left an answer, and it belongs to a login that left from this tab.
func answerMatches(m *Machine, e *Event) bool {
	raw, found := findAnswer(e)
	if !found {
		return false
	}
	_, err := m.match(e, raw)
	return err == nil
}

// answerIsStray: the callback page left an answer that belongs to no login of this tab.
func answerIsStray(_ *Machine, e *Event) bool {
	_, found := findAnswer(e)
	return found
}

func findAnswer(e *Event) (raw string, found bool) {
	for _, entry := range e.Entries {
		if entry.Area == Session && entry.Key == AnswerKey {
			return entry.Text, true
		}
	}
	return "", false
}

// match finds the record that an answer's state names. Nothing pending is missing_transaction; something else pending,
// or a record that is not what was written, is state_mismatch.
func (m *Machine) match(e *Event, raw string) (*record, *lwa.Error) {
	endpoints, _ := m.config.endpoints()
	state := lwa.ParseAnswer(raw, endpoints).State
	code := lwa.CodeMissingTransaction
	for _, entry := range e.Entries {
		if entry.Area != Session || !hasPrefix(entry.Key, RecordPrefix) {
			continue
		}
		r, ok := readRecord(entry.Text)
		if !ok || r.tooOld(m.now) {
			continue
		}
		if sameState(r.state, state) && isTaken(e, state) {
			return nil, lwa.NewError(lwa.CodeMissingTransaction)
		}
		code = lwa.CodeStateMismatch
		if sameState(r.state, state) && entry.Key == recordKey(r.clientID, r.state) && r.binding == m.config.binding() {
			return r, nil
		}
	}
	return nil, lwa.NewError(code)
}

// claim has the login that left this tab wait for the right to its answer: a duplicate of the tab has the answer, too,
// and a server may end the session of a code that is redeemed twice. Nothing is consumed yet.
func claim(m *Machine, e *Event) {
	raw, _ := findAnswer(e)
	r, _ := m.match(e, raw)
	o := *m.config
	o.Scope, o.State, o.Persist, o.Timeout = r.scope, r.callerState, r.persist, MaxAge
	o.HandOver = r.handOver
	endpoints, _ := o.endpoints()
	m.requests++
	m.login = &login{
		grant: grant{options: &o, endpoints: endpoints}, calls: []int{m.ready}, startedAt: m.now, resumed: true,
		pair: Pair{Verifier: r.verifier, State: r.state}, claim: m.requests,
	}
	m.do(&Effect{Kind: StartTimer, Timer: Deadline, Timeout: o.Timeout})
	m.do(&Effect{Kind: Lock, Request: m.requests, Key: takenKey(r.state), Timeout: claimTime})
}

// isClaim: the page has the right that it waits for.
func isClaim(m *Machine, e *Event) bool { return e.Request != 0 && e.Request == m.login.claim }

// lookAtClaim looks at what is kept again, now that no other page decides about the same answer.
func lookAtClaim(m *Machine, _ *Event) { m.recall(claimed) }

// isClaimed: what is kept was looked at while no other page decides about the same answer.
func isClaimed(_ *Machine, e *Event) bool { return e.Key == claimed }

// isGone: the answer was taken out of this tab meanwhile, by another copy of the component in the same page.
func isGone(_ *Machine, e *Event) bool {
	_, found := findAnswer(e)
	return e.Key == claimed && !found
}

// yield leaves the login to the other copy. This page is ready, and hears of the session when that is kept.
func yield(m *Machine, e *Event) {
	calls := m.end().calls
	m.tidy(e)
	for _, call := range calls {
		if call == m.ready {
			m.queue = append(m.queue, &Event{Kind: readyAsked, Call: call})
			continue
		}
		m.reject(call, lwa.NewError(lwa.CodeMissingTransaction))
	}
}

// resume takes up the login that left this tab, unless another page did: its record is gone, and its answer marked as
// taken, before anything else happens.
func resume(m *Machine, e *Event) {
	l := m.login
	raw, _ := findAnswer(e)
	r, err := m.match(e, raw)
	if err == nil && !sameState(r.state, l.pair.State) {
		err = lwa.NewError(lwa.CodeStateMismatch)
	}
	m.tidy(e)
	m.do(&Effect{Kind: Drop, Area: Session, Key: l.recordKey()})
	if err != nil {
		m.refuseAnswer(err)
		return
	}
	var w lwa.ObjectWriter
	m.do(&Effect{Kind: Save, Area: Local, Key: takenKey(r.state), Text: w.Int("at", r.at).JSON()})
	m.unclaim(l)
	l.judge(m, raw)
}

// unclaim lets the next page decide.
func (m *Machine) unclaim(l *login) {
	if l.claim != 0 {
		m.do(&Effect{Kind: Unlock, Request: l.claim})
		l.claim = 0
	}
}

// takenKey names an answer by a part of its state: enough to tell it from others, too little to be of use.
func takenKey(state string) string {
	return TakenPrefix + state[min(len(state), 6):min(len(state), 16)]
}

// isTaken reports whether a page of this origin took the answer with that state.
func isTaken(e *Event, state string) bool {
	for _, entry := range e.Entries {
		if entry.Area == Local && entry.Key == takenKey(state) {
			return true
		}
	}
	return false
}

// readTaken reads the marker of a taken answer: it is as old as the record that it belongs to, and useless with that.
func readTaken(text string) *record {
	if v, ok := lwa.ReadObject(text, "at"); ok && v[0].Kind == lwa.Number {
		return &record{at: number(v[0])}
	}
	return &record{}
}

// reportStray tells the page of an answer that nobody here waited for; nothing is consumed, the session is unharmed.
func reportStray(m *Machine, e *Event) {
	raw, _ := findAnswer(e)
	_, err := m.match(e, raw)
	settleReady(m, e)
	m.do(&Effect{Kind: Emit, Key: "error", Err: err})
}

// joinReady lets the call that configured wait for the login that is being completed.
func joinReady(m *Machine, _ *Event) { m.login.calls = append(m.login.calls, m.ready) }

// settleReady restores the session that was kept, and settles the call that configured.
func settleReady(m *Machine, e *Event) {
	m.tidy(e)
	m.queue = append(m.queue, &Event{Kind: readyAsked, Call: m.ready})
}

// giveReady settles the call that configured, once a session whose token is over has had the chance of another.
func giveReady(m *Machine, e *Event) {
	if !e.again && m.session != nil && m.session.over {
		awaitRenewal(m, e)
		return
	}
	m.resolve(e.Call, m.public())
}

// tidy restores the session and removes what is of no more use: the answer, and records too old, broken or too many.
func (m *Machine) tidy(e *Event) {
	m.noteLogout(e)
	m.restore(e)
	m.records = nil
	for _, entry := range e.Entries {
		if entry.Area == Session && entry.Key == AnswerKey {
			m.do(&Effect{Kind: Drop, Area: Session, Key: AnswerKey})
		}
		if entry.Area == Local && hasPrefix(entry.Key, TakenPrefix) && readTaken(entry.Text).tooOld(m.now) {
			m.do(&Effect{Kind: Drop, Area: Local, Key: entry.Key})
		}
		if entry.Area != Session || !hasPrefix(entry.Key, RecordPrefix+m.config.ClientID+".") {
			continue
		}
		r, ok := readRecord(entry.Text)
		if !ok || r.tooOld(m.now) || len(m.records) == maxRecords {
			m.do(&Effect{Kind: Drop, Area: Session, Key: entry.Key})
			continue
		}
		m.records = append(m.records, entry.Key)
	}
}

// restore takes over the session that storage, or an earlier instance, kept.
func (m *Machine) restore(e *Event) {
	kept := m.config.Restore
	m.config.Restore = "" // it must not come back after a logout
	if m.session != nil {
		return
	}
	key := sessionKey(m.config.ClientID)
	m.adopt(kept, Memory)
	for _, entry := range e.Entries {
		if entry.Key != key || m.session != nil && m.session.area == Memory {
			continue
		}
		if !m.adopt(entry.Text, entry.Area) {
			m.do(&Effect{Kind: Drop, Area: entry.Area, Key: key})
		}
	}
	if m.session != nil {
		m.publish()
	}
}

// adopt makes the session of a record the present one, if it is between the page's own parties. It returns false for a
// record that is of no use to anyone: broken, of another client, or over.
func (m *Machine) adopt(text string, area Area) bool {
	s, ok := m.readSession(text, area)
	if ok && s.parties == m.config.parties() {
		m.session = s
	}
	return ok
}

// readSession reads what is kept of a session of the page's client. One that is over is of no use, unless it can be
// renewed.
func (m *Machine) readSession(text string, area Area) (*session, bool) {
	s, ok := readSession(text, m.now)
	if !ok || s.clientID != m.config.ClientID {
		return nil, false
	}
	s.area, s.over = area, s.left(m.now) <= 0
	s.endpoints, _ = m.config.endpoints()
	return s, !s.over || s.refreshToken != ""
}

// tooOld reports whether a record is past its time. Pages share the wall clock alone, which can be set in either
// direction: see clockSlack.
func (r *record) tooOld(now Time) bool {
	age := now.Wall - r.at
	return age < -clockSlack || age > MaxAge+clockSlack
}

func recordKey(clientID, state string) string { return RecordPrefix + clientID + "." + state }

func (l *login) recordKey() string { return recordKey(l.options.ClientID, l.pair.State) }

// parties names who a session is between: the client, and the server that issued its token.
func (o *Options) parties() string {
	endpoints, _ := o.endpoints()
	return o.ClientID + " " + endpoints.Authorize + " " + endpoints.Token
}

// binding names the parties of a login, and where its answer goes: it is only good for the very ones it was asked of.
func (o *Options) binding() string { return o.parties() + " " + o.RedirectURI }

// sameState compares in constant time; an empty state equals nothing.
func sameState(a, b string) bool { return pkce.Equal(a, b) }

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }
