package browsertest_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

const demoElement = `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
<script src="/lwa/lwa-login.js" type="module"></script><lwa-login provider="demo"></lwa-login>`

const demoScript = `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
<script src="/lwa/lwa-demo.js" type="module"></script>
<script src="/lwa/lwa.js" defer data-client-id="amzn1.application-oa2-client.mine" data-scope="profile postal_code" data-provider="demo"></script>
<button id="login">Login</button><pre id="said"></pre>
<script type="module">
  login.onclick = () => lwaLogin().then(({ profile }) => { said.textContent = JSON.stringify(profile); }, ({ code }) => { said.textContent = code; });
</script>`

// static is a file server that knows of nothing but files, with one page.
func static(b *browsertest.Bench, page string) *httptest.Server {
	b.Helper()
	files := http.FileServerFS(b.Component())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(page))
			return
		}
		http.StripPrefix("/lwa/", files).ServeHTTP(w, r)
	}))
	b.Cleanup(server.CloseClientConnections)
	return server
}

// agree chooses a person, and what goes wrong, in the demo's window.
func agree(popup *browsertest.Tab, person, fault string) {
	popup.Helper()
	popup.Wait("#allow")
	popup.Exec(`[...document.querySelectorAll("#people label")].find((label) => label.textContent.includes(%q)).click(); document.getElementById("fault").value = %q`, person, fault)
	popup.Click("#allow")
}

// TestDemo logs in with the README's snippet from a static file server, without any other network.
func TestDemo(t *testing.T) {
	b := parallel(t)
	page := slices.IndexFunc(snippets(t, "README.md", "html"), func(s string) bool { return strings.Contains(s, `provider="demo"`) })
	server := static(b, `<link rel="icon" href="data:,">`+snippets(t, "README.md", "html")[page])
	d := door{b.Blank()}
	d.Go(server.URL + "/")
	d.shows("signed-out")
	popup := d.Popup(func() { d.push("login") })
	popup.Wait("#allow")
	assert.Contains(t, popup.Text(".ribbon"), "this is not Amazon")
	agree(popup, "Zoë", "")
	d.shows("signed-in")
	assert.Equal(t, "Hello Zoë O’Neil & Sons", d.part("name"))
	assert.Contains(t, strings.Join(d.Said(), "\n"), "nobody in it is real")
	assert.True(t, browsertest.Eval[bool](d.Tab, `document.querySelector("lwa-demo-mark") !== null`))
	for _, name := range browsertest.Eval[[]string](d.Tab, `performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname)`) {
		assert.True(t, strings.HasPrefix(name, "/lwa/") || name == "/prototype.js" || name == ",", name)
	}
	d.push("logout")
	d.shows("signed-out")
	d.Popup(func() { d.push("login") }).Click("#cancel")
	d.Expect("lwa-login: access_denied").shows("error")
}

func (d door) Expect(pattern string) door {
	d.Tab.Expect(pattern)
	return d
}

// TestDemoScript: a page with the script tag needs one more line for the demo. It logs in by popup
// and by redirect, and meets each fault.
func TestDemoScript(t *testing.T) {
	b := parallel(t)
	server := static(b, demoScript)
	tab := b.Blank()
	for fault, want := range map[string]string{
		"":                        `{"userId":"amzn1.account.DEMO.WANG","name":"王小明","email":"wang@example.com","postalCode":"100-0001"}`,
		"server_error":            "server_error",
		"temporarily_unavailable": "temporarily_unavailable",
		"unauthorized_client":     "unauthorized_client",
		"invalid_grant":           "invalid_grant",
		"network":                 "network_error",
		"page":                    "response_is_not_json",
		"stranger":                "token_substitution",
	} {
		rows(b, "fault "+fault, func(t *testing.T) {
			tab.Go(server.URL + "/")
			agree(tab.Popup(func() { tab.Click("#login") }), "王", fault)
			tab.Wait("#said:not(:empty)")
			if fault == "" {
				assert.JSONEq(t, want, tab.Text("#said"))
			} else {
				assert.Equal(t, want, tab.Text("#said"))
			}
		})
	}
	tab.Exec(`void lwaLogin({ mode: "redirect", interactive: "always" })`)
	agree(tab, "Ada", "")
	tab.Wait("#login")
	assert.Equal(t, "Ada Ngoma", browsertest.Eval[string](tab, `lwa.ready.then((session) => session.profile.name)`))
	assert.Equal(t, server.URL+"/", browsertest.Eval[string](tab, `location.href`))
}

// TestDemoDevice: a login by code, with its second page in another tab of the browser.
func TestDemoDevice(t *testing.T) {
	b := parallel(t)
	server := static(b, demoScript)
	tab := b.Blank()
	tab.Go(server.URL + "/")
	address := browsertest.Eval[string](tab, `lwa.device().then((device) => (window.device = device).verificationUriWithCode)`)
	phone := tab.Another(address)
	phone.Click("#continue")
	agree(phone, "Ada", "")
	assert.Equal(t, "Ada Ngoma", browsertest.Eval[string](tab, `device.done.then((session) => session.profile.name)`))
}

// TestDemoRefused: not on other hosts, unless a tag says so; not by an address; and its page does
// nothing by itself.
func TestDemoRefused(t *testing.T) {
	b := parallel(t)
	for name, test := range map[string]struct{ page, want string }{
		"another host":       {demoScript, "invalid_configuration The demo does not run on"},
		"the address":        {strings.ReplaceAll(demoScript, "lwa-demo.js\" type", "lwa-demo.js?demo-anywhere&data-demo-anywhere#demo-anywhere\" type"), "invalid_configuration The demo does not run on"},
		"a tag":              {strings.ReplaceAll(demoScript, "data-provider", "data-demo-anywhere data-provider"), "invalid_configuration The option provider cannot be used."},
		"a tag, the element": {strings.ReplaceAll(demoElement, "provider", "demo-anywhere provider"), "invalid_configuration The option provider cannot be used."},
	} {
		rows(b, name, func(t *testing.T) {
			server := static(b, test.page)
			tab := b.Blank()
			tab.Expect("lwa.js: ").Expect("lwa-login: ").Expect("status of 404")
			started, ended := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(ended)
				serveAs(tab, "http://app.example", server.URL, started)
			}()
			<-started
			tab.Go("http://app.example/?provider=demo#demo-anywhere")
			awaits(tab, `window.lwa?.demo`)
			got := browsertest.Eval[string](tab, `lwa.login().catch((error) => error.code + " " + error.message)`)
			assert.True(t, strings.HasPrefix(got, test.want), got)
			tab.Expect("the-end").Exec(`void fetch("/the-end").catch(() => {})`)
			<-ended
		})
	}
	alone := b.Blank().Expect("lwa.js: The option provider cannot be used")
	alone.Go(static(b, strings.Replace(demoScript, "lwa-demo.js", "nothing.js", 1)).URL + "/")
	alone.Expect("404")
	assert.Contains(t, browsertest.Eval[string](alone, `lwaLogin().catch((error) => error.hint)`), `"demo" needs lwa-demo.js`)
	server := static(b, demoElement)
	tab := b.Blank()
	tab.Go(server.URL + "/lwa/lwa-demo.html?response_type=code&state=x&client_id=x&redirect_uri=" + server.URL + "/lwa/lwa-callback.html")
	tab.Wait("#idle")
	tab.Exec(`sessionStorage["lwa:demo"] = "1"`)
	tab.Go(server.URL + "/lwa/lwa-demo.html?response_type=code&state=x&client_id=x&redirect_uri=https://evil.example/")
	tab.Wait("#idle")
	tab.Go(server.URL + "/lwa/lwa-demo.html?response_type=code&state=x&client_id=x&redirect_uri=javascript:alert(1)")
	tab.Wait("#idle")
	tab.Go(server.URL + "/lwa/lwa-demo.html?cbl-code=ABCDEF")
	tab.Click("#continue")
	assert.Contains(t, tab.Text("#wrong"), "No page")
}

// TestDemoApart: whoever does not use it has nothing of it.
func TestDemoApart(t *testing.T) {
	files := browsertest.New(t).Component()
	for name, held := range map[string]bool{"lwa.js": false, "lwa.mjs": false, "lwa.wasm": false, "lwa-login.js": false, "lwa-device.js": false, "lwa-demo.js": true} {
		text, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		for _, mark := range []string{"DEMO.ZOE", "lwa-demo.html", "/auth/o2/create/codepair"} {
			if name == "lwa.wasm" && strings.HasPrefix(mark, "/auth") {
				continue // Amazon's own
			}
			assert.Equal(t, held, strings.Contains(string(text), mark), "%s holds %s", name, mark)
		}
	}
}

// TestScreensDemo takes a picture of the demo's own page, and has axe look at it.
func TestScreensDemo(t *testing.T) {
	dir := os.Getenv("SCREENS")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, scheme := range []string{"light", "dark"} {
		b := browsertest.New(t)
		server := static(b, demoElement)
		d := door{b.Blank()}
		d.Go(server.URL + "/")
		d.shows("signed-out")
		popup := d.Popup(func() { d.push("login") })
		l := browsertest.Look{Name: "demo-" + scheme, Width: 480, Height: 720, Scheme: scheme}
		popup.Dress(l)
		popup.Wait("#allow")
		take(t, popup, dir, l, "lwa-demo")
		axe(door{popup}, scheme)
		d.push("cancel")
		popup.WaitClosed()
	}
}
