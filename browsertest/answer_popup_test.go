package browsertest_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestARKept sends answers without the state of the pending login to its popup. Each is ignored, whatever it says, and the
// real answer still completes the login: one token request in all.
func TestARKept(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup&persist=session")
	popup, authorize := p.start()
	state := authorize.Query().Get("state")
	require.Len(t, state, 43)

	for _, c := range []struct{ name, raw string }{
		{"AR-01 response without state", "?code=" + planted},
		{"AR-02 state of another login", "?code=" + planted + "&state=" + strings.Repeat("A", 43)},
		{"AR-03 empty state", "?code=" + planted + "&state="},
		{"AR-03 nothing but empty parameters", "?code=&state="},
		{"AR-06 error without state", "?error=access_denied"},
		{"AR-06 error with a wrong state", "?error=access_denied&state=" + strings.Repeat("B", 43)},
		{"AR-10 two states, ours first", "?code=" + planted + "&state=" + state + "&state=x"},
		{"AR-10 two states, ours last", "?code=" + planted + "&%73tate=x&state=" + state},
		{"AR-10 two states, in query and fragment", "?code=" + planted + "&state=" + state + "#state=" + state},
		{"AR-17 wrong state in the fragment", "#code=" + planted + "&state=wrong"},
		{"AR-18 failing login that leaves its code", "?code=" + planted + "&error=server_error&state=wrong"},
		{"AR-19 broken escape", "?code=" + planted + "%zz&state=" + state},
		{"AR-19 semicolons", "?code=" + planted + ";state=" + state},
		{"AR-20 over 16 KiB", "?code=" + strings.Repeat("A", 100<<10) + "&state=" + state},
		{"AR-23 one letter changed", "?code=" + planted + "&state=" + flip(state)},
		{"AR-26 truncated", "?code=" + planted + "&state=" + state[:42]},
		{"AR-26 extended", "?code=" + planted + "&state=" + state + "A"},
		{"AR-26 in another case", "?code=" + planted + "&state=" + swapCase(state)},
		{"AR-26 with white space", "?code=" + planted + "&state=%20" + state},
		{"AR-26 name in another case", "?Code=" + planted + "&State=" + state},
	} {
		t.Run(c.name, func(t *testing.T) {
			popup.Go("about:blank") // else a new fragment alone would load nothing
			popup.Go("/lwa/lwa-callback.html" + c.raw)
			clean(t, popup)
			assert.Zero(t, p.Fake.Counts().TokenRequests)
		})
	}

	p.Fake.SetFaults(auto(fakeamazon.Faults{}))
	send(popup, authorize.String())
	outcome := p.outcome()
	require.NotNil(t, outcome.Session, "%+v", outcome.Error)
	popup.WaitClosed()
	assert.Equal(t, 1, p.Fake.Counts().TokenRequests)
	assert.Equal(t, 1, p.Fake.Counts().CodesRedeemed)
	p.NoLeakBut(browsertest.LeakSearch{Also: []string{planted}, Allowed: `sessionStorage\[lwa\.1\.session\..* an access token$`}, p.tab, popup)
}

func flip(s string) string {
	if s[20] == 'A' {
		return s[:20] + "B" + s[21:]
	}
	return s[:20] + "A" + s[21:]
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if upper := strings.ToUpper(string(r)); upper != string(r) {
			return []rune(upper)[0]
		}
		return []rune(strings.ToLower(string(r)))[0]
	}, s)
}

// unclean has a window complain when it passes an answer on while its address still shows it.
const unclean = `for (const target of [BroadcastChannel.prototype, Window.prototype, window]) {
	const post = target.postMessage;
	target.postMessage = function (...args) {
		if (location.search || location.hash) console.error("posted with an unclean address");
		return post.apply(this, args);
	};
}`

// TestARConsumed sends answers that carry the right state and are no good. Each ends its login with the code of the row,
// without a token request.
func TestARConsumed(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	for _, c := range []struct{ name, raw, code string }{
		{"AR-07 error", "?error=access_denied&error_description=No+thanks&state=STATE", "access_denied"},
		{"AR-08 code and error", "?code=" + planted + "&error=invalid_scope&state=STATE", "invalid_scope"},
		{"AR-09 neither code nor error", "?state=STATE", "invalid_response"},
		{"AR-09 empty code", "?code=&state=STATE", "invalid_response"},
		{"AR-10 two codes", "?code=" + planted + "&code=" + planted + "&state=STATE", "invalid_response"},
		{"AR-10 two codes, one escaped", "?%63ode=a&state=STATE&code=b", "invalid_response"},
		{"AR-10 two errors", "?error=access_denied&error=access_denied&state=STATE", "invalid_response"},
		{"AR-10 two issuers", "?code=" + planted + "&iss=ISSUER&iss=ISSUER&state=STATE", "invalid_response"},
		{"AR-12 other issuer", "?code=" + planted + "&iss=https%3A%2F%2Fevil.example&state=STATE", "invalid_response"},
		{"AR-14 trailing slash", "?code=" + planted + "&iss=ISSUER%2F&state=STATE", "invalid_response"},
		{"AR-14 upper case", "?code=" + planted + "&iss=HTTP%3A%2F%2F127.0.0.1&state=STATE", "invalid_response"},
		{"AR-14 empty issuer", "?code=" + planted + "&iss=&state=STATE", "invalid_response"},
		{"AR-15 access token in the query", "?access_token=" + planted + "&state=STATE", "invalid_response"},
		{"AR-15 code and access token", "?code=" + planted + "&access_token=" + planted + "&state=STATE", "invalid_response"},
		{"AR-15 access token in the fragment", "#access_token=" + planted + "&token_type=bearer&state=STATE", "invalid_response"},
		{"AR-15 identity token", "?code=" + planted + "&id_token=" + planted + "&state=STATE", "invalid_response"},
		{"AR-16 response", "?response=" + planted + "&state=STATE", "invalid_response"},
		{"AR-17 code in the fragment", "#code=" + planted + "&state=STATE", "invalid_response"},
		{"AR-17 code in the fragment, state in the query", "?state=STATE#code=" + planted, "invalid_response"},
		{"AR-18 forced failure leaves no code", "?code=" + planted + "&error=unsupported_response_type&state=STATE", "unsupported_response_type"},
		{"AR-20 control character", "?code=a%00b&state=STATE", "invalid_response"},
		{"AR-20 beyond ASCII", "?code=%C3%A9&state=STATE", "invalid_response"},
		{"AR-20 long code", "?code=" + strings.Repeat("A", 4000) + "&state=STATE", "invalid_response"},
		{"AR-22 script in error_uri", "?error=server_error&error_uri=javascript:alert(1)&state=STATE", "server_error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			popup, authorize := p.start()
			popup.AtStart(unclean)
			raw := strings.ReplaceAll(c.raw, "STATE", authorize.Query().Get("state"))
			p.answer(popup, strings.ReplaceAll(raw, "ISSUER", url.QueryEscape(p.Amazon)))
			rejected(t, p.outcome(), c.code)
			popup.WaitClosed()
			assert.Zero(t, p.Fake.Counts().TokenRequests)
			assert.NotContains(t, p.tab.Text("body"), "javascript:")
			assert.Nil(t, browsertest.Eval[any](p.tab, `lwa.session`))
		})
	}
	p.alive()
	assert.Equal(t, 1, p.Fake.Counts().TokenRequests)
	p.noLeak()
}

// TestAR21HostileDescription shows what a page gets to see of a description that Amazon never wrote.
func TestAR21HostileDescription(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	popup, authorize := p.start()
	hostile := "<img src=x onerror=alert(1)>\x1b[31m\u202e\"\\" + strings.Repeat("z", 10_000)
	p.answer(popup, "?error=invalid_scope&state="+authorize.Query().Get("state")+"&error_description="+url.QueryEscape(hostile))
	err := rejected(t, p.outcome(), "invalid_scope")
	assert.True(t, strings.HasPrefix(err.Description, "<img src=x onerror=alert(1)>"), err.Description)
	assert.LessOrEqual(t, len(err.Description), 500)
	assert.Regexp(t, `^[ !#-\[\]-~]*$`, err.Description)
	assert.Zero(t, browsertest.Eval[int](p.tab, `document.images.length`), "it is text")
	p.alive()
	p.noLeak()
}

// TestARFromAmazon has the fake Amazon itself answer so.
func TestARFromAmazon(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	t.Run("AR-07 the person cancels", func(t *testing.T) {
		popup, _ := p.start()
		popup.Click("#cancel")
		rejected(t, p.outcome(), "access_denied")
		popup.WaitClosed()
		assert.Zero(t, p.Fake.Counts().TokenRequests)
	})
	for _, c := range []struct {
		name, code string
		faults     fakeamazon.Faults
	}{
		{"AR-10 second code", "invalid_response", fakeamazon.Faults{ExtraParams: "code=second"}},
		{"AR-12 mix-up", "invalid_response", fakeamazon.Faults{ForceIssuer: "https://evil.example"}},
		{"AR-15 front-channel token", "invalid_response", fakeamazon.Faults{FrontChannelToken: true}},
		{"AR-17 code in the fragment", "invalid_response", fakeamazon.Faults{CodeInFragment: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := p.Fake.Counts().TokenRequests
			rejected(t, p.login(c.faults), c.code)
			assert.Equal(t, before, p.Fake.Counts().TokenRequests)
		})
	}
	t.Run("AR-11 unknown parameters", func(t *testing.T) {
		outcome := p.login(fakeamazon.Faults{ExtraParams: "scope=profile&foo=1&foo=2&session_state=x"})
		require.NotNil(t, outcome.Session, "%+v", outcome.Error)
		keys := browsertest.Eval[string](p.tab, `Object.keys(lwa.session).sort().join()`)
		assert.Equal(t, "accessToken,expiresAt,profile,scope,state", keys)
	})
	p.alive()
	p.noLeak()
}

// TestAR13IssuerRequired configures an issuer: then an answer without iss is refused, and one with it is taken.
func TestAR13IssuerRequired(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	p := &loginPage{Bench: b, tab: openPage(b, "mode=popup&issuer="+url.QueryEscape(b.Amazon)), requests: b.Fake.Watch()}
	rejected(t, p.login(fakeamazon.Faults{OmitIssuer: true}), "invalid_response")
	assert.Zero(t, p.Fake.Counts().TokenRequests)
	p.alive()
	p.noLeak()
}
