package flow

import (
	"fmt"
	"strings"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

// op is one thing that a person, a page, a network or an attacker does; arg chooses among its
// kinds. One that makes no sense in the world as it is does nothing and returns false.
type op struct {
	name string
	do   func(w *world, arg int) bool
}

var loginKinds = []settings{
	{}, {"mode": "popup"}, {"mode": "redirect"}, {"interactive": "always"}, {"interactive": "never"}, {"clientId": other, "interactive": "always"},
	{"mode": "redirect", "framed": true}, {"persist": "session", "interactive": "always"}, {"persist": "local", "interactive": "always"},
	{"region": "MOON"}, {"mode": "redirect", "persist": "session", "interactive": "always"}, {"scope": "profile postal_code"},
	{"framed": true, "crossSite": true}, {"timeout": 1000, "interactive": "always"}, {"minValidity": 3_000_000, "interactive": "never"}, {"handOver": true}, {"handOver": true, "mode": "redirect"},
}

var configKinds = []settings{{}, {"clientId": other}, {"persist": "local"}, {"persist": "session"}, {"clientId": ""}, {"region": "MOON"}, {"region": "EU"}}

// The same as JSON, made once: that is what takes the time.
var loginTexts, configTexts = texted(loginKinds), texted(configKinds)

func texted(kinds []settings) (out []string) {
	for _, over := range kinds {
		out = append(out, with(over))
	}
	return out
}

// ops are all of them. The exhaustive walk takes those of its own list, by name.
var ops = []op{
	{"login", func(w *world, arg int) bool { w.blocked = false; return w.login(arg, NoWindow) }},
	{"login, popups blocked", func(w *world, arg int) bool { w.blocked = true; return w.login(arg, NoWindow) }},
	{"login with a window", func(w *world, arg int) bool { return w.loginWithWindow(arg) }},
	{"login, window refused", func(w *world, arg int) bool { return w.login(arg&1, WindowBlocked) }},
	{"pair", func(w *world, _ int) bool { return w.pair() }},
	{"no pair", func(w *world, _ int) bool { return w.noSecrets() }},
	{"good answer", func(w *world, arg int) bool { return w.goodAnswer(arg) }},
	{"error answer", func(w *world, _ int) bool {
		return w.m.Phase() != Idle && w.say(overChannel("?error=access_denied&state="+w.current.state))
	}},
	{"bad message", func(w *world, arg int) bool { return w.badMessage(arg) }},
	{"replay", func(w *world, _ int) bool { return w.answer != "" && w.say(overChannel(w.answer)) }},
	{"gone", func(w *world, arg int) bool { return w.severed(arg) }},
	{"closed", func(w *world, arg int) bool { return w.closed(arg) }},
	{"lost", happens(PopupLost)},
	{"blur", happens(PageBlurred)},
	{"shown", happens(PageShown)},
	{"focus", happens(PageFocused)},
	{"press", happens(PagePressed)},
	{"front", happens(FocusAsked)},
	{"cancel", happens(CancelAsked)},
	{"here", happens(HereAsked)},
	{"look", happens(TimePassed)},
	{"restored", happens(PageRestored)},
	{"kept", happens(PageKept)},
	{"hidden", happens(PageHidden)},
	{"logout while asleep", func(w *world, arg int) bool {
		w.storage[Area(1+arg&1)][LogoutPrefix+client] = fmt.Sprint(w.now.Wall, arg)
		return w.event(Event{Kind: PageRestored})
	}},
	{"heard", happens(LogoutHeard)},
	{"stray opened", func(w *world, _ int) bool { return w.m.Phase() != Opening && w.event(Event{Kind: PopupOpened}) }},
	{"logout", calls(LogoutAsked)},
	{"code given", func(w *world, arg int) bool { return w.giveCode(arg) }},
	{"token given", func(w *world, arg int) bool { return w.giveToken(arg) }},
	{"device", func(w *world, arg int) bool { return w.askDevice(arg) }},
	{"poll", func(w *world, arg int) bool { return w.poll(arg) }},
	{"token", func(w *world, arg int) bool { return w.askToken(arg) }},
	{"locked", func(w *world, _ int) bool { return w.grant() }},
	{"duplicate", func(w *world, arg int) bool { return w.duplicate(arg) }},
	{"another tab", func(w *world, arg int) bool { return w.anotherTab(arg) }},
	{"another tab renews", func(w *world, arg int) bool { return w.anotherTab(arg | 64 | 1) }},
	{"another tab is refused", func(w *world, _ int) bool { return w.anotherTab(64 | 32 | 1) }},
	{"an hour", func(w *world, _ int) bool { w.pass(8); return true }},
	{"profile", calls(ProfileAsked)},
	{"grace", fires(Grace)},
	{"deadline", fires(Deadline)},
	{"expiry", fires(Expiry)},
	{"retry", fires(Retry)},
	{"elsewhere", fires(Elsewhere)},
	{"another copy takes the answer", func(w *world, _ int) bool { delete(w.storage[Session], AnswerKey); return true }},
	{"good response", func(w *world, arg int) bool { return w.respond(arg, true) }},
	{"bad response", func(w *world, arg int) bool { return w.respond(arg, false) }},
	{"network failure", func(w *world, arg int) bool { return w.cut(arg) }},
	{"late response", func(w *world, arg int) bool { return w.late(arg) }},
	{"abort", func(w *world, arg int) bool { return w.abort(arg) }},
	{"stray saved", func(w *world, arg int) bool {
		return w.event(Event{Kind: []EventKind{Saved, SaveFailed}[arg&1], Key: "lwa.1.login.stray"})
	}},
	{"session not saved", func(w *world, _ int) bool { return w.notSaved() }},
	{"configure", func(w *world, arg int) bool { w.configure(arg); return true }},
	{"time", func(w *world, arg int) bool { w.pass(arg); return true }},
	{"storage breaks or heals", func(w *world, _ int) bool { w.broken = !w.broken; return true }},
	{"come back", func(w *world, arg int) bool { return w.comeBack(arg) }},
	{"poison", func(w *world, arg int) bool { w.poison(arg); return true }},
}

// notSaved has the browser refuse to keep the session. What it refused, no other tab has read and
// renewed.
func (w *world) notSaved() bool {
	if s := w.m.session; s != nil && w.spent[s.refreshToken] {
		return false
	}
	return w.event(Event{Kind: SaveFailed, Key: sessionKey(client)})
}

func happens(kind EventKind) func(*world, int) bool {
	return func(w *world, _ int) bool { return w.event(Event{Kind: kind}) }
}

func calls(kind EventKind) func(*world, int) bool {
	return func(w *world, _ int) bool { return w.event(Event{Kind: kind, Call: w.call(), Timeout: 30000}) }
}

func fires(timer Timer) func(*world, int) bool {
	return func(w *world, _ int) bool {
		if !w.timers[timer] {
			return false
		}
		delete(w.timers, timer)
		return w.event(Event{Kind: TimerFired, Timer: timer})
	}
}

func (w *world) event(e Event) bool {
	w.step(e)
	return true
}

func (w *world) login(arg int, window Window) bool {
	return w.event(Event{Kind: LoginAsked, Call: w.call(), Text: loginTexts[arg%len(loginTexts)], Window: window})
}

// loginWithWindow is a click while the component loads: the shell opens a window, if no other call
// of this page waits for a login. It opens none for a redirect.
func (w *world) loginWithWindow(arg int) bool {
	free := (w.m.Phase() == Idle || w.current.resumed) && !w.popup
	if !free || loginKinds[arg%len(loginKinds)]["mode"] == "redirect" {
		return false
	}
	w.popup = true
	return w.login(arg, WindowOpen)
}

// severed has one of Amazon's pages cut the handle off while the window is open, on a machine that
// is as slow as arg says. What was measured until then is less than what proves anything.
func (w *world) severed(arg int) bool {
	slow := lwa.Millis(arg&15) * 50
	looks := Looks{Way: 90 + 2*slow, Late: lwa.Millis(arg>>4) * slow / 8}
	looks.Alive = (sureTime + sureWays*looks.Way + sureDelays*looks.Late) * lwa.Millis(arg>>4) / 16
	return w.event(Event{Kind: PopupGone, Looks: looks})
}

// closed has the person close the window, after a long look or a short one.
func (w *world) closed(arg int) bool {
	w.open = false
	return w.event(Event{Kind: PopupGone, Looks: Looks{Way: 100, Alive: lwa.Millis(arg) * 100, Late: lwa.Millis(arg & 7)}})
}

// giveCode brings back the code that was handed over last, or one without what redeems it.
func (w *world) giveCode(arg int) bool {
	if w.handed == nil {
		return false
	}
	over := settings{"code": w.handed.code, "codeVerifier": w.handed.verifier}
	if arg&3 == 1 {
		over["codeVerifier"] = ""
	} else {
		w.handed = nil
	}
	return w.event(Event{Kind: CodeGiven, Call: w.call(), Text: with(over)})
}

// askToken asks for the token: any, one that lasts, or another than the present one.
func (w *world) askToken(arg int) bool {
	over := settings{}
	switch arg % 4 {
	case 1:
		over["minValidity"] = 3_000_000
	case 2:
		over["accessToken"] = tokenOf(w.shown)
	case 3:
		if arg&16 != 0 {
			over["region"] = "MOON"
		}
	}
	return w.event(Event{Kind: TokenAsked, Call: w.call(), Text: with(over)})
}

// grant gives the page a lock that it waits for.
func (w *world) grant() bool {
	for _, request := range ids(w.locks) {
		if !w.locks[request] {
			w.locks[request] = true
			return w.event(Event{Kind: Locked, Request: request})
		}
	}
	return false
}

// duplicate has another tab, which has all that this one has, take the answer that both wait for,
// or has it forget that.
func (w *world) duplicate(arg int) bool {
	if w.m.Phase() != Claiming {
		return false
	}
	key := takenKey(w.current.state)
	switch arg % 3 {
	case 0:
		w.storage[Local][key] = `{"at":` + fmt.Sprint(w.now.Wall) + `}`
	case 1:
		for _, key := range sorted(w.storage[Session]) {
			if hasPrefix(key, RecordPrefix) && strings.HasSuffix(key, "."+w.current.state) {
				delete(w.storage[Session], key)
			}
		}
	default:
		delete(w.storage[Session], AnswerKey)
	}
	return true
}

// anotherTab logs in as someone, renews, or drops what is kept, and mostly says so.
func (w *world) anotherTab(arg int) bool {
	key := sessionKey(client)
	kept, ok := readSession(w.storage[Local][key], w.now)
	switch {
	case arg%4 == 0:
		delete(w.storage[Local], key)
	case ok && arg&32 != 0 && kept.left(w.now) > 0: // the server renews it no more
		kept.refreshToken = ""
		w.storage[Local][key] = kept.entry()
	case ok:
		if kept.refreshToken != "" {
			w.spent[kept.refreshToken] = true
		}
		w.lastToken++
		kept.accessToken, kept.refreshToken = fmt.Sprintf("Atza|%d", w.lastToken), fmt.Sprintf("Atzr|%d", w.lastToken)
		kept.since = w.now
		if arg%4 == 1 {
			kept.profile.UserID = pick(kept.profile.UserID == "A", "B", "A")
		}
		w.people[kept.accessToken] = &evidence{kept.profile.UserID, kept.profile.UserID}
		w.holder[kept.refreshToken] = kept.accessToken
		w.storage[Local][key] = kept.entry()
	}
	if arg&64 != 0 { // the page has not heard of it yet
		return true
	}
	return w.event(Event{Kind: SessionHeard, Key: key})
}

// giveToken brings a token that no login of this page got.
func (w *world) giveToken(arg int) bool {
	w.lastToken++
	t := fmt.Sprintf("Atza|%d", w.lastToken)
	w.people[t], w.given[t], w.bound[t] = &evidence{}, true, pick(arg&3 == 1, other, client)
	over := settings{"accessToken": pick(arg&7 == 2, "", t), "clientId": w.bound[t]}
	return w.event(Event{Kind: TokenGiven, Call: w.call(), Text: with(over)})
}

func (w *world) configure(arg int) {
	w.event(Event{Kind: Configured, Call: w.call(), Text: configTexts[arg%len(configTexts)]})
}

func (w *world) pair() bool {
	if !w.pairing {
		return false
	}
	w.pairing = false
	w.lastPair++
	pair := secretsOf(w.lastPair)
	w.pairs[pair.State] = pair
	return w.event(Event{Kind: SecretsReady, Secrets: pair})
}

func (w *world) noSecrets() bool {
	if !w.pairing {
		return false
	}
	w.pairing = false
	return w.event(Event{Kind: SecretsFailed})
}

func (w *world) say(m Message) bool { return w.event(Event{Kind: AnswerArrived, Message: m}) }

func (w *world) goodAnswer(arg int) bool {
	if w.current.state == "" {
		return false
	}
	w.answer = "?code=" + w.code() + "&state=" + w.current.state
	m := overChannel(w.answer)
	m.OnChannel, m.FromPopup = arg&1 == 0, arg&1 == 1
	return w.say(m)
}

func (w *world) badMessage(arg int) bool {
	state := secretsOf(900_000).State
	if w.current.state != "" {
		state = w.current.state
	}
	m := overChannel("?code=" + w.code() + "&state=" + state)
	switch arg % 5 {
	case 0:
		m.OnChannel = false
	case 1:
		m.Text = "?code=" + w.code()
	case 2:
		m.Text += "x"
	case 3:
		m.Text = "?error=access_denied&state=" + secretsOf(900_000).State
	default:
		m.Text = "?code=" + w.code() + "&state="
	}
	return w.say(m)
}

func (w *world) abort(arg int) bool {
	open := ids(w.calls)
	call := 100_000
	if len(open) > 0 {
		call = open[arg%len(open)]
	}
	return w.event(Event{Kind: Aborted, Call: call})
}

// pass lets time go by, on both clocks or on one.
func (w *world) pass(arg int) {
	for _, d := range []struct{ mono, wall lwa.Millis }{
		{500, 500}, {2000, 2000}, {400_000, 400_000}, {700_000, 700_000}, {0, 700_000}, {0, -700_000}, {3_700_000, 3_700_000}, {2000, 0}, {3_400_000, 3_400_000},
	}[arg%9 : arg%9+1] {
		w.now.Mono, w.now.Wall = w.now.Mono+d.mono, w.now.Wall+d.wall
	}
}

// comeBack loads the page anew: after a redirect with one or another answer, or just so.
func (w *world) comeBack(arg int) bool {
	var states []string
	for _, key := range sorted(w.storage[Session]) {
		if r, ok := readTransaction(w.storage[Session][key]); ok && hasPrefix(key, RecordPrefix) {
			states = append(states, r.state)
		}
	}
	state := secretsOf(900_000).State
	if len(states) > 0 {
		state = states[arg%len(states)]
	}
	answers := []string{
		"?code=" + w.code() + "&state=" + state, "?code=" + w.code() + "&state=" + state, "?error=access_denied&state=" + state,
		"?code=" + w.code() + "&state=" + secretsOf(900_000).State, "?code=" + w.code(), "", w.answer,
	}
	if answer := answers[arg/3%len(answers)]; answer != "" {
		w.storage[Session][AnswerKey] = answer
		w.answer = answer
	}
	w.load()
	w.configure([]int{0, 0, 0, 1, 2, 3, 6}[arg/31%7])
	return true
}

// poison writes into the tab's storage what a record must not be.
func (w *world) poison(arg int) {
	bound := `"clientId":"` + client + `","state":"` + secretsOf(900_001).State + `","verifier":"` + secretsOf(900_001).Verifier + `"`
	planted := []Entry{
		{Session, transactionKey(client, "x"), `{`},
		{Session, transactionKey(client, secretsOf(900_001).State), `{` + bound + `,"binding":"https://evil.example/token","at":` + fmt.Sprint(w.now.Wall) + `}`},
		{Session, transactionKey(client, secretsOf(900_002).State), `{` + bound + `,"at":"now"}`},
		{Session, sessionKey(client), `{"clientId":"` + client + `","accessToken":"Atza|planted","userId":"A","since":` + fmt.Sprint(w.now.Wall+1_000_000_000_000) + `}`},
		{Local, sessionKey(client), `{"clientId":"` + other + `","accessToken":"Atza|planted","userId":"A","since":` + fmt.Sprint(w.now.Wall) + `}`},
		{Session, AnswerKey, "?code=" + w.code() + "&state=" + secretsOf(900_001).State},
	}[arg%6]
	w.storage[planted.Area][planted.Key] = planted.Text
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}
