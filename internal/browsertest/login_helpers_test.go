package browsertest_test

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// door is a page with <lwa-login>.
type door struct{ *browsertest.Tab }

// tellTale keeps what the elements of a page tell, as it bubbles up to the window.
const tellTale = `window.told = [];
for (const type of ["login", "logout", "code", "error", "cancel"]) addEventListener(type, (event) => {
	if (event.target.localName === "lwa-login") told.push(type + " " + (event.detail?.code ?? event.detail?.profile?.name ?? ""));
});`

// doorPolicy allows no style and no markup made of text.
func doorPolicy(b *browsertest.Bench) string {
	return "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self' " + b.Amazon +
		"; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'self'"
}

// doorPage serves a page that has one script tag, and this markup. {id} and {amazon} are those of
// the bench.
func doorPage(b *browsertest.Bench, path, markup string, headers ...string) {
	b.HandleFunc("/told.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, tellTale)
	})
	markup = strings.NewReplacer("{id}", browsertest.ClientID, "{amazon}", b.Amazon).Replace(markup)
	b.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", doorPolicy(b))
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		if !strings.Contains(markup, "<html") {
			fmt.Fprint(w, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A shop</title><link rel="icon" href="data:,">
<script src="/told.js"></script><script src="/lwa/lwa-login.js" type="module"></script><main><h1>A shop</h1>`)
		}
		fmt.Fprint(w, markup)
	})
}

const simple = `<lwa-login client-id="{id}" provider="{amazon}"></lwa-login><p>Below</p></main>`

// enters opens such a page.
func enters(b *browsertest.Bench, markup string) door {
	b.Helper()
	doorPage(b, "/door", markup)
	d := door{b.Blank()}
	d.Go("/door")
	return d
}

func (d door) shows(state string) {
	d.Helper()
	d.Wait(fmt.Sprintf(`lwa-login[state=%q]:not([untold])`, state))
}

func (d door) told() []string {
	d.Helper()
	return browsertest.Eval[[]string](d.Tab, `told`)
}

// part is the text of a part of the element that is in sight, "" when none is.
func (d door) part(name string) string {
	d.Helper()
	return browsertest.Eval[string](d.Tab, fmt.Sprintf(
		`[...document.querySelector("lwa-login").shadowRoot.querySelectorAll(%q)].find((e) => e.getClientRects().length)?.textContent ?? ""`, "[part~="+name+"]"))
}

// push clicks a button of the element with the mouse.
func (d door) push(name string) {
	d.Helper()
	at := browsertest.Eval[[2]float64](d.Tab, fmt.Sprintf(
		`((button) => {
			button.scrollIntoView({ block: "center" });
			const { x, y, width, height } = button.getBoundingClientRect();
			return [x + width / 2, y + height / 2];
		})(document.querySelector("lwa-login").shadowRoot.querySelector(%q))`, "button."+name))
	d.Do(chromedp.MouseClickXY(at[0], at[1]))
}

// focused is the part that has the focus, within the element.
func (d door) focused() string {
	d.Helper()
	return browsertest.Eval[string](d.Tab, `document.activeElement?.shadowRoot?.activeElement?.getAttribute("part") ?? ""`)
}

// tabTo presses the Tab key until that part has the focus.
func (d door) tabTo(part string) {
	d.Helper()
	for range 12 {
		if d.focused() == part {
			return
		}
		d.key(kb.Tab)
	}
	d.Fatalf("%s cannot be reached by the Tab key", part)
}

func (d door) key(key string) {
	d.Helper()
	d.Do(chromedp.KeyEvent(key))
}

// looks lets the person look at the window. Without focus events the verdict needs a handle that
// read alive for long, by the speed of the machine; of a window that is gone as soon as its page
// shows, nobody can tell.
func looks(tab *browsertest.Tab) {
	tab.Helper()
	tab.Exec(`new Promise((looked) => {
		const from = performance.now();
		let late = 0, due = from + 20;
		const id = setInterval(() => {
			const now = performance.now();
			late = Math.max(late, now - due);
			due = now + 20;
			if (now - from > 2000 + 30 * late) { clearInterval(id); looked(); }
		}, 20);
	})`)
}

// oldPrototype changes built-ins as Prototype.js 1.5 and 1.6 do.
func oldPrototype(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript")
	fmt.Fprint(w, `Array.prototype.toJSON = function () { return "[" + this.map((item) => Object.toJSON(item)).join(", ") + "]"; };
Object.toJSON = (value) => JSON.stringify(value);
String.prototype.toJSON = function () { return JSON.stringify("" + this); };
Object.prototype.extend = function () {};
Array.from = (items) => { const all = []; for (let i = 0; i < items.length; i++) all.push(items[i]); return all; };
Function.prototype.bind = function (to, ...first) { return (...rest) => this.apply(to, [...first, ...rest]); };
document.getElementsByClassName = (name) => [...document.querySelectorAll("." + name)];
Element.prototype.remove = function () { this.parentNode.removeChild(this); return this; };
`)
}
