package browsertest_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

const strayState = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// PO-07 and PO-09: an attacker opens our callback page in a window of theirs, with a code of
// theirs, while a login is pending in another tab. The page tells its opener nothing, and what it
// broadcasts to our own origin is dropped.
func TestPO07_PO09_CallbackInAForeignWindow(t *testing.T) {
	t.Parallel()
	for _, site := range []string{"same site", "cross site"} {
		t.Run(site, func(t *testing.T) {
			b, tab := newLab(t, "")
			popup := openPopup(tab)
			popup.Wait("button.person")
			attacker := tab.Another(b.Attacker().Origins()[site] + "/")
			address := b.App + "/lwa/lwa-callback.html?code=ofTheAttacker0123&state=" + strayState
			attacker.Exec(`window.attack = () => { window.callback = open(%s); }`, jsValue(address))
			callback := openPopup(attacker).Expect(`'postMessage'`)
			waitNeutral(callback)
			assert.Equal(t, b.App+"/lwa/lwa-callback.html", browsertest.Eval[string](callback, `location.href`))
			// What the attacker hears after that is the first thing they hear.
			callback.Exec(`opener.postMessage("control", "*")`)
			attacker.Wait(`#heard[data-count="1"]`)
			assert.Equal(t, "control", browsertest.Eval[string](attacker, `heard[0].data`))
			assert.Zero(t, b.Fake.Counts().TokenRequests)
			labFinish(tab, popup)
			b.NoLeakBut(browsertest.LeakSearch{Also: []string{"ofTheAttacker0123"}}, tab)
			aliveByPopup(tab, attacker, callback)
		})
	}
}

// PO-10: another tab of the site listens to every name it can know. It hears nothing of a login,
// and does nothing.
func TestPO10_OtherTabsHearNothing(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	spy := tab.Another("/lab").Ready()
	names := []string{"", "lwa", "lwa.1", "lwa.1.", "lwa.1.tabs." + browsertest.ClientID, "lwa.1.login." + browsertest.ClientID,
		"lwa.1.session." + browsertest.ClientID, "lwa.1.answer", "lwa.1." + browsertest.ClientID, "oidc-client-popup", "msal", "auth0"}
	list, err := json.Marshal(names)
	require.NoError(t, err)
	spy.Exec(`window.spied = []; for (const name of %s) {
		const c = new BroadcastChannel(name);
		c.onmessage = (e) => { spied.push(name + ": " + e.data); document.getElementById("tapped").dataset.count = spied.length; };
	}
	addEventListener("message", (e) => spied.push("message: " + e.data));
	addEventListener("storage", (e) => spied.push("storage: " + e.key))`, list)
	popup := openPopup(tab)
	labFinish(tab, popup)
	say(tab, "lwa", `"control"`)
	waitTapped(spy, 1)
	assert.Equal(t, []string{"lwa: control"}, browsertest.Eval[[]string](spy, `spied`))
	assert.True(t, browsertest.Eval[bool](spy, `lwa.session === null && bench.outcomes.length + bench.events.length === 0`))
	b.NoLeak(tab, spy)
	aliveByPopup(tab, spy)
}

// frame is a page that shows another in a frame, and says in #loaded when it is there.
func frame(w http.ResponseWriter, address string) {
	w.Header().Set("Content-Type", "text/html")
	_, _ = io.WriteString(w, `<!doctype html><link rel="icon" href="data:,"><p id="loaded" hidden>Loaded</p><script>
		window.heard = [];
		addEventListener("message", (e) => heard.push(e.data));
		const frame = document.createElement("iframe");
		frame.onload = () => { document.getElementById("loaded").hidden = false; };
		frame.src = `+jsValue(address)+`;
		document.documentElement.append(frame);
	</script>`)
}

// PO-17: the callback page in a frame, of an attacker's and of our own, with the answer of a
// pending login in its address. Our header keeps it from showing; without the header it shows
// neutral text and passes nothing on.
func TestPO17_CallbackInAFrame(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	bare, err := fs.ReadFile(b.Component(), "lwa-callback.html")
	require.NoError(t, err)
	b.HandleFunc("/bare.html", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write(bare)
	})
	popup := openPopup(tab)
	popup.Wait("button.person")
	tap(tab, "lwa.1."+pendingState(b))
	attacker := b.Attacker()
	framed := func(path string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { frame(w, b.App+path+"#"+forged(b)[1:]) }
	}
	for path, target := range map[string]string{"/with-header": "/lwa/lwa-callback.html", "/without-header": "/bare.html"} {
		b.HandleFunc(path, framed(target))
		attacker.HandleFunc(path, framed(target))
		for _, origin := range []string{b.App, attacker.SameSite, attacker.CrossSite} {
			around := tab.Another("/lab").Expect(`frame-ancestors`)
			around.Go(origin + path)
			around.Wait("#loaded")
			if origin == b.App && target == "/bare.html" {
				assert.Equal(t, "idle", browsertest.Eval[string](around, `frames[0].document.documentElement.dataset.state`))
			}
			assert.Empty(t, browsertest.Eval[[]any](around, `heard`), "%s%s", origin, path)
			around.Close()
		}
	}
	assert.Zero(t, browsertest.Eval[int](tab, `lab.tapped`), "nothing was broadcast")
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	labFinish(tab, popup)
	tab.Exec(`lab.tap.close()`)
	aliveByPopup(tab)
}

// PO-18: the window leads its opener away. The answer then finds nobody: the callback page cleans
// its address, redeems nothing, and shows neutral text.
func TestPO18_OpenerLedAway(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	attacker := b.Attacker()
	popup := openPopup(tab)
	popup.Wait("button.person")
	popup.Exec(`opener.location = %s`, jsValue(attacker.CrossSite+"/"))
	tab.Wait("#heard")
	popup.Expect(`'postMessage'`).SignIn("Zoë")
	waitNeutral(popup)
	assert.Equal(t, b.App+"/lwa/lwa-callback.html", browsertest.Eval[string](popup, `location.href`))
	assert.Equal(t, 1, b.Fake.Counts().CodesIssued)
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	popup.Exec(`opener.postMessage("control", "*")`)
	tab.Wait(`#heard[data-count="1"]`)
	for _, r := range attacker.Requests() {
		assert.NotContains(t, r.URL+r.Header.Get("Referer"), "code=")
	}
	popup.Close()
	tab.Go("/lab")
	aliveByPopup(tab.Ready())
}

// PO-19: our own page, in the window that a login opened, asks for a login.
func TestPO19_NestedPopup(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	popup := openPopup(tab)
	popup.Wait("button.person")
	amazon := browsertest.Eval[string](popup, `location.href`)
	popup.Exec(`location.href = %s`, jsValue(b.App+"/lab?mode=popup"))
	popup.Ready().Click("#go")
	labFailed(popup, 1, "block_nested_popups")
	onlyOpen(tab, popup)
	popup.Exec(`location.href = %s`, jsValue(amazon))
	labFinish(tab, popup)
	aliveByPopup(tab)
}

// PO-27: a foreign page shows a page of ours in a frame, which broadcasts what it was told to.
// Whether browsers let it through to us or not: nothing comes of it.
func TestPO27_FramedBroadcast(t *testing.T) {
	t.Parallel()
	b, tab := newLab(t, "")
	b.HandleFunc("/parrot", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><script>
			const [name, text] = JSON.parse(decodeURIComponent(location.hash.slice(1)));
			new BroadcastChannel(name).postMessage(text);
		</script>`)
	})
	popup := openPopup(tab)
	popup.Wait("button.person")
	tap(tab, "lwa.1."+pendingState(b))
	attacker := b.Attacker()
	attacker.HandleFunc("/around", func(w http.ResponseWriter, _ *http.Request) {
		said := `["lwa.1.` + pendingState(b) + `","?code=ofTheAttacker0123&state=` + strayState + `"]`
		frame(w, b.App+"/parrot#"+url.PathEscape(said))
	})
	for _, origin := range attacker.Origins() {
		around := tab.Another("/lab")
		around.Go(origin + "/around")
		around.Wait("#loaded")
		around.Close()
	}
	// What was said before has passed when this has.
	said := browsertest.Eval[int](tab, `lab.tapped`)
	say(tab, "lwa.1."+pendingState(b), `"control"`)
	tab.Wait(`#tapped:not([data-count="` + strconv.Itoa(said) + `"])`)
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	labFinish(tab, popup)
	tab.Exec(`lab.tap.close()`)
	aliveByPopup(tab)
}
