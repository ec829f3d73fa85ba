package browsertest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestTelevisionDV11_DV14_Login: somebody presses Enter on the sofa, holds their phone up to the
// screen, agrees there, and is greeted. Nothing is asked of Amazon before. The login is kept: the
// television knows them the next time.
func TestTelevisionDV11_DV14_Login(t *testing.T) {
	b := parallel(t)
	tv := inFrontOf(b, quick)
	assert.Equal(t, "Sign in with a code", tv.focused())
	assert.Zero(t, b.Fake.Counts().CodePairRequests)
	code := tv.start()
	assert.Equal(t, b.Amazon+"/us/code", tv.part("address"))
	assert.Regexp(t, `^The code is good for (10:00|9:\d\d)$`, tv.part("time"))

	phone := b.Blank()
	phone.Dress(browsertest.Look{Name: "phone", Width: 390, Height: 844, Scheme: "light"})
	seen := scan(tv.Tab)
	require.Equal(t, b.Amazon+"/us/code?cbl-code="+code, seen)
	phone.Go(seen)
	phone.Click("#continue")
	phone.Pick(zoe.Name)
	assert.Equal(t, code, phone.Text("#user-code"))
	b.NoLeak(tv.Tab, phone)
	phone.Click("#allow")

	tv.Wait("#session:not([hidden])")
	assert.Equal(t, "Hello "+zoe.Name, tv.Text("#session-title"))
	tv.Go("/tv.html")
	tv.Ready()
	tv.Wait("#session:not([hidden])")
	assert.Equal(t, "Log out", tv.focused())
	tv.press(kb.Enter)
	tv.shows("idle")
	awaits(tv.Tab, `document.activeElement.localName === "lwa-device"`)
	assert.Equal(t, "Sign in with a code", tv.focused())
	assert.NotEqual(t, code, tv.start())
}

// TestTelevisionDV04_Expired: the code's time is up, and there is another one for the asking, which
// works.
func TestTelevisionDV04_Expired(t *testing.T) {
	b := parallel(t)
	brief := quick
	brief.PairLife = 2 * time.Second
	tv := inFrontOf(b, brief)
	first := tv.start()
	tv.shows("expired")
	assert.Equal(t, "The code has expired", tv.part("title"))
	assert.Equal(t, "Get a new code", tv.focused())
	assert.Equal(t, 1, b.Fake.Counts().CodePairRequests, "none is asked for that nobody wants")
	b.Fake.SetFaults(quick)
	second := tv.start()
	assert.NotEqual(t, first, second)
	phone(b, second).Click("#allow")
	tv.Wait("#session:not([hidden])")
}

// TestTelevisionAnotherCode: the person wants another code while one is shown. Amazon is asked
// about that one no more.
func TestTelevisionAnotherCode(t *testing.T) {
	b := parallel(t)
	polled := polledCodes(b)
	tv := inFrontOf(b, quick)
	first := tv.start()
	assert.Equal(t, first, polled.next())
	assert.Equal(t, "Get a new code", tv.focused())
	tv.press(kb.Enter)
	awaits(tv.Tab, fmt.Sprintf(`document.querySelector("lwa-device").shadowRoot.querySelector(".code").textContent !== %q`, first))
	second := tv.offers()
	polled.only(second)
	phone(b, second).Click("#allow")
	tv.Wait("#session:not([hidden])")
}

func TestTelevisionDV05_Refused(t *testing.T) {
	b := parallel(t)
	tv := inFrontOf(b, quick)
	phone(b, tv.start()).Click("#cancel")
	tv.shows("refused")
	assert.Equal(t, "Signing in was refused", tv.part("title"))
	assert.Equal(t, "Get a new code", tv.focused())
}

// TestTelevisionError: what went wrong is said, and what to do. It can be tried again.
func TestTelevisionError(t *testing.T) {
	b := parallel(t)
	tv := inFrontOf(b, fakeamazon.Faults{CodePair: fakeamazon.Fault{Error: "unauthorized_client"}})
	tv.Expect("status of 400 .*/create/codepair")
	tv.press(kb.Enter)
	tv.shows("error")
	assert.Equal(t, "That did not work", tv.part("title"))
	assert.NotEmpty(t, tv.part("message"))
	assert.Contains(t, tv.part("hint"), "Other devices and platforms")
	assert.Equal(t, "Try again", tv.focused())
	b.Fake.SetFaults(quick)
	assert.NotEmpty(t, tv.start())
}

// TestTelevisionKeys: four arrows, Enter and back are enough, and do no more than is meant.
func TestTelevisionKeys(t *testing.T) {
	b := parallel(t)
	tv := inFrontOf(b, quick)
	tv.press(kb.ArrowDown, kb.ArrowRight)
	assert.Equal(t, "Sign in with a code", tv.focused(), "there is nothing further down")
	tv.press(kb.ArrowUp)
	assert.Equal(t, "All demos", tv.focused(), "the rest of the page can be reached")
	tv.press(kb.ArrowDown)
	code := tv.start()
	for _, step := range []struct{ key, focused string }{
		{kb.ArrowLeft, "All demos"}, {kb.ArrowDown, "Get a new code"},
		{kb.ArrowRight, "Cancel"}, {kb.ArrowRight, "Cancel"}, {kb.ArrowLeft, "Get a new code"},
	} {
		tv.press(step.key)
		assert.Equal(t, step.focused, tv.focused(), "%q", step.key)
	}
	held := true
	command(tv.Tab, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Text: "\r", WindowsVirtualKeyCode: 13, AutoRepeat: &held})
	assert.Equal(t, code, tv.offers(), "a key held down presses once")
	tv.press(kb.Escape)
	tv.shows("idle")
	assert.Equal(t, "Sign in with a code", tv.focused())
	assert.Equal(t, 1, b.Fake.Counts().CodePairRequests)
	tv.press(kb.Enter)
	tv.offers()
	tv.press(kb.ArrowRight, kb.Enter)
	tv.shows("idle")
	assert.Equal(t, "/tv.html", here(tv.Tab))
}

// TestTelevisionAccess: all that can be pressed has a name, and so has the picture; the focus can
// be seen from three metres; text is as large as people there need it.
func TestTelevisionAccess(t *testing.T) {
	b := parallel(t)
	tv := inFrontOf(b, quick)
	assert.Contains(t, controls(tv.Tab), "button: Sign in with a code")
	code := tv.start()
	found := controls(tv.Tab)
	assert.Subset(t, found, []string{
		"button: Get a new code", "button: Cancel", "link: All demos", "image: QR code of " + b.Amazon + "/us/code with the code in it",
	})
	for _, control := range found {
		assert.NotRegexp(t, `^(button|link|image): *$`, control)
	}
	spoken := browsertest.Eval[string](tv.Tab, `document.querySelector("lwa-device").shadowRoot.querySelector('[role="status"]').textContent`)
	assert.True(t, strings.HasSuffix(spoken, strings.Join(strings.Split(code, ""), " ")), spoken)
	assert.NotContains(t, spoken, "9:", "nobody wants to hear the seconds")

	for range 2 {
		assert.GreaterOrEqual(t, browsertest.Eval[float64](tv.Tab, `(() => {
			const style = getComputedStyle(document.activeElement.shadowRoot?.activeElement ?? document.activeElement);
			return style.outlineStyle === "solid" ? parseFloat(style.outlineWidth) : 0;
		})()`), 6.0)
		tv.press(kb.ArrowUp)
	}
	sizes := browsertest.Eval[map[string]float64](tv.Tab, `(() => {
		const all = [...document.querySelectorAll("body *"), ...document.querySelector("lwa-device").shadowRoot.querySelectorAll("p:not(.status), button")];
		const size = (e) => parseFloat(getComputedStyle(e).fontSize);
		const shown = all.filter((e) => e.checkVisibility() && e.innerText?.trim());
		const edge = shown.map((e) => e.getBoundingClientRect());
		return {
			least: Math.min(...shown.map(size)), code: Math.max(...shown.map(size)), qr: document.querySelector("lwa-device").shadowRoot.querySelector("svg").clientWidth,
			left: Math.min(...edge.map((e) => e.left)), bottom: innerHeight - Math.max(...edge.map((e) => e.bottom)),
		};
	})()`)
	assert.GreaterOrEqual(t, sizes["least"], 24.0)
	assert.GreaterOrEqual(t, sizes["code"], 120.0)
	assert.GreaterOrEqual(t, sizes["qr"], 400.0)
	assert.GreaterOrEqual(t, sizes["left"], 0.05*1920)
	assert.GreaterOrEqual(t, sizes["bottom"], 0.05*1080)
}
