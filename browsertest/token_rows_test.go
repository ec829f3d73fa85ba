package browsertest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// secretBody is what no error may repeat.
const secretBody = "planted-body-0123456789abcdef"

func body(text string) fakeamazon.Faults {
	return fakeamazon.Faults{Token: fakeamazon.Fault{Body: text}}
}

func token(f fakeamazon.Fault) fakeamazon.Faults { return fakeamazon.Faults{Token: f} }

// TestTERefused has the token endpoint answer so that no token can be taken from it. Each login ends with the code of the
// row after one token request, the session of before is unharmed, and nothing of the answer is repeated.
func TestTERefused(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("status of [45]|ERR_CONNECTION_RESET|ERR_FAILED|CORS policy")
	before := p.alive().AccessToken
	for _, c := range []struct {
		name, code string
		status     int
		faults     fakeamazon.Faults
	}{
		{"TE-01 error in a 200", "invalid_grant", 200, body(`{"error":"invalid_grant","access_token":"` + secretBody + `","token_type":"bearer"}`)},
		{"TE-02 no access_token", "invalid_response", 200, body(`{"token_type":"bearer"}`)},
		{"TE-02 empty", "invalid_response", 200, body(`{"access_token":"","token_type":"bearer"}`)},
		{"TE-02 null", "invalid_response", 200, body(`{"access_token":null,"token_type":"bearer"}`)},
		{"TE-02 number", "invalid_response", 200, body(`{"access_token":12345,"token_type":"bearer"}`)},
		{"TE-02 object", "invalid_response", 200, body(`{"access_token":{"a":"` + secretBody + `"},"token_type":"bearer"}`)},
		{"TE-03 no token_type", "invalid_response", 200, body(`{"access_token":"` + secretBody + `"}`)},
		{"TE-03 mac", "invalid_response", 200, fakeamazon.Faults{TokenType: "mac"}},
		{"TE-04 HTML", "response_is_not_json", 200, token(fakeamazon.Fault{Body: "<p>" + secretBody, ContentType: "text/html"})},
		{"TE-04 HTML that claims to be JSON", "response_is_not_json", 200, body("<p>" + secretBody)},
		{"TE-04 JSON that claims to be HTML", "response_is_not_json", 200, token(fakeamazon.Fault{Body: `{"access_token":"` + secretBody + `","token_type":"bearer"}`, ContentType: "text/html"})},
		{"TE-04 empty body", "response_is_not_json", 200, token(fakeamazon.Fault{Status: 200})},
		{"TE-05 repeated key", "invalid_response", 200, body(`{"access_token":"a","access_token":"` + secretBody + `","token_type":"bearer"}`)},
		{"TE-05 key in another case", "invalid_response", 200, body(`{"access_token":"a","ACCESS_TOKEN":"` + secretBody + `","token_type":"bearer"}`)},
		{"TE-06 trailing data", "invalid_response", 200, body(`{"access_token":"` + secretBody + `","token_type":"bearer"} x`)},
		{"TE-06 depth", "invalid_response", 200, body(`{"access_token":"a","token_type":"bearer","x":` + strings.Repeat("[", 30_000) + strings.Repeat("]", 30_000) + `}`)},
		{"TE-06 invalid UTF-8", "invalid_response", 200, body("{\"access_token\":\"a\xff\",\"token_type\":\"bearer\"}")},
		{"TE-06 100 MB", "invalid_response", 0, token(fakeamazon.Fault{HugeBody: 100 << 20})},
		{"TE-07 negative life", "invalid_response", 200, expires("-1")},
		{"TE-07 fraction", "invalid_response", 200, expires("1.5")},
		{"TE-07 words", "invalid_response", 200, expires(`"abc"`)},
		{"TE-07 beyond numbers", "invalid_response", 200, expires("1e400")},
		{"TE-08 header injection", "invalid_response", 200, body(`{"access_token":"a\r\nX: ` + secretBody + `","token_type":"bearer"}`)},
		{"TE-08 too long", "invalid_response", 200, body(`{"access_token":"` + strings.Repeat("A", 2049) + `","token_type":"bearer"}`)},
		{"TE-11 CORS refused", "network_error", 0, token(fakeamazon.Fault{NoCORS: true})},
		{"TE-12 500", "server_error", 500, token(fakeamazon.Fault{Status: 500})},
		{"TE-12 503", "server_error", 503, token(fakeamazon.Fault{Status: 503, ContentType: "text/html"})},
		{"TE-12 429", "server_error", 429, token(fakeamazon.Fault{Status: 429})},
		{"TE-12 servererror", "server_error", 400, token(fakeamazon.Fault{Error: "servererror", Description: "Please try again"})},
		{"TE-13 invalid_grant", "invalid_grant", 400, token(fakeamazon.Fault{Error: "invalid_grant"})},
	} {
		t.Run(c.name, func(t *testing.T) {
			count := p.Fake.Counts().TokenRequests
			err := rejected(t, p.login(c.faults), c.code)
			assert.Equal(t, c.status, err.Status)
			assert.Equal(t, count+1, p.Fake.Counts().TokenRequests)
			assert.Equal(t, before, browsertest.Eval[string](p.tab, `lwa.session.accessToken`))
			if strings.Contains(c.name, "CORS") {
				assert.Contains(t, err.Hint, "apiBase")
			}
		})
	}
	assert.NotEqual(t, before, p.alive().AccessToken)
	t.Run("TE-22 no error repeats an answer", func(t *testing.T) {
		assert.NotContains(t, p.tab.Text("#outcome"), secretBody)
		p.NoLeakBut(browsertest.LeakSearch{Also: []string{secretBody}}, p.tab)
	})
}

func expires(raw string) fakeamazon.Faults { return fakeamazon.Faults{ExpiresIn: &raw} }

// TestTETaken has the token endpoint answer in unusual ways that are allowed.
func TestTETaken(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup&scope=profile%20postal_code")
	for _, c := range []struct {
		name   string
		faults fakeamazon.Faults
		holds  string // of the session s, at once
	}{
		{"TE-03 BEARER", fakeamazon.Faults{TokenType: "BEARER"}, `s.accessToken !== ""`},
		{"TE-07 no life", fakeamazon.Faults{OmitExpiresIn: true}, `s.expiresAt === null`},
		{"TE-07 text", expires(`"3600"`), `Math.abs(s.expiresAt - Date.now() - 3600e3) < 60e3`},
		{"TE-07 far too long", expires("1000000000000000000"), `s.expiresAt - Date.now() <= 24 * 3600e3`},
		{"TE-07 no life left", expires("0"), `s.accessToken !== "" && lwa.session === null`},
		{"TE-19 no scope: what was asked for", fakeamazon.Faults{}, `s.scope === "profile postal_code" && s.profile.postalCode === "98109-5210"`},
		{"TE-19 less than was asked for", fakeamazon.Faults{NarrowScope: "profile:user_id"},
			`s.scope === "profile:user_id" && s.profile.userId && s.profile.name === undefined`},
	} {
		t.Run(c.name, func(t *testing.T) {
			outcome := p.login(c.faults)
			require.NotNil(t, outcome.Session, "%+v", outcome.Error)
			assert.True(t, browsertest.Eval[bool](p.tab, `((s) => `+c.holds+`)(bench.outcomes.at(-1).session) === true`), "%+v", outcome.Session)
		})
	}
	t.Run("TE-24 a second login gets a token of its own", func(t *testing.T) {
		assert.NotEqual(t, p.alive().AccessToken, p.alive().AccessToken)
		assert.Equal(t, p.Fake.Counts().TokenRequests, p.Fake.Counts().CodesRedeemed)
	})
	p.noLeak()
}

// TestTERedirected has the token endpoint send the request elsewhere: the code and the verifier stay where they are.
func TestTERedirected(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("ERR_FAILED|CORS policy")
	attacker := p.Attacker()
	for _, c := range []struct {
		name   string
		status int
	}{
		{"TE-09 307", 307}, {"TE-09 308", 308}, {"TE-10 302", 302}, {"TE-10 303", 303},
	} {
		for kind, origin := range attacker.Origins() {
			t.Run(c.name+" "+kind, func(t *testing.T) {
				rejected(t, p.login(token(fakeamazon.Fault{Redirect: origin + "/auth/o2/token", RedirectStatus: c.status})), "network_error")
				assert.Empty(t, attacker.Requests())
			})
		}
	}
	t.Run("TE-09 to the site itself", func(t *testing.T) {
		rejected(t, p.login(token(fakeamazon.Fault{Redirect: p.App + "/bench"})), "network_error")
	})
	assert.Zero(t, p.Fake.Counts().CodesRedeemed)
	p.alive()
	p.noLeak()
}
