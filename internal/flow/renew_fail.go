package flow

import "github.com/lwa-wasm/lwa/internal/lwa"

// minRest is the time between two attempts to renew, whoever asks.
const minRest = lwa.Second

// rests are the pauses after a failed attempt. Each is multiplied by a factor between 0.5 and 1.5:
// see jittered.
var rests = [...]lwa.Millis{lwa.Second, 2 * lwa.Second, 4 * lwa.Second, 10 * lwa.Second, 30 * lwa.Second, lwa.Minute}

// isRetry: the pause between two attempts is over.
func isRetry(_ *Machine, e *Event) bool { return e.Timer == Retry }

// mustRest: the last attempt failed a moment ago, or the server asked for a longer pause.
func mustRest(m *Machine, _ *Event) bool { return elapsed(m.renewal.at, m.now) < m.renewal.rest }

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

// keepResting begins no attempt. If the session has expired meanwhile, the page is told.
func keepResting(m *Machine, _ *Event) { m.tellOver() }

// retryRenewal begins the next attempt: its pause is over.
func retryRenewal(m *Machine, _ *Event) {
	m.renewal.rest = 0
	m.take(&Event{Kind: renewalWanted})
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

// restForGood tells the site of the failure as rest does, but begins no further attempt by itself.
func restForGood(m *Machine, e *Event) {
	m.tellOver()
	m.rejectWaiting(e.err)
}

// jittered returns between half and one and a half times the pause, so that many pages do not ask
// again at the same moment.
//
// The factor comes from the sum of both clocks: pages that a server failed at the same wall clock
// time started at different times, so their monotonic clocks differ.
func jittered(pause lwa.Millis, now Time) lwa.Millis {
	return pause/2 + pause*((now.Wall+now.Mono)%1000)/1000
}
