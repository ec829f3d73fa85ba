package engines_test

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/stretchr/testify/assert"
)

// frames are scenarios of a page that is in a frame of another site.
var frames = []scenario{
	{name: "frame of another site", run: framed},
	{name: "frame of another site, isolated provider", want: "popup_window_error", run: framedIsolated},
}

func framed(v *visit) string {
	w, p := v.pressInFrame()
	p.signIn()
	p.closed()
	return look[string](w, `outcome`)
}

// framedIsolated ends without an answer: the callback page can reach its opener by nothing, since
// the browser keeps the storage of frames apart.
func framedIsolated(v *visit) string {
	isolate(v)
	w, _ := v.pressInFrame()
	came := look[string](w, `outcome`)
	assert.Zero(v, v.Fake.Counts().TokenRequests)
	return came
}

// inside is the site's page. It logs in at the first press, and tells the page around it what
// happens to it.
const inside = `<!doctype html><link rel="icon" href="data:,"><title>Inside</title>%s
<button style="position: fixed; inset: 0; width: 100%%; height: 100%%">Login</button><script>
	const tell = (what) => parent.postMessage(what, "*");
	document.querySelector("button").addEventListener("click", () => {
		tell({ pressed: true });
		lwaLogin().then(() => tell({ outcome: "logged in" }), (e) => tell({ outcome: e.code }));
	}, { once: true });
	addEventListener("load", () => lwa.ready.then(() => tell({ ready: true })));
</script>`

// around is another site's page that has it in a frame.
const around = `<!doctype html><link rel="icon" href="data:,"><title>Around</title><script>
	var ready = false, pressed = false, outcome = null;
	addEventListener("message", (e) => Object.assign(globalThis, e.data));
</script><iframe id="inside" src="%s/inside" width="300" height="100"></iframe>`

// pressInFrame opens such a page, presses the button in the frame, and returns the page and the
// login's window.
func (v *visit) pressInFrame() (w, popup *tab) {
	v.Helper()
	serve := func(page string, value string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, fmt.Sprintf(page, value))
		}
	}
	v.HandleFunc("/inside", serve(inside, v.script(`data-mode="popup"`)))
	elsewhere := v.Attacker()
	elsewhere.HandleFunc("/around", serve(around, v.App))
	w = v.tab(v.engine.Visitor(v.Bench.Bench)).open(elsewhere.CrossSite + "/around")
	look[bool](w, `ready`)
	return w, v.tab(w.window.Popup(func() { w.clickUntil("#inside", `pressed`) }))
}

// clickUntil clicks an element until an expression is true: a press is lost on a frame that the
// browser has not drawn.
func (w *tab) clickUntil(selector, expression string) {
	w.Helper()
	for deadline := time.Now().Add(*patience); time.Now().Before(deadline); {
		w.click(selector)
		for soon := time.Now().Add(2 * time.Second); time.Now().Before(soon); time.Sleep(50 * time.Millisecond) {
			if text, err := w.window.Eval(expression); err == nil && string(text) == "true" {
				return
			}
		}
	}
	w.Fatalf("clicked %s in vain\n%s", selector, w.state())
}
