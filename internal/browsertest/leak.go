package browsertest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// LeakSearch says what [Bench.Leaks] looks for beyond the secrets that the fake Amazon knows.
type LeakSearch struct {
	// Also are further secrets, such as a code that the test made up. Values below 12 characters
	// are not looked for.
	Also []string
	// Allowed is a regular expression over findings, such as
	// `^localStorage\[lwa\.1\.session\..*access token$` for a test with persist "local". Default:
	// none is allowed.
	Allowed string
}

// NoLeak fails the test when a secret of the logins so far turns up where it has no business: in
// what the given tabs have said on the console, show, store or remember, in the errors that the
// bench page kept, in cookies, and in requests whose receiver should not have it. Secrets are
// codes, verifiers, states and tokens. The access token in #outcome and #events is the bench page's
// own doing and does not count; a tab that is closed, or at the fake Amazon, is only asked for its
// console and its history. Call it at the end of a test, with every tab of it.
func (b *Bench) NoLeak(tabs ...*Tab) {
	b.Helper()
	b.NoLeakBut(LeakSearch{}, tabs...)
}

// NoLeakBut is NoLeak with further secrets, or with findings that are as they should be.
func (b *Bench) NoLeakBut(search LeakSearch, tabs ...*Tab) {
	b.Helper()
	b.Announce(search)
	for _, finding := range b.Leaks(search, tabs...) {
		b.Errorf("leak: %s", finding)
	}
}

// Announce says of a test's secrets, for the end of the test, what searches have not said before.
func (b *Bench) Announce(search LeakSearch) {
	b.announced.Also = append(b.announced.Also, search.Also...)
	switch {
	case search.Allowed == "":
	case b.announced.Allowed == "":
		b.announced.Allowed = search.Allowed
	default:
		b.announced.Allowed += "|" + search.Allowed
	}
}

// NoLeak is that of the tab's bench.
func (tab *Tab) NoLeak(tabs ...*Tab) {
	tab.Helper()
	tab.Bench.NoLeak(tabs...)
}

// NoLeakBut is that of the tab's bench.
func (tab *Tab) NoLeakBut(search LeakSearch, tabs ...*Tab) {
	tab.Helper()
	tab.Bench.NoLeakBut(search, tabs...)
}

// Leaks returns what NoLeak complains about, such as "document.title holds a code". It never names
// the secret itself.
func (b *Bench) Leaks(search LeakSearch, tabs ...*Tab) []string {
	b.Helper()
	known := b.secrets(search.Also)
	var found []string
	for place, text := range b.places(tabs) {
		for _, kind := range known.in(text) {
			if finding := place + " holds " + kind; !b.inherent(place, kind) {
				found = append(found, finding)
			}
		}
	}
	if search.Allowed != "" {
		allowed := regexp.MustCompile(search.Allowed)
		found = slices.DeleteFunc(found, allowed.MatchString)
	}
	sort.Strings(found)
	return found
}

// inherent tells what the protocol itself puts into a place. The state is part of the address of
// Amazon's pages. An answer, or what somebody passes off as one, is part of the callback's address.
func (b *Bench) inherent(place, kind string) bool {
	switch {
	case strings.Contains(place, "history entry at "+b.Amazon+"/"):
		return kind == aState
	case place == "site's callback page: URL":
		return kind != aVerifier
	}
	return false
}

// tokenAddress matches the one address of the component that has a token in it: tokeninfo documents
// no other way (RFC 6750 §2.3), and at Amazon's own host the profile's header would need a
// preflight. It stays out of the page's timeline and of whatever wraps fetch; but a browser names
// the address of a request that fails in its console, which only its owner sees. This is the only
// place that is excepted, and nothing but this address.
func (b *Bench) tokenAddress() *regexp.Regexp {
	return regexp.MustCompile(`(\S+/auth/o2/tokeninfo|` + regexp.QuoteMeta(b.Amazon) + `/user/profile)\?access_token=[\w%.~-]*`)
}

const (
	aCode     = "a code"
	aVerifier = "a verifier"
	aState    = "a state"
	aToken    = "an access token"
	aPlanted  = "a planted secret"
	aSecret   = "another secret"
)

// leakable maps each way a secret may be written to what it is.
type leakable map[string]string

func (l leakable) add(kind, value string) {
	if len(value) < 12 {
		return
	}
	value = value[:min(len(value), 40)] // the console shows long text cut short
	quoted, _ := json.Marshal(value)    // a string always marshals
	for _, form := range []string{value, url.QueryEscape(value), url.PathEscape(value), strings.Trim(string(quoted), `"`)} {
		if _, known := l[form]; !known {
			l[form] = kind
		}
	}
}

func (l leakable) in(text string) []string {
	var kinds []string
	if text == "" {
		return nil
	}
	for form, kind := range l {
		if !slices.Contains(kinds, kind) && strings.Contains(text, form) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// secrets gathers what must not be found, by kind as far as the fake Amazon's journal tells.
func (b *Bench) secrets(also []string) leakable {
	l := leakable{}
	for _, r := range b.Fake.Requests() {
		target, err := url.Parse(r.URL)
		if err != nil {
			continue
		}
		query, body := target.Query(), url.Values{}
		if strings.HasPrefix(strings.ToLower(target.Path), "/auth/o2/token") {
			body, _ = url.ParseQuery(r.Body)
		}
		l.add(aState, query.Get("state"))
		l.add(aToken, query.Get("access_token"))
		l.add(aToken, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		l.add(aCode, body.Get("code"))
		l.add(aVerifier, body.Get("code_verifier"))
	}
	for _, value := range b.Fake.Secrets() {
		kind := aSecret
		if strings.HasPrefix(value, "Atza|") {
			kind = aToken
		}
		l.add(kind, value)
	}
	for _, value := range also {
		l.add(aPlanted, value)
	}
	return l
}

// places gathers every text that is searched, by where it is.
func (b *Bench) places(tabs []*Tab) map[string]string {
	b.Helper()
	places := map[string]string{}
	for i, r := range b.Fake.Requests() {
		receiver := fmt.Sprintf("fake request %d (%s)", i, strings.SplitN(r.URL, "?", 2)[0])
		places[receiver+": Referer"] = r.Header.Get("Referer")
		places[receiver+": Cookie"] = r.Header.Get("Cookie")
	}
	for i, r := range b.Seen() {
		receiver := fmt.Sprintf("site request %d (%s)", i, r.URL.Path)
		if r.URL.Path == "/lwa/lwa-callback.html" {
			receiver = "site's callback page"
		}
		places[receiver+": URL"] += r.URL.String() + "\n"
		for header, values := range r.Header {
			places[receiver+": header "+header] += strings.Join(values, "\n") + "\n"
		}
	}
	for i, tab := range tabs {
		name := fmt.Sprintf("tab %d: ", i)
		tab.console(places, name)
		if !tab.IsOpen() {
			continue
		}
		tab.history(places, name)
		tab.cookies(places, name)
		if Eval[string](tab, `location.origin`) == b.Amazon {
			continue
		}
		for place, text := range Eval[map[string]string](tab, pageDump) {
			places[name+place] = text
		}
	}
	return places
}

// console is what the page said, apart from what the browser noted by itself.
func (tab *Tab) console(places map[string]string, name string) {
	for _, text := range slices.Concat(tab.Said(), tab.Complaints()) {
		place := name + "console"
		if !strings.HasPrefix(text, "console.") && !strings.HasPrefix(text, "exception: ") {
			place = name + "browser's own log"
			text, _, _ = strings.Cut(text, tab.App+"/lwa/lwa-callback.html") // the address of the page that the note is about
			text = tab.Bench.tokenAddress().ReplaceAllString(text, "$1")
		}
		places[place] += text + "\n"
	}
}

func (tab *Tab) history(places map[string]string, name string) {
	tab.Helper()
	for i, entry := range Run(tab, chromedp.NavigationEntries()).Entries {
		at := entry.URL
		if u, err := url.Parse(entry.URL); err == nil {
			at = u.Scheme + "://" + u.Host + u.Path
		}
		places[fmt.Sprintf("%shistory entry at %s (%d)", name, at, i)] = entry.URL + "\n" + entry.Title
	}
}

// cookies are those of the browser context, of every origin and HttpOnly ones too.
func (tab *Tab) cookies(places map[string]string, name string) {
	tab.Helper()
	c := chromedp.FromContext(tab.CDP())
	result, err := chromedp.CallBrowser(tab.CDP(), storage.GetCookies, storage.GetCookiesParams{BrowserContextID: c.BrowserContextID})
	require.NoError(tab, err)
	for _, cookie := range result.Cookies {
		places[name+"cookie "+cookie.Name+" of "+cookie.Domain] = cookie.Name + "=" + cookie.Value
	}
}

// pageDump is an expression for everything a page can remember, by place.
const pageDump = `(async () => {
	const out = Object.create(null);
	const put = (place, text) => { out[place] = (out[place] ?? "") + "\n" + text; };
	const tell = (value) => {
		try { return JSON.stringify(value) ?? String(value); } catch { return String(value); }
	};
	const markup = (root) => {
		const copy = root.cloneNode(true);
		for (const e of copy.querySelectorAll("#outcome, #events")) e.textContent = "";
		let text = copy.outerHTML;
		for (const e of [root, ...root.querySelectorAll("*")]) {
			for (const inner of e.shadowRoot?.children ?? []) text += markup(inner); // a shadow root itself has no copy
			if (typeof e.value === "string") text += "\n" + e.value;
		}
		return text;
	};
	const look = (w, name) => {
		put(name + "location", w.location.href);
		put(name + "history.state", tell(w.history.state));
		put(name + "document.title", w.document.title);
		put(name + "window.name", w.name);
		put(name + "document.referrer", w.document.referrer);
		put(name + "document.cookie", w.document.cookie);
		put(name + "DOM", markup(w.document.documentElement));
		for (const entry of w.performance.getEntriesByType("resource")) {
			put(name + "performance entry", entry.name);
		}
		for (let i = 0; i < w.frames.length; i++) {
			let open = false;
			try { open = !!w.frames[i].document; } catch { /* of another origin: its own tab's business */ }
			if (open) look(w.frames[i], name + "frame " + i + " ");
		}
	};
	look(window, "");
	for (const area of ["localStorage", "sessionStorage"]) {
		let store;
		try { store = window[area]; } catch { continue; }
		if (!store) continue;
		for (let i = 0; i < store.length; i++) {
			const key = store.key(i);
			put(area + "[" + key.replace(/(lwa\.1\.login\.[^ ]*)\..*/, "$1.…") + "]", key + "=" + store.getItem(key));
		}
	}
	let databases = [];
	try { databases = await indexedDB.databases(); } catch { /* none, or forbidden */ }
	for (const { name, version } of databases) {
		const db = await new Promise((resolve, reject) => {
			const request = indexedDB.open(name, version);
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error);
		});
		for (const store of db.objectStoreNames) {
			const all = await new Promise((resolve, reject) => {
				const request = db.transaction(store).objectStore(store).getAll();
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error);
			});
			put("IndexedDB " + name + " " + store, tell(all));
		}
		db.close();
	}
	for (const name of await globalThis.caches?.keys().catch(() => []) ?? []) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			put("Cache Storage " + name, request.url + "\n" + (await (await cache.match(request)).text()));
		}
	}
	for (const error of globalThis.bench?.errors ?? []) {
		for (let e = error, depth = 0; e && typeof e === "object" && depth < 8; e = e.cause, depth++) {
			const own = Reflect.ownKeys(e).map((key) => String(key) + ": " + tell(e[key]));
			put("error " + error.code, [String(e), tell(e), e.stack, e.message, ...own].join("\n"));
		}
	}
	return { ...out };
})()`
