package browsertest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func info(text string) fakeamazon.Faults {
	return fakeamazon.Faults{TokenInfo: fakeamazon.Fault{Body: strings.ReplaceAll(text, "CLIENT", browsertest.ClientID)}}
}

func profile(f fakeamazon.Fault) fakeamazon.Faults { return fakeamazon.Faults{Profile: f} }

// TestPRRefused has tokeninfo and profile say something that speaks against the token. Nothing of the login is published,
// and the session of before stays.
func TestPRRefused(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("status of [45]|ERR_FAILED|CORS policy")
	before := p.alive().AccessToken
	zoe := `"user_id":"` + people[0].UserID + `"`
	for _, c := range []struct {
		name, code string
		faults     fakeamazon.Faults
	}{
		{"PR-01 token of another client", "token_substitution", fakeamazon.Faults{Audience: "amzn1.application-oa2-client.other"}},
		{"PR-02 no aud", "token_substitution", info(`{` + zoe + `,"exp":3600}`)},
		{"PR-02 aud is an array", "token_substitution", info(`{"aud":["CLIENT"],` + zoe + `,"exp":3600}`)},
		{"PR-02 aud in upper case", "token_substitution", fakeamazon.Faults{Audience: strings.ToUpper(browsertest.ClientID)}},
		{"PR-02 aud cut short", "token_substitution", fakeamazon.Faults{Audience: browsertest.ClientID[:40]}},
		{"PR-02 aud twice", "invalid_response", info(`{"aud":"CLIENT","aud":"CLIENT",` + zoe + `,"exp":3600}`)},
		{"PR-03 nothing left", "invalid_token", info(`{"aud":"CLIENT",` + zoe + `,"exp":0}`)},
		{"PR-03 less than nothing", "invalid_token", info(`{"aud":"CLIENT",` + zoe + `,"exp":-10}`)},
		{"PR-04 another person in the profile", "token_substitution", fakeamazon.Faults{ProfileUser: people[1].UserID}},
		{"PR-04 another person in tokeninfo", "token_substitution", fakeamazon.Faults{TokenInfoUser: people[1].UserID}},
		{"PR-05 token refused by profile", "invalid_token", profile(fakeamazon.Fault{Error: "invalid_token"})},
		{"PR-05 token refused by tokeninfo", "invalid_token", fakeamazon.Faults{TokenInfo: fakeamazon.Fault{Error: "invalid_token"}}},
		{"PR-06 scope does not suffice", "insufficient_scope", profile(fakeamazon.Fault{Status: 403, Error: "insufficient_scope"})},
		{"PR-08 profile without user_id", "invalid_response", profile(fakeamazon.Fault{Body: `{"name":"x","__proto__":` + `{` + zoe + `}}`})},
		{"PR-08 user_id is a number", "invalid_response", profile(fakeamazon.Fault{Body: `{"user_id":1}`})},
		{"PR-08 1 MB", "invalid_response", profile(fakeamazon.Fault{Body: `{` + zoe + `,"name":"` + strings.Repeat("A", 1<<20) + `"}`})},
		{"PR-08 HTML", "response_is_not_json", profile(fakeamazon.Fault{Body: "<html>", ContentType: "text/html"})},
		{"TE-12 500", "server_error", profile(fakeamazon.Fault{Status: 500})},
	} {
		t.Run(c.name, func(t *testing.T) {
			counts := p.Fake.Counts()
			rejected(t, p.login(c.faults), c.code)
			assert.Equal(t, counts.TokenRequests+1, p.Fake.Counts().TokenRequests)
			assert.LessOrEqual(t, p.Fake.Counts().ProfileRequests, counts.ProfileRequests+1)
			assert.LessOrEqual(t, p.Fake.Counts().TokenInfoRequests, counts.TokenInfoRequests+1)
			assert.Equal(t, before, browsertest.Eval[string](p.tab, `lwa.session.accessToken`))
		})
	}
	assert.NotEqual(t, before, p.alive().AccessToken)
	p.noLeak()
}

// TestPR11Redirected has the API host send the requests that carry the token elsewhere.
func TestPR11Redirected(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("ERR_FAILED|CORS policy")
	attacker := p.Attacker()
	for kind, origin := range attacker.Origins() {
		elsewhere := fakeamazon.Fault{Redirect: origin + "/steal", RedirectStatus: 302}
		for name, faults := range map[string]fakeamazon.Faults{"profile": profile(elsewhere), "tokeninfo": {TokenInfo: elsewhere}} {
			t.Run("PR-11 "+name+" "+kind, func(t *testing.T) {
				rejected(t, p.login(faults), "network_error")
				assert.Empty(t, attacker.Requests())
			})
		}
	}
	p.alive()
	p.noLeak()
}

// TestPR10Counterfeit names hosts that are not Amazon's, in options that may only name certain others: the token never
// comes to be.
func TestPR10Counterfeit(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	for _, options := range []string{
		`apiBase: "https://evil.example"`, `apiBase: "//evil.example/amazon"`, `apiBase: "https://localhost.evil.example/"`,
		`apiBase: "/\\evil.example"`, `apiBase: location.origin + "@evil.example"`, `apiBase: "/amazon?to=evil"`,
		`provider: "http://evil.example"`, `provider: "https://user@evil.example"`, `provider: "https://evil.example/path"`,
		`provider: "https://evil.example#"`, `provider: "javascript:alert(1)"`, `region: "evil"`,
	} {
		t.Run("PR-10 TE-23 "+options, func(t *testing.T) {
			p.tab.Exec(`bench.options = {interactive: "always", %s}`, options)
			p.tab.Click("#go")
			rejected(t, p.outcome(), "invalid_configuration")
		})
	}
	assert.Zero(t, p.Fake.Counts().AuthorizeRequests)
	p.tab.Exec(`bench.options = {interactive: "always"}`)
	p.alive()
	p.noLeak()
}

// TestPR12AnotherPerson logs in as somebody else over the session of the first: the page is told, before the login.
func TestPR12AnotherPerson(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Exec(`window.seen = []; for (const type of ["accountchanged", "login"]) {
		lwa.addEventListener(type, (e) => seen.push([type, e.detail.profile.userId, lwa.session.profile.userId, e.detail === lwa.session].join()));
	}`)
	zoe, hanako := people[0].UserID, people[1].UserID
	p.alive()
	p.alive()
	p.Fake.SetFaults(fakeamazon.Faults{AutoApprove: hanako})
	p.tab.Click("#go")
	require.NotNil(t, p.outcome().Session)
	assert.Equal(t, []string{
		"login," + zoe + "," + zoe + ",true",
		"login," + zoe + "," + zoe + ",true",
		"accountchanged," + hanako + "," + hanako + ",true",
		"login," + hanako + "," + hanako + ",true",
	}, browsertest.Eval[[]string](p.tab, `seen`))
	p.noLeak()
}

// TestPR08HostileProfile logs in as somebody whose profile is an attack: the API gives plain text, the demo shows it so.
func TestPR08HostileProfile(t *testing.T) {
	t.Parallel()
	name := `<img src=x onerror="alert(1)"><script>alert(2)</script>` + "\u202e"
	hostile, err := json.Marshal(map[string]any{
		"user_id": people[0].UserID, "name": name, "email": []string{"a@example.com"}, "postal_code": map[string]any{"toString": "x"},
		"__proto__": map[string]any{"admin": true}, "constructor": "x", "accessToken": "x",
	})
	require.NoError(t, err)
	faults := auto(profile(fakeamazon.Fault{Body: string(hostile)}))

	t.Run("PR-08 in the API", func(t *testing.T) {
		p := newPage(t, "mode=popup")
		p.Fake.SetFaults(faults)
		p.tab.Click("#go")
		require.NotNil(t, p.outcome().Session)
		assert.Equal(t, `[["name","userId"],true,true]`, browsertest.Eval[string](p.tab, `JSON.stringify([
			Object.keys(JSON.parse(JSON.stringify(lwa.session.profile))).sort(), Object.getPrototypeOf(lwa.session.profile) === Object.prototype, Object.isFrozen(lwa.session.profile)])`))
		assert.Equal(t, name, browsertest.Eval[string](p.tab, `lwa.session.profile.name`))
		assert.Nil(t, browsertest.Eval[any](p.tab, `({}).admin ?? null`))
		p.noLeak()
	})
	t.Run("PR-08 in the demo", func(t *testing.T) {
		b := browsertest.New(t)
		b.Fake.SetFaults(faults)
		tab := b.Open("/popup.html")
		tab.Click("#login")
		tab.Wait("#session:not([hidden])")
		assert.Contains(t, browsertest.Eval[string](tab, `document.getElementById("session").textContent`), name)
		assert.Zero(t, browsertest.Eval[int](tab, `document.querySelectorAll("#session img, #session script").length`))
	})
}
