package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// TestRedirectRD01_CleansFirst: on the callback page nothing happens before the address is clean:
// no request, no storage, no message. And it is cleaned by replacing, so no history entry is added.
func TestRedirectRD01_CleansFirst(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, `if (location.pathname.endsWith("/lwa-callback.html")) {
		const order = [];
		const note = (what) => { order.push(what); keep.call(sessionStorage, "order", JSON.stringify(order)); };
		const keep = Storage.prototype.setItem;
		const wrap = (owner, name) => {
			const own = owner[name];
			owner[name] = function (...args) { note(name); return own.apply(this, args); };
		};
		for (const name of ["getItem", "setItem", "removeItem"]) wrap(Storage.prototype, name);
		for (const name of ["pushState", "replaceState"]) wrap(History.prototype, name);
		for (const name of ["fetch", "postMessage", "setTimeout", "addEventListener"]) wrap(window, name);
		wrap(BroadcastChannel.prototype, "postMessage");
		addEventListener("beforeunload", () => note("left " + (location.search + location.hash)));
		new PerformanceObserver((list) => list.getEntries().forEach((e) => note("resource " + e.name))).observe({ type: "resource", buffered: true });
	}`, "/bench?mode=redirect&own=1#kept").Ready()
	request := depart(tab)
	visit(tab, answer(b, request, fakeamazon.Faults{}))
	require.NotNil(t, ready(tab).Session)
	order := browsertest.Eval[[]string](tab, `JSON.parse(sessionStorage.order).filter((what) => what !== "addEventListener" )`)
	assert.Equal(t, "replaceState", order[0], "%q", order)
	assert.NotContains(t, order, "pushState")
	assert.Contains(t, order, "left ", "the page left with a clean address: %q", order)
	assert.Equal(t, "/bench?mode=redirect&own=1#kept", here(tab))
	cleanAddress(tab)
}

// imageHost is a third party's server. It records each request with its Referer.
type imageHost struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string
}

func newImageHost(t *testing.T) *imageHost {
	h := &imageHost{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		h.seen = append(h.seen, r.RequestURI+" Referer: "+r.Referer())
		h.mu.Unlock()
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`)
	}))
	t.Cleanup(h.CloseClientConnections)
	return h
}

func (h *imageHost) log() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.seen...)
}

// TestRedirectRD02_NoReferer is AR-18 too: the page that the login returns to shows a third party's
// image and sends its full address along. Good answer or bad, the third party sees neither code nor
// state.
func TestRedirectRD02_NoReferer(t *testing.T) {
	b := parallel(t)
	host := newImageHost(t)
	markup := `<img src="` + host.URL + `/pixel" alt="">`
	b.Handle("/gadget", barePage(b, `data-mode="redirect"`, markup, "Referrer-Policy", "unsafe-url"))
	tab := b.Blank()
	for i, faults := range []fakeamazon.Faults{{}, refusal, {ForceIssuer: "https://evil.example"}, {CodeInFragment: true}} {
		visit(tab, "/gadget?own=1")
		tab.Ready()
		visit(tab, answer(b, depart(tab), faults))
		tab.Ready()
		awaits(tab, `document.images[0].complete && document.readyState === "complete"`)
		require.Len(t, host.log(), 2*(i+1))
	}
	for _, line := range host.log() {
		assert.Equal(t, "/pixel Referer: "+b.App+"/gadget?own=1", line)
	}
	for _, r := range b.Fake.Requests() {
		assert.NotContains(t, r.Header.Get("Referer"), callbackPath)
	}
	response, err := http.Get(b.App + callbackPath)
	require.NoError(t, err)
	defer response.Body.Close()
	assert.Equal(t, "no-referrer", response.Header.Get("Referrer-Policy"))
}

// foreignPlaces are return targets that lead, or are meant to lead, to another origin; %s is the
// site's own host.
var foreignPlaces = []string{
	`//evil.example/x`, `/\evil.example`, `\\evil.example`, `\/evil.example`, `///evil.example`, `/\t/evil.example`, "/\n/evil.example", "/\r\\evil.example",
	" //evil.example", "\x01//evil.example", `https:evil.example`, `https:/evil.example`, `https://evil.example/`, `HTTPS://EVIL.example`,
	`javascript:alert(1)`, " java\nscript:alert(1)", `data:text/html,x`, `blob:http://%s/x`, `file:///etc/passwd`, `about:blank`, `view-source:http://%s/`,
	`http://ok@evil.example/`, `http://127.0.0.1:80@evil.example/`, `http://%s@evil.example/`, `http://%s.evil.example/`, `http://%s:x@evil.example`,
	`http://user:pass@%s/`, `http://%s:80:90/`, `https://%s/`, `http://127.0.0.1/`, `http://[::1]/`, `http://%%6c@evil.example`, `http:\\evil.example\x`, `ws://%s/`,
}

func place(b *browsertest.Bench, format string) string {
	return strings.ReplaceAll(strings.ReplaceAll(format, "%s", strings.TrimPrefix(b.App, "http://")), `\t`, "\t")
}

// TestRedirectRD04_OpenRedirect: a return target of another origin is refused in the click, before
// the page leaves.
func TestRedirectRD04_OpenRedirect(t *testing.T) {
	b := parallel(t)
	tab := b.Open("/bench?mode=redirect").Ready()
	for i, format := range foreignPlaces {
		tab.Exec(`bench.options = { returnTo: %q }`, place(b, format))
		tab.Click("#go")
		outcomes := tab.Outcomes(i + 1)
		require.NotNil(t, outcomes[i].Error, "%q", format)
		assert.Equal(t, "invalid_configuration", outcomes[i].Error.Code, "%q", format)
		assert.Contains(t, outcomes[i].Error.Message, "returnTo")
		assert.Contains(t, outcomes[i].Error.Hint, b.App+"/")
	}
	assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
	assert.Empty(t, entries(tab, "sessionStorage"))
	aliveByRedirect(tab)
}

// TestRedirectRD05_EditedPlace: the same targets, written into the record while the person is at
// Amazon. The callback page goes nowhere and redeems nothing. A target on the own origin comes from
// the record and from nowhere else.
func TestRedirectRD05_EditedPlace(t *testing.T) {
	b := parallel(t)
	tab := openWith(b, hasty, "/bench?mode=redirect").Ready()
	genuine := answer(b, depart(tab), fakeamazon.Faults{})
	tab.Go(plainPage(b))
	for _, format := range foreignPlaces {
		editRecord(tab, fmt.Sprintf(`record.returnTo = %q`, place(b, format)))
		visit(tab, genuine+"&returnTo=https://evil.example/&redirect_to=//evil.example")
		tab.Wait(`html[data-state="idle"] #idle`)
		require.Equal(t, b.App+callbackPath, browsertest.Eval[string](tab, `location.href`), "%q", format)
	}
	editRecord(tab, `record.returnTo = location.origin + "/bench?elsewhere#here"`)
	visit(tab, genuine+"&returnTo=/bench?nowhere")
	assert.NotNil(t, ready(tab).Session)
	assert.Equal(t, "/bench?elsewhere#here", here(tab))
	assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
	aliveByRedirect(tab)
}

// TestRedirectRD05_EditedRecord: anything else that is changed in the record makes it another
// login's.
func TestRedirectRD05_EditedRecord(t *testing.T) {
	b := parallel(t)
	tab := b.Blank()
	inject(tab, hasty)
	for name, edit := range map[string]string{
		"state":      `record.state = "A" + record.state.slice(1)`,
		"binding":    `record.binding = record.binding.replace("127.0.0.1", "127.0.0.2")`,
		"client":     `record.clientId = "amzn1.application-oa2-client.x"`,
		"its name":   `key = key.replace("oa2-client.", "oa2-client.1")`,
		"no binding": `delete record.binding`,
	} {
		rows(b, name, func(t *testing.T) {
			visit(tab, "/bench?mode=redirect")
			tab.Ready()
			request := depart(tab)
			tab.Go(plainPage(b))
			editRecord(tab, edit)
			visit(tab, answer(b, request, fakeamazon.Faults{}))
			assert.Equal(t, browsertest.Outcome{}, ready(tab))
			assert.Equal(t, "state_mismatch", errorEvent(tab, 1).Code)
			assert.Zero(t, b.Fake.Counts().TokenRequests)
			tab.Exec(`sessionStorage.clear()`)
		})
	}
	aliveByRedirect(tab)
}

// plainPage is a page of the site without the component.
func plainPage(b *browsertest.Bench) string {
	b.HandleFunc("/plain", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<!doctype html><link rel="icon" href="data:,"><title>Plain</title><p>Nothing here.`)
	})
	return "/plain"
}

// editRecord changes the record of the login that left, from a page of the site: statements see the
// object record and its key, and may change both.
func editRecord(tab *browsertest.Tab, statements string) {
	tab.Helper()
	tab.Exec(`(() => {
		const [[old, text]] = Object.entries(sessionStorage).filter(([key]) => key.startsWith("lwa.1.login."));
		let key = old;
		const record = JSON.parse(text);
		%s;
		sessionStorage.removeItem(old);
		sessionStorage.setItem(key, JSON.stringify(record));
	})()`, statements)
}

// TestRedirectRD06_NoStorage: where nothing can be stored the page does not leave.
func TestRedirectRD06_NoStorage(t *testing.T) {
	b := parallel(t)
	for name, source := range map[string]string{
		"forbidden": `Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("denied", "SecurityError"); } })`,
		"full":      `Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }`,
		"absent":    `Object.defineProperty(window, "sessionStorage", { value: null })`,
	} {
		rows(b, name, func(t *testing.T) {
			tab := openWith(b, source, "/bench?mode=redirect").Ready()
			tab.Click("#go")
			outcome := tab.Outcome()
			require.NotNil(t, outcome.Error)
			assert.Equal(t, "storage_unavailable", outcome.Error.Code)
			assert.Contains(t, outcome.Error.Hint, `"popup"`)
			assert.Equal(t, "/bench?mode=redirect", here(tab))
			assert.Zero(t, b.Fake.Counts().AuthorizeRequests)
			tab.Close()
		})
	}
	full := b.Open("/bench?mode=redirect").Ready()
	full.Exec(`sessionStorage.setItem("fill", "x".repeat(5 * 1024 * 1024 - 50))`)
	full.Click("#go")
	assert.Equal(t, "storage_unavailable", full.Outcome().Error.Code, "a quota that is really full")
	full.Exec(`sessionStorage.clear()`)
	aliveByRedirect(full)
}
