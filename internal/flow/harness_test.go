package flow

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

const (
	client   = "amzn1.application-oa2-client.one"
	other    = "amzn1.application-oa2-client.two"
	callback = "https://app.example/lwa-callback.html"
	jsonType = "application/json;charset=UTF-8"
	answered = "code-of-the-answer"
	token    = "Atza|token-of-the-answer"
	wallZero = lwa.Millis(1_800_000_000_000)
)

// settings are options as the shell sends them.
type settings map[string]any

// with returns the defaults with some of them replaced.
func with(over settings) string {
	s := settings{
		"clientId": client, "scope": "profile", "mode": "auto", "interactive": "auto", "persist": "memory",
		"redirectUri": callback, "returnTo": "https://app.example/shop?item=1#top", "region": "NA",
		"origin": "https://app.example", "timeout": 600000, "width": 480, "height": 720,
	}
	for key, value := range over {
		s[key] = value
	}
	out, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// page drives one machine as a page would, and keeps what it answered. After each step it checks
// that no secret stands where it must not.
type page struct {
	t       testing.TB
	m       *Machine
	now     Time
	effects []Effect // of the last step
	log     []Effect // of all
	flying  []Effect // requests that have no answer yet
	calls   int
	series  int // after which number the secrets of this page begin
	pairs   int // secrets that were made
	failed  int // secrets that could not be made
}

func newPage(t testing.TB) *page {
	return &page{t: t, m: New(), now: Time{Mono: 1000, Wall: wallZero}}
}

// configured is a page whose options are set and that found nothing in the browser.
func configured(t testing.TB, over settings) *page {
	p := newPage(t)
	p.configure(over)
	p.recalled()
	return p
}

// waiting is a page whose popup is at Amazon.
func waiting(t testing.TB, over settings) *page {
	p := configured(t, over)
	p.login(over)
	p.opened()
	p.secretsReady()
	require.Equal(t, Waiting, p.m.Phase())
	return p
}

// exchanging is a page that has sent its code.
func exchanging(t testing.TB) *page {
	p := waiting(t, nil)
	p.answer()
	require.Equal(t, Exchanging, p.m.Phase())
	return p
}

// verifying is a page that asks whose token it got.
func verifying(t testing.TB) *page {
	p := exchanging(t)
	p.token()
	require.Equal(t, Verifying, p.m.Phase())
	return p
}

// loggedIn is a page with a session.
func loggedIn(t testing.TB, over settings) *page {
	p := waiting(t, over)
	p.answer()
	p.token()
	p.proofs("A")
	require.Equal(t, Idle, p.m.Phase())
	require.True(t, p.live())
	return p
}

func (p *page) step(e Event) {
	p.t.Helper()
	if e.Time == (Time{}) {
		e.Time = p.now
	}
	if e.Kind == ResponseArrived || e.Kind == RequestFailed {
		p.land(e.Request)
	}
	if e.Kind == SecretsFailed {
		p.failed++
	}
	p.effects = step(p.m, e)
	p.log = append(p.log, p.effects...)
	for i, effect := range p.effects {
		require.Empty(p.t, leak(&p.effects[i]))
		switch effect.Kind {
		case Fetch:
			p.flying = append(p.flying, effect)
		case AbortFetch:
			p.land(effect.Request)
		}
	}
}

func (p *page) land(request int) {
	p.flying = slices.DeleteFunc(p.flying, func(e Effect) bool { return e.Request == request })
}

// What a request is about, as its address or its form says.
const (
	redeems     = "grant_type=authorization_code"
	refreshes   = "grant_type=refresh_token"
	polls       = "grant_type=device_code"
	asksCodes   = "/auth/o2/create/codepair"
	asksInfo    = "/auth/o2/tokeninfo"
	asksProfile = "/user/profile"
)

// find is the newest request without an answer that is about that; nil when there is none.
func (p *page) find(about string) *Effect {
	for i := len(p.flying) - 1; i >= 0; i-- {
		if e := &p.flying[i]; strings.Contains(e.URL, about) || strings.Contains(e.Text, about) {
			return e
		}
	}
	return nil
}

// request is its number.
func (p *page) request(about string) int {
	p.t.Helper()
	e := p.find(about)
	require.NotNil(p.t, e, "no request is about %s", about)
	return e.Request
}

// last is the newest effect of a kind.
func (p *page) last(kind EffectKind) Effect {
	p.t.Helper()
	all := filter(p.log, kind)
	require.NotEmpty(p.t, all)
	return all[len(all)-1]
}

// session is what the page was shown last: JSON, null without a session.
func (p *page) session() string {
	all := filter(p.log, Publish)
	if len(all) == 0 {
		return none
	}
	return all[len(all)-1].Text
}

// renews reports whether a renewal is under way: a request of one, its lock, or its next attempt.
func (p *page) renews() bool {
	lock, timer := 0, false
	for _, e := range p.log {
		switch {
		case e.Kind == Lock && hasPrefix(e.Key, LockPrefix):
			lock = e.Request
		case e.Kind == Unlock && e.Request == lock:
			lock = 0
		case e.Timer == Retry:
			timer = e.Kind == StartTimer
		}
	}
	return lock != 0 || timer || p.find(refreshes) != nil || p.m.Phase() != Verifying && p.find(asksInfo) != nil
}

// live reports whether the page was shown a session.
func (p *page) live() bool { return p.session() != none }

// kept are the entries that the page has written of sessions, the newest last.
func (p *page) kept() (entries []Entry) {
	for _, e := range filter(p.log, Save) {
		if hasPrefix(e.Key, SessionPrefix) {
			entries = append(entries, Entry{e.Area, e.Key, e.Text})
		}
	}
	return entries
}

// entry is the newest of them.
func (p *page) entry() Entry {
	p.t.Helper()
	entries := p.kept()
	require.NotEmpty(p.t, entries)
	return entries[len(entries)-1]
}

// step has a machine take an event, and returns what it answered.
func step(m *Machine, e Event) (effects []Effect) {
	for _, effect := range m.Step(&e) {
		effects = append(effects, *effect)
	}
	return effects
}

func (p *page) event(kind EventKind) { p.t.Helper(); p.step(Event{Kind: kind}) }

// call takes an event that has a call's number, and returns the number.
func (p *page) call(e Event) int {
	p.t.Helper()
	p.calls++
	e.Call = p.calls
	p.step(e)
	return e.Call
}

func (p *page) configure(over settings) int {
	p.t.Helper()
	return p.call(Event{Kind: Configured, Text: with(over)})
}

func (p *page) recalled(entries ...Entry) {
	p.t.Helper()
	p.step(Event{Kind: Recalled, Entries: entries})
	if p.m.Phase() == Claiming {
		p.claims(entries...)
	}
}

// claims gives the page the right to the answer that it waits for, and shows it what is kept then.
func (p *page) claims(entries ...Entry) {
	p.t.Helper()
	p.step(Event{Kind: Locked, Request: p.last(Lock).Request})
	p.step(Event{Kind: Recalled, Cause: p.one(Recall).Cause, Entries: entries})
}

func (p *page) login(over settings) int {
	p.t.Helper()
	return p.call(Event{Kind: LoginAsked, Text: with(over)})
}

func (p *page) logout() int { p.t.Helper(); return p.call(Event{Kind: LogoutAsked}) }

func (p *page) opened() { p.t.Helper(); p.event(PopupOpened) }

// secretsReady gives the page the secrets that it asked for.
func (p *page) secretsReady() {
	p.t.Helper()
	asked := len(filter(p.log, PrepareSecrets))
	require.Greater(p.t, asked, p.pairs+p.failed, "nobody asked for secrets")
	p.pairs++
	p.step(Event{Kind: SecretsReady, Secrets: secretsOf(p.series + p.pairs)})
}

func (p *page) pass(ms lwa.Millis) { p.now.Mono, p.now.Wall = p.now.Mono+ms, p.now.Wall+ms }

func (p *page) fires(timer Timer) { p.t.Helper(); p.step(Event{Kind: TimerFired, Timer: timer}) }

// state is the one that a login has used last.
func (p *page) state() string {
	p.t.Helper()
	for i := len(p.log) - 1; i >= 0; i-- {
		switch e := &p.log[i]; {
		case e.Kind == NavigatePopup, e.Kind == Leave:
			return query(p.t, e.URL).Get("state")
		case e.Kind == Save && hasPrefix(e.Key, RecordPrefix):
			return e.Key[strings.LastIndex(e.Key, ".")+1:]
		}
	}
	require.Fail(p.t, "no login has a state")
	return ""
}

// message is one that came over the login's channel.
func (p *page) message(text string) {
	p.t.Helper()
	p.step(Event{Kind: AnswerArrived, Message: overChannel(text)})
}

func (p *page) answer() { p.t.Helper(); p.message("?code=" + answered + "&state=" + p.state()) }

// http answers a request of the present login.
func (p *page) http(request, status int, body string) {
	p.t.Helper()
	p.step(Event{Kind: ResponseArrived, Request: request, Status: status, ContentType: jsonType, Text: body})
}

func (p *page) token() {
	p.t.Helper()
	p.http(p.request(redeems), 200, tokenBody(token, 3600))
}

// proofs answers tokeninfo and profile for the person.
func (p *page) proofs(person string) {
	p.t.Helper()
	p.http(p.request(asksInfo), 200, infoBody(p.redeemer(), person))
	p.http(p.request(asksProfile), 200, profileBody(person))
}

// redeemer is the client that the last code was redeemed for.
func (p *page) redeemer() string {
	for i := len(p.log) - 1; i >= 0; i-- {
		if e := &p.log[i]; e.Kind == Fetch && strings.Contains(e.Text, redeems) {
			return form(p.t, e.Text).Get("client_id")
		}
	}
	return client
}

// secretsOf are the nth secrets, recognisable and well formed.
func secretsOf(n int) Secrets {
	fill := func(name string) string {
		s := fmt.Sprintf("%s-%06d-", name, n)
		return s + strings.Repeat("x", 43-len(s))
	}
	return Secrets{Verifier: fill("verifier"), Challenge: fill("challenge"), State: fill("state")}
}

func overChannel(text string) Message {
	return Message{Text: text, OnChannel: true}
}

func tokenBody(token string, seconds int) string {
	return fmt.Sprintf(`{"access_token":%q,"token_type":"bearer","expires_in":%d}`, token, seconds)
}

func infoBody(audience, person string) string {
	return fmt.Sprintf(`{"aud":%q,"user_id":%q,"exp":3600}`, audience, person)
}

func profileBody(person string) string {
	return fmt.Sprintf(`{"user_id":%q,"name":"Name of %s","email":"%s@mail.example"}`, person, person, person)
}

// query is the query of an address.
func query(t testing.TB, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return form(t, u.RawQuery)
}

func form(t testing.TB, body string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(body)
	require.NoError(t, err)
	return values
}
