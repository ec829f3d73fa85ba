package browsertest_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/performance"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// census has a page count what is alive in it, from before its first script: window.census(). Alive
// is what was asked for and has neither ended nor been let go.
const census = `(() => {
	const later = setTimeout.bind(window); // not counted
	const live = { listeners: 0, timers: 0, intervals: 0, channels: 0, fetches: 0 };
	let brief = 0; // timers of a second at most: the last of a login, which census() waits for
	const known = new WeakMap();
	const capture = (options) => !!(typeof options === "object" && options ? options.capture : options);
	const { addEventListener, removeEventListener } = EventTarget.prototype;
	EventTarget.prototype.addEventListener = function (type, f, options) {
		const target = this ?? window;
		addEventListener.call(target, type, f, options);
		if (!f || options?.signal?.aborted) return;
		if (!known.has(target)) known.set(target, []);
		const list = known.get(target);
		if (list.some((e) => e.type === type && e.f === f && e.capture === capture(options))) return;
		const entry = { type, f, capture: capture(options) };
		list.push(entry);
		live.listeners++;
		entry.gone = () => {
			if (!list.includes(entry)) return;
			list.splice(list.indexOf(entry), 1);
			live.listeners--;
			if (options?.signal) removeEventListener.call(options.signal, "abort", entry.gone);
		};
		if (options?.signal) addEventListener.call(options.signal, "abort", entry.gone);
		if (options?.once) addEventListener.call(target, type, entry.gone, { once: true });
	};
	EventTarget.prototype.removeEventListener = function (type, f, options) {
		const target = this ?? window;
		removeEventListener.call(target, type, f, options);
		known.get(target)?.find((e) => e.type === type && e.f === f && e.capture === capture(options))?.gone();
	};
	for (const [start, stop, name, repeats] of [["setTimeout", "clearTimeout", "timers", false], ["setInterval", "clearInterval", "intervals", true]]) {
		const begin = window[start], end = window[stop], running = new Map();
		const over = (id) => {
			if (!repeats && running.get(id) <= 1000) brief--;
			if (running.delete(id)) live[name]--;
		};
		window[start] = (f, ...rest) => {
			const id = begin.call(window, (...args) => { if (!repeats) over(id); return f(...args); }, ...rest);
			running.set(id, rest[0] ?? 0);
			if (!repeats && running.get(id) <= 1000) brief++;
			live[name]++;
			return id;
		};
		window[stop] = (id) => { over(id); end.call(window, id); };
	}
	window.BroadcastChannel = class extends BroadcastChannel {
		#open = true;
		constructor(name) { super(name); live.channels++; }
		close() { if (this.#open) live.channels--; this.#open = false; super.close(); }
	};
	const { fetch, open } = window;
	window.fetch = (...args) => {
		live.fetches++;
		const promise = fetch.apply(window, args);
		const over = () => void live.fetches--;
		promise.then(over, over);
		return promise;
	};
	const windows = [];
	window.opened = 0;
	window.open = (...args) => { const w = open.apply(window, args); opened++; if (w) windows.push(w); return w; };
	const memories = [];
	for (const name of ["instantiate", "instantiateStreaming"]) {
		const make = WebAssembly[name];
		WebAssembly[name] = async (...args) => {
			const made = await make.apply(WebAssembly, args);
			for (const e of Object.values((made.instance ?? made).exports)) if (e instanceof WebAssembly.Memory) memories.push(e);
			return made;
		};
	}
	window.census = async () => {
		while (windows.length && windows[0].closed) windows.shift();
		if (windows.length || brief) return new Promise((done) => later(done, 10)).then(census);
		return { ...live, wasm: memories.reduce((sum, m) => sum + m.buffer.byteLength, 0) };
	};
})()`

// Census is what census counts, wasm in bytes.
type Census struct {
	Listeners, Timers, Intervals, Channels, Fetches, Wasm int
}

// openCounted opens the bench page with a census.
func openCounted(b *browsertest.Bench, path string) *browsertest.Tab {
	b.Helper()
	tab := b.Blank()
	tab.AtStart(census)
	tab.Go(path)
	return tab
}

// count waits until the last popup is gone, and counts.
func count(tab *browsertest.Tab) (c Census, wasm int) {
	tab.Helper()
	c = browsertest.Eval[Census](tab, `census()`)
	wasm, c.Wasm = c.Wasm, 0
	return c, wasm
}

// heap is what the page's JavaScript holds after a garbage collection, in bytes.
func heap(tab *browsertest.Tab) (bytes float64) {
	tab.Helper()
	tab.Do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if _, err := chromedp.Call(ctx, performance.Enable, performance.EnableParams{}); err != nil {
			return err
		}
		for range 2 { // the second one takes what the first one's finalizers let go
			if _, err := chromedp.Call(ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
				return err
			}
		}
		result, err := chromedp.Call(ctx, performance.GetMetrics, cdp.Empty{})
		for _, metric := range result.Metrics {
			if metric.Name == "JSHeapUsedSize" {
				bytes = metric.Value
			}
		}
		return err
	}))
	return bytes
}

// gesture runs an expression as if in a click, and awaits it.
func gesture(tab *browsertest.Tab, expression string) {
	tab.Helper()
	browsertest.Run(tab, chromedp.Evaluate[chromedp.Void](expression, chromedp.EvalAwaitPromise, func(p *cdpruntime.EvaluateParams) {
		clicked := true
		p.UserGesture = &clicked
	}))
}

// soak logs in or, when give is true, gives up at once; it rejects when that did not work. With
// window.swift the window is a stand-in, since a browser takes a hundred milliseconds for a real
// one: the site asks Amazon in its place, and the answer comes over the login's channel as the
// callback page would send it.
const soak = `{
	window.answering = 0;
	const answer = async (url) => {
		answering++;
		const channel = new BroadcastChannel("lwa.1." + new URL(url).searchParams.get("state"));
		channel.postMessage(await (await fetch("/ask-amazon", {method: "POST", body: url})).text());
		channel.close();
		answering--;
	};
	// The component asks the browser whether a window is one.
	const { MessageEvent } = window;
	window.MessageEvent = function (type, init) { return init?.source?.standIn ? {} : new MessageEvent(type, init); };
	const open = window.open;
	window.open = (...args) => (window.swift ? {
		standIn: true, closed: false, document: {}, focus() {}, close() { this.closed = true; },
		location: { replace: (url) => void answer(url), get href() { throw new DOMException("foreign", "SecurityError"); } },
	} : open(...args));
	const one = async (give) => {
		bench.events.length = 0; // the bench page remembers everything
		const abort = new AbortController();
		const promise = lwaLogin({interactive: "always", signal: abort.signal});
		if (give) abort.abort();
		const code = await promise.then(() => "", (error) => error.code);
		if (code !== (give ? "aborted" : "")) throw new Error(code);
	};
	window.soak = async (from, to) => {
		for (let i = from; i < to; i++) await one(i % 2 === 1);
		while (answering) await lwa.profile();
	};
}`

// askAmazon is the site's part of a swift login: it goes where the window would, and returns the
// answer it comes back with.
func askAmazon(w http.ResponseWriter, r *http.Request) {
	address, err := io.ReadAll(io.LimitReader(r.Body, 8<<10))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	response, err := http.DefaultTransport.RoundTrip(httptest.NewRequest(http.MethodGet, string(address), nil))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	response.Body.Close()
	at, err := response.Location()
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	_, _ = io.WriteString(w, "?"+at.RawQuery)
}

// TestHP08Soak asks for 1,000 logins in one page, 100 of them with real windows, and gives up every
// second one. In the end nothing more is alive than in the beginning.
func TestHP08Soak(t *testing.T) {
	const real, swift, warmUp = 100, 900, 20
	b := browsertest.New(t)
	b.Fake.SetFaults(auto(fakeamazon.Faults{}))
	b.HandleFunc("/ask-amazon", askAmazon)
	tab := openCounted(b, "/bench?mode=popup").Ready()
	tab.Exec("%s", soak)
	run := func(real, swift int) {
		tab.Exec(`window.swift = false`)
		for i := range real {
			gesture(tab, fmt.Sprintf(`soak(%d, %d)`, i, i+1))
		}
		tab.Exec(`window.swift = true`)
		for range swift / 20 {
			tab.Exec(`soak(0, 20)`)
		}
		for range 100 { // Go lets go of JavaScript values when it collects its own garbage: give it some
			tab.Exec(`lwa.profile()`)
		}
	}
	run(warmUp, warmUp)
	before, wasmBefore := count(tab)
	heapBefore := heap(tab)
	start := time.Now()
	run(real, swift)
	took := time.Since(start)
	after, wasmAfter := count(tab)
	heapAfter := heap(tab)
	t.Logf("%d logins in %v", real+swift, took.Round(time.Millisecond))
	t.Logf("alive before %+v, after %+v", before, after)
	t.Logf("JavaScript heap %.0f → %.0f KB, wasm memory %d → %d KB", heapBefore/1e3, heapAfter/1e3, wasmBefore/1000, wasmAfter/1000)
	assert.Equal(t, before, after)
	assert.Less(t, heapAfter-heapBefore, 1e6, "bytes of JavaScript heap")
	assert.LessOrEqual(t, wasmAfter-wasmBefore, 16<<20, "bytes of wasm memory")
	assert.Equal(t, (real+swift)/2+warmUp, b.Fake.Counts().CodesRedeemed)
}

// TestHP13Storm asks for 200 logins in one click: one window, one login, and a word for the rest.
func TestHP13Storm(t *testing.T) {
	t.Parallel()
	for name, loaded := range map[string]bool{"HP-13 once the component runs": true, "HP-13 while it still loads": false} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.New(t)
			b.Fake.SetFaults(auto(fakeamazon.Faults{}))
			gate := make(chan struct{})
			b.HandleFunc("/lwa/lwa.wasm", func(w http.ResponseWriter, r *http.Request) {
				<-gate
				serveComponent(t, b.Component(), w, r)
			})
			tab := openCounted(b, "/bench?mode=popup")
			if loaded {
				close(gate)
				tab.Ready()
			}
			tab.Exec(`{
				const button = document.createElement("button");
				button.id = "storm";
				button.textContent = "Storm";
				button.onclick = () => { for (let i = 0; i < 200; i++) bench.keep(lwaLogin()); };
				document.body.append(button);
			}`)
			tab.Click("#storm")
			if !loaded {
				close(gate)
			}
			codes := map[string]int{}
			for _, outcome := range tab.Outcomes(200) {
				if outcome.Error != nil {
					codes[outcome.Error.Code]++
				} else {
					codes["session"]++
				}
			}
			assert.Equal(t, map[string]int{"session": 1, "interaction_in_progress": 199}, codes)
			assert.Equal(t, 1, browsertest.Eval[int](tab, `opened`))
			assert.Equal(t, 1, b.Fake.Counts().AuthorizeRequests)
			assert.Equal(t, 1, b.Fake.Counts().TokenRequests)
		})
	}
}

func serveComponent(t *testing.T, files fs.FS, w http.ResponseWriter, r *http.Request) {
	t.Helper()
	content, err := fs.ReadFile(files, "lwa.wasm")
	if !assert.NoError(t, err) {
		return
	}
	w.Header().Set("Content-Type", "application/wasm")
	_, err = w.Write(content)
	require.NoError(t, err)
}
