package browsertest_test

import (
	"net/http"
	"sort"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// substitutes are what libraries put in the place of the platform's own, each with another meaning
// than it has. They are written anew from what the libraries' documentation says.
var substitutes = map[string]string{
	// Prototype 1.5 to 1.7.
	"Array.from without a mapper": `Array.from = (list) => { const out = []; for (let i = 0; i < (list?.length ?? 0); i++) out[i] = list[i]; return out; };`,
	"Array#reduce":                `Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };`,
	"Array#entries":               `Array.prototype.entries = function () { return [...this]; };`,
	"Array#toJSON":                `Array.prototype.toJSON = function () { return "[" + this.join(", ") + "]"; };`,
	"Array#reverse":               `{ const { slice } = Array.prototype, reverse = Array.prototype.reverse; Array.prototype.reverse = function (inline) { return reverse.call(inline === false ? slice.call(this) : this); }; }`,
	"String#toJSON":               `String.prototype.toJSON = function () { return '"' + this + '"'; };`,
	"Number, Date, Object#toJSON": `Number.prototype.toJSON = Date.prototype.toJSON = function () { return '"' + this + '"'; }; Object.prototype.toJSON = function () { return "object"; };`,
	"String#startsWith":           `String.prototype.startsWith = function (s) { return this.lastIndexOf(s, 0) === 0; };`,
	"Object.keys of objects only": `{ const keys = Object.keys; Object.keys = (o) => { if (o === null || typeof o !== "object") throw new TypeError(); return keys(o); }; }`,
	"Element":                     `{ const own = window.Element; window.Element = function (tag) { return document.createElement(tag); }; Element.prototype = own.prototype; Element.prototype.remove = Element.prototype.select = function () { return this; }; }`,
	"members of every array":      `Array.prototype.each = Array.prototype.include = Array.prototype.clone = function () { throw new Error("each"); };`,
	"members of every object":     `Object.prototype.extend = Object.prototype.each = function () { throw new Error("extend"); };`,
	// MooTools 1.1 to 1.4.
	"bind with a list":      `{ const { apply } = Function.prototype; Function.prototype.bind = function (self, list) { const f = this; return function () { return apply.call(f, self, list === undefined ? arguments : [].concat(list)); }; }; }`,
	"JSON without a parser": `window.JSON = { encode: (v) => String(v), decode: (s) => eval("(" + s + ")") };`,
	"Request":               `window.Request = function () { this.send = () => {}; };`,
	"Event and CustomEvent": `window.Event = function (event) { this.event = event; }; window.CustomEvent = function (type, options) { const e = document.createEvent("CustomEvent"); e.initCustomEvent(type, false, false, options && options.detail); return e; };`,
	// Crockford's, and shims that did not look whether there was one.
	"Object.create":      `Object.create = function (o) { function F() {} F.prototype = o; return new F(); };`,
	"Object.assign":      `Object.assign = function (to, from) { for (const name in from) to[name] = from[name]; return to; };`,
	"Object.freeze":      `Object.freeze = Object.seal = (o) => o;`,
	"an old Promise":     `{ const Native = Promise; window.Promise = function (f) { const p = new Native(f); return { then: (a, b) => p.then(a, b) }; }; Promise.resolve = (v) => new Promise((r) => r(v)); }`,
	"an AbortController": `window.AbortController = function () { this.signal = { aborted: false, addEventListener() {}, removeEventListener() {} }; this.abort = () => { this.signal.aborted = true; }; };`,
	"TextEncoder":        `window.TextEncoder = function () { this.encode = (s) => [...unescape(encodeURIComponent(s))].map((c) => c.charCodeAt(0)); };`,
	// Globals of the page itself.
	"var URL, Map, crypto …": `window.URL = String(document.URL); window.Map = function Map() {}; window.Request = window.Response = undefined; window.origin = "here"; window.EventTarget = function () { this._listeners = {}; }; window.Uint8Array = function () { return []; }; window.name = "shop";`,
}

// shopPage is a page with scripts of that age ahead of the component or after it. It shows what
// comes of a login as one line, by functions that it took before.
func shopPage(b *browsertest.Bench, before, after, attributes string) http.HandlerFunc {
	return serving("text/html; charset=utf-8", []byte(`<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Shop</title>
<button id="go">Login</button><pre id="line"></pre>
<script>
	const show = (text) => { document.getElementById("line").textContent = text; document.getElementById("line").dataset.is = text.slice(0, 5); };
	const { stringify } = JSON;
	const session = (s) => show("name " + [s.profile.name, s.scope, s.state].join(" | "));
	const failed = (e) => show("error " + e.code + " " + e.message);
	function go(options) { lwaLogin(options).then(session, failed); }
</script>
<script>`+before+`</script>
`+withoutPreload(tags(b, "/lwa", attributes))+`
<script defer src="data:text/javascript,`+jsURL(after+`;lwa.ready.then((s) => s ? session(s) : show("ready"), failed);`)+`"></script>
`))
}

// jsURL is a script as the rest of a data: address.
func jsURL(script string) string {
	return strings.NewReplacer("%", "%25", "#", "%23", `"`, "%22", "\n", "%0A", "\t", "%09", "+", "%2B", "&", "%26").Replace(script)
}

func everySubstitute() string {
	var names []string
	for name := range substitutes {
		names = append(names, name)
	}
	sort.Strings(names)
	var all strings.Builder
	for _, name := range names {
		all.WriteString(substitutes[name] + "\n")
	}
	return all.String()
}

// oldLogin logs in by popup and by redirect on a page that is at /shop.
func oldLogin(t *testing.T, b *browsertest.Bench) *browsertest.Tab {
	tab := b.Open("/shop")
	tab.Wait(`#line[data-is="ready"]`)
	tab.Exec(`document.getElementById("go").onclick = () => go({ state: "mine", scopeData: { postal_code: { essential: false, list: ["a", 1, null] } } })`)
	tab.Click("#go")
	tab.Wait(`#line:not([data-is="ready"])`)
	require.Equal(t, "name "+zoe.Name+" | profile | mine", tab.Text("#line"))
	assert.JSONEq(t, `{"postal_code":{"essential":false,"list":["a",1,null]}}`, parameter(b, lastAuthorize(b), "scope_data"))
	tab.Exec(`show("again"); document.getElementById("go").onclick = () => go({ mode: "redirect", interactive: "always", persist: "session" })`)
	tab.Click("#go")
	tab.Wait(`#line[data-is="name "]`)
	assert.Equal(t, "name "+zoe.Name+" | profile | ", tab.Text("#line"))
	tab.Do(chromedp.Reload())
	tab.Wait(`#line[data-is="name "]`)
	return tab
}

// TestOldPage: pages of another age, whose scripts replaced built-ins before the component came, or
// replace them after lwa.js and before lwa-run.js.
func TestOldPage(t *testing.T) {
	cases := map[string]string{"all of them": everySubstitute()}
	for name, script := range substitutes {
		cases[name] = script
	}
	for name, script := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for when, page := range map[string][3]string{"before": {script, "", "eager"}, "after": {"", script, "intent"}} {
				t.Run(when, func(t *testing.T) {
					b := approved(browsertest.New(t))
					b.HandleFunc("/shop", shopPage(b, page[0], page[1], `data-mode="popup" data-start="`+page[2]+`"`))
					oldLogin(t, b)
				})
			}
		})
	}
}
