package browsertest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

// Markup that gives an element the name of anything that the drop-in reads takes nothing over, and
// breaks nothing.
func TestAmazonClobbered(t *testing.T) {
	const nested = `<iframe name="%s" title="frame" srcdoc="<a id='version'></a><iframe name='Login' srcdoc='<a id=version></a>'></iframe>"></iframe>`
	markup := map[string]string{
		"elements": `<a id="amazon"></a><a id="amazon" name="Login"></a><a id="lwa"></a><a id="lwa" name="version"></a><a id="onAmazonLoginReady"></a>` +
			`<form id="amazon-root"><input name="appendChild"></form><form name="amazon-login-sdk"><input name="src"></form>` +
			`<a id="lwaLogin"></a><a id="LwaError"></a><form name="Login"></form><a id="location"></a><a id="navigator"></a><a id="sessionStorage"></a>` +
			`<a id="console"></a><a id="document"></a><a id="queueMicrotask"></a><a id="setTimeout"></a><a id="URL"></a>`,
		"forms": `<form id="amazon"><input name="Login"><input name="version"></form><form id="lwa"><input name="version"></form>` +
			`<object id="onAmazonLoginReady" type="text/plain"></object><img name="baseURI" alt=""><img name="URL" alt=""><form name="documentURI"></form>` +
			`<img name="location" alt=""><img name="defaultView" alt=""><img name="addEventListener" alt=""><img name="createElement" alt="">`,
		"frames": fmt.Sprintf(nested, "amazon") + fmt.Sprintf(nested, "lwa") + `<iframe name="onAmazonLoginReady" title="frame"></iframe>`,
	}
	all := ""
	for name, format := range named {
		here := clobbering(format, "currentScript", "theirs", "https://evil.example") + clobbering(format, "cookie", "theirs", "https://evil.example")
		if all += here; name == "img" || name == "iframe" || name == "form" {
			markup[name] = here
		}
	}
	markup["all"] = all
	for name, tags := range markup {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := approved(oldSite(t))
			both(b, tags, "")
			tab := advised(b.Open("/old/both.html"), cookieAdvice, inNext)
			tab.Exec(`amazon.Login.setUseCookie(true)`)
			token := loggedIn(tab, 1)["access_token"]
			assert.Equal(t, browsertest.ClientID, parameter(b, lastAuthorize(b), "client_id"))
			assert.True(t, strings.HasPrefix(lastAuthorize(b), b.Amazon), lastAuthorize(b))
			assert.Equal(t, token, browsertest.Eval[any](tab, `lwa.session.accessToken`))

			read := `Object.getOwnPropertyDescriptor(Document.prototype, "cookie").get.call(document)`
			assert.Contains(t, browsertest.Eval[string](tab, read), fmt.Sprint(token))
			other := advised(tab.Another("/old/both.html"), cookieAdvice)
			other.Exec(`amazon.Login.setUseCookie(true)`)
			assert.Equal(t, token, loggedIn(other, 1)["access_token"], "by the cookie")
			assert.Equal(t, 1, b.Fake.Counts().AuthorizeRequests)
			other.Exec(`amazon.Login.logout()`)
			assert.NotContains(t, browsertest.Eval[string](other, read), tokenCookie)

			tab.Exec(`action = () => amazon.Login.authorize({ scope: "profile", interactive: "always" }, "welcome.html")`)
			tab.Click("#go")
			arrival(tab, "/old/welcome.html")
		})
	}
}

// The hook is called once, whatever stands at its name before.
func TestAmazonClobberedHook(t *testing.T) {
	for name, c := range map[string]struct{ before, after string }{
		"assigned over a name":  {`<a id="onAmazonLoginReady"></a>`, `<script>onAmazonLoginReady = () => { calls++; };</script>`},
		"declared over a name":  {`<a id="onAmazonLoginReady"></a>`, `<script>function onAmazonLoginReady() { calls++; }</script>`},
		"assigned over a frame": {`<iframe name="onAmazonLoginReady" title="frame"></iframe>`, `<script>window.onAmazonLoginReady = () => { calls++; };</script>`},
		"a var without a value": {`<script>var onAmazonLoginReady;</script>`, `<script>onAmazonLoginReady = () => { calls++; };</script>`},
		"there before":          {`<a id="onAmazonLoginReady"></a><script>onAmazonLoginReady = () => { calls++; };</script>`, ``},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := approved(oldSite(t))
			both(b, `<script>window.calls = 0;</script>`+c.before, c.after)
			tab := b.Open("/old/both.html")
			tab.Exec(`new Promise((resolve) => setTimeout(resolve))`)
			assert.Equal(t, 1, browsertest.Eval[int](tab, `calls`))
			loggedIn(tab, 1)
		})
	}
}

// A script has put a then at Object.prototype, which promises look up at what they are resolved
// with: nobody logs in, nothing is sent, and the answer says why.
func TestAmazonThenable(t *testing.T) {
	t.Parallel()
	b := approved(oldSite(t))
	tab := openWith(b, `window.seen = []; Object.defineProperty(Object.prototype, "then", { configurable: true, get() {
		seen.push(typeof this === "function" ? String(this) : Object.keys(this).join());
	} });`, "/old/bench.html").Expect(`member \\?"then`)
	tab.Click("#go")
	refused := toldLast(tab, 1)
	assert.Equal(t, "invalid_request", refused["error"])
	assert.Contains(t, refused["error_description"], "Object.prototype")
	tab.Exec(`amazon.Login.retrieveProfile(note)`)
	assert.Equal(t, false, toldLast(tab, 2)["success"])
	assert.Zero(t, b.Fake.Counts().TokenRequests)
	// Once the script is mended, the page logs in.
	tab.Exec(`delete Object.prototype.then`)
	tab.Click("#go")
	assert.Contains(t, toldLast(tab, 3), "access_token")
	for _, one := range browsertest.Eval[[]string](tab, `seen`) {
		assert.NotRegexp(t, `access_token|accessToken|\bcode\b|profile|CustomerId|success|failure`, one)
	}
}
