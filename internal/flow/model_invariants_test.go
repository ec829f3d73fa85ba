package flow

import (
	"slices"
	"strings"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// checkEffect holds what is true of each effect alone.
func (w *world) checkEffect(e *Effect) {
	if found := leak(e); found != "" {
		w.fail("%s", found)
	}
	switch e.Kind {
	case Settle:
		if _, open := w.calls[e.Call]; !open {
			w.fail("call %d was settled twice, or never made", e.Call)
		}
		if e.Err != nil && !hasWords(e.Err) {
			w.fail("the error %s has no words", e.Err.Code)
		}
		w.checkToken(e.Text)
	case Emit, Publish, Save:
		w.checkToken(e.Text)
		w.checkToken(e.Old + e.Restore)
		if w.given[tokenOf(e.Text)] {
			w.fail("a token that the page brought became a session")
		}
	case PrepareSecrets:
		if w.pairing {
			w.fail("two pairs are being prepared at once")
		}
	case NavigatePopup, Leave:
		w.checkState(e.URL)
	case OpenChannel:
		if w.channel {
			w.fail("two channels are open")
		}
	}
}

// overdue is the world's own reckoning of a login's time: a clock that is set by a day ends
// nothing.
func (w *world) overdue() bool {
	const day = 86_400_000
	l := &w.current
	return w.now.Mono-l.began.Mono > l.timeout || w.now.Wall-l.began.Wall > l.timeout+day
}

// checkVerdict checks that silence alone never ends a login whose window is open, however slow the
// machine is, unless the person came back to the page; and that it ends nothing once the page was
// told that nobody can tell.
func (w *world) checkVerdict(e *Event, effects []Effect) {
	switch e.Kind {
	case PageFocused:
		w.back = true
	case PageBlurred:
		w.back = false
	case PageRestored:
		w.doubt = true
	}
	for _, effect := range effects {
		switch {
		case effect.Kind == Emit && effect.Key == "unsure":
			w.doubt = true
		case effect.Kind != Settle || effect.Err == nil || effect.Err.Code != lwa.CodeUserCancelled || e.Kind != TimerFired:
		case w.open && !w.back:
			w.fail("the window is open, nobody came back from it, and the login is called off")
		case w.doubt:
			w.fail("nobody can tell, and the login is called off")
		}
	}
}

// checkToken checks that a token reaches the page only once tokeninfo and the profile agree on
// whose it is.
func (w *world) checkToken(text string) {
	if token := tokenOf(text); token != "" && !w.people[token].agree() {
		w.fail("the token %s was published without proof", token)
	}
}

// tokenOf is the access token in JSON, or "".
func tokenOf(text string) string {
	_, after, found := strings.Cut(text, "Atza|")
	if !found {
		return ""
	}
	name, _, _ := strings.Cut(after, `"`)
	return "Atza|" + name
}

// checkState checks that a state goes to Amazon for one login only, and is one that was handed out.
func (w *world) checkState(address string) {
	_, after, _ := strings.Cut(address, "&state=")
	state, _, _ := strings.Cut(after, "&")
	if _, ok := w.pairs[state]; !ok {
		w.fail("the state %q was never handed out", state)
	}
	if owner := w.owner[state]; owner != 0 && owner != w.logins {
		w.fail("two logins use the state %s", state)
	}
	w.owner[state] = w.logins
}

// checkExchange checks that a code is redeemed exactly when an answer with the pending login's
// state brought it, once, with that login's verifier, and in time.
func (w *world) checkExchange(was before, e *Event, effects []Effect) {
	var posts []Effect
	for _, effect := range filter(effects, Fetch) {
		if strings.Contains(effect.Text, "grant_type=authorization_code") {
			posts = append(posts, effect)
		}
	}
	state, code, due := w.due(was, e)
	verifier := w.pairs[state].Verifier
	if due && w.hands(was, e, state) {
		w.checkHandOver(code, verifier, effects)
		due = false
	}
	if e.Kind == CodeGiven && (was.phase == Idle || was.overdue) {
		given, _ := parseOptions(e.Text)
		code, verifier, due = given.Code, given.Verifier, given.Verifier != ""
	}
	switch {
	case len(posts) > 1:
		w.fail("two token requests in one step")
	case len(posts) == 1 && !due:
		w.fail("a token request without an answer that allows it")
	case len(posts) == 0 && due:
		w.fail("a good answer was not redeemed")
	case len(posts) == 1:
		if w.redeemed[verifier] {
			w.fail("a login was redeemed twice")
		}
		w.redeemed[verifier] = true
		if body := posts[0].Text; !strings.Contains(body, "code="+code+"&") || !strings.HasSuffix(body, "code_verifier="+verifier) || verifier == "" {
			w.fail("the token request is not of this login: %s", body)
		}
	}
}

// hands says whether the login that the answer belongs to gives its code away.
func (w *world) hands(was before, e *Event, state string) bool {
	if e.Kind == AnswerArrived {
		return was.hands
	}
	for _, entry := range e.Entries {
		if entry.Area == Session && hasPrefix(entry.Key, RecordPrefix) && strings.HasSuffix(entry.Key, "."+state) {
			r, _ := readTransaction(entry.Text)
			return r.handOver
		}
	}
	return false
}

// checkHandOver checks that the page gets the code with this login's verifier, and that nothing is
// left of the login.
func (w *world) checkHandOver(code, verifier string, effects []Effect) {
	want := `"code":"` + code + `","codeVerifier":"` + verifier + `"`
	for _, e := range filter(effects, Emit) {
		if e.Key == "code" && strings.Contains(e.Text, want) && w.m.Phase() == Idle {
			w.handed = &handed{code, verifier}
			return
		}
	}
	w.fail("a code was not handed over")
}

// due says whether an event brings a good answer to the pending login, by the world's own
// reckoning.
func (w *world) due(was before, e *Event) (state, code string, due bool) {
	switch e.Kind {
	case AnswerArrived:
		m := &e.Message
		state, code = parts(m.Text)
		way := m.FromPopup || m.OnChannel
		return state, code, way && was.phase&popup != 0 && !was.overdue && state == was.state && code != ""
	case Recalled:
		if was.phase != Claiming || e.Cause != Claimed {
			return "", "", false
		}
		answer := ""
		records := map[string]string{}
		for _, entry := range e.Entries {
			if entry.Area == Session && entry.Key == AnswerKey {
				answer = entry.Text
			} else if entry.Area == Session {
				records[entry.Key] = entry.Text
			}
		}
		state, code = parts(answer)
		r, ok := readTransaction(records[RecordPrefix+w.config.ClientID+"."+state])
		if !ok {
			return state, code, false
		}
		age := w.now.Wall - r.at
		return state, code, code != "" && r.state == state && !isTaken(e, state) && state == was.state && age >= -clockSlack && age <= MaxAge+clockSlack && w.pairs[state].Verifier == r.verifier &&
			r.binding == w.config.binding()
	}
	return "", "", false
}

// parts reads "?code=…&state=…", the one form that the world's good answers have.
func parts(answer string) (state, code string) {
	rest, found := strings.CutPrefix(answer, "?code=")
	if !found {
		return "", ""
	}
	code, state, _ = strings.Cut(rest, "&state=")
	return state, code
}

// renewal is where the renewal of the session stands, by what of it is under way.
func (w *world) renewal() Phase {
	for _, r := range w.flying {
		if r.refresh != "" {
			return Refreshing
		}
		if r.info && w.isRefreshed(r.token) {
			return Confirming
		}
	}
	switch {
	case w.renewalLock != 0:
		return Locking
	case w.timers[Retry]:
		return Resting
	}
	return Fresh
}

// isRefreshed reports whether a token is one that a refresh token brought, and that is not proved
// yet.
func (w *world) isRefreshed(token string) bool { return w.refreshed[token] && !w.people[token].agree() }

// settled holds what is true between events.
func (w *world) settled(e Event) {
	phase := w.m.Phase()
	if (phase == Idle) != (w.current == seenLogin{}) {
		w.fail("phase %b and login do not agree", phase)
	}
	switch {
	case phase&(phase-1) != 0 || phase == 0:
		w.fail("phase %b is not one", phase)
	case phase == Answered:
		w.fail("a step ended halfway through an answer")
	case phase != Idle && !w.timers[Deadline]:
		w.fail("a login runs without deadline")
	case phase&popup != 0 && !w.channel:
		w.fail("a popup is out and nobody listens")
	case phase&popup == 0 && w.channel:
		w.fail("the channel is open without need")
	case phase&popup != 0 && !w.popup:
		w.fail("phase %b has no popup", phase)
	case w.popup && phase&(Opening|Preparing|popup) == 0 && !w.waitsWithWindow():
		w.fail("a popup is left open in phase %b", phase)
	case phase&(Returned|Closing) != 0 && !w.timers[Grace]:
		w.fail("a moment of silence that never ends")
	}
	devices := w.checkDevices()
	w.checkRenewal()
	if phase == Idle {
		w.checkIdle(devices)
	}
	if phase == Claiming && w.claimLock == 0 || phase != Claiming && w.claimLock != 0 {
		w.fail("phase %b, and the lock of an answer is %d", phase, w.claimLock)
	}
	ends := e.Kind == LogoutAsked || e.Kind == LogoutHeard || e.Kind == TimerFired && e.Timer == Deadline
	if ends && phase != Idle {
		w.fail("event %d left a login running", e.Kind)
	}
	if e.Kind == LogoutAsked || e.Kind == LogoutHeard {
		w.checkLoggedOut()
	}
}

// waitsWithWindow reports whether a login may follow the renewal that it waits for.
func (w *world) waitsWithWindow() bool {
	for _, kind := range w.calls {
		if kind == LoginAsked && w.renewal() != Fresh {
			return true
		}
	}
	return false
}

// checkRenewal checks that nothing is left behind of a renewal.
func (w *world) checkRenewal() {
	renewal := w.renewal()
	if renewal != Resting && w.timers[Retry] {
		w.fail("left behind of a renewal: its timer")
	}
	if w.renewalLock != 0 && w.locks[w.renewalLock] && renewal == Locking {
		w.fail("lock %d is left behind", w.renewalLock)
	}
}

// checkLoggedOut checks that nothing outlives a logout.
func (w *world) checkLoggedOut() {
	for call, d := range w.devices {
		if !d.over {
			w.fail("device login %d goes on after a logout", call)
		}
	}
	if w.shown != none || w.renewal() != Fresh {
		w.fail("a session, or a renewal, after a logout")
	}
}

// checkIdle checks that nothing of a login is left, and that whatever still waits for an answer
// will get one; so many requests are of device logins.
func (w *world) checkIdle(devices int) {
	if w.channel || w.timers[Deadline] || w.timers[Grace] {
		w.fail("left behind: channel %t, deadline %t, grace %t", w.channel, w.timers[Deadline], w.timers[Grace])
	}
	renewal := w.renewal()
	renewing, profiles := renewal != Fresh && renewal != Resting, len(w.flying)-devices
	if renewal&trying != 0 {
		profiles--
	}
	asked := 0
	for call, kind := range w.calls {
		switch d := w.devices[call]; {
		case kind == ProfileAsked:
			asked++
		case d != nil && !d.over, renewing:
		default:
			w.fail("call %d (event %d) is open and nothing will settle it", call, kind)
		}
	}
	if profiles > asked || profiles < asked && !renewing {
		w.fail("%d calls for the profile are open, and %d requests of theirs are in flight", asked, profiles)
	}
}

// checkRefresh checks that no refresh token is used once it is replaced, and that two renewals
// never run at once.
func (w *world) checkRefresh(r *request) {
	if r.refresh == "" {
		return
	}
	if w.spent[r.refresh] {
		w.fail("the refresh token %s was used again", r.refresh)
	}
	n := 0
	for _, other := range w.flying {
		if other.refresh != "" {
			n++
		}
	}
	if n > 1 {
		w.fail("two renewals at once")
	}
}

// hasWords reports whether the error's code is in the table, which has words for each.
func hasWords(err *lwa.Error) bool {
	return slices.ContainsFunc(lwa.Codes[:], func(c lwa.CodeInfo) bool { return c.Code == err.Code })
}
