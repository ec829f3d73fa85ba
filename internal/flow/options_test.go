package flow

import (
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
		"issuer": "i", "sandbox": true, "framed": true, "restore": "r",
		"handOver": true, "code": "c", "codeVerifier": "v", "accessToken": "t", "minValidity": 5, "target": "http://localhost:9/x",
	}))
	require.Nil(t, err)
	assert.Equal(t, &Options{
		ClientID: client, Scope: "profile", ScopeData: `{"a":1}`, Mode: "auto", Interactive: "auto", Persist: "memory",
		RedirectURI: callback, ReturnTo: "https://app.example/shop?item=1#top", Region: "NA", Language: "de-DE", State: "s",
		Provider: "http://localhost:9", APIBase: "https://app.example/api", Issuer: "i", Origin: "https://app.example",
		Restore: "r", Timeout: 600000, Width: 480, Height: 720, Sandbox: true, Framed: true,
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

// A null is an option that is left out, as the shell's JSON writes what a page did not give; it never becomes a text.
// Another kind of value in a text's place is no option.
func TestParseOptionsKinds(t *testing.T) {
	for i, name := range optionNames {
		o, err := parseOptions(with(settings{name: nil}))
		if err == nil {
			assert.NotContains(t, fmt.Sprintf("%+v", *o), "null", name)
		} else {
			assert.Equal(t, lwa.CodeInvalidConfiguration, err.Code, name) // region and origin are needed
		}
		if slices.Contains(notTexts[:], i) {
			continue
		}
		for _, value := range []any{5, true, []int{1}, settings{}} {
			_, err := parseOptions(with(settings{name: value}))
			require.NotNil(t, err, "%s: %v", name, value)
			assert.Equal(t, lwa.CodeInvalidRequest, err.Code, "%s: %v", name, value)
		}
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "7": 7, "600000": 600000, "999999999999999": 999999999999999, "1000000000000000": 0, "-1": 0, "1.5": 0, "1e3": 0,
	} {
		assert.Equal(t, want, number(lwa.Value{Kind: lwa.Number, Text: text}), text)
	}
	assert.Zero(t, number(lwa.Value{Kind: lwa.String, Text: "7"}))
}

func TestCovers(t *testing.T) {
	for _, test := range []struct {
		have, want string
		covers     bool
	}{
		{"profile", "profile", true}, {"profile postal_code", "postal_code profile", true}, {"profile", "", true},
		{"profile", "profile:user_id", false}, {"profile:user_id", "profile", false}, {"", "profile", false},
		{"profile", "profile postal_code", false}, {"a  b", " b ", true},
	} {
		assert.Equal(t, test.covers, covers(test.have, test.want), "%q %q", test.have, test.want)
	}
}

func TestElapsed(t *testing.T) {
	since := Time{Mono: 100, Wall: 1000}
	assert.Equal(t, int64(50), elapsed(since, Time{Mono: 150, Wall: 1010}), "the machine's wall clock stood")
	assert.Equal(t, int64(500), elapsed(since, Time{Mono: 150, Wall: 1500}), "the machine slept")
	assert.Equal(t, int64(50), elapsed(since, Time{Mono: 150, Wall: 0}), "the wall clock was set back")
}

func TestRoundTrip(t *testing.T) {
	p := loggedIn(t, settings{"state": `a "quoted" ` + "\u2028 text", "persist": "session"})
	s, ok := readSession(p.m.session.record(), p.now)
	require.True(t, ok)
	s.area, s.endpoints = Session, p.m.session.endpoints // neither is kept: storage and configuration say
	assert.Equal(t, p.m.session, s)

	q := waiting(t, settings{"state": "é\n", "persist": "local", "scope": "profile postal_code"})
	r, ok := readRecord(q.m.login.record())
	require.True(t, ok)
	assert.Equal(t, &record{
		clientID: client, state: q.state(), verifier: q.m.login.pair.Verifier, binding: q.m.login.options.binding(),
		scope: "profile postal_code", returnTo: "https://app.example/shop?item=1#top", callerState: "é\n", persist: "local", at: wallZero,
	}, r)
	assert.False(t, strings.Contains(q.m.login.record(), "\n"))
}
