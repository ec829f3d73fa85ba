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

// overdue is the world's own reckoning of a login's time: a clock that is set by a day ends nothing.
func (w *world) overdue(l *login) bool {
	const day = 86_400_000
	return w.now.Mono-l.startedAt.Mono > l.options.Timeout || w.now.Wall-l.startedAt.Wall > l.options.Timeout+day
}

// checkVerdict holds that silence alone never ends a login whose window is open, however slow the machine is, unless the
// person came back to the page; and that it ends nothing once the page was told that nobody can tell.
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

// checkToken holds that a token reaches the page only once tokeninfo and the profile agree on whose it is.
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

// checkState holds that a state goes to Amazon for one login only, and is one that was handed out.
func (w *world) checkState(address string) {
	_, after, _ := strings.Cut(address, "&state=")
	state, _, _ := strings.Cut(after, "&")
	if _, ok := w.pairs[state]; !ok {
		w.fail("the state %q was never handed out", state)
	}
	if owner := w.owner[state]; owner != nil && owner != w.m.login {
		w.fail("two logins use the state %s", state)
	}
	w.owner[state] = w.m.login
}

// checkExchange holds that a code is redeemed exactly when an answer with the pending login's state brought it, once,
// with that login's verifier, and in time.
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
		if entry.Area == Session && entry.Key == transactionKey(w.m.config.ClientID, state) {
			r, _ := readTransaction(entry.Text)
			return r.handOver
		}
	}
	return false
}

// checkHandOver holds that the page gets the code with this login's verifier, and that nothing is left of the login.
func (w *world) checkHandOver(code, verifier string, effects []Effect) {
	want := `"code":"` + code + `","codeVerifier":"` + verifier + `"`
	for _, e := range filter(effects, Emit) {
		if e.Key == "code" && strings.Contains(e.Text, want) && w.m.phase == Idle {
			w.handed = &handed{code, verifier}
			return
		}
	}
	w.fail("a code was not handed over")
}

// due says whether an event brings a good answer to the pending login, by the world's own reckoning.
func (w *world) due(was before, e *Event) (state, code string, due bool) {
	switch e.Kind {
	case AnswerArrived:
		m := &e.Message
		state, code = parts(m.Text)
		way := m.FromPopup || m.OnChannel
		return state, code, way && was.phase&popup != 0 && !was.overdue && state == was.secrets.State && code != ""
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
		r, ok := readTransaction(records[RecordPrefix+w.m.config.ClientID+"."+state])
		if !ok {
			return state, code, false
		}
		age := w.now.Wall - r.at
		return state, code, code != "" && r.state == state && !isTaken(e, state) && state == was.secrets.State && age >= -clockSlack && age <= MaxAge+clockSlack && w.pairs[state].Verifier == r.verifier &&
			r.binding == w.m.config.binding()
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

// settled holds what is true between events.
func (w *world) settled(e Event) {
	phase := w.m.phase
	if (phase == Idle) != (w.m.login == nil) {
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
	case w.popup != (phase != Idle && w.m.login.window || w.m.windowWaiter(WindowOpen) != nil):
		w.fail("the popup's being open, %t, is not what the login in phase %b needs", w.popup, phase)
	case phase&(Returned|Closing) != 0 && !w.timers[Grace]:
		w.fail("a moment of silence that never ends")
	}
	requests := w.checkDevices()
	if phase == Idle {
		w.checkIdle(requests)
	}
	for request := range w.locks {
		if l := w.m.login; (l == nil || l.claim != request) && w.m.renewal.lock != request {
			w.fail("lock %d is left behind", request)
		}
	}
	if w.m.renewal.phase != Resting && w.timers[Retry] {
		w.fail("left behind of a renewal: its timer")
	}
	if w.m.renewal.phase != Fresh && w.m.session == nil {
		w.fail("a renewal of no session")
	}
	if phase == Claiming && !has(w.locks, w.m.login.claim) {
		w.fail("an answer is claimed without a lock")
	}
	ends := e.Kind == LogoutAsked || e.Kind == LogoutHeard || e.Kind == TimerFired && e.Timer == Deadline
	if ends && phase != Idle {
		w.fail("event %d left a login running", e.Kind)
	}
	if (e.Kind == LogoutAsked || e.Kind == LogoutHeard) && (w.m.session != nil || len(w.m.devices) > 0) {
		w.fail("a session, or a device login, after a logout")
	}
}

// checkIdle holds that nothing of a login is left; so many requests are of device logins.
func (w *world) checkIdle(devices int) {
	if w.channel || w.timers[Deadline] || w.timers[Grace] {
		w.fail("left behind: channel %t, deadline %t, grace %t", w.channel, w.timers[Deadline], w.timers[Grace])
	}
	waits := map[int]bool{}
	flying := len(w.m.profileCalls) + devices
	for _, l := range w.m.profileCalls {
		waits[l.call] = true
		if w.flying[l.request] == nil {
			w.fail("call %d waits for a request that is over", l.call)
		}
	}
	if r := &w.m.renewal; r.phase != Fresh {
		for _, e := range r.waiting {
			waits[e.Call] = true
		}
		switch {
		case len(r.waiting) > 0 && r.request == 0:
			w.fail("calls wait for a renewal that rests")
		case r.request != 0 && w.flying[r.request] != nil:
			flying++
		case r.request != 0 && !has(w.locks, r.request):
			w.fail("the renewal waits for a request that is over")
		}
	}
	for call, kind := range w.calls {
		if !waits[call] && deviceOf(w.m, call) == nil {
			w.fail("call %d (event %d) is open and nothing will settle it", call, kind)
		}
	}
	if len(w.flying) != flying {
		w.fail("%d requests are in flight where %d are waited for", len(w.flying), flying)
	}
}

// checkRefresh holds that no refresh token is used once it is replaced, and that two renewals never run at once.
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

func has[V any](m map[int]V, key int) bool {
	_, ok := m[key]
	return ok
}
