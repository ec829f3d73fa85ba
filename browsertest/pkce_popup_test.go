package browsertest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestPKFresh looks at what two logins send: S256 always, everything fresh, the verifier only where it belongs.
func TestPKFresh(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.alive()
	p.alive()
	asked, redeemed := p.received("/ap/oa"), p.received("/auth/o2/token")
	require.Len(t, asked, 2)
	require.Len(t, redeemed, 2)
	seen := map[string]bool{}
	for i := range asked {
		verifier := redeemed[i].Get("code_verifier")
		t.Run("PK-02 S256 by name", func(t *testing.T) {
			sum := sha256.Sum256([]byte(verifier))
			assert.Equal(t, []string{"S256"}, asked[i]["code_challenge_method"])
			assert.Equal(t, base64.RawURLEncoding.EncodeToString(sum[:]), asked[i].Get("code_challenge"))
		})
		t.Run("PK-03 long enough", func(t *testing.T) {
			assert.Regexp(t, `^[A-Za-z0-9._~-]{43,128}$`, verifier)
		})
		t.Run("PK-04 fresh", func(t *testing.T) {
			for _, value := range []string{verifier, asked[i].Get("state"), asked[i].Get("code_challenge")} {
				assert.False(t, seen[value])
				seen[value] = true
			}
		})
	}
	t.Run("PK-05 the verifier is nowhere else", func(t *testing.T) {
		for _, r := range p.Fake.Requests() {
			for _, sent := range redeemed {
				assert.NotContains(t, r.URL, sent.Get("code_verifier"))
			}
		}
		p.noLeak()
	})
}

// received returns the parameters of the requests to one of the fake Amazon's paths, oldest first.
func (p *loginPage) received(path string) []url.Values {
	p.Helper()
	var all []url.Values
	for _, r := range p.Fake.Requests() {
		target, err := url.Parse(r.URL)
		require.NoError(p, err)
		if target.Path != path {
			continue
		}
		values := target.Query()
		if r.Method == http.MethodPost {
			values, err = url.ParseQuery(r.Body)
			require.NoError(p, err)
		}
		all = append(all, values)
	}
	return all
}

// TestPK06NoRandomness takes away what secure randomness needs, before the component loads: no login starts, nothing opens.
func TestPK06NoRandomness(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	for name, script := range map[string]string{
		"PK-06 no crypto":                 `Object.defineProperty(window, "crypto", {value: undefined})`,
		"PK-06 no subtle":                 `Object.defineProperty(Crypto.prototype, "subtle", {value: undefined})`,
		"PK-06 getRandomValues throws":    `Crypto.prototype.getRandomValues = () => { throw new Error("no entropy"); }`,
		"PK-06 getRandomValues is absent": `delete Crypto.prototype.getRandomValues`,
		"PK-06 digest is absent":          `delete SubtleCrypto.prototype.digest`,
	} {
		t.Run(name, func(t *testing.T) {
			tab := b.Blank()
			tab.Expect("crypto_nonexistent|random numbers")
			tab.AtStart(script + `;window.opened = 0; window.open = () => { opened++; return null; };`)
			tab.Go("/bench?mode=popup")
			tab.Ready().Click("#go")
			rejected(t, tab.Outcome(), "crypto_nonexistent")
			assert.Zero(t, browsertest.Eval[int](tab, `opened`))
			b.NoLeak(tab)
		})
	}
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
}

// TestPK06DigestFails has the digest fail only when it is used: the popup closes again.
func TestPK06DigestFails(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	tab := b.Blank()
	tab.AtStart(`const open = window.open;
		window.open = (...args) => (window.opened = open.apply(window, args));
		const digest = SubtleCrypto.prototype.digest; window.broken = true;
		SubtleCrypto.prototype.digest = function (...args) { return window.broken ? Promise.reject(new Error("no")) : digest.apply(this, args); }`)
	tab.Go("/bench?mode=popup")
	tab.Ready()
	p := &loginPage{Bench: b, tab: tab, requests: b.Fake.Watch()}
	tab.Click("#go")
	rejected(t, p.outcome(), "crypto_nonexistent")
	assert.True(t, browsertest.Eval[bool](tab, `opened.closed`))
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
	tab.Exec(`window.broken = false`)
	p.alive()
	p.noLeak()
}

// TestPK08InjectedCode puts a code that was issued to another login under the right state: Amazon refuses it, and it is not
// tried again.
func TestPK08InjectedCode(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("status of 400")
	popup, authorize := p.start()
	stolen := p.stealCode()
	p.answer(popup, "?code="+stolen+"&state="+authorize.Query().Get("state"))
	err := rejected(t, p.outcome(), "invalid_grant")
	assert.Equal(t, 400, err.Status)
	assert.Equal(t, 1, p.Fake.Counts().TokenRequests)
	assert.Zero(t, p.Fake.Counts().CodesRedeemed)
	p.alive()
	p.noLeak()
}

// stealCode has the fake Amazon issue a code to the same client for somebody else's challenge.
func (p *loginPage) stealCode() string {
	p.Helper()
	p.Fake.SetFaults(auto(fakeamazon.Faults{}))
	defer p.Fake.SetFaults(fakeamazon.Faults{})
	query := url.Values{
		"response_type": {"code"}, "client_id": {browsertest.ClientID}, "redirect_uri": {p.App + "/lwa/lwa-callback.html"},
		"scope": {"profile"}, "state": {"attackers-own-state"}, "code_challenge_method": {"S256"},
		"code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(p.Amazon + "/ap/oa?" + query.Encode())
	require.NoError(p, err)
	defer response.Body.Close()
	location, err := response.Location()
	require.NoError(p, err)
	require.NotEmpty(p, location.Query().Get("code"))
	return location.Query().Get("code")
}

// TestPK09VerifierLost reloads the page while the person signs in: the verifier is gone with it, and no token request goes
// out without one.
func TestPK09VerifierLost(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	popup, authorize := p.start()
	p.tab.Do(chromedp.Reload())
	p.tab.Ready()
	p.Fake.SetFaults(auto(fakeamazon.Faults{}))
	send(popup, authorize.String())
	popup.Wait(`html[data-state="idle"]`)
	clean(t, popup)
	assert.Zero(t, p.Fake.Counts().TokenRequests)
	p.tab.Exec(`bench.options = {interactive: "always"}`)
	p.alive()
	assert.Equal(t, 1, p.Fake.Counts().TokenRequests)
	p.noLeak()
}

// TestPK11InsecurePage serves the page over http from a host that is not this machine.
func TestPK11InsecurePage(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	tab := b.Blank()
	require.NoError(t, chromedp.Listen(tab.Context(), func(event any) {
		if paused, ok := event.(*fetch.EventRequestPaused); ok {
			go serveFrom(tab, b.App, paused)
		}
	}))
	_, err := chromedp.Call(tab.Context(), fetch.Enable, fetch.EnableParams{
		Patterns: []*fetch.RequestPattern{{URLPattern: "http://shop.example/*"}},
	})
	require.NoError(t, err)
	tab.AtStart(`window.opened = 0; window.open = () => { opened++; return null; };`)
	tab.Expect(`https|secure`)
	tab.Go("http://shop.example/bench?mode=popup")
	tab.Ready().Click("#go")
	rejected(t, tab.Outcome(), "invalid_configuration")
	assert.Contains(t, tab.Outcome().Error.Hint, "https")
	assert.Zero(t, browsertest.Eval[int](tab, `opened`))
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
	b.NoLeak(tab)
}

// serveFrom answers a request of the browser with what another origin has at the same path.
func serveFrom(tab *browsertest.Tab, origin string, paused *fetch.EventRequestPaused) {
	at, err := url.Parse(paused.Request.URL)
	if err != nil {
		tab.Errorf("paused request: %v", err)
		return
	}
	response, err := http.Get(origin + at.RequestURI())
	if err != nil {
		tab.Errorf("serve %s: %v", at.Path, err)
		return
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		tab.Errorf("read %s: %v", at.Path, err)
		return
	}
	_, err = chromedp.Call(tab.Context(), fetch.FulfillRequest, fetch.FulfillRequestParams{
		RequestID: paused.RequestID, ResponseCode: int64(response.StatusCode), Body: content,
		ResponseHeaders: []*fetch.HeaderEntry{{Name: "Content-Type", Value: response.Header.Get("Content-Type")}},
	})
	if err != nil {
		tab.Errorf("answer %s: %v", at.Path, err)
	}
}

// drawn keeps the page's random bytes, 32 at a time, as base64url in window.drawn, which no other part of the page knows.
const drawn = `window.drawn = []; {
	const draw = Crypto.prototype.getRandomValues;
	Crypto.prototype.getRandomValues = function (array) {
		const filled = draw.call(this, array);
		const bytes = new Uint8Array(filled.buffer, filled.byteOffset, filled.byteLength);
		for (let i = 0; i < bytes.length; i += 32) {
			drawn.push(btoa(String.fromCharCode(...bytes.slice(i, i + 32))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""));
		}
		return filled;
	};
}`

// TestPK05UnusedVerifier starts a login that never gets to its exchange: no random value but the state is seen anywhere.
func TestPK05UnusedVerifier(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	p := &loginPage{Bench: b, tab: b.Blank(), requests: b.Fake.Watch()}
	p.tab.AtStart(drawn)
	p.tab.Go("/bench?mode=popup")
	p.tab.Ready()
	popup, authorize := p.start()
	var secrets []string
	states := 0
	for _, value := range browsertest.Eval[[]string](p.tab, `drawn`) {
		switch {
		case value == authorize.Query().Get("state"):
			states++
		case len(value) == 43:
			secrets = append(secrets, value)
			assert.NotContains(t, authorize.String(), value)
		}
	}
	assert.Equal(t, 1, states, "the state is one of the values drawn")
	assert.NotEmpty(t, secrets, "and so is the verifier")
	p.NoLeakBut(browsertest.LeakSearch{Also: secrets}, p.tab, popup)
	popup.Click("#cancel")
	rejected(t, p.outcome(), "access_denied")
	p.NoLeakBut(browsertest.LeakSearch{Also: secrets}, p.tab, popup)
}
