package browsertest_test

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

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

// TestTE20Abort has the page leave while the exchange of its login is on its way. (Signal, time and
// logout: web/test/exchange.test.mjs.)
func TestTE20Abort(t *testing.T) {
	t.Parallel()
	p := newPage(t, "mode=popup")
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
