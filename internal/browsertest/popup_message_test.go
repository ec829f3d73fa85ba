package browsertest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// PO-01 and PO-02: a page of another origin that opened the site posts an answer that is perfect
// but for its origin: the true state, which no attacker has. It is ignored, and the real answer
// completes the login.
func TestPO01_PO02_ForeignOrigin(t *testing.T) {
	t.Parallel()
	for name, origin := range map[string]func(*browsertest.Bench) string{
		"PO-01 another port of the host": func(b *browsertest.Bench) string { return b.Attacker().SameSite + "/" },
		"PO-01 another host":             func(b *browsertest.Bench) string { return b.Attacker().CrossSite + "/" },
		"PO-02 another name of the host": func(b *browsertest.Bench) string {
			b.HandleFunc("/alias", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				_, _ = io.WriteString(w, `<!doctype html><link rel="icon" href="data:,"><button id="go" onclick="attack()">Go</button>`)
			})
			return strings.Replace(b.App, "localhost", "127.0.0.1", 1) + "/alias"
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t)
			lab(b)
			attacker := b.Open(origin(b))
			attacker.Exec(`window.attack = () => { window.victim = open(%s); }`, jsValue(b.App+"/lab"))
			tab := openPopup(attacker).Ready()
			popup := openPopup(tab)
			popup.Wait("button.person")
			attacker.Exec(`victim.postMessage(%s, "*")`, jsValue(forged(b)))
			waitHeard(tab, 1)
			labFinish(tab, popup)
			aliveByPopup(tab, attacker)
		})
	}
}

// framedSender is a page that posts whatever its fragment says to the page around it.
const framedSender = `<!doctype html><script>parent.postMessage(decodeURIComponent(location.hash.slice(1)), "*")</script>`

// Messages that are perfect but for where they come from, and those of our own origin that are no
// answer: each is ignored, nothing is consumed, and the real answer still completes the login.
func TestPopupForeignMessages(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	b.HandleFunc("/sender", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, framedSender)
	})
	other := tab.Another("/lab").Ready()
	popup := openPopup(tab)
	popup.Wait("button.person")
	perfect := forged(b)
	channel := "lwa.1." + pendingState(b)
	tap(tab, channel)
	heard := 0
	for _, row := range []struct {
		name, send string
		channel    bool
	}{
		{name: "PO-03 origin null, from a sandboxed frame", send: `
			const frame = document.createElement("iframe");
			frame.sandbox = "allow-scripts";
			frame.srcdoc = "<script>parent.postMessage(" + JSON.stringify(%s) + ", '*')<\/script>";
			document.body.append(frame)`},
		{name: "PO-03 origin null, from a data document", send: `
			const frame = document.createElement("iframe");
			frame.src = "data:text/html,<script>parent.postMessage(decodeURIComponent('" + encodeURIComponent(encodeURIComponent(%s)) + "'), '*')<\/script>";
			document.body.append(frame)`},
		{name: "PO-04 own origin, another frame", send: `
			const frame = document.createElement("iframe");
			frame.src = "/sender#" + encodeURIComponent(%s);
			document.body.append(frame)`},
		{name: "PO-04 own origin, the page itself", send: `postMessage(%s, "*")`},
		{name: "PO-05 made by script, with our origin", send: `
			dispatchEvent(new MessageEvent("message", { data: %s, origin: location.origin }))`},
		{name: "PO-05 made by script, with our origin and window", send: `
			dispatchEvent(new MessageEvent("message", { data: %s, origin: location.origin, source: lab.popup }))`},
		{name: "PO-09 the channel, without the state", channel: true, send: `
			const c = new BroadcastChannel(lab.tap.name);
			c.postMessage(%s.replace(/state=[^&]*/, "state=00000000000000000000000000000000000"));
			c.close()`},
	} {
		tab.Exec("{"+row.send+"}", jsValue(perfect))
		if row.channel {
			waitTapped(tab, 1)
		} else {
			heard++
			waitHeard(tab, heard)
		}
		assert.Zero(t, browsertest.Eval[int](tab, `bench.outcomes.length`), row.name)
		assert.Zero(t, b.Fake.Counts().TokenRequests, row.name)
	}
	tab.Exec(`for (const frame of document.querySelectorAll("iframe")) frame.remove(); performance.clearResourceTimings()`)
	labFinish(tab, popup)
	assert.Zero(t, browsertest.Eval[int](other, `bench.outcomes.length + bench.events.length`), "the other tab did nothing")
	other.Close()
	tab.Exec(`lab.tap.close()`)
	aliveByPopup(tab)
}

// PO-03, the app itself being opaque: its origin reads "null", as that of any sandboxed frame does,
// so no message could ever be told to be its own. The login is refused before anything is opened.
func TestPO03_OpaqueApp(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t)
	framed(b, b.HandleFunc, `sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"`)
	tab := b.Blank().Expect(`^console\.error: lwa\.js: `)
	tab.Go("/around")
	tab.Wait(`#said[data-count="1"]`)
	pressFrame(tab)
	tab.Wait(`#said[data-count="2"]`)
	heard := browsertest.Eval[[]string](tab, `heard`)
	assert.Equal(t, "not ready", heard[0])
	assert.Contains(t, heard[1], "invalid_configuration")
	assert.Contains(t, heard[1], "allow-same-origin")
	onlyOpen(tab)
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
}
