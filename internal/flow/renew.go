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

// renewal is on its way to the session's next token, or rests between two attempts.
type renewal struct {
	waiting []*Event   // what was asked meanwhile, and is taken again when it is over
	request int        // of the lock, or the one in flight; 0 while it rests
	lock    int        // the request for the lock
	at      Time       // when the attempt began
	token   *lwa.Token // the new one, until it is proved
	failed  int        // attempts, one after the other
	rest    lwa.Millis // after the attempt, in which nobody may try again
	err     *lwa.Error // of the last attempt
}

// canRenew: the session came with a refresh token.
func canRenew(m *Machine, _ *Event) bool { return m.session != nil && m.session.refreshToken != "" }

// tokenWillDo: the session is live, its token lasts as long as the caller needs it, and is not the one that an API
// refused; or the API refuses every token, new ones too.
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

// isRenewing: the event belongs to the present attempt.
func isRenewing(m *Machine, e *Event) bool {
	return m.renewal != nil && e.Request != 0 && e.Request == m.renewal.request
}

// isRetry: the rest is over.
func isRetry(m *Machine, e *Event) bool { return e.Timer == Retry && m.renewal != nil }

// abortsWaiter: the call that is given up waits for the renewal.
func abortsWaiter(m *Machine, e *Event) bool { return m.waiter(e.Call) >= 0 }

func (m *Machine) waiter(call int) int {
	if m.renewal != nil {
		for i, w := range m.renewal.waiting {
			if w.Call == call {
				return i
			}
		}
	}
	return -1
}

// awaitRenewal has the call wait for the next token. A server that wants quiet gets it: then the last failure is the
// answer. Should the renewal fail, a login by popup may follow, and its click is over by then (WebKit): its window opens now.
func awaitRenewal(m *Machine, e *Event) {
	if m.isResting() {
		m.rejectWaiter(e, m.renewal.err)
		return
	}
	if e.Window == NoWindow && m.wantsWindow(e) {
		m.do(&Effect{Kind: OpenPopup, Width: int(e.options.Width), Height: int(e.options.Height)})
		e.Window = WindowAsked
	}
	m.renew()
	m.renewal.waiting = append(m.renewal.waiting, e)
}

// wantsWindow: the call may become a login by popup, and there is no other window.
func (m *Machine) wantsWindow(e *Event) bool {
	if e.Kind != LoginAsked || e.options.Mode == "redirect" || e.options.Interactive == "never" {
		return false
	}
	return m.windowWaiter(WindowOpen) == nil && (m.login == nil || !m.login.window)
}

// windowWaiter is the call that waits for the renewal and has such a window.
func (m *Machine) windowWaiter(window Window) *Event {
	if m.renewal != nil {
		for _, e := range m.renewal.waiting {
			if e.Window == window {
				return e
			}
		}
	}
	return nil
}

// awaitsWindow: a window was asked for on behalf of a call that waits for a renewal.
func awaitsWindow(m *Machine, _ *Event) bool { return m.windowWaiter(WindowAsked) != nil }

// keepWindow keeps the window for the login that may follow.
func keepWindow(m *Machine, _ *Event) { m.windowWaiter(WindowAsked).Window = WindowOpen }

// keepBlocked remembers that the browser refused the window.
func keepBlocked(m *Machine, _ *Event) { m.windowWaiter(WindowAsked).Window = WindowBlocked }

// isResting reports whether an attempt failed a moment ago, or the server wants quiet.
func (m *Machine) isResting() bool {
	r := m.renewal
	return r != nil && r.request == 0 && elapsed(r.at, m.now) < r.rest
}

// abortWaiter rejects one caller; the renewal goes on.
func abortWaiter(m *Machine, e *Event) {
	r, i := m.renewal, m.waiter(e.Call)
	waiter := r.waiting[i]
	r.waiting = append(r.waiting[:i], r.waiting[i+1:]...)
	m.rejectWaiter(waiter, lwa.NewError(lwa.CodeAborted))
}

// retryRenewal begins the next attempt.
func retryRenewal(m *Machine, _ *Event) { m.renew() }

// renew begins an attempt, unless one is under way. What is kept for all tabs is renewed under their lock.
func (m *Machine) renew() {
	if m.renewal == nil {
		m.renewal = &renewal{}
	}
	r, s := m.renewal, m.session
	if r.request != 0 {
		return
	}
	m.requests++
	r.request, r.lock, r.at = m.requests, m.requests, m.now
	m.do(&Effect{Kind: StopTimer, Timer: Retry})
	if s.area == Local {
		m.do(&Effect{Kind: Lock, Request: r.request, Key: LockPrefix + s.clientID, Timeout: lockTime})
		return
	}
	m.queue = append(m.queue, &Event{Kind: Locked, Request: r.request})
}

// isUnderLock: what is kept for all tabs was looked at while no other tab renews it.
func isUnderLock(m *Machine, e *Event) bool { return e.Key == locked && m.renewal != nil }

// lookAgain looks at what is kept for all tabs, now that no other one renews it.
func lookAgain(m *Machine, e *Event) {
	if m.session.area == Local {
		m.recall(locked)
		return
	}
	refresh(m, e)
}

// refresh asks for the next token, unless another tab has it already.
func refresh(m *Machine, e *Event) {
	kept, ok := m.keptSession(e)
	ok = ok && m.mayShare(kept)
	if ok && !kept.over && kept.accessToken != m.session.accessToken {
		m.adoptShared(kept)
		return
	}
	if ok && kept.record() != m.session.record() {
		kept.told, kept.short = m.session.told, m.session.short
		m.session = kept // another tab may have got as far as the next refresh token
	}
	s := m.session
	if s.refreshToken == "" { // it was refused for good
		m.endRenewal()
		return
	}
	m.renewal.request = m.fetch("POST", s.endpoints.Token, lwa.RefreshRequest(s.clientID, s.refreshToken), renewTimeout)
}

// readRenewal reads the answer of the token endpoint, or of tokeninfo about the new token.
func readRenewal(m *Machine, e *Event) {
	if m.renewal.token != nil {
		readRenewed(m, e)
		return
	}
	s, r := m.session, m.renewal
	token, err := lwa.ParseToken(e.Status, e.ContentType, e.Text)
	if err == nil && !covers(s.scope, token.Scope) {
		err = lwa.NewError(lwa.CodeInvalidResponse)
	}
	if err != nil {
		m.failAttempt(err, e.RetryAfter)
		return
	}
	if before := s.record(); token.RefreshToken != "" { // from now on the old one may be worth nothing
		s.refreshToken = token.RefreshToken
		m.saveSession(before)
		if s.area == Memory {
			m.publish()
		}
	}
	r.token = token
	r.request = m.askInfo(s.endpoints, token.AccessToken, renewTimeout)
}

// readRenewed publishes the new token once it is the same person's, and made for this client.
func readRenewed(m *Machine, e *Event) {
	s, r := m.session, m.renewal
	info, err := lwa.ParseTokenInfo(e.Status, e.ContentType, e.Text, s.clientID)
	if err == nil && info.UserID != s.profile.UserID {
		err = lwa.NewError(lwa.CodeTokenSubstitution)
	}
	if err != nil {
		m.failAttempt(err, e.RetryAfter)
		return
	}
	before := s.record()
	s.follow(s, r.at)
	s.setToken(r.token, r.at)
	s.expiring, s.over, s.told = false, false, false
	m.publish()
	m.saveSession(before)
	m.do(&Effect{Kind: Emit, Key: "renewed", Text: m.public()})
	m.endRenewal()
}

// failRenewal ends the attempt: there was no answer.
func failRenewal(m *Machine, e *Event) { m.failAttempt(failure(e.Failure), 0) }

// failAttempt judges why an attempt failed. The refresh token is refused: the person has to log in again. The server
// refuses to renew at all: the token lasts as long as it does. Anything else may pass.
func (m *Machine) failAttempt(err *lwa.Error, retryAfter lwa.Millis) {
	r, s := m.renewal, m.session
	m.do(&Effect{Kind: Unlock, Request: r.lock})
	r.request, r.token, r.err, r.rest = 0, nil, err, max(minRest, retryAfter)
	switch err.Code {
	case lwa.CodeInvalidGrant, lwa.CodeTokenSubstitution:
		m.dropSession("expired")
		return
	case lwa.CodeInvalidClient, lwa.CodeUnauthorizedClient, lwa.CodeInvalidRequest, lwa.CodeInvalidScope, lwa.CodeUnsupportedGrantType:
		if s.over {
			m.dropSession("expired")
			return
		}
		before := s.record()
		s.refreshToken = ""
		m.saveSession(before)
		m.endRenewal()
		return
	}
	if s.over {
		m.tellOver()
	}
	m.rejectWaiting(err)
	if r.failed < len(rests) {
		m.do(&Effect{Kind: StartTimer, Timer: Retry, Timeout: max(jittered(rests[r.failed], m.now), retryAfter)})
		r.failed++
	}
}

// jittered is between half of a pause and one and a half, so that many pages do not come back at the same moment.
//
// The chance is in both clocks: a server that fails many pages fails them at one time of the wall clock, and each of them
// began at another.
func jittered(pause lwa.Millis, now Time) lwa.Millis {
	return pause/2 + pause*((now.Wall+now.Mono)%1000)/1000
}

// endRenewal stops what there is of a renewal. Whoever waited for it is taken again: the session is another now, or gone.
func (m *Machine) endRenewal() {
	r := m.renewal
	if r == nil {
		return
	}
	m.renewal = nil
	m.do(&Effect{Kind: StopTimer, Timer: Retry})
	if r.request != 0 {
		m.do(&Effect{Kind: Unlock, Request: r.lock})
		m.do(&Effect{Kind: AbortFetch, Request: r.request})
	}
	for _, first := range [...]bool{true, false} { // the call that has a window
		for _, e := range r.waiting {
			if first == (e.Window == WindowOpen) {
				e.again = true
				m.queue = append(m.queue, e)
			}
		}
	}
}

// rejectWaiting rejects all callers; the renewal goes on.
func (m *Machine) rejectWaiting(err *lwa.Error) {
	if m.renewal == nil {
		return
	}
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
