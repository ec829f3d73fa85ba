package browsertest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// framedApp logs in at a press, and tells the page around it how that ended.
const framedApp = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<style>button { position: fixed; inset: 0; width: 100%; height: 100% }</style>
<script src="/lwa/lwa.js" data-client-id="CLIENT" data-provider="PROVIDER" data-mode="popup"></script>
<button>Login</button><script>
	const done = (text) => parent.postMessage(text, "*");
	document.querySelector("button").onclick = () => lwaLogin().then(() => done("session"), (e) => done(e.code + ": " + e.message + " " + e.hint));
	lwa.addEventListener("unsure", () => done("unsure"));
	lwa.ready.then(() => done("ready"));
</script>`

// aroundApp shows it, and keeps what it says.
const aroundApp = `<!doctype html><link rel="icon" href="data:,"><p id="said" data-count="0">Nothing</p>
<script>const heard = []; addEventListener("message", (e) => { heard.push(e.data); said.dataset.count = heard.length; })</script>
<iframe id="app" src="APP/framed" width="300" height="100"></iframe>`

// TestPopup_CrossSiteFrame: a page in a frame of another site logs in by a popup. Where Amazon's
// pages isolate themselves, the answer cannot reach it: the login ends soon, and says what to do.
func TestPopup_CrossSiteFrame(t *testing.T) {
	t.Parallel()
	for name, isolated := range map[string]bool{"the window keeps its opener": false, "PO-12 the window is cut off": true} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t)
			serve := func(page string) http.HandlerFunc {
				return func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", "text/html")
					_, _ = io.WriteString(w, strings.NewReplacer("CLIENT", browsertest.ClientID, "PROVIDER", b.Amazon, "APP", b.App).Replace(page))
				}
			}
			b.HandleFunc("/framed", serve(framedApp))
			elsewhere := b.Attacker()
			elsewhere.HandleFunc("/around", serve(aroundApp))
			if isolated {
				isolate(b)
			}
			tab := b.Blank()
			tab.Go(elsewhere.CrossSite + "/around")
			tab.Wait(`#said[data-count="1"]`)
			popup := tab.Popup(func() { tab.Do(mouseClick(middle(tab, "#app"), 1)...) })
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
