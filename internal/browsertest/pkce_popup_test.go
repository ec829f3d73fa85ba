package browsertest_test

import (
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

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

// TestPK09VerifierLost reloads the page while the person signs in: the verifier is gone with it,
// and no token request goes out without one.
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

// drawn keeps the page's random bytes, 32 at a time, as base64url in window.drawn, which no other
// part of the page knows.
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

// TestPK05UnusedVerifier starts a login that never gets to its exchange: no random value but the
// state is seen anywhere.
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
