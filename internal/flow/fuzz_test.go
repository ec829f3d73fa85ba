package flow

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
	"github.com/lwa-wasm/lwa/pkce"
)

// stateOf is the state of an answer as net/url reads it, for comparison; "" unless there is exactly
// one.
func stateOf(text string) string {
	if len(text) > 16<<10 {
		return ""
	}
	query, fragment, _ := strings.Cut(text, "#")
	var states []string
	for _, part := range []string{strings.TrimPrefix(query, "?"), fragment} {
		values, err := url.ParseQuery(part)
		if err != nil {
			return ""
		}
		for key, list := range values {
			if !utf8.ValidString(key) || !utf8.ValidString(strings.Join(list, "")) {
				return ""
			}
		}
		states = append(states, values["state"]...)
	}
	if len(states) != 1 {
		return ""
	}
	return states[0]
}

// FuzzMessage: a message is accepted exactly when it came the right way and carries the state of
// the pending login. What is not changes nothing, and the real answer still completes the login.
func FuzzMessage(f *testing.F) {
	state := secretsOf(1).State
	for _, text := range []string{
		"", "ok", "?code=a&state=" + state, "#code=a&state=" + state, "?error=access_denied&state=" + state, "?code=a&state=" + state + "&state=" + state,
		"?%73tate=" + state, "?State=" + state, "?code=a;state=" + state, "?code=%zz&state=" + state, "?code=a&state=" + state + "%00",
		"??state=" + state, "?state=" + state + "#state=" + state, "?code=a&state=" + state[:42], "?code=a&code=b&state=" + state,
		"?code=a&state=" + state + "&access_token=t", `{"code":"a"}`, "\xff?state=" + state, "?x=\xff&state=" + state, "?&&state=" + state + "&&",
	} {
		for ways := range byte(4) {
			f.Add(text, ways, byte(len(text)))
		}
	}
	f.Fuzz(func(t *testing.T, text string, ways, at byte) {
		p := waiting(t, nil)
		p.do([]string{"", "gone", "proved", "blur gone", "blur focus gone"}[at%5])
		phase := p.m.Phase()
		m := Message{Text: text, OnChannel: ways&1 != 0, FromPopup: ways&2 != 0}
		accept := (m.OnChannel || m.FromPopup) && stateOf(text) == p.state()
		p.m.Step(&Event{Kind: AnswerArrived, Time: p.now, Message: m}) // no look at secrets: the text may be anything
		if !accept {
			require.Equal(t, phase, p.m.Phase())
			p.answer()
			require.Equal(t, Exchanging, p.m.Phase())
			return
		}
		if lwa.ParseAnswer(text, &lwa.Endpoints{Issuer: "https://www.amazon.com"}).Err == nil {
			require.Equal(t, Exchanging, p.m.Phase())
		} else {
			require.Equal(t, Idle, p.m.Phase())
		}
	})
}

// typed reads storage text with encoding/json and says whether each name that is there has the
// type; for comparison.
func typed(t *testing.T, text string, fields []lwa.Field) map[string]any {
	t.Helper()
	var all map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &all))
	for _, f := range fields {
		value := all[f.Name]
		if value == nil { // absent or null
			continue
		}
		switch f.Place.(type) {
		case *string:
			require.IsType(t, "", value, f.Name)
		case *bool:
			require.IsType(t, true, value, f.Name)
		default:
			require.IsType(t, 0.0, value, f.Name)
		}
	}
	return all
}

// FuzzRecord: whatever storage holds, a login or session record is either whole, typed and bound to
// the configuration, or absent; and no token request goes out that the record does not allow.
func FuzzRecord(f *testing.F) {
	record, state := left(f, nil)
	session := kept(f, "session")
	for _, text := range []string{
		"", "x", "{}", "[]", "null", record.Text, session.Text, `{"__proto__":{}}`, edit(record.Text, client, other), edit(session.Text, client, other),
		strings.Replace(record.Text, `"at":1800000000000`, `"at":"1800000000000"`, 1), strings.Replace(record.Text, `"at":1800000000000`, `"at":1.8e12`, 1),
		strings.Replace(session.Text, `"lifetime":3600000`, `"lifetime":null`, 1), strings.Replace(session.Text, `"lifetime":3600000`, `"lifetime":-1`, 1),
		strings.Replace(record.Text, "verifier-", "verifier+", 1), record.Text + " ", record.Text + "x", "\ufeff" + record.Text,
	} {
		f.Add(text, int64(1000))
	}
	f.Fuzz(func(t *testing.T, text string, after int64) {
		now := Time{Mono: 50, Wall: wallZero + lwa.Millis(after)%(2*MaxAge)}
		if r, ok := readTransaction(text); ok {
			all := typed(t, text, r.fields())
			require.IsType(t, 0.0, all["at"])
			require.Equal(t, all["state"], r.state)
			require.Equal(t, all["verifier"], r.verifier)
			require.True(t, pkce.ValidVerifier(r.verifier) && r.state != "" && r.clientID != "")
		}
		if s, ok := readSession(text, now); ok {
			all := typed(t, text, s.fields())
			require.Equal(t, all["accessToken"], s.accessToken)
			require.Equal(t, all["userId"], s.profile.UserID)
			require.True(t, s.accessToken != "" && s.profile.UserID != "")
			require.True(t, s.since.Wall <= now.Wall || s.over, "what is kept from the future is over: it can only be renewed")
		}
		m := New()
		m.Step(&Event{Kind: Configured, Time: now, Call: 1, Text: with(settings{"persist": "session"})})
		effects := step(m, Event{Kind: Recalled, Time: now, Entries: []Entry{
			{Session, record.Key, text}, answerEntry("?code=" + answered + "&state=" + state), {Session, session.Key, text},
		}})
		for _, e := range filter(effects, Publish) {
			if e.Text != none {
				require.Equal(t, client, typed(t, text, nil)["clientId"])
			}
		}
		o, err := parseOptions(with(settings{"persist": "session"}))
		require.Nil(t, err)
		for _, e := range filter(effects, Fetch) {
			r, ok := readTransaction(text)
			require.True(t, ok && r.state == state && r.binding == o.binding() && !tooOld(r.at, now))
			require.True(t, strings.HasPrefix(e.URL, "https://api.amazon.com/"), e.URL)
			require.Equal(t, r.verifier, form(t, e.Text).Get("code_verifier"))
			require.Equal(t, client, form(t, e.Text).Get("client_id"))
		}
	})
}

// FuzzState: a state is accepted exactly when it is the record's, byte for byte, and once.
func FuzzState(f *testing.F) {
	record, state := left(f, nil)
	f.Add(state, uint16(0))
	f.Add("", uint16(1))
	f.Add(state[1:], uint16(300))
	f.Add(strings.ToUpper(state), uint16(9999))
	f.Fuzz(func(t *testing.T, received string, bit uint16) {
		resume := func(text string) *Machine {
			m := New()
			now := Time{Mono: 50, Wall: wallZero}
			m.Step(&Event{Kind: Configured, Time: now, Call: 1, Text: with(nil)})
			entries := []Entry{record, answerEntry(text)}
			lock := 0
			for _, e := range filter(step(m, Event{Kind: Recalled, Time: now, Entries: entries}), Lock) {
				lock = e.Request
			}
			if m.Phase() == Claiming {
				m.Step(&Event{Kind: Locked, Time: now, Request: lock})
				m.Step(&Event{Kind: Recalled, Time: now, Cause: Claimed, Entries: entries})
			}
			return m
		}
		prefix := "?code=a&state="
		require.Equal(t, received == state, resume(prefix+url.QueryEscape(received)).Phase() == Exchanging, "%q", received)
		flipped := []byte(state)
		flipped[int(bit)/8%len(flipped)] ^= 1 << (bit % 8)
		require.Equal(t, Idle, resume(prefix+url.QueryEscape(string(flipped))).Phase(), "%q", flipped)
		require.Equal(t, Idle, resume(prefix+string(flipped)).Phase(), "%q", flipped)
	})
}

// TestFlippedState is row AR-23: each bit of the state, over both ways that an answer comes.
func TestFlippedState(t *testing.T) {
	record, state := left(t, nil)
	p := waiting(t, nil)
	require.Equal(t, state, p.state())
	for i := range len(state) * 8 {
		flipped := []byte(state)
		flipped[i/8] ^= 1 << (i % 8)
		answer := "?code=a&state=" + url.QueryEscape(string(flipped))
		p.message(answer)
		p.ignored(Waiting)
		q, _ := back(t, nil, 0, record, answerEntry(answer))
		assert.Equal(t, lwa.CodeStateMismatch, q.one(Emit).Err.Code, "%q", flipped)
	}
	p.answer()
	assert.Equal(t, Exchanging, p.m.Phase())
}

// FuzzOptions: options never break the machine, and those accepted name servers and addresses that
// may be used.
func FuzzOptions(f *testing.F) {
	for _, over := range []settings{
		nil, {"region": "EU"}, {"region": "MOON"}, {"provider": "http://localhost:9"}, {"provider": "http://evil.example"}, {"apiBase": "https://app.example/api"},
		{"redirectUri": "https://app.example.evil.tld/"}, {"redirectUri": "https://app.example@evil.tld/"}, {"returnTo": `https://app.example\@evil.tld`},
		{"returnTo": "//evil.tld"}, {"returnTo": "javascript:alert(1)"}, {"origin": "null"}, {"origin": "https://app.example/"}, {"clientId": 7}, {"redirectUri": nil},
		{"timeout": -1}, {"timeout": 1e300}, {"framed": "true"}, {"mode": "redirect", "sandbox": true},
	} {
		f.Add(with(over))
	}
	f.Add("")
	f.Add(`{"clientId":"a","CLIENTID":"b"}`)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := parseOptions(text)
		if err == nil {
			require.NotEmpty(t, o.endpoints.Authorize)
			require.NotEmpty(t, o.endpoints.Token)
			for _, address := range []string{o.RedirectURI, o.ReturnTo} {
				if address != "" {
					requireSameOrigin(t, o.Origin, address)
				}
			}
		} else {
			require.NotEmpty(t, err.Code)
		}
		w := newWorld()
		w.event(Event{Kind: Configured, Call: w.call(), Text: text})
		w.event(Event{Kind: LoginAsked, Call: w.call(), Text: text})
		call := w.call()
		w.devices[call] = &tvSeen{call: call}
		w.event(Event{Kind: DeviceAsked, Call: call, Text: text})
		w.event(Event{Kind: LogoutAsked, Call: w.call()})
		require.Equal(t, Idle, w.m.Phase())
		require.Empty(t, w.calls)
	})
}

// requireSameOrigin compares with net/url, which reads these plain addresses as browsers do.
func requireSameOrigin(t *testing.T, origin, address string) {
	t.Helper()
	require.True(t, strings.HasPrefix(address, origin))
	require.NotContains(t, address, `\`)
	want, err := url.Parse(origin)
	require.NoError(t, err)
	got, err := url.Parse(address)
	if err != nil { // a broken escape in the path; the origin ends ahead of it
		require.Contains(t, "/?#", address[len(origin):len(origin)+1])
		return
	}
	require.Equal(t, want.Scheme+"://"+want.Host, got.Scheme+"://"+got.Host)
	require.Nil(t, got.User)
}
