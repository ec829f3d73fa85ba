package browsertest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// framedApp logs in at a press, and tells the page around it how that ended.
const framedApp = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<style>button { position: fixed; inset: 0; width: 100%; height: 100% }</style>
<script src="/lwa/lwa.js" data-client-id="CLIENT" data-provider="PROVIDER" data-mode="popup"></script>
<button>Login</button><script>
	const done = (text) => parent.postMessage(text, "*");
	const button = document.querySelector("button");
	button.onclick = () => lwaLogin().then(() => done("session"), (e) => done(e.code + ": " + e.message + " " + e.hint));
	button.addEventListener("mousemove", () => done("reached"), { once: true });
	lwa.addEventListener("unsure", () => done("unsure"));
	lwa.ready.then(() => done("ready"), () => done("not ready"));
</script>`

// aroundApp shows it, and keeps what it says.
const aroundApp = `<!doctype html><link rel="icon" href="data:,"><p id="said" data-count="0">Nothing</p>
<script>
	const heard = [];
	let reached = false;
	addEventListener("message", ({ data }) => {
		if (data === "reached") { reached = true; return; }
		heard.push(data);
		said.dataset.count = heard.length;
	});
</script>
<iframe id="app" FRAME src="APP/framed" width="300" height="100"></iframe>`

// framed serves the site's page for a frame, and by around the page that has it in a frame with
// these attributes.
func framed(b *browsertest.Bench, around func(pattern string, handler http.HandlerFunc), attributes string) {
	serve := func(page string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, strings.NewReplacer(
				"CLIENT", browsertest.ClientID, "PROVIDER", b.Amazon, "APP", b.App, "FRAME", attributes).Replace(page))
		}
	}
	b.HandleFunc("/framed", serve(framedApp))
	around("/around", serve(aroundApp))
}

// pressFrame presses the button in the frame. The browser gives the mouse to the page around a
// frame of another process until the frame has been drawn, so the mouse moves over the frame first,
// until its page has noticed.
func pressFrame(tab *browsertest.Tab) {
	tab.Helper()
	at := middle(tab, "#app")
	const frames = 2000
	for i := range frames {
		tab.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at.X+float64(i%2), at.Y))
		if browsertest.Eval[bool](tab, `new Promise((resolve) => requestAnimationFrame(() => resolve(reached)))`) {
			tab.Do(mouseClick(at, 1)...)
			return
		}
	}
	tab.Fatalf("the frame did not notice the mouse in %d frames of the page around it", frames)
}

// TestPopup_CrossSiteFrame: a page in a frame of another site logs in by a popup. Where Amazon's
// pages isolate themselves, the answer cannot reach it: the login ends soon, and says what to do.
func TestPopup_CrossSiteFrame(t *testing.T) {
	t.Parallel()
	for name, isolated := range map[string]bool{"the window keeps its opener": false, "PO-12 the window is cut off": true} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t)
			elsewhere := b.Attacker()
			framed(b, elsewhere.HandleFunc, "")
			if isolated {
				isolate(b)
			}
			tab := b.Blank()
			tab.Go(elsewhere.CrossSite + "/around")
			tab.Wait(`#said[data-count="1"]`)
			popup := tab.Popup(func() { pressFrame(tab) })
			if !isolated {
				popup.SignIn("Zoë")
			}
			tab.Wait(`#said[data-count="2"]`)
			heard := browsertest.Eval[[]string](tab, `heard`)
			assert.Equal(t, "ready", heard[0])
			if !isolated {
				assert.Equal(t, "session", heard[1])
				popup.WaitClosed()
				return
			}
			assert.Contains(t, heard[1], "popup_window_error: The login window is out of this frame's reach. Log in from the top page")
			assert.Zero(t, b.Fake.Counts().TokenRequests)
		})
	}
}

// TestPopup_OrphanWindow: the browser opens a window that the frame cannot reach, and tells the
// frame that it gave none.
func TestPopup_OrphanWindow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ policy, attributes string }{
		"the page around isolates itself": {policy: "same-origin"},
		"the frame is credentialless":     {policy: "unsafe-none", attributes: "credentialless"},
	} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t)
			elsewhere := b.Attacker()
			framed(b, func(path string, h http.HandlerFunc) {
				elsewhere.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Cross-Origin-Opener-Policy", c.policy)
					h(w, r)
				})
			}, c.attributes)
			tab := b.Blank()
			tab.Go(elsewhere.CrossSite + "/around")
			tab.Wait(`#said[data-count="1"]`)
			tab.Popup(func() { pressFrame(tab) })
			tab.Wait(`#said[data-count="2"]`)
			heard := browsertest.Eval[[]string](tab, `heard`)
			assert.Equal(t, "ready", heard[0])
			assert.Regexp(t, "^popup_window_error: .* If the page around the frame isolates itself, log in from the top page", heard[1])
			assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
		})
	}
}
