package browsertest

import (
	"context"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Context is the tab's own, for browser features that the helpers do not wrap.
func (tab *Tab) Context() context.Context { return tab.ctx }

// AtStart has every later page of the tab begin with a script.
func (tab *Tab) AtStart(script string) {
	tab.Helper()
	_, err := chromedp.Call(tab.ctx, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	require.NoError(tab, err)
}
