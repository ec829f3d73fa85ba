package browsertest_test

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestTE11Reset closes the connection on the first request of a page. (On a connection that has served before, Chromium
// itself sends a request a second time, whatever the page wants.)
func TestTE11Reset(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("ERR_CONNECTION_RESET")
	rejected(t, p.login(token(fakeamazon.Fault{Reset: true})), "network_error")
	assert.Equal(t, 1, p.Fake.Counts().TokenRequests)
	p.alive()
	p.noLeak()
}

// TestTE11NoAnswer has the browser fail the token request in ways that no server can.
func TestTE11NoAnswer(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("net::ERR_")
	for name, reason := range map[string]network.ErrorReason{
		"TE-11 unknown host":         network.ErrorReasonNameNotResolved,
		"TE-11 connection refused":   network.ErrorReasonConnectionRefused,
		"TE-11 blocked by a blocker": network.ErrorReasonBlockedByClient,
		"TE-11 connection lost":      network.ErrorReasonConnectionClosed,
	} {
		t.Run(name, func(t *testing.T) {
			asked := failTokenRequests(p, reason)
			rejected(t, p.login(fakeamazon.Faults{}), "network_error")
			assert.Equal(t, 1, len(asked()))
		})
	}
	assert.Zero(t, p.Fake.Counts().TokenRequests)
	p.alive()
	p.noLeak()
}

// failTokenRequests has the page's token requests fail until the returned function ends it and tells their bodies' URLs.
func failTokenRequests(p *loginPage, reason network.ErrorReason) (end func() []string) {
	p.Helper()
	ctx := p.tab.Context()
	asked := make(chan string, 100)
	require.NoError(p, chromedp.Listen(ctx, func(event any) {
		paused, ok := event.(*fetch.EventRequestPaused)
		if !ok {
			return
		}
		asked <- paused.Request.URL
		go func() {
			_, _ = chromedp.Call(ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: paused.RequestID, ErrorReason: reason})
		}()
	}))
	_, err := chromedp.Call(ctx, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*/auth/o2/token"}}})
	require.NoError(p, err)
	return func() []string {
		p.tab.Do(chromedp.Func(fetchOff))
		var all []string
		for len(asked) > 0 {
			all = append(all, <-asked)
		}
		return all
	}
}

// TestTE11Offline takes the page off the network while the person signs in.
func TestTE11Offline(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Expect("ERR_INTERNET_DISCONNECTED")
	offline(p.tab, true)
	rejected(t, p.login(fakeamazon.Faults{}), "no_network_connectivity")
	offline(p.tab, false)
	assert.Zero(t, p.Fake.Counts().TokenRequests)
	p.alive()
	p.noLeak()
}

// TestTE20Abort ends logins from the page's side while their exchange is on its way. The answer that comes all the same is
// nobody's.
func TestTE20Abort(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	for _, c := range []struct{ name, code, end string }{
		{"TE-20 the signal", "aborted", `bench.abort.abort()`},
		{"TE-20 logout", "aborted", `lwa.logout()`},
	} {
		t.Run(c.name, func(t *testing.T) {
			gate := make(chan struct{})
			p.Fake.SetFaults(auto(token(fakeamazon.Fault{Gate: gate})))
			p.tab.Exec(`bench.abort = new AbortController(); bench.options = {interactive: "always", signal: bench.abort.signal}`)
			request := p.tokenRequest(func() { p.tab.Click("#go") })
			p.tab.Exec("%s", c.end)
			rejected(t, p.outcome(), c.code)
			<-request.Done // the browser gave it up
			close(gate)
			assert.Nil(t, browsertest.Eval[any](p.tab, `lwa.session`))
		})
	}
	t.Run("TE-20 the page leaves", func(t *testing.T) {
		p.Fake.SetFaults(auto(token(fakeamazon.Fault{Gate: make(chan struct{})})))
		p.tab.Exec(`bench.options = {interactive: "always"}`)
		request := p.tokenRequest(func() { p.tab.Click("#go") })
		p.tab.Do(chromedp.Reload())
		<-request.Done
		p.done = 0
		p.tab.Ready()
		assert.Nil(t, browsertest.Eval[any](p.tab, `lwa.session`))
	})
	assert.Zero(t, p.Fake.Counts().CodesRedeemed)
	p.alive()
	p.noLeak()
}

// tokenRequest runs trigger and returns the token request that comes of it.
func (p *loginPage) tokenRequest(trigger func()) fakeamazon.Request {
	p.Helper()
	for len(p.requests) > 0 {
		<-p.requests
	}
	trigger()
	for r := range p.requests {
		if r.URL == "/auth/o2/token" {
			return r
		}
	}
	return fakeamazon.Request{}
}

// TestTE21Hang has each endpoint send nothing, or headers and then nothing: the option timeout bounds it all.
func TestTE21Hang(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
	p.tab.Exec(`bench.options = {interactive: "always", timeout: 1500}`)
	for name, fault := range map[string]fakeamazon.Fault{
		"no headers": {Hang: true},
		"no body":    {HangBody: true},
	} {
		for endpoint, faults := range map[string]fakeamazon.Faults{
			"token": {Token: fault}, "tokeninfo": {TokenInfo: fault}, "profile": {Profile: fault},
		} {
			t.Run("TE-21 "+endpoint+", "+name, func(t *testing.T) {
				rejected(t, p.login(faults), "timed_out")
			})
		}
	}
	p.tab.Exec(`bench.options = {interactive: "always"}`)
	p.alive()
	p.noLeak()
}

func fetchOff(ctx context.Context, _ *chromedp.Target) error {
	_, err := chromedp.Call(ctx, fetch.Disable, cdp.Empty{})
	return err
}

// offline takes a tab off the network, in fact and in what navigator.onLine says.
func offline(tab *browsertest.Tab, off bool) {
	tab.Helper()
	tab.Do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if _, err := chromedp.Call(ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
			Offline: off, DownloadThroughput: -1, UploadThroughput: -1,
		}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}},
		})
		return err
	}))
}

// TestTE06HugeBody answers with 100 MB: the page stops reading long before, and keeps none of it.
func TestTE06HugeBody(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	p := &loginPage{Bench: b, tab: openCounted(b, "/bench?mode=popup").Ready(), requests: b.Fake.Watch()}
	_, before := count(p.tab)
	b.Fake.SetFaults(auto(token(fakeamazon.Fault{HugeBody: 100 << 20})))
	request := p.tokenRequest(func() { p.tab.Click("#go") })
	rejected(t, p.outcome(), "invalid_response")
	<-request.Done
	_, after := count(p.tab)
	assert.LessOrEqual(t, after-before, 8<<20, "bytes of wasm memory")
	assert.Less(t, heap(p.tab), 20e6, "bytes of JavaScript heap")
	p.alive()
	p.noLeak()
}
