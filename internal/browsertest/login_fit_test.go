package browsertest_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// forced has the tab show its pages in the person's own colours, as Windows' contrast themes do.
func forced(tab *browsertest.Tab) {
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}},
		})
		return err
	}))
}

// sized gives the tab a viewport, enlarged by scale, and a finger in the place of the mouse where
// touch says so.
func sized(tab *browsertest.Tab, width, height int64, scale float64, touch bool) {
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: width, Height: height, DeviceScaleFactor: scale, Mobile: touch,
		})
		if err == nil && touch {
			_, err = cdp.Call(ctx, target, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: 1})
		}
		return err
	}))
}

// buttons looks at the buttons of the element that a person sees, and says what is wrong with them:
// too small to touch (a point 21 px from the middle is not theirs), a text that does not fit, or no
// edge that a contrast theme would draw.
const buttons = `((touch) => {
	const root = document.querySelector("lwa-login").shadowRoot;
	const wrong = [];
	for (const button of root.querySelectorAll("button")) {
		const box = button.getBoundingClientRect();
		if (!button.checkVisibility({ visibilityProperty: true }) || !box.width) continue;
		const name = button.getAttribute("part") + " " + button.textContent.trim();
		const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
		for (const [dx, dy] of touch ? [[0, -21], [0, 21], [-21, 0], [21, 0]] : []) {
			if (x + dx < 0 || x + dx >= innerWidth || !button.contains(root.elementFromPoint(x + dx, y + dy))) wrong.push(name + " is smaller than a finger at " + dx + "," + dy);
		}
		if (!touch && button.scrollWidth > button.clientWidth + 1) wrong.push(name + " is cut off");
		const { borderTopStyle, borderTopWidth } = getComputedStyle(button);
		if (borderTopStyle === "none" || parseFloat(borderTopWidth) < 1) wrong.push(name + " has no edge");
	}
	if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page scrolls sideways");
	return wrong;
})`

// TestLoginFits walks through every state of <lwa-login> as people meet it who enlarge pages, touch
// them, or choose the colours: everything stays readable, and large enough for a finger.
func TestLoginFits(t *testing.T) {
	for name, c := range map[string]struct {
		attributes, language string
		dress                func(*browsertest.Tab)
		holds                string
		touch                bool
	}{
		"forced colours": {`theme="dark"`, "en", forced, `matchMedia("(forced-colors: active)").matches`, false},
		"200 % zoom":     {`size="large"`, "de", func(tab *browsertest.Tab) { sized(tab, 640, 400, 2, false) }, `devicePixelRatio === 2 && innerWidth === 640`, false},
		"400 % zoom":     {`theme="light"`, "de", func(tab *browsertest.Tab) { sized(tab, 320, 256, 4, false) }, `innerWidth === 320`, false},
		"finger":         {`size="small"`, "en", func(tab *browsertest.Tab) { sized(tab, 360, 740, 2, true) }, `matchMedia("(pointer: coarse)").matches`, true},
		"finger, letter": {`size="small" text="a"`, "ar", func(tab *browsertest.Tab) { sized(tab, 360, 740, 2, true) }, `matchMedia("(pointer: coarse)").matches`, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := parallel(t)
			d := styled(b, c.attributes, c.language)
			c.dress(d.Tab)
			d.Go("/styled")
			require.True(t, browsertest.Eval[bool](d.Tab, c.holds), "the emulation is in force")
			walk(d, func(state string) {
				call := buttons + map[bool]string{true: "(true)", false: "(false)"}[c.touch]
				wrong := browsertest.Eval[[]string](d.Tab, call)
				assert.Empty(t, wrong, "%s: %s", state, strings.Join(wrong, "; "))
			})
		})
	}
}
