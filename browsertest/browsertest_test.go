package browsertest_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/amazontest"
	"github.com/lwa-wasm/lwa/browsertest"
	"github.com/lwa-wasm/lwa/internal/trial"
	"github.com/lwa-wasm/lwa/release"
)

// open opens the shop with the page and client id of production.
func open(t *testing.T, path string, options ...browsertest.Option) *browsertest.Tab {
	t.Helper()
	t.Parallel()
	return browsertest.New(t, append([]browsertest.Option{browsertest.Site(shop()), browsertest.Client(shopClient)}, options...)...).Open(path)
}

func login(tab *browsertest.Tab) *browsertest.Tab {
	tab.Helper()
	return tab.Popup(func() { tab.Click("#login") })
}

func fails(tab *browsertest.Tab, code string) {
	tab.Helper()
	tab.Wait("#error:not(:empty)")
	assert.Equal(tab, code, tab.Text("#error"))
}

func TestSignIn(t *testing.T) {
	tab := open(t, "/")
	assert.Nil(t, tab.Session())
	login(tab).SignIn("Zoë")
	tab.Wait("#logout")
	s := tab.Session()
	zoe := tab.Amazon.People()[0]
	assert.Equal(t, zoe, amazontest.Person{UserID: s.UserID, Name: s.Name, Email: s.Email, PostalCode: s.PostalCode})
	assert.Equal(t, "profile postal_code", s.Scope)
	assert.WithinDuration(t, time.Now().Add(time.Hour), s.ExpiresAt, time.Minute)
	assert.Contains(t, tab.Amazon.Secrets(), s.AccessToken)

	token := tab.Amazon.Requests(amazontest.Token)
	require.Len(t, token, 1)
	assert.Equal(t, tab.App, token[0].Origin)
	assert.Equal(t, shopClient, token[0].Form.Get("client_id"))
	assert.Equal(t, 200, token[0].Status)
	for _, r := range tab.Seen() {
		assert.NotContains(t, r.URL.String(), s.AccessToken)
	}
	tab.Reload()
	assert.Equal(t, zoe.Name, tab.Session().Name, "it was kept")
	tab.Wait("#logout")
	tab.Click("#logout")
	tab.WaitEnd()
	assert.Nil(t, tab.Session())
}

func TestRedirect(t *testing.T) {
	tab := open(t, "/?mode=redirect")
	tab.Click("#login")
	tab.SignIn("山田")
	assert.Equal(t, "山田 花子", tab.WaitSession().Name)
	assert.Equal(t, tab.App+"/?mode=redirect", browsertest.Eval[string](tab, `location.href`))
}

// The three ways in which a person does not log in.
func TestRefusals(t *testing.T) {
	tab := open(t, "/")
	login(tab).Cancel()
	fails(tab, "access_denied")
	popup := login(tab)
	popup.Pick("Zoë")
	popup.Cancel()
	fails(tab, "access_denied")
	popup = login(tab)
	popup.Pick("Jürgen") // replaces Zoë
	assert.Contains(t, popup.Text(".self"), "Jürgen")
	popup.GiveUp()
	fails(tab, "user_cancelled")
	assert.Zero(t, tab.Amazon.Counts().CodesIssued)
}

func TestScopes(t *testing.T) {
	tab := open(t, "/?mode=ask")
	popup := login(tab)
	popup.Pick("Zoë")
	popup.AllowWithout("postal_code")
	s := tab.WaitSession()
	assert.Equal(t, []string{"profile", ""}, []string{s.Scope, s.PostalCode})

	tab.Click("#logout")
	tab.WaitEnd()
	tab.Amazon.SignOut()
	tab.Amazon.Set(func(s *amazontest.Settings) { s.GrantScope = "profile:user_id" })
	login(tab).SignIn("Zoë")
	s = tab.WaitSession()
	assert.Equal(t, []string{"profile:user_id", ""}, []string{s.Scope, s.Name})
}

func TestFaults(t *testing.T) {
	tab := open(t, "/")
	tab.Expect("network: ")
	tab.Amazon.Set(func(s *amazontest.Settings) { s.AutoApprove = "Zoë" })
	for kind, code := range map[string]string{"503": "server_error", "html": "response_is_not_json", "invalid_grant": "invalid_grant", "reset": "network_error"} {
		tab.Amazon.Fail(amazontest.Token, kind)
		tab.Click("#login")
		fails(tab, code)
	}
	tab.Amazon.FailOnce(amazontest.Token, "500")
	tab.Amazon.Fail(amazontest.Authorize, "access_denied")
	tab.Click("#login")
	fails(tab, "access_denied")
	tab.Amazon.Mend()
	tab.Amazon.Slow(300 * time.Millisecond)
	before := time.Now()
	tab.Click("#login")
	tab.Wait("#logout")
	assert.Greater(t, time.Since(before), 600*time.Millisecond, "the page and the token")
}

func TestOffline(t *testing.T) {
	tab := open(t, "/")
	login(tab).SignIn("Zoë")
	tab.WaitSession()
	tab.Expect("network: ").Amazon.Offline()
	const profile = `lwa.profile().then((profile) => profile.name, (e) => e.code)`
	assert.Equal(t, "network_error", browsertest.Eval[string](tab, profile))
	_, err := http.Get(tab.Amazon.URL)
	assert.Error(t, err)
	tab.Amazon.Mend()
	assert.Equal(t, "Zoë O’Neil & Sons", browsertest.Eval[string](tab, profile))
}

// A session expires with its access token, unless Amazon has sent a refresh token to renew it.
func TestExpiry(t *testing.T) {
	tab := open(t, "/", browsertest.MovableClock)
	login(tab).SignIn("Zoë")
	first := tab.WaitSession()
	tab.Advance(59 * time.Minute)
	assert.Equal(t, first.AccessToken, tab.Session().AccessToken)
	tab.Advance(time.Minute)
	tab.WaitEnd()
	assert.Empty(t, tab.Text("#hello"))
	tab.Reload()
	assert.Nil(t, tab.Session())
}

func TestRenewal(t *testing.T) {
	tab := open(t, "/", browsertest.MovableClock)
	tab.Amazon.Set(func(s *amazontest.Settings) { s.RefreshToken, s.AutoApprove = true, "Zoë" })
	tab.Click("#login")
	first := tab.WaitSession()
	tab.Advance(56 * time.Minute)
	tab.Amazon.Await(amazontest.Refresh, 1)
	tab.Amazon.Await(amazontest.Token, 1)
	tab.Exec(`new Promise((done) => lwa.session?.accessToken !== %q ? done() : lwa.addEventListener("renewed", done))`, first.AccessToken)
	second := tab.Session()
	assert.Greater(t, second.ExpiresAt.Sub(first.ExpiresAt), 50*time.Minute)
	tab.Advance(30 * time.Minute)
	assert.Equal(t, second.AccessToken, tab.Session().AccessToken, "it lives longer than the first would have")

	tab.Expect("network: ")
	tab.Amazon.Revoke("Zoë")
	tab.Advance(30 * time.Minute)
	tab.WaitEnd()
}

// Pages that are opened later have the moved clock, too.
func TestClockOfLaterPages(t *testing.T) {
	tab := open(t, "/", browsertest.MovableClock)
	ahead := func(tab *browsertest.Tab) time.Duration {
		at := browsertest.Eval[[3]float64](tab, `[Date.now(), new Date().getTime(), new Date(5).getTime()]`)
		assert.Equal(t, 5.0, at[2])
		assert.InDelta(t, at[0], at[1], 100)
		return time.Until(time.UnixMilli(int64(at[0]))).Round(time.Minute)
	}
	assert.Zero(t, ahead(tab))
	tab.Advance(time.Hour)
	assert.Equal(t, time.Hour, ahead(tab))
	assert.Equal(t, time.Hour, ahead(tab.Another("/")))
	tab.Reload()
	assert.Equal(t, time.Hour, ahead(tab))
	tab.Exec(`window.fired = []; setTimeout((x) => fired.push(x), 7_200_000, "late"); setTimeout(() => fired.push("soon"), 60_000);
		clearTimeout(setTimeout(() => fired.push("never"), 1000)); window.mono = performance.now()`)
	tab.Advance(2*time.Hour - time.Minute)
	assert.Equal(t, []string{"soon"}, browsertest.Eval[[]string](tab, `fired`))
	tab.Advance(time.Minute)
	assert.Equal(t, []string{"soon", "late"}, browsertest.Eval[[]string](tab, `fired`))
	assert.InDelta(t, 7_200_000, browsertest.Eval[float64](tab, `performance.now() - mono`), 30_000)
	assert.WithinDuration(t, time.Now().Add(3*time.Hour), tab.Amazon.Now(), time.Minute)
}

func TestTelevision(t *testing.T) {
	tab := open(t, "/tv")
	tab.Expect("status of 400 .*/auth/o2/token") // the answer of Amazon while the person has not decided
	tab.Wait("#code:not(:empty)")
	phone := tab.Phone()
	phone.EnterCode(strings.ToLower(tab.Text("#code")))
	phone.SignIn("Jürgen")
	phone.Wait(`body[data-page="done"]`)
	assert.Equal(t, "Jürgen Größ-Łukasik", tab.WaitSession().Name)
}

func TestTelevisionByHand(t *testing.T) {
	tab := open(t, "/tv")
	tab.Expect("status of 400 .*/auth/o2/token")
	tab.Wait("#code:not(:empty)")
	tab.Amazon.Approve(tab.Text("#code"), "Zoë")
	assert.Equal(t, "Zoë O’Neil & Sons", tab.WaitSession().Name)
	tab.Go("/tv")
	tab.Wait("#code:not(:empty)")
	tab.Amazon.Deny(tab.Text("#code"))
	fails(tab, "access_denied")
}

func TestPeople(t *testing.T) {
	ada := amazontest.Person{Name: "Ada Lovelace", Email: "ada@example.com"}
	tab := open(t, "/", browsertest.People(ada))
	login(tab).SignIn("Ada")
	assert.Equal(t, "ada@example.com", tab.WaitSession().Email)
}

// If a bench has no site, it serves the demo.
func TestDemo(t *testing.T) {
	t.Parallel()
	tab := browsertest.New(t).Open("/popup.html")
	login(tab).SignIn("Zoë")
	assert.Equal(t, "Zoë O’Neil & Sons", tab.WaitSession().Name)
}

// write writes the files of a site into a folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

// A folder without a component gets one.
func TestFolder(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"index.html": shopPage, "shop.js": shopScript})
	tab := browsertest.New(t, browsertest.Folder(dir), browsertest.Client(shopClient)).Open("/")
	login(tab).SignIn("Zoë")
	tab.WaitSession()
}

// If the site has a component, that one is tested.
func TestFolderWithComponent(t *testing.T) {
	t.Parallel()
	files := map[string]string{"index.html": shopPage, "shop.js": shopScript}
	for _, name := range []string{"lwa.js", "lwa-run.js", "lwa.wasm", "lwa-callback.html"} {
		body, err := fs.ReadFile(release.Files(), name)
		require.NoError(t, err)
		files["lwa/"+name] = string(body)
	}
	files["lwa/lwa.js"] += "\nwindow.ofTheSite = true;"
	tab := browsertest.New(t, browsertest.Folder(write(t, files)), browsertest.Client(shopClient)).Open("/")
	login(tab).SignIn("Zoë")
	tab.WaitSession()
	assert.True(t, browsertest.Eval[bool](tab, `ofTheSite`))
}

// Another build is served instead of that of the module.
func TestComponent(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"lwa.js": "window.mine = true", "lwa-run.js": "x", "lwa.wasm": "x", "lwa-callback.html": "x"})
	b := browsertest.New(t, browsertest.Site(shop()), browsertest.Component(os.DirFS(dir)))
	b.HandleFunc("/shop.js", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/javascript") })
	assert.True(t, browsertest.Eval[bool](b.Open("/"), `mine`))
}

func TestProxy(t *testing.T) {
	t.Parallel()
	hosts := make(chan string, 100)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hosts <- r.Host
		shop().ServeHTTP(w, r)
	}))
	defer site.Close()
	b := browsertest.New(t, browsertest.Proxy(site.URL), browsertest.Client(shopClient))
	tab := b.Open("/")
	login(tab).SignIn("Zoë")
	tab.WaitSession()
	assert.Equal(t, strings.TrimPrefix(b.App, "http://"), <-hosts)
}

// A provider in the page stays. Tags without one get the fake Amazon. With AsIs, nothing changes.
func TestProvider(t *testing.T) {
	t.Parallel()
	const page = `<!doctype html><link rel="icon" href="data:,"><script type="x" id="a" data-client-id="x"></script>
		<script type="x" id="b" data-client-id="x" data-provider="http://localhost:1"></script><lwa-login id="c" client-id="x"></lwa-login><lwa-device id="d" client-id="x"></lwa-device>`
	served := browsertest.Site(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(page))
	}))
	const look = `["a", "b"].map((id) => document.getElementById(id).dataset.provider ?? "").concat(["c", "d"].map((id) => document.getElementById(id).getAttribute("provider") ?? ""))`
	b := browsertest.New(t, served)
	assert.Equal(t, []string{b.Amazon.URL, "http://localhost:1", b.Amazon.URL, b.Amazon.URL}, browsertest.Eval[[]string](b.Open("/"), look))
	asIs := browsertest.New(t, served, browsertest.AsIs)
	assert.Equal(t, []string{"", "http://localhost:1", "", ""}, browsertest.Eval[[]string](asIs.Open("/"), look))
}

// A page that sets its provider by script can get the address from AtStart.
func TestAtStart(t *testing.T) {
	t.Parallel()
	b := browsertest.New(t, browsertest.ReturnTo("/back.html"))
	assert.Contains(t, b.Amazon.Clients()[0].RedirectURIs, b.App+"/back.html")
	b.HandleFunc("/module", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<!doctype html><link rel="icon" href="data:,"><button id="login">Login</button><script type="module">
			import { lwa, lwaLogin } from "/lwa/lwa.mjs";
			lwa.configure({ clientId: "` + amazontest.ClientID + `", provider: window.amazon, redirectUri: "/lwa/lwa-callback.html" });
			login.onclick = () => lwaLogin();
			window.lwa = lwa;</script>`))
	})
	tab := b.Blank()
	tab.AtStart(`window.amazon = "` + b.Amazon.URL + `"`)
	tab.Go("/module")
	login(tab).SignIn("Zoë")
	tab.WaitSession()
}

// Wrong calls fail the test at once, with a message that says what to change.
func TestMisuse(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		want string
		do   func(*trial.T)
	}{
		"no clock":    {"browsertest.MovableClock", func(t *trial.T) { browsertest.New(t).Advance(time.Hour) }},
		"no folder":   {"build the site first", func(t *trial.T) { browsertest.New(t, browsertest.Folder("nowhere")) }},
		"no server":   {"http://localhost:3000", func(t *trial.T) { browsertest.New(t, browsertest.Proxy("localhost:3000")) }},
		"no files":    {"lwa.js is missing", func(t *trial.T) { browsertest.New(t, browsertest.Component(os.DirFS(os.TempDir()+"/nowhere"))) }},
		"no lwa":      {"window.lwa = lwa", func(t *trial.T) { b := browsertest.New(t); b.Open(b.Amazon.URL).Session() }},
		"no person":   {"Nobody is called", func(t *trial.T) { browsertest.New(t).Amazon.Revoke("Ada") }},
		"a complaint": {"the page complains: console.error: it hurts", func(t *trial.T) { browsertest.New(t).Open("/").Exec(`console.error("it hurts")`) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Contains(t, trial.Run(row.do), row.want)
		})
	}
}

// A wait ends when the test ends.
func TestContext(t *testing.T) {
	t.Parallel()
	began := time.Now()
	assert.Contains(t, trial.Run(func(t *trial.T) {
		tab := browsertest.New(t).Open("/")
		t.Stop()
		tab.Wait("#not-there")
	}), "context canceled")
	assert.Less(t, time.Since(began), 29*time.Second)
}
