package browsertest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	_ "image/png"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// sofa is a page with <lwa-device>, and a remote control.
type sofa struct{ *browsertest.Tab }

// fullHD is how televisions show pages.
var fullHD = browsertest.Look{Name: "tv", Width: 1920, Height: 1080, Scheme: "dark"}

// inFrontOf opens the demo's page for televisions on one.
func inFrontOf(b *browsertest.Bench, faults fakeamazon.Faults) sofa {
	b.Helper()
	b.Fake.SetFaults(faults)
	tab := b.Blank()
	tab.Dress(fullHD)
	return sit(tab, "/tv.html")
}

// sit opens a page with the element in a tab.
func sit(tab *browsertest.Tab, path string) sofa {
	tab.Helper()
	tab.Go(path)
	tab.Ready().Expect("status of 400 .*/auth/o2/token") // how Amazon says to wait
	return sofa{tab}
}

// shows waits for a state of the element.
func (s sofa) shows(state string) {
	s.Helper()
	s.Wait(fmt.Sprintf(`lwa-device[state=%q]`, state))
}

// press presses keys of the remote control, one after the other.
func (s sofa) press(keys ...string) {
	s.Helper()
	for _, key := range keys {
		s.Do(chromedp.KeyEvent(key))
	}
}

// offers waits for a code, and returns it as it is read.
func (s sofa) offers() string {
	s.Helper()
	s.shows("waiting")
	return s.part("code")
}

// start presses the button that has the focus, and returns the code.
func (s sofa) start() string {
	s.Helper()
	s.press(kb.Enter)
	return s.offers()
}

// part is the text of a part of the element that can be seen.
func (s sofa) part(name string) string {
	s.Helper()
	return browsertest.Eval[string](s.Tab, fmt.Sprintf(`document.querySelector("lwa-device").shadowRoot.querySelector('[part~=%q]').innerText.replace(/\n/g, "")`, name))
}

// focused is what the key to press would press.
func (s sofa) focused() string {
	s.Helper()
	return browsertest.Eval[string](s.Tab, `(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).innerText`)
}

// scan reads the QR code off the screen, as a camera does. gozxing's search misses the code in one
// picture of two hundred, at any size. Then scan looks at the middle of each module, where the page
// says that the code is.
func scan(tab *browsertest.Tab) string {
	tab.Helper()
	picture, _, err := image.Decode(bytes.NewReader(browsertest.Run(tab, chromedp.CaptureScreenshot())))
	require.NoError(tab, err)
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	require.NoError(tab, err)
	if found, err := qrcode.NewQRCodeReader().Decode(bitmap, nil); err == nil {
		return found.GetText()
	}
	read, err := decoder.NewDecoder().DecodeBoolMapWithoutHint(modules(tab, picture))
	require.NoError(tab, err, "no QR code is seen")
	return read.GetText()
}

// modules returns the rows of the page's QR code in a picture of the page: which of its modules are
// dark.
func modules(tab *browsertest.Tab, picture image.Image) (rows [][]bool) {
	tab.Helper()
	const quiet = 4 // modules of white around the code
	code := browsertest.Eval[struct {
		X, Y, Module float64
		Side         int
	}](tab, `((svg) => {
		const { x: X, y: Y, width } = svg.getBoundingClientRect(), Side = svg.viewBox.baseVal.width;
		return { X, Y, Module: width / Side, Side };
	})(document.querySelector("lwa-device")?.shadowRoot.querySelector("svg") ?? document.querySelector("svg"))`)
	for y := quiet; y < code.Side-quiet; y++ {
		var row []bool
		for x := quiet; x < code.Side-quiet; x++ {
			at := picture.At(int(code.X+(float64(x)+.5)*code.Module), int(code.Y+(float64(y)+.5)*code.Module))
			row = append(row, color.GrayModel.Convert(at).(color.Gray).Y < 128)
		}
		rows = append(rows, row)
	}
	return rows
}

// controls are what assistive technology finds on a page, as "role: name".
func controls(tab *browsertest.Tab) (all []string) {
	tab.Helper()
	for _, node := range command(tab, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if node.Ignored || node.Role == nil || node.Name == nil {
			continue
		}
		var role, name string
		require.NoError(tab, json.Unmarshal(node.Role.Value, &role))
		require.NoError(tab, json.Unmarshal(node.Name.Value, &name))
		all = append(all, role+": "+name)
	}
	return all
}

// codes are those that devices poll about.
type codes struct {
	testing.TB
	of chan string
}

func polledCodes(b *browsertest.Bench) codes {
	c := codes{b, make(chan string, 1000)}
	b.Fake.OnRequest(func(r fakeamazon.Request) {
		if form, _ := url.ParseQuery(r.Body); form.Get("grant_type") == "device_code" {
			c.of <- form.Get("user_code")
		}
	})
	return c
}

func (c codes) next() string {
	c.Helper()
	select {
	case code := <-c.of:
		return code
	case <-time.After(30 * time.Second):
		c.Fatal("nobody polls")
	}
	return ""
}

// only checks that from now on it is this code that is polled about, and no other. It takes two
// polls: longer than any other would have waited.
func (c codes) only(code string) {
	c.Helper()
	for len(c.of) > 0 {
		<-c.of // one may have been under way
	}
	for range 2 {
		assert.Equal(c, code, c.next())
	}
}
