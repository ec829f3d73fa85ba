package browsertest_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// TestConfigPK11_NotSecure: a page on plain http of a host that is not this computer. DevTools
// answers for that host.
func TestConfigPK11_NotSecure(t *testing.T) {
	b := parallel(t)
	tab := b.Blank()
	inject(tab, countOpens)
	started, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		serveAs(tab, "http://app.example", b.App, started)
	}()
	<-started
	tab.Go("http://app.example/bench?mode=popup")
	require.False(t, browsertest.Eval[bool](tab, `isSecureContext`))
	outcome := ready(tab)
	tab.Click("#go")
	for _, e := range []*browsertest.Error{outcome.Error, tab.Outcome().Error, outcomeOf(tab, `lwa.token()`).Error, outcomeOf(tab, `lwa.profile()`).Error} {
		require.NotNil(t, e)
		assert.Equal(t, "invalid_configuration", e.Code)
		assert.Contains(t, e.Message, "http://app.example")
		assert.Contains(t, e.Hint, "https")
	}
	assert.Zero(t, browsertest.Eval[int](tab, `opens`))
	assert.Len(t, openPages(tab), 1)
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
	tab.Expect(`console.error: lwa\.js: The page is served from http://app\.example`)
	tab.Expect("404.*/the-end")
	tab.Exec(`void fetch("/the-end").catch(() => {})`)
	<-ended
}

// serveAs answers the tab's requests to origin with what site answers, until the page asks for
// /the-end.
func serveAs(tab *browsertest.Tab, origin, site string, started chan<- struct{}) {
	tab.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		paused := cdp.Events(ctx, t, fetch.RequestPaused)
		enable := fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: origin + "/*"}}}
		if _, err := cdp.Call(ctx, t, fetch.Enable, enable); err != nil {
			return err
		}
		close(started)
		for e, err := range paused {
			if err != nil {
				return err
			}
			response, err := http.Get(site + strings.TrimPrefix(e.Request.URL, origin))
			if err != nil {
				return err
			}
			body, _ := io.ReadAll(response.Body)
			response.Body.Close()
			answer := fetch.FulfillRequestParams{RequestID: e.RequestID, ResponseCode: int64(response.StatusCode), Body: body}
			for name := range response.Header {
				answer.ResponseHeaders = append(answer.ResponseHeaders, &fetch.HeaderEntry{Name: name, Value: response.Header.Get(name)})
			}
			if _, err := cdp.Call(ctx, t, fetch.FulfillRequest, answer); err != nil || strings.HasSuffix(e.Request.URL, "/the-end") {
				return err
			}
		}
		return ctx.Err()
	}))
}
