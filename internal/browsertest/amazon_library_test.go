package browsertest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// What libraries of the drop-in's age have put in the place of built-ins, in short: each behaves
// where it differs from the standard as the historical one did.
var libraries = map[string]string{
	// Prototype.js 1.7: callbacks get the value and the index alone, reduce and entries are other
	// methods.
	"Prototype": `{
		const own = (o, all) => { for (const name in all) o[name] = all[name]; };
		own(Array.prototype, {
			map(f, context) { const all = []; for (let i = 0; i < this.length; i++) all.push(f.call(context, this[i], i)); return all; },
			filter(f, context) { const all = []; for (let i = 0; i < this.length; i++) if (f.call(context, this[i], i)) all.push(this[i]); return all; },
			find(f, context) { for (let i = 0; i < this.length; i++) if (f.call(context, this[i], i)) return this[i]; },
			some(f, context) { for (let i = 0; i < this.length; i++) if (f.call(context, this[i], i)) return true; return false; },
			every(f, context) { for (let i = 0; i < this.length; i++) if (!f.call(context, this[i], i)) return false; return true; },
			reduce() { return this.length > 1 ? this : this[0]; },
			entries() { return this.slice(0); },
			toJSON() { return "[" + this.join(", ") + "]"; },
		});
		own(String.prototype, {
			startsWith(text) { return this.lastIndexOf(text, 0) === 0; },
			endsWith(text) { const d = this.length - text.length; return d >= 0 && this.indexOf(text, d) === d; },
			toJSON() { return JSON.stringify(String(this)); },
		});
		own(Function.prototype, {
			bind(context, ...first) { const f = this; return function (...more) { return f.apply(context, first.concat(more)); }; },
		});
		Object.keys = (o) => { const all = []; for (const name in o) if (o.hasOwnProperty(name)) all.push(name); return all; };
		Object.values = (o) => { const all = []; for (const name in o) all.push(o[name]); return all; };
	}`,
	// MooTools 1.x: constructors of its own at the names of the platform's.
	"MooTools": `{
		window.Event = function () { return {}; };
		window.Request = function () { return {}; };
		window.Cookie = { read() {}, write() {} };
		Array.prototype.include = function (item) { if (this.indexOf(item) < 0) this.push(item); return this; };
		Array.prototype.contains = function (item) { return this.indexOf(item) >= 0; };
		Object.values = (o) => { const all = []; for (const name in o) if (Object.prototype.hasOwnProperty.call(o, name)) all.push(o[name]); return all; };
		Element.prototype.getProperty = function (name) { return this[name]; };
	}`,
	// Promise polyfills and zone.js before allSettled.
	"promises": `{ delete Promise.allSettled; delete Promise.any; delete Promise.prototype.finally; }`,
}

// A page of that age logs in, gets the profile, and logs out.
func TestAmazonOldLibraries(t *testing.T) {
	for name, library := range libraries {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := approved(oldSite(t))
			both(b, `<script>`+library+`</script>`, "")
			tab := advised(b.Open("/old/both.html"), cookieAdvice)
			tab.Exec(`(amazon.Login.setRegion("EU"), amazon.Login.setRegion("NA"), amazon.Login.setUseCookie(true))`)
			tab.Exec(`options = { scope: ["profile", "postal_code"], state: "mine", pkce: true }`)
			tab.Click("#go")
			answer := toldLast(tab, 1)
			assert.Equal(t, "mine", answer["state"])
			assert.Contains(t, answer, "code")
			tab.Exec(`amazon.Login.retrieveToken(answers[0].code, note)`)
			assert.Equal(t, true, toldLast(tab, 2)["success"])
			tab.Exec(`amazon.Login.retrieveProfile(answers[1].access_token, note)`)
			assert.Equal(t, true, toldLast(tab, 3)["success"])
			assert.Len(t, cookies(tab), 1)
			tab.Exec(`amazon.Login.logout()`)
			assert.Empty(t, cookies(tab))
			assert.True(t, browsertest.Eval[bool](tab, `lwa.session === null`))
		})
	}
}
