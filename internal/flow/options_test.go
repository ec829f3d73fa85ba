package flow

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/lwa"
)

func TestParseOptions(t *testing.T) {
	o, err := parseOptions(with(settings{
		"scopeData": `{"a":1}`, "language": "de-DE", "state": "s", "provider": "http://localhost:9", "apiBase": "https://app.example/api",
		"issuer": "i", "sandbox": true, "framed": true, "crossSite": true, "restore": "r",
		"handOver": true, "code": "c", "codeVerifier": "v", "accessToken": "t", "minValidity": 5, "target": "http://localhost:9/x",
	}))
	require.Nil(t, err)
	assert.Equal(t, "http://localhost:9/ap/oa", o.endpoints.Authorize)
	assert.Equal(t, "https://app.example/api/auth/o2/token", o.endpoints.Token)
	o.endpoints = nil
	assert.Equal(t, &Options{
		ClientID: client, Scope: "profile", ScopeData: `{"a":1}`, Mode: "auto", Interactive: "auto", Persist: "memory",
		RedirectURI: callback, ReturnTo: "https://app.example/shop?item=1#top", Region: "NA", Language: "de-DE", State: "s",
		Provider: "http://localhost:9", APIBase: "https://app.example/api", Issuer: "i", Origin: "https://app.example",
		Restore: "r", Timeout: 600000, Width: 480, Height: 720, Sandbox: true, Framed: true, CrossSite: true,
		HandOver: true, Code: "c", Verifier: "v", AccessToken: "t", MinValidity: 5, Target: "http://localhost:9/x",
	}, o)
	for name, over := range map[string]settings{
		"PO-02 redirectUri on a look-alike": {"redirectUri": "https://app.example.evil.tld/"},
		"RD-04 returnTo elsewhere":          {"returnTo": "https://evil.example/"},
		"RD-04 returnTo relative":           {"returnTo": "/shop"},
		"RD-04 returnTo scheme":             {"returnTo": "javascript:alert(1)"},
		"RD-04 userinfo":                    {"returnTo": "https://app.example@evil.example/"},
		"RD-10 provider scheme":             {"provider": "javascript:alert(1)"},
		"RD-10 provider http":               {"provider": "http://evil.example"},
		"TE-23 apiBase elsewhere":           {"apiBase": "https://evil.example/"},
		"region":                            {"region": "MOON"},
		"opaque origin":                     {"origin": "null"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseOptions(with(over))
			require.NotNil(t, err)
			assert.Equal(t, lwa.CodeInvalidConfiguration, err.Code)
			assert.NotEmpty(t, err.Hint)
		})
	}
}

// wrong are values of a kind that the place is not of.
func wrong(place any) []any {
	values := []any{[]int{1}, settings{}}
	if _, ok := place.(*string); !ok {
		values = append(values, "true", "5")
	}
	if _, ok := place.(*bool); !ok {
		values = append(values, true)
	} else {
		return append(values, 5)
	}
	if _, ok := place.(*string); ok {
		return append(values, 5)
	}
	return append(values, -1, 1.5, 1e21)
}

// Whatever the page sends as null is an option that is left out, as the shell's JSON writes what a
// page did not give; it never becomes a text. A value of another kind is refused.
func TestParseOptionsKinds(t *testing.T) {
	for _, f := range (&Options{}).fields() {
		o, err := parseOptions(with(settings{f.Name: nil}))
		if err == nil {
			o.endpoints = nil
			assert.NotContains(t, fmt.Sprintf("%+v", *o), "null", f.Name)
		} else {
			assert.Equal(t, lwa.CodeInvalidConfiguration, err.Code, f.Name) // region and origin are needed
		}
		for _, value := range wrong(f.Place) {
			_, err := parseOptions(with(settings{f.Name: value}))
			require.NotNil(t, err, "%s: %v", f.Name, value)
			assert.Equal(t, lwa.CodeInvalidRequest, err.Code, "%s: %v", f.Name, value)
		}
	}
}

// TestNulls has a row for every place where a JSON null can arrive: it counts as absent, and never
// as the text "null".
func TestNulls(t *testing.T) {
	keptAs := func(text, name string, value any) string {
		var all map[string]any
		require.NoError(t, json.Unmarshal([]byte(text), &all))
		all[name] = value
		out, err := json.Marshal(all)
		require.NoError(t, err)
		return string(out)
	}
	now := Time{Mono: 1000, Wall: wallZero}
	full, ok := readSession(renewable(t, settings{"state": "s", "persist": "session"}).entry().Text, now)
	require.True(t, ok)
	full.profile.PostalCode = "p"
	needed := []string{"accessToken", "userId", "since", "clientId", "state", "verifier", "at"}
	for _, f := range full.fields() {
		s, ok := readSession(keptAs(full.entry(), f.Name, nil), now)
		absent := slices.Contains(needed[:3], f.Name)
		assert.Equal(t, !absent, ok, "session %s", f.Name)
		if ok {
			assert.NotContains(t, s.entry(), "null", "session %s", f.Name)
			assert.NotContains(t, s.entry(), `"`+f.Name+`"`, "session %s", f.Name)
			public := map[string]any{}
			require.NoError(t, json.Unmarshal([]byte(s.public()), &public))
			assert.NotContains(t, fmt.Sprint(public), "null", "session %s", f.Name)
		}
		for _, value := range wrong(f.Place) {
			_, ok := readSession(keptAs(full.entry(), f.Name, value), now)
			assert.False(t, ok, "session %s: %v", f.Name, value)
		}
	}
	asked, _ := left(t, settings{"state": "s", "handOver": true})
	for _, f := range (&transaction{}).fields() {
		left, ok := readTransaction(keptAs(asked.Text, f.Name, nil))
		assert.Equal(t, !slices.Contains(needed[3:], f.Name), ok, "transaction %s", f.Name)
		if ok {
			assert.NotContains(t, lwa.WriteFields(left.fields()), "null", "transaction %s", f.Name)
		}
		for _, value := range wrong(f.Place) {
			_, ok := readTransaction(keptAs(asked.Text, f.Name, value))
			assert.False(t, ok, "transaction %s: %v", f.Name, value)
		}
	}
	assert.Zero(t, takenAt(`{"at":null}`))
	assert.Zero(t, takenAt(`{"at":"1800000000000"}`))
	t.Run("the drop-in sends no state of its own: session.state is null", func(t *testing.T) {
		p := configured(t, nil)
		call := p.call(Event{Kind: TokenGiven, Text: with(settings{"accessToken": token, "state": nil})})
		p.proofs("A")
		assert.Contains(t, p.resolved(call), `"state":null`)
	})
}

func TestCovers(t *testing.T) {
	for _, test := range []struct {
		have, want string
		covers     bool
	}{
		{"profile", "profile", true}, {"profile postal_code", "postal_code profile", true}, {"profile", "", true},
		{"profile", "profile:user_id", false}, {"profile:user_id", "profile", false}, {"", "profile", false},
		{"profile", "profile postal_code", false}, {"a  b", " b ", true}, {"b", " b", true}, {" b", "b", true},
	} {
		assert.Equal(t, test.covers, covers(test.have, test.want), "%q %q", test.have, test.want)
	}
}

func TestElapsed(t *testing.T) {
	since := Time{Mono: 100, Wall: 1000}
	assert.Equal(t, lwa.Millis(50), elapsed(since, Time{Mono: 150, Wall: 1010}), "the machine's wall clock stood")
	assert.Equal(t, lwa.Millis(500), elapsed(since, Time{Mono: 150, Wall: 1500}), "the machine slept")
	assert.Equal(t, lwa.Millis(50), elapsed(since, Time{Mono: 150, Wall: 0}), "the wall clock was set back")
}

func TestRoundTrip(t *testing.T) {
	p := loggedIn(t, settings{"state": `a "quoted" ` + "\u2028 text", "persist": "session"})
	s, ok := readSession(p.entry().Text, p.now)
	require.True(t, ok)
	assert.Equal(t, p.session(), s.public(), "what is kept brings back what the page was shown")
	assert.Equal(t, p.entry().Text, s.entry())

	over := settings{"state": "é\n", "persist": "local", "scope": "profile postal_code"}
	asked, state := left(t, over)
	r, ok := readTransaction(asked.Text)
	require.True(t, ok)
	o, err := parseOptions(with(over))
	require.Nil(t, err)
	assert.Equal(t, &transaction{
		clientID: client, state: state, verifier: secretsOf(1).Verifier, binding: o.binding(),
		scope: "profile postal_code", returnTo: "https://app.example/shop?item=1#top", callerState: "é\n", persist: "local", at: wallZero,
	}, r)
	assert.False(t, strings.Contains(asked.Text, "\n"))
}

// TestKeptNames holds what is kept in browsers to its form: a release reads what another one has
// left there.
func TestKeptNames(t *testing.T) {
	p := waiting(t, settings{"persist": "local", "state": "mine", "scope": "profile postal_code"})
	p.answer()
	p.http(p.request(redeems), 200, withRefresh(token, firstKey))
	p.http(p.request(asksInfo), 200, infoBody(client, "A"))
	p.http(p.request(asksProfile), 200, `{"user_id":"A","name":"N","email":"e@mail.example","postal_code":"98101"}`)
	assert.JSONEq(t, `{"clientId":"`+client+`","asked":"profile postal_code","scope":"profile postal_code","accessToken":"`+token+`","state":"mine",
		"userId":"A","name":"N","email":"e@mail.example","postalCode":"98101","lifetime":3600000,"since":1800000000000,
		"parties":"`+client+` https://www.amazon.com/ap/oa https://api.amazon.com/auth/o2/token","refreshToken":"`+firstKey+`"}`, p.entry().Text)
	assert.JSONEq(t, `{"profile":{"userId":"A","name":"N","email":"e@mail.example","postalCode":"98101"},"scope":"profile postal_code",
		"expiresAt":1800003600000,"accessToken":"`+token+`","state":"mine"}`, p.session())

	record, state := left(t, settings{"state": "mine", "persist": "session", "handOver": true})
	assert.Equal(t, "lwa.1.login."+client+"."+state, record.Key)
	assert.JSONEq(t, `{"clientId":"`+client+`","state":"`+state+`","verifier":"`+secretsOf(1).Verifier+`",
		"binding":"`+client+` https://www.amazon.com/ap/oa https://api.amazon.com/auth/o2/token `+callback+`","scope":"profile",
		"returnTo":"https://app.example/shop?item=1#top","callerState":"mine","persist":"session","at":1800000000000,"handOver":true}`, record.Text)
	assert.Equal(t, "lwa.1.taken."+state[6:16], takenKey(state))
}

// TestForeignURL names the option that leads elsewhere.
func TestForeignURL(t *testing.T) {
	for _, name := range []string{"redirectUri", "returnTo"} {
		p := configured(t, nil)
		err := p.rejected(p.login(settings{name: "https://evil.example/"}), lwa.CodeInvalidConfiguration)
		assert.Contains(t, err.Message, "The option "+name+" ")
		assert.Contains(t, err.Hint, "https://app.example/")
	}
}

// TestTimes holds the times that no other test names to what they are.
func TestTimes(t *testing.T) {
	p := waiting(t, nil)
	p.do("gone")
	assert.Equal(t, lwa.Millis(1200), p.one(StartTimer).Timeout)

	record, state := left(t, nil)
	p = newPage(t)
	p.configure(nil)
	entries := []Entry{record, answerEntry("?code=" + answered + "&state=" + state)}
	p.step(Event{Kind: Recalled, Entries: entries})
	assert.Equal(t, lwa.Millis(5000), p.one(Lock).Timeout)
	assert.Equal(t, lwa.Millis(600_000), p.one(StartTimer).Timeout, "ten minutes")
	assert.False(t, tooOld(wallZero, Time{Wall: wallZero + 87_000_000}), "and a day, by which a clock may be wrong")
	assert.True(t, tooOld(wallZero, Time{Wall: wallZero + 87_000_001}))
	p.claims(entries...)
	for _, e := range p.all(Save) {
		if e.Key == takenKey(state) {
			assert.JSONEq(t, `{"at":1800000000000}`, e.Text)
			assert.Equal(t, wallZero, takenAt(e.Text))
		}
	}
	assert.Contains(t, p.one(Fetch).Text, answered)
}

// TestMissingNames: an error names the option that is missing.
func TestMissingNames(t *testing.T) {
	p := configured(t, nil)
	for kind, names := range map[EventKind][]string{
		LoginAsked: {"clientId", "redirectUri"}, DeviceAsked: {"clientId"}, TokenGiven: {"clientId", "accessToken"},
		CodeGiven: {"clientId", "redirectUri", "code", "codeVerifier"},
	} {
		for _, name := range names {
			over := settings{"code": "c", "codeVerifier": secretsOf(1).Verifier, "accessToken": token}
			over[name] = ""
			err := p.rejected(p.call(Event{Kind: kind, Text: with(over)}), lwa.CodeInvalidConfiguration)
			assert.Equal(t, "The option "+name+" is missing.", err.Message)
		}
	}
}
