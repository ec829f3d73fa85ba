package browsertest

import (
	"bytes"
	"context"
	"image/png"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Look is a way of looking at a page.
type Look struct {
	Name          string
	Width, Height int64
	Scheme        string // "light" or "dark"
}

// Looks are those that every page is for.
var Looks = []Look{
	{"desktop-light", 1280, 860, "light"},
	{"desktop-dark", 1280, 860, "dark"},
	{"phone-light", 390, 844, "light"},
	{"phone-dark", 390, 844, "dark"},
}

// Dress has the tab show its pages in that look.
func (tab *Tab) Dress(l Look) {
	tab.Helper()
	tab.Do(chromedp.EmulateViewport(l.Width, l.Height), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.Scheme}},
		})
		return err
	}))
}

// Picture takes a PNG of the page in that look. The page must not scroll sideways.
func (tab *Tab) Picture(l Look) []byte {
	tab.Helper()
	assert.LessOrEqual(tab, Eval[int64](tab, `document.documentElement.scrollWidth`), l.Width, "%s scrolls sideways", Eval[string](tab, `location.pathname`))
	picture := Run(tab, chromedp.CaptureScreenshot())
	image, err := png.Decode(bytes.NewReader(picture))
	require.NoError(tab, err)
	require.Positive(tab, image.Bounds().Dx())
	return picture
}
