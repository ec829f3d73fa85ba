package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// An access token lives an hour; a session that came with a refresh token gets the next one by itself (RFC 6749 §6): ahead
// of its end, when a caller wants one that lasts longer, when an API refuses the present one, and after a sleep. Refresh
// tokens may work once only, so there is one renewal at a time, in all tabs that share a session, and the new one is kept
// before anything else can fail.

const (
	renewTimeout = 15 * lwa.Second               // for each of its two requests
	lockTime     = 2*renewTimeout + 5*lwa.Second // after which the tab that holds the lock is taken for asleep
	minRest      = lwa.Second                    // between two attempts, whoever asks
	shortLife    = 10 * lwa.Minute               // a token that was replaced sooner was not over
	maxShort     = 3                             // so many of them in a row, and an API that refuses the next one gets no other
)

// rests are the pauses after a failed attempt; each may be half as long, or half as long again.
var rests = [...]lwa.Millis{lwa.Second, 2 * lwa.Second, 4 * lwa.Second, 10 * lwa.Second, 30 * lwa.Second, lwa.Minute}

// renewal is the way to the session's next token: an attempt, or the rest between two.
type renewal struct {
	phase   Phase
	waiting []*Event   // what was asked meanwhile, and is taken again when it is over
	request int        // of the lock, or the one in flight; 0 while it rests
	lock    int        // the request for the lock, while that is wanted or had
	at      Time       // when the attempt began
	token   *lwa.Token // the new one, until it is confirmed
	failed  int        // attempts, one after the other
	rest    lwa.Millis // after the attempt, in which nobody may try again
	err     *lwa.Error // of the last attempt
}

// canRenew: the session came with a refresh token.
func canRenew(m *Machine, _ *Event) bool { return m.session != nil && m.session.refreshToken != "" }

// canRenewShared: the session can be renewed, and all tabs share it.
func canRenewShared(m *Machine, e *Event) bool { return canRenew(m, e) && m.session.area == Local }

// tokenWillDo: the session is live, its token is valid for as long as the caller needs, and no
// API refused that token; or the API refuses every token, new ones too.
func tokenWillDo(m *Machine, e *Event) bool {
	s, o := m.session, e.options
	return hasSession(m, e) && (e.again || s.left(m.now) >= o.MinValidity && (s.accessToken != o.AccessToken || s.isVain(m.now)))
}

// isVain reports whether the last tokens were replaced one after the other, each long before its end.
func (s *session) isVain(now Time) bool {
	return s.short >= maxShort && elapsed(s.since, now) < shortLife
}

// follow counts the tokens that were replaced early, up to this session's, which takes the place of another at that time.
func (s *session) follow(before *session, at Time) {
	s.short = before.short + 1
	if elapsed(before.since, at) >= shortLife {
		s.short = 0
	}
}

// isRenewing: the event belongs to the present attempt to renew.
func isRenewing(m *Machine, e *Event) bool { return e.Request == m.renewal.request }

// isRetry: the pause between two attempts is over.
func isRetry(_ *Machine, e *Event) bool { return e.Timer == Retry }

// mustRest: the last attempt failed a moment ago, or the server asked for a longer pause.
func mustRest(m *Machine, _ *Event) bool { return elapsed(m.renewal.at, m.now) < m.renewal.rest }

// abortsWaiter: the aborted call waits for the renewal.
func abortsWaiter(m *Machine, e *Event) bool {
	for i, w := range m.renewal.waiting {
		if w.Call == e.Call {
			e.at = i
			return true
		}
	}
	return false
}

// awaitRenewal lets the call wait for the next token.
func awaitRenewal(m *Machine, e *Event) { m.take(&Event{Kind: renewalAwaited, asked: e}) }

// wantsWindow: the waiting call may become a login by popup, and no other popup is open.
func wantsWindow(m *Machine, e *Event) bool {
	a := e.asked
	return a.Kind == LoginAsked && a.Window == NoWindow && a.options.Mode != "redirect" && a.options.Interactive != "never" &&
		m.windowWaiter(WindowOpen) == nil && (m.login == nil || !m.login.window)
}

// refuseWaiter rejects the call with the last failure, because the server asked for a pause.
func refuseWaiter(m *Machine, e *Event) { m.rejectWaiter(e.asked, m.renewal.err) }

// addWindowWaiter lets the call wait, and opens its popup now: if the renewal fails, a login by
// popup may follow, and WebKit opens no window after the click has ended.
func addWindowWaiter(m *Machine, e *Event) {
	m.openPopup(e.asked.options)
	e.asked.Window = WindowAsked
	addWaiter(m, e)
}

// addWaiter lets the call wait, and begins an attempt unless one is running.
func addWaiter(m *Machine, e *Event) {
	m.take(&Event{Kind: renewalWanted})
	m.renewal.waiting = append(m.renewal.waiting, e.asked)
}

// windowWaiter is the call that waits for the renewal and has such a window.
func (m *Machine) windowWaiter(window Window) *Event {
	for _, e := range m.renewal.waiting {
		if e.Window == window {
			return e
		}
	}
	return nil
}

// awaitsWindow: the window was asked for by a call that waits for a renewal.
func awaitsWindow(m *Machine, e *Event) bool {
	e.asked = m.windowWaiter(WindowAsked)
	return e.asked != nil
}

// keepWindow keeps the popup for the login that may follow.
func keepWindow(_ *Machine, e *Event) { e.asked.Window = WindowOpen }

// keepBlocked remembers that the browser refused the window.
func keepBlocked(_ *Machine, e *Event) { e.asked.Window = WindowBlocked }

// abortWaiter rejects one caller. The renewal continues.
func abortWaiter(m *Machine, e *Event) {
	r := &m.renewal
	waiter := r.waiting[e.at]
	r.waiting = append(r.waiting[:e.at], r.waiting[e.at+1:]...)
	m.rejectWaiter(waiter, lwa.NewError(lwa.CodeAborted))
}

// keepResting begins no attempt. If the session has expired meanwhile, the page is told.
func keepResting(m *Machine, _ *Event) { m.tellOver() }

// retryRenewal begins the next attempt: its pause is over.
func retryRenewal(m *Machine, _ *Event) {
	m.renewal.rest = 0
	m.take(&Event{Kind: renewalWanted})
}

// lockRenewal asks for the lock under which tabs renew a shared session.
func lockRenewal(m *Machine, _ *Event) {
	r := m.attempt()
	m.requests++
	r.request, r.lock = m.requests, m.requests
	m.do(&Effect{Kind: Lock, Request: r.lock, Key: LockPrefix + m.session.clientID, Timeout: lockTime})
}

// attempt begins one.
func (m *Machine) attempt() *renewal {
	m.renewal.at = m.now
	m.do(&Effect{Kind: StopTimer, Timer: Retry})
	return &m.renewal
}

// recallLocked reads storage again, now that no other tab renews the session.
func recallLocked(m *Machine, _ *Event) { m.recall(Granted) }

// keptIsNewer: storage was read under the lock, and another tab has stored the next token
// already.
func keptIsNewer(m *Machine, e *Event) bool {
	if e.Cause != Granted {
		return false
	}
	e.kept = m.keptSession(e)
	if e.kept != nil && !m.mayShare(e.kept) {
		e.kept = nil
	}
	return e.kept != nil && !e.kept.over && e.kept.accessToken != m.session.accessToken
}

// keptIsSpent: storage was read under the lock, and the server will not renew this session
// again.
func keptIsSpent(m *Machine, e *Event) bool {
	s := m.session
	if e.kept != nil {
		s = e.kept
	}
	return e.Cause == Granted && s.refreshToken == ""
}

// isGranted: storage was read under the lock, and nothing there forbids this tab to renew the
// session.
func isGranted(_ *Machine, e *Event) bool { return e.Cause == Granted }

// endSpent continues with the stored session, which lasts until its token expires.
func endSpent(m *Machine, e *Event) {
	m.takeKept(e.kept)
	m.endRenewal()
}

// refreshKept asks for the next token with the stored refresh token: another tab may have stored
// a newer one.
func refreshKept(m *Machine, e *Event) {
	m.takeKept(e.kept)
	m.refresh()
}

func (m *Machine) takeKept(kept *session) {
	if kept == nil || kept.entry() == m.session.entry() {
		return
	}
	kept.told, kept.short = m.session.told, m.session.short
	m.session = kept
}

// beginRefresh begins an attempt for a session that no other tab shares.
func beginRefresh(m *Machine, _ *Event) {
	m.attempt()
	m.refresh()
}

// refresh asks for the next token.
func (m *Machine) refresh() {
	s := m.session
	m.renewal.request = m.fetch("POST", s.endpoints.Token, lwa.RefreshRequest(s.clientID, s.refreshToken), renewTimeout)
}

// bringsToken: the answer to the present attempt has a token whose scope is not wider than the
// session's.
func bringsToken(m *Machine, e *Event) bool {
	if !isRenewing(m, e) {
		return false
	}
	e.token, e.err = lwa.ParseToken(e.Status, e.ContentType, e.Text)
	if e.err == nil && !covers(m.session.scope, e.token.Scope) {
		e.err = lwa.NewError(lwa.CodeInvalidResponse)
	}
	return e.err == nil
}

// confirmsToken: tokeninfo says that the new token belongs to the same person and to this
// client.
func confirmsToken(m *Machine, e *Event) bool {
	if !isRenewing(m, e) {
		return false
	}
	info, err := lwa.ParseTokenInfo(e.Status, e.ContentType, e.Text, m.session.clientID)
	if err == nil && info.UserID != m.session.profile.UserID {
		err = lwa.NewError(lwa.CodeTokenSubstitution)
	}
	e.err = err
	return err == nil
}

// confirmToken stores the next refresh token first, since the old one may have stopped working;
// then it asks to whom the new token belongs.
func confirmToken(m *Machine, e *Event) {
	s := m.session
	if before := s.entry(); e.token.RefreshToken != "" {
		s.refreshToken = e.token.RefreshToken
		m.saveSession(before)
		if s.area == Memory {
			m.publish()
		}
	}
	m.renewal.token = e.token
	m.renewal.request = m.askInfo(s.endpoints, e.token.AccessToken, renewTimeout)
}

// publishRenewed publishes the new token.
func publishRenewed(m *Machine, _ *Event) {
	s, r := m.session, &m.renewal
	before := s.entry()
	s.follow(s, r.at)
	s.setToken(r.token, r.at)
	s.expiring, s.over, s.told = false, false, false
	m.publish()
	m.saveSession(before)
	m.do(&Effect{Kind: Emit, Key: "renewed", Text: m.public()})
	r.request = 0
	m.endRenewal()
}

// failUnanswered ends the attempt to renew: there was no answer.
func failUnanswered(m *Machine, e *Event) {
	e.err = failure(e.Failure)
	failAttempt(m, e)
}

// failAttempt ends the attempt to renew, because its answer has no token. What happens to the
// session depends on the reason.
func failAttempt(m *Machine, e *Event) {
	r := &m.renewal
	m.unlockRenewal()
	r.request, r.token, r.err, r.rest = 0, nil, e.err, max(minRest, e.RetryAfter)
	m.take(&Event{Kind: attemptFailed, err: e.err, RetryAfter: e.RetryAfter})
}

func (m *Machine) unlockRenewal() {
	if m.renewal.lock != 0 {
		m.do(&Effect{Kind: Unlock, Request: m.renewal.lock})
		m.renewal.lock = 0
	}
}

// needsLogin: the refresh token is refused, or belongs to another person; or the session has
// expired and the server does not renew it for this client.
func needsLogin(m *Machine, e *Event) bool {
	switch e.err.Code {
	case lwa.CodeInvalidGrant, lwa.CodeTokenSubstitution:
		return true
	}
	return m.session.over && renewsNone(m, e)
}

// renewsNone: the server renews no sessions for this client.
func renewsNone(_ *Machine, e *Event) bool {
	switch e.err.Code {
	case lwa.CodeInvalidClient, lwa.CodeUnauthorizedClient, lwa.CodeInvalidRequest, lwa.CodeInvalidScope, lwa.CodeUnsupportedGrantType:
		return true
	}
	return false
}

// triesAgain: the reason may pass, and there is a pause left that was not used yet.
func triesAgain(m *Machine, _ *Event) bool { return m.renewal.failed < len(rests) }

// loseSession ends the session: the person has to log in again.
func loseSession(m *Machine, _ *Event) { m.dropSession("expired") }

// stopRenewing forgets the refresh token. The session lasts until its token expires.
func stopRenewing(m *Machine, _ *Event) {
	before := m.session.entry()
	m.session.refreshToken = ""
	m.saveSession(before)
	m.endRenewal()
}

// rest tells the waiting calls why the attempt failed, and waits before the next one.
func rest(m *Machine, e *Event) {
	r := &m.renewal
	restForGood(m, e)
	m.do(&Effect{Kind: StartTimer, Timer: Retry, Timeout: max(jittered(rests[r.failed], m.now), e.RetryAfter)})
	r.failed++
}

// restForGood does the same, and begins no further attempt by itself.
func restForGood(m *Machine, e *Event) {
	m.tellOver()
	m.rejectWaiting(e.err)
}

// jittered is between half of a pause and one and a half, so that many pages do not come back at the same moment.
//
// The chance is in both clocks: a server that fails many pages fails them at one time of the wall clock, and each of them
// began at another.
func jittered(pause lwa.Millis, now Time) lwa.Millis {
	return pause/2 + pause*((now.Wall+now.Mono)%1000)/1000
}

// endRenewal ends whatever there is of a renewal: the session is another now, or gone.
func (m *Machine) endRenewal() { m.take(&Event{Kind: renewalEnds}) }

// releaseWaiters stops the renewal. Calls that waited for it are handled again.
func releaseWaiters(m *Machine, _ *Event) {
	r := m.renewal
	m.unlockRenewal()
	m.do(&Effect{Kind: StopTimer, Timer: Retry})
	if r.request != r.lock {
		m.abort(r.request)
	}
	m.renewal = renewal{phase: r.phase}
	for _, first := range [...]bool{true, false} { // the call that has a window
		for _, e := range r.waiting {
			if first == (e.Window == WindowOpen) {
				e.again = true
				m.later(e)
			}
		}
	}
}

// rejectWaiting rejects all callers; the renewal goes on.
func (m *Machine) rejectWaiting(err *lwa.Error) {
	for _, e := range m.renewal.waiting {
		m.rejectWaiter(e, err)
	}
	m.renewal.waiting = nil
}

// rejectWaiter rejects one caller. A page is ready without a session, too.
func (m *Machine) rejectWaiter(e *Event, err *lwa.Error) {
	closeStray(m, e)
	if e.Kind == readyAsked {
		m.resolve(e.Call, m.public())
		return
	}
	m.reject(e.Call, err)
}
