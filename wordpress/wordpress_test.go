package wordpress

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// The people of the fake Amazon.
var (
	zoe    = fakeamazon.DefaultPeople()[0]
	hanako = fakeamazon.DefaultPeople()[1]
)

// desktop is the look of the pictures.
var desktop = browsertest.Look{Name: "desktop", Width: 1100, Height: 900, Scheme: "light"}

// TestWordPress walks through all that the plug-in does, in one WordPress. Each part begins with the same site: the settings
// as they are saved in the second, and no account but the administrator's.
func TestWordPress(t *testing.T) {
	s := newStack(t)
	before := s.stored()
	parts := []struct {
		name string
		walk func(*stack)
	}{
		{"install by the zip", installed},
		{"settings", settings},
		{"check of the site", checked},
		{"first and second login", firstAndSecond},
		{"redirect in the place of a popup", byRedirect},
		{"the browser hands over the token", byToken},
		{"same address, another person", sameAddress},
		{"link with the password", linkByPassword},
		{"link and unlink on the profile page", profilePage},
		{"registration closed", closed},
		{"role", role},
		{"cancel", cancelled},
		{"Amazon is down", down},
		{"tampered", tampered},
		{"replayed", replayed},
		{"other sites", otherSites},
		{"redirect target", targets},
		{"limits", limits},
		{"accounts in trouble", trouble},
		{"places of the button", places},
		{"block", block},
		{"no JavaScript", noScript},
		{"German", german},
		{"forward", forward},
		{"session for headless sites", headless},
		{"token that is kept", keptToken},
		{"Site Health", health},
		{"login page elsewhere", moved},
		{"network of sites", network},
	}
	for _, p := range parts {
		if !t.Run(p.name, func(t *testing.T) {
			part := s.on(t)
			part.reset()
			p.walk(part)
		}) && p.name == "install by the zip" {
			return
		}
	}
	t.Run("uninstall", func(t *testing.T) { uninstalled(s.on(t), before) })
	t.Run("nothing in logs", func(t *testing.T) { logs(s.on(t)) })
}

// reset forgets what a part of the walk did.
func (s *stack) reset() {
	s.Helper()
	s.Fake.SetFaults(fakeamazon.Faults{})
	s.Fake.Forget()
	s.eval(`require_once ABSPATH . 'wp-admin/includes/user.php';
foreach ( get_users( array( 'exclude' => array( 1 ), 'fields' => 'ID' ) ) as $id ) { wp_delete_user( $id ); }
foreach ( array( 'lwa_wasm_user_id', 'lwa_wasm_since', 'lwa_wasm_token' ) as $key ) { delete_user_meta( 1, $key ); }
foreach ( array( 'test_limits', 'test_moved', 'test_no_rest', 'WPLANG' ) as $name ) { delete_option( $name ); }
update_option( 'users_can_register', 1 );
if ( class_exists( 'Lwa_Wasm_Settings' ) && get_option( 'lwa_wasm_settings' ) ) {
	update_option( 'lwa_wasm_settings', array_merge( Lwa_Wasm_Settings::defaults(), array( 'client_id' => '%s' ) ) );
}
global $wpdb; $wpdb->query( 'DELETE FROM ' . $wpdb->prefix . 'lwa_wasm_hits' );`, clientID)
}

// set changes settings, written as PHP.
func (s *stack) set(php string) {
	s.Helper()
	s.eval(`update_option( 'lwa_wasm_settings', array_merge( Lwa_Wasm_Settings::all(), array( %s ) ) );`, php)
}

// quoted is text between single quotes of PHP.
var quoted = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

// person makes an account with a password.
func (s *stack) person(login, email, password string) {
	s.Helper()
	s.eval(`$id = wp_insert_user( wp_slash( array( 'user_login' => '%s', 'user_email' => '%s', 'user_pass' => '%s' ) ) ); if ( is_wp_error( $id ) ) { exit( 1 ); }`, login, email, quoted.Replace(password))
}

// users are all accounts: name, role, Amazon's user_id, address.
func (s *stack) users() []string {
	s.Helper()
	out := s.eval(`foreach ( get_users( array( 'exclude' => array( 1 ) ) ) as $u ) { echo $u->user_login, ' ', implode( ',', $u->roles ), ' ', get_user_meta( $u->ID, 'lwa_wasm_user_id', true ), ' ', $u->user_email, "\n"; }`)
	return strings.Split(strings.TrimSpace(out), "\n")
}

// stored is everything that plug-ins leave behind: tables, names of options, of user meta, and of events.
func (s *stack) stored() string {
	s.Helper()
	return s.eval(`global $wpdb;
echo implode( "\n", $wpdb->get_col( 'SHOW TABLES' ) ), "\n";
echo implode( "\n", $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name NOT LIKE '%%transient%%' ORDER BY 1" ) ), "\n";
echo implode( "\n", $wpdb->get_col( "SELECT DISTINCT meta_key FROM $wpdb->usermeta WHERE user_id = 1 ORDER BY 1" ) ), "\n";
echo implode( "\n", array_unique( array_merge( ...array_map( 'array_keys', array_filter( _get_cron_array(), 'is_array' ) ) ) ) ), "\n";`)
}

// admin opens a page as the administrator.
func (s *stack) admin(path string) *browsertest.Tab {
	s.Helper()
	tab := s.Open(s.URL + "/wp-login.php")
	logInByPassword(tab, "boss", "boss-pass")
	tab.Wait("#wpadminbar")
	tab.Go(s.URL + path)
	return tab
}

func logInByPassword(tab *browsertest.Tab, name, password string) {
	tab.Helper()
	tab.Wait("#loginform")
	tab.Exec(`document.getElementById("user_login").value = %q; document.getElementById("user_pass").value = %q`, name, password)
	tab.Click("#wp-submit")
}

// installed does what the documents say: Plugins, Add New, Upload Plugin.
func installed(s *stack) {
	tab := s.admin("/wp-admin/plugin-install.php?tab=upload")
	tab.Exec(`document.querySelector(".upload-plugin").style.display = "block"`)
	tab.Do(chromedp.SetUploadFiles(chromedp.CSS("#pluginzip"), []string{s.zip}))
	tab.Click("#install-plugin-submit")
	tab.Wait(`a.button-primary[href*="action=activate"]`)
	tab.Click(`a.button-primary[href*="action=activate"]`)
	tab.Wait(`tr[data-slug="lwa-login-with-amazon"].active, tr[data-plugin="lwa-wasm/lwa-wasm.php"].active`)
	assert.Equal(s, "1", s.eval(`require_once ABSPATH . 'wp-admin/includes/plugin.php'; echo (int) is_plugin_active( 'lwa-wasm/lwa-wasm.php' );`))
}

func settings(s *stack) {
	_, page := s.page("/wp-login.php")
	assert.NotContains(s, page, "lwa-wasm-button", "nobody sees a button before there is a client id")
	tab := s.admin("/wp-admin/options-general.php?page=lwa-wasm")
	tab.Dress(desktop)
	tab.Wait("#lwa-wasm-client_id")
	copies := browsertest.Eval[[]string](tab, `Array.from(document.querySelectorAll(".lwa-wasm-copy code"), (code) => code.textContent)`)
	assert.Equal(s, []string{s.URL, s.callback()}, copies)

	save := func() {
		tab.Exec(`document.documentElement.dataset.old = "yes"`) // the page before has messages, too
		tab.Click("#submit")
		tab.Wait("html:not([data-old]) #wpbody .settings-error")
	}
	tab.Exec(`document.getElementById("lwa-wasm-client_id").value = "amzn1.oa2-cs.v1.secret"`)
	save()
	assert.Contains(s, tab.Text("#wpbody"), "This is no Client ID")
	assert.Empty(s, browsertest.Eval[string](tab, `document.getElementById("lwa-wasm-client_id").value`))
	tab.Exec(`document.getElementById("lwa-wasm-client_id").value = " %s "`, clientID)
	save()
	assert.Equal(s, clientID, browsertest.Eval[string](tab, `document.getElementById("lwa-wasm-client_id").value`))
	assert.Contains(s, tab.Text("#wpbody"), "At present new people can register by Amazon.")
	assert.NotContains(s, browsertest.Eval[string](tab, `document.getElementById("lwa-wasm-role").innerHTML`), "administrator")

	tab.Exec(`Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text; } } })`)
	tab.Click(".lwa-wasm-copy button")
	assert.Equal(s, s.URL, browsertest.Eval[string](tab, `window.copied`))
	tab.Click("#lwa-wasm-check")
	tab.Wait(`#lwa-wasm-findings[data-done]`)
	assert.NotContains(s, tab.Text("#lwa-wasm-findings"), "callback page is not there")
	tab.Exec(`scrollTo(0, 0)`)
	s.keep(tab, "wordpress-settings")

	// What the form cannot send, a request can: a role with power, and choices that there are not.
	s.eval(`$got = Lwa_Wasm_Settings::sanitize( array( 'client_id' => '%s', 'role' => 'administrator', 'region' => 'XX', 'exchange' => 'implicit', 'scopes' => array( 'openid' ), 'origins' => "https://app.example\nhttps://app.example/path\njavascript:x" ) );
foreach ( array( 'role' => 'subscriber', 'region' => 'NA', 'exchange' => 'code', 'scopes' => array( 'profile' ), 'origins' => 'https://app.example' ) as $k => $v ) { if ( $got[ $k ] !== $v ) { fwrite( STDERR, $k ); exit( 1 ); } }`, clientID)
}

// checked runs the check of the settings page: the plug-in's own, and with the component's doctor where the release has one.
func checked(s *stack) {
	tab := s.admin("/wp-admin/options-general.php?page=lwa-wasm")
	check := func() string {
		tab.Click("#lwa-wasm-check")
		tab.Wait(`#lwa-wasm-findings[data-done]`)
		return tab.Text("#lwa-wasm-findings")
	}
	files := filepath.Join(s.root, "wp-content/plugins/lwa-wasm/lwa")
	doctor := filepath.Join(files, "lwa-doctor.js")
	own, err := os.ReadFile(doctor)
	if err == nil {
		require.NoError(s, os.Remove(doctor))
		tab.Do(chromedp.Reload())
	}
	assert.Contains(s, check(), "Nothing stands in the way of a login")
	require.NoError(s, os.Rename(files, files+"-away"))
	tab.Expect("404")
	found := check()
	assert.Contains(s, found, "The callback page is not there")
	assert.Contains(s, found, "The file lwa.wasm is not there")
	require.NoError(s, os.Rename(files+"-away", files))

	for _, report := range []string{"found", "{ findings: found }"} {
		require.NoError(s, os.WriteFile(doctor, []byte(`const found = [{ code: "x", severity: "warning", what: "Seen: <b>", mend: "Do that" }];
export const doctor = async (options) => { if (!options.redirectUri) throw 0; return `+report+`; };`), 0o644))
		tab.Do(chromedp.Reload())
		assert.Equal(s, "Seen: <b>\n\nDo that", check())
	}
	require.NoError(s, os.Remove(doctor))
	if own != nil {
		require.NoError(s, os.WriteFile(doctor, own, 0o644))
	}
}

// loginTab opens the login page of a new visitor.
func (s *stack) loginTab() *browsertest.Tab {
	s.Helper()
	tab := s.Open(s.URL + "/wp-login.php")
	tab.Wait(button)
	return tab
}

const (
	button  = "div.lwa-wasm .lwa-wasm-button:not([hidden])"
	problem = "div.lwa-wasm .lwa-wasm-problem:not(:empty)"
)

// byPopup logs in by the button of the page.
func byPopup(tab *browsertest.Tab, person string) {
	tab.Helper()
	tab.Popup(func() { tab.Click(button) }).SignIn(person)
}

func firstAndSecond(s *stack) {
	tab := s.loginTab()
	tab.Dress(desktop)
	s.keep(tab, "wordpress-login")
	byPopup(tab, "Zoë")
	tab.Wait("body.home, body.blog, body.error404")
	want := []string{"zoe-oneil-sons subscriber " + zoe.UserID + " " + zoe.Email}
	assert.Equal(s, want, s.users())
	assert.Equal(s, zoe.Name, s.eval(`echo html_entity_decode( get_users( array( 'exclude' => array( 1 ) ) )[0]->display_name, ENT_QUOTES );`))
	tab.Go(s.URL + "/wp-admin/profile.php")
	tab.Wait("#lwa-wasm-linked")
	assert.Equal(s, "zoe-oneil-sons", browsertest.Eval[string](tab, `document.getElementById("user_login").value`))
	assert.Empty(s, browsertest.Eval[string](tab, `document.cookie.match(/lwa_wasm|wordpress_logged_in/)?.[0] ?? ""`), "no script reads a cookie that counts")

	second := s.loginTab()
	s.Fake.Forget()
	byPopup(second, "Zoë")
	second.Wait("body.home, body.blog, body.error404")
	assert.Equal(s, want, s.users(), "the second login finds the account")
	requests := s.Fake.Counts()
	assert.Positive(s, requests.CodesRedeemed)
	for _, r := range s.Fake.Requests() {
		asksDoctor := r.URL == "/auth/o2/tokeninfo" // from the settings page, without a token
		if !strings.HasPrefix(r.URL, "/ap/") && !strings.HasPrefix(r.URL, "/favicon") && !asksDoctor {
			assert.Contains(s, r.Header.Get("User-Agent"), "WordPress", "the browser redeems nothing: "+r.URL)
		}
	}
}

func byRedirect(s *stack) {
	tab := s.loginTab()
	tab.Exec(`window.open = () => null`)
	tab.Click(button)
	tab.SignIn("Zoë")
	tab.Wait("body.home, body.blog, body.error404")
	assert.Len(s, s.users(), 1)
	assert.Contains(s, s.users()[0], zoe.UserID)
}

func byToken(s *stack) {
	s.set(`'exchange' => 'token'`)
	tab := s.loginTab()
	byPopup(tab, "Zoë")
	tab.Wait("body.home, body.blog, body.error404")
	assert.Contains(s, s.users()[0], zoe.UserID)

	// A token of another client, as any site may have got it from its own visitor.
	v := s.visitor()
	s.as(hanako.UserID, func(f *fakeamazon.Faults) { f.Audience = "amzn1.application-oa2-client.other" })
	r := v.post("login", fields{"ticket": v.ticket(), "access_token": v.token()})
	assert.Equal(s, http.StatusForbidden, r.Status, r.Text)
	s.as(hanako.UserID)
	r = v.post("login", v.proof().with("ticket", v.ticket()))
	assert.Equal(s, http.StatusBadRequest, r.Status, "the settings say what the browser hands over")
	assert.Len(s, s.users(), 1)
}

func sameAddress(s *stack) {
	v := s.visitor()
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, v.logIn().Status)
	require.Equal(s, "zoe-oneil-sons", v.who())

	other := s.visitor()
	s.as(zoe.UserID, func(f *fakeamazon.Faults) {
		f.ProfileUser, f.TokenInfoUser = "amzn1.account.OTHER", "amzn1.account.OTHER"
	})
	r := other.logIn()
	assert.Equal(s, http.StatusForbidden, r.Status, r.Text)
	assert.Equal(s, "lwa_wasm_other", r.Code)
	assert.Empty(s, other.who())
	assert.Len(s, s.users(), 1)

	// The database finds a user_id that differs in case, or by a space, the same. It is not.
	s.as(zoe.UserID, func(f *fakeamazon.Faults) {
		f.ProfileUser, f.TokenInfoUser = strings.ToLower(zoe.UserID), strings.ToLower(zoe.UserID)
	})
	r = other.logIn()
	assert.Equal(s, "lwa_wasm_other", r.Code, r.Text)
	assert.Empty(s, other.who())

	tab := s.loginTab()
	tab.Click(button)
	tab.Wait(problem)
	assert.Contains(s, tab.Text(problem), "belongs to another Amazon account")
}

func linkByPassword(s *stack) {
	s.person("zoe", zoe.Email, `it's "right" \o/`)
	tab := s.loginTab()
	byPopup(tab, "Zoë")
	tab.Wait(".lwa-wasm-input")
	assert.Equal(s, []string{"zoe subscriber  " + zoe.Email}, s.users(), "an address opens nothing")
	s.keep(tab, "wordpress-password")
	give := func(password string) {
		tab.Exec(`document.querySelector(".lwa-wasm-input").value = %q`, password)
		tab.Click(".lwa-wasm-link")
	}
	give("wrong")
	tab.Wait(problem)
	assert.Contains(s, tab.Text(problem), "not the password")
	assert.Equal(s, []string{"zoe subscriber  " + zoe.Email}, s.users())
	give(`it's "right" \o/`)
	tab.Wait("body.home, body.blog, body.error404")
	assert.Equal(s, []string{"zoe subscriber " + zoe.UserID + " " + zoe.Email}, s.users())

	again := s.visitor()
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, again.logIn().Status, "only once")
	assert.Equal(s, "zoe", again.who())

	// What is known before the password is for the browser that brought it, and only while the setting asks for passwords.
	s.person("hanako", hanako.Email, "hanako-pass")
	s.as(hanako.UserID)
	v := s.visitor()
	r := v.logIn()
	require.Equal(s, "lwa_wasm_link", r.Code, r.Text)
	thief := s.visitor()
	body := fields{"pending": r.Data.Pending, "password": "hanako-pass"}
	assert.Equal(s, http.StatusForbidden, thief.post("password", body.with("ticket", thief.ticket())).Status)
	assert.Equal(s, http.StatusForbidden, v.post("password", body.with("ticket", v.ticket()).with("pending", r.Data.Pending+"A")).Status)
	s.set(`'existing' => 'refuse'`)
	assert.Equal(s, http.StatusForbidden, v.post("password", body.with("ticket", v.ticket())).Status)
	assert.Equal(s, "lwa_wasm_exists", v.logIn().Code)
	s.set(`'existing' => 'password'`)
	require.Equal(s, http.StatusOK, v.post("password", body.with("ticket", v.ticket())).Status)
}

func profilePage(s *stack) {
	s.person("zoe", "elsewhere@example.com", "zoe-pass")
	tab := s.Open(s.URL + "/wp-login.php")
	logInByPassword(tab, "zoe", "zoe-pass")
	tab.Wait("#wpadminbar")
	tab.Go(s.URL + "/wp-admin/profile.php")
	tab.Wait(button)
	byPopup(tab, "Zoë")
	tab.Wait("#lwa-wasm-linked")
	assert.Equal(s, []string{"zoe subscriber " + zoe.UserID + " elsewhere@example.com"}, s.users())
	s.as(zoe.UserID)
	v := s.visitor()
	require.Equal(s, http.StatusOK, v.logIn().Status)
	assert.Equal(s, "zoe", v.who())

	// Somebody else cannot have the same person, nor can a request without the nonce link anything.
	s.person("other", "other@example.com", "other-pass")
	other := s.visitor()
	other.form("/wp-login.php", map[string][]string{"log": {"other"}, "pwd": {"other-pass"}})
	require.Equal(s, "other", other.who())
	assert.Equal(s, http.StatusUnauthorized, other.post("account", other.proof().with("ticket", other.ticket())).Status)
	other.nonce = "0123456789"
	answer, _ := other.do(http.MethodPost, "/wp-json/lwa/v1/account", "application/json", "{}")
	assert.Equal(s, http.StatusForbidden, answer.StatusCode, "a wrong nonce")
	_, page := other.get("/wp-admin/profile.php")
	nonce := regexp.MustCompile(`var lwaWasm = .*"nonce":"(\w+)"`).FindStringSubmatch(page)
	require.NotNil(s, nonce, "the profile page has a nonce")
	other.nonce = nonce[1]
	r := other.post("account", other.proof().with("ticket", other.ticket()))
	assert.Equal(s, "lwa_wasm_taken", r.Code, r.Text)

	// Unlink: not for somebody else, not without its nonce, and then by the button.
	id := s.eval(`echo get_user_by( 'login', 'zoe' )->ID;`)
	other.form("/wp-admin/user-edit.php", map[string][]string{"action": {"update"}, "user_id": {id}, "lwa_wasm_do_unlink": {"1"}})
	assert.Contains(s, strings.Join(s.users(), "\n"), zoe.UserID)
	tab.Click(`button[name="lwa_wasm_do_unlink"]`)
	tab.Wait(button)
	assert.NotContains(s, strings.Join(s.users(), "\n"), zoe.UserID)
	s.set(`'register' => 'closed'`)
	assert.Equal(s, "lwa_wasm_closed", s.visitor().logIn().Code)
}

func closed(s *stack) {
	s.set(`'register' => 'closed'`)
	tab := s.loginTab()
	byPopup(tab, "Zoë")
	tab.Wait(problem)
	assert.Contains(s, tab.Text(problem), "takes no new members")
	s.set(`'register' => 'site'`)
	s.eval(`update_option( 'users_can_register', 0 );`)
	s.as(zoe.UserID)
	assert.Equal(s, "lwa_wasm_closed", s.visitor().logIn().Code, "as the whole site")
	assert.Equal(s, []string{""}, s.users())
	s.set(`'register' => 'open'`)
	assert.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	s.set(`'register' => 'closed'`)
	assert.Equal(s, http.StatusOK, s.visitor().logIn().Status, "who is here already logs in")
}

func role(s *stack) {
	s.set(`'role' => 'contributor'`)
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	assert.Contains(s, s.users()[0], " contributor ")
	// A role that has power by now, whoever chose it, is given to nobody.
	s.set(`'role' => 'administrator'`)
	s.as(hanako.UserID)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	assert.Contains(s, strings.Join(s.users(), "\n"), "amazon  "+hanako.UserID)
}

func cancelled(s *stack) {
	tab := s.loginTab()
	popup := tab.Popup(func() { tab.Click(button) })
	popup.Wait("button.person")
	popup.Click("#cancel")
	tab.Wait(problem)
	assert.Equal(s, "You did not agree at Amazon. Press the button to try again.", tab.Text(problem))
	byPopup(tab, "Zoë")
	tab.Wait("body.home, body.blog, body.error404")
}

func down(s *stack) {
	s.as(zoe.UserID)
	reset := fakeamazon.Fault{Reset: true}
	faults := []func(*fakeamazon.Faults){
		func(f *fakeamazon.Faults) { f.Token = reset },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{Status: 503} },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{Body: "<p>Sorry", ContentType: "text/html"} },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{Body: `"text"`} },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{HugeBody: 1 << 20} },
		func(f *fakeamazon.Faults) { f.Token = fakeamazon.Fault{Redirect: s.URL + "/", RedirectStatus: 307} },
		func(f *fakeamazon.Faults) { f.TokenInfo = reset },
		func(f *fakeamazon.Faults) { f.TokenInfo = fakeamazon.Fault{Body: "[]"} },
		func(f *fakeamazon.Faults) { f.Profile = fakeamazon.Fault{Status: 500} },
	}
	for i, fault := range faults {
		v := s.visitor()
		body := v.proof()
		s.as(zoe.UserID, fault)
		r := v.post("login", body.with("ticket", v.ticket()))
		assert.Contains(s, []int{http.StatusBadGateway, http.StatusForbidden}, r.Status, "%d: %s", i, r.Text)
		assert.NotContains(s, r.Text, body["code"])
		s.as(zoe.UserID)
	}
	assert.Equal(s, []string{""}, s.users())
	s.Fake.SetFaults(fakeamazon.Faults{Token: reset})
	tab := s.loginTab()
	byPopup(tab, "Zoë")
	tab.Wait(problem)
	assert.Equal(s, "Amazon does not answer at the moment. Log in with your password, or try again later.", tab.Text(problem))

	// The site's own REST API is off for visitors: what the other plug-in says helps nobody.
	s.eval(`update_option( 'test_no_rest', 1 );`)
	s.as(zoe.UserID)
	off := s.loginTab()
	off.Click(button)
	off.Wait(problem)
	assert.Equal(s, "This site does not answer as it should. Reload the page, and try again.", off.Text(problem))
}

func tampered(s *stack) {
	s.as(zoe.UserID)
	v := s.visitor()
	good := v.proof()
	for name, body := range map[string]fields{
		"code":                 good.with("code", "AN"+good["code"].(string)),
		"verifier":             good.with("code_verifier", strings.Repeat("A", 52)),
		"return address":       good.with("redirect_uri", s.URL+"/elsewhere"),
		"no verifier":          good.with("code_verifier", nil),
		"list for a text":      good.with("code", []string{"x"}),
		"too long":             good.with("code", strings.Repeat("x", 5000)),
		"the browser's word":   fields{"user_id": zoe.UserID, "email": zoe.Email, "profile": fields{"user_id": zoe.UserID}},
		"a token where a code": fields{"access_token": v.token()},
	} {
		r := v.post("login", body.with("ticket", v.ticket()))
		assert.Contains(s, []int{http.StatusForbidden, http.StatusBadRequest}, r.Status, "%s: %s", name, r.Text)
		assert.Empty(s, r.Pass, name)
	}
	for name, change := range map[string]func(*fakeamazon.Faults){
		"aud":           func(f *fakeamazon.Faults) { f.Audience = "amzn1.application-oa2-client.other" },
		"two people":    func(f *fakeamazon.Faults) { f.ProfileUser = "amzn1.account.OTHER" },
		"nobody":        func(f *fakeamazon.Faults) { f.TokenInfoUser = "amzn1.account.OTHER" },
		"no user_id":    func(f *fakeamazon.Faults) { f.Profile = fakeamazon.Fault{Body: `{"email":"zoe@example.com"}`} },
		"list as id":    func(f *fakeamazon.Faults) { f.Profile = fakeamazon.Fault{Body: `{"user_id":["` + zoe.UserID + `"]}`} },
		"aud as number": func(f *fakeamazon.Faults) { f.TokenInfo = fakeamazon.Fault{Body: `{"aud":0,"user_id":"x"}`} },
	} {
		s.as(zoe.UserID, change)
		r := v.logIn()
		assert.Equal(s, http.StatusForbidden, r.Status, "%s: %s", name, r.Text)
	}
	s.as(zoe.UserID)
	ticket := v.ticket()
	for name, bad := range map[string]string{
		"none": "", "another's": s.visitor().ticket(), "later": "9" + ticket, "cut": ticket[:len(ticket)-1], "letters": "x.y.z",
	} {
		r := v.post("login", v.proof().with("ticket", bad))
		assert.Contains(s, []int{http.StatusForbidden, http.StatusBadRequest}, r.Status, "%s: %s", name, r.Text)
	}
	assert.Equal(s, []string{""}, s.users())
	r := v.post("login", v.proof().with("ticket", ticket))
	assert.Equal(s, http.StatusOK, r.Status, "the ticket itself is good: %s", r.Text)
	answer := v.enter(r.Pass[:len(r.Pass)-2])
	assert.Equal(s, http.StatusForbidden, answer.StatusCode)
	assert.Empty(s, v.who())
}

func replayed(s *stack) {
	s.as(zoe.UserID)
	v := s.visitor()
	body := v.proof().with("ticket", v.ticket())
	r := v.post("login", body)
	require.Equal(s, http.StatusOK, r.Status, r.Text)
	assert.Equal(s, http.StatusForbidden, v.post("login", body).Status, "the whole request")
	assert.Equal(s, http.StatusForbidden, v.post("login", body.with("ticket", v.ticket())).Status, "the code")
	assert.Equal(s, http.StatusForbidden, v.post("login", v.proof().with("ticket", body["ticket"])).Status, "the ticket")

	thief := s.visitor()
	thief.ticket()
	assert.Equal(s, http.StatusForbidden, thief.enter(r.Pass).StatusCode, "the pass, in another browser")
	assert.Empty(s, thief.who())
	v.origin = "https://evil.example"
	assert.Equal(s, http.StatusForbidden, v.enter(r.Pass).StatusCode, "the pass, from a form of another site")
	v.origin = ""
	require.Equal(s, http.StatusSeeOther, v.enter(r.Pass).StatusCode)
	assert.Equal(s, "zoe-oneil-sons", v.who())
	v.get("/wp-login.php?loggedout=true")
	fresh := s.visitor()
	fresh.client.Jar = v.client.Jar
	assert.Equal(s, http.StatusForbidden, fresh.enter(r.Pass).StatusCode, "the pass, again")
	s.set(`'exchange' => 'token'`)
	token := v.token()
	used := v.ticket()
	require.Equal(s, http.StatusOK, v.post("login", fields{"ticket": used, "access_token": token}).Status)
	assert.Equal(s, http.StatusForbidden, v.post("login", fields{"ticket": used, "access_token": token}).Status)
}

func otherSites(s *stack) {
	s.as(zoe.UserID)
	v := s.visitor()
	body := v.proof().with("ticket", v.ticket())
	v.origin = "https://evil.example"
	for _, route := range []string{"ticket", "login", "password", "account", "session"} {
		r := v.post(route, body.with("pending", "x").with("password", "x"))
		assert.Equal(s, http.StatusForbidden, r.Status, route)
		assert.Empty(s, r.Header.Get("Access-Control-Allow-Origin"), route)
		assert.Empty(s, r.Header.Get("Access-Control-Allow-Credentials"), route)
		assert.Contains(s, r.Header.Get("Cache-Control"), "no-store", route)
	}
	answer, _ := v.do(http.MethodOptions, "/wp-json/lwa/v1/login", "", "")
	assert.Empty(s, answer.Header.Get("Access-Control-Allow-Origin"))
	v.origin = ""
	assert.Equal(s, http.StatusOK, v.post("login", body).Status, "nothing was touched")
	// On https, no other host of the domain can set the cookie that a ticket is bound to.
	assert.Equal(s, "__Host-lwa_wasm_browser", s.eval(`$_SERVER['HTTPS'] = 'on'; Lwa_Wasm_Gate::ticket(); echo implode( ',', array_keys( $_COOKIE ) );`))
}

func targets(s *stack) {
	s.as(zoe.UserID)
	for wanted, want := range map[string]string{
		s.URL + "/shop/?a=b":                 s.URL + "/shop/?a=b",
		"/shop/":                             "/shop/",
		"":                                   s.URL + "/",
		"https://evil.example/":              s.URL + "/",
		"//evil.example/":                    s.URL + "/",
		`/\evil.example/`:                    "/evil.example/", // a path of this site
		"javascript:alert(1)":                s.URL + "/",
		"http://localhost@evil.example/":     s.URL + "/",
		"https://evil.example/\r\nX-Evil: 1": s.URL + "/",
	} {
		v := s.visitor()
		r := v.post("login", v.proof().with("ticket", v.ticket()).with("redirect_to", wanted))
		require.Equal(s, http.StatusOK, r.Status, r.Text)
		answer := v.enter(r.Pass)
		require.Equal(s, http.StatusSeeOther, answer.StatusCode)
		assert.Equal(s, want, answer.Header.Get("Location"), wanted)
		assert.Contains(s, answer.Header.Get("Cache-Control"), "no-cache")
		assert.Empty(s, answer.Header.Get("X-Evil"))
	}
}

func limits(s *stack) {
	s.person("zoe", zoe.Email, "right")
	s.as(zoe.UserID)
	v := s.visitor()
	r := v.logIn()
	require.Equal(s, "lwa_wasm_link", r.Code, r.Text)
	s.eval(`update_option( 'test_limits', 1 );`)
	var last reply
	for range 6 {
		last = v.post("password", fields{"ticket": v.ticket(), "pending": r.Data.Pending, "password": "wrong"})
	}
	assert.Equal(s, http.StatusTooManyRequests, last.Status, last.Text)
	last = v.post("password", fields{"ticket": v.ticket(), "pending": r.Data.Pending, "password": "right"})
	assert.Equal(s, http.StatusTooManyRequests, last.Status, "guessing ends, even when it is right")
	for range 45 {
		last = v.post("ticket", fields{})
	}
	assert.Equal(s, http.StatusTooManyRequests, last.Status)
	assert.Equal(s, "There were too many attempts. Wait a few minutes, then try again.", last.Message)
	assert.Equal(s, []string{"zoe subscriber  " + zoe.Email}, s.users())
}

func trouble(s *stack) {
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	// Another plug-in locks the account.
	s.eval(`update_user_meta( get_user_by( 'email', '%s' )->ID, 'test_locked', 1 );`, zoe.Email)
	r := s.visitor().logIn()
	assert.Equal(s, http.StatusForbidden, r.Status)
	assert.Equal(s, "Locked by another plug-in.", r.Message)
	s.eval(`delete_user_meta( get_user_by( 'email', '%s' )->ID, 'test_locked' );`, zoe.Email)
	// A password by mail proves an address that nobody had proved; what was bound before may be a trap.
	s.eval(`reset_password( get_user_by( 'email', '%s' ), 'by-mail' );`, zoe.Email)
	assert.Equal(s, "lwa_wasm_link", s.visitor().logIn().Code)
	// Two accounts with one person.
	s.person("a", "a@example.com", "x")
	s.person("b", "b@example.com", "x")
	s.eval(`foreach ( array( 'a', 'b' ) as $n ) { update_user_meta( get_user_by( 'login', $n )->ID, 'lwa_wasm_user_id', '%s' ); }`, zoe.UserID)
	assert.Equal(s, "lwa_wasm_ambiguous", s.visitor().logIn().Code)
	assert.Contains(s, s.eval(`echo Lwa_Wasm_Health::setup()['description'];`), "a, b")
	// Many at once, one account.
	s.as(hanako.UserID)
	visitors := make([]*visitor, 6)
	bodies := make([]fields, len(visitors))
	for i := range visitors {
		visitors[i] = s.visitor()
		bodies[i] = visitors[i].proof().with("ticket", visitors[i].ticket())
	}
	done := make(chan reply)
	for i, v := range visitors {
		go func() { done <- v.post("login", bodies[i]) }()
	}
	for range visitors {
		r := <-done
		assert.Contains(s, []int{http.StatusOK, http.StatusConflict}, r.Status, r.Text)
	}
	assert.Equal(s, 1, strings.Count(strings.Join(s.users(), "\n"), hanako.UserID))
}

// pages makes a page of the site, and returns its path.
func (s *stack) addPage(slug, content string) string {
	s.Helper()
	s.eval(`wp_insert_post( wp_slash( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_name' => '%[1]s', 'post_title' => '%[1]s', 'post_content' => '%[2]s' ) ) );`, slug, content)
	return "/" + slug + "/"
}

func places(s *stack) {
	shop := s.addPage("by-shop", "[test_shop]")
	short := s.addPage("by-shortcode", `[lwa_login label="Come &lt;in&gt;" redirect="https://evil.example/"]`)
	for _, path := range []string{"/wp-login.php", "/wp-login.php?action=register", shop, short} {
		_, text := s.page(path)
		assert.Equal(s, 1, strings.Count(text, `class="lwa-wasm-button"`), path)
		assert.NotContains(s, text, "evil.example", path)
		known := regexp.MustCompile(`var lwaWasm = .*`).FindString(text)
		assert.Contains(s, known, clientID, path)
		assert.NotContains(s, known, "nonce", "%s may be cached", path)
	}
	tab := s.Open(s.URL + short)
	tab.Wait(button)
	assert.Equal(s, "Come <in>", tab.Text(button))
	byPopup(tab, "Zoë")
	tab.Wait("p.lwa-wasm-in")
	assert.Equal(s, s.URL+short, browsertest.Eval[string](tab, `location.href`), "people stay where they are")
	assert.Contains(s, tab.Text("p.lwa-wasm-in"), "You are logged in as "+zoe.Name)

	s.set(`'on_login' => false, 'on_register' => false, 'on_shop' => false`)
	for _, path := range []string{"/wp-login.php", "/wp-login.php?action=register", shop} {
		_, text := s.page(path)
		assert.NotContains(s, text, "lwa-wasm-button", path)
	}
	// Where redirect_to is given, it is the target, if it is of this site.
	s.set(`'on_login' => true`)
	_, text := s.page("/wp-login.php?redirect_to=" + "https%3A%2F%2Fevil.example%2F")
	assert.Contains(s, text, `data-redirect=""`)
	_, text = s.page("/wp-login.php?redirect_to=" + "%2Fby-shop%2F")
	assert.Contains(s, text, `data-redirect="/by-shop/"`)
}

func block(s *stack) {
	tab := s.admin("/wp-admin/post-new.php?post_type=page")
	tab.Dress(desktop)
	tab.Expect("") // the editor's own warnings
	tab.Wait(".block-editor-writing-flow, .edit-post-visual-editor")
	tab.Exec(`(() => {
		wp.data.dispatch("core/edit-post").toggleFeature("welcomeGuide");
		const block = wp.blocks.createBlock("lwa-wasm/login", { label: "Log in with your Amazon account" });
		window.ours = block.clientId;
		wp.data.dispatch("core/editor").editPost({ title: "Welcome back" });
		wp.data.dispatch("core/block-editor").insertBlocks(block);
	})()`)
	tab.Wait(`[data-type="lwa-wasm/login"] .lwa-wasm-button`)
	assert.Equal(s, "Log in with your Amazon account", tab.Text(`[data-type="lwa-wasm/login"] .lwa-wasm-button`))
	tab.Exec(`wp.data.dispatch("core/block-editor").updateBlockAttributes(window.ours, { label: "Enter by Amazon" })`)
	tab.Do(chromedp.WaitVisible(chromedp.Search(`//*[@data-type="lwa-wasm/login"]//button[contains(., "Enter by Amazon")]`)))
	tab.Exec(`wp.data.dispatch("core/block-editor").selectBlock(window.ours)`)
	tab.Wait(".block-editor-block-inspector .components-text-control__input")
	s.keep(tab, "wordpress-block")
	address := browsertest.Eval[string](tab, `(async () => {
		wp.data.dispatch("core/editor").editPost({ status: "publish" });
		await wp.data.dispatch("core/editor").savePost();
		return wp.data.select("core/editor").getPermalink();
	})()`)
	visitor := s.Open(address)
	visitor.Wait(button)
	assert.Equal(s, "Enter by Amazon", visitor.Text(button))
	byPopup(visitor, "Zoë")
	visitor.Wait("p.lwa-wasm-in")
}

func noScript(s *stack) {
	tab := s.Blank()
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	tab.Go(s.URL + "/wp-login.php")
	tab.Wait(".lwa-wasm noscript p")
	s.keep(tab, "wordpress-noscript")
	_, text := s.page("/wp-login.php")
	assert.Regexp(s, `<noscript><p>Login with Amazon needs JavaScript[^<]*</p></noscript>`, text)
	assert.Regexp(s, `<button type="button" class="lwa-wasm-button" hidden>`, text)
}

func german(s *stack) {
	require.NoError(s, os.MkdirAll(s.root+"/wp-content/languages", 0o755))
	mo, err := os.ReadFile(s.root + "/wp-content/plugins/lwa-wasm/languages/lwa-wasm-de_DE.mo")
	require.NoError(s, err)
	require.NoError(s, os.WriteFile(s.root+"/wp-content/languages/de_DE.mo", mo, 0o644)) // so that the language counts as installed
	s.eval(`update_option( 'WPLANG', 'de_DE' );`)
	tab := s.loginTab()
	assert.Equal(s, "Mit Amazon anmelden", tab.Text(button))
	popup := tab.Popup(func() { tab.Click(button) })
	popup.Wait("button.person")
	popup.Click("#cancel")
	tab.Wait(problem)
	assert.Equal(s, "Sie haben bei Amazon nicht zugestimmt. Drücken Sie die Schaltfläche, um es noch einmal zu versuchen.", tab.Text(problem))
	var asked string
	for _, r := range s.Fake.Requests() {
		if strings.HasPrefix(r.URL, "/ap/oa?") {
			asked = r.URL
		}
	}
	assert.Contains(s, asked, "de-DE", "Amazon's pages, too")
	s.as(zoe.UserID)
	r := s.visitor().post("login", fields{"ticket": "x"})
	assert.Contains(s, r.Message, "Diese Anmeldung hat nicht in diesem Browser begonnen")
	settings := s.admin("/wp-admin/options-general.php?page=lwa-wasm")
	settings.Wait("#lwa-wasm-client_id")
	assert.Contains(s, settings.Text("#wpbody"), "Bei Amazon registrieren")
}

func health(s *stack) {
	assert.Equal(s, "recommended", s.eval(`echo Lwa_Wasm_Health::setup()['status'];`), "the stand-in for Amazon is named")
	assert.Contains(s, s.eval(`echo Lwa_Wasm_Health::setup()['description'];`), "LWA_WASM_PROVIDER")
	assert.Equal(s, "good", s.eval(`echo Lwa_Wasm_Health::network()['status'];`), s.eval(`echo Lwa_Wasm_Health::network()['description'];`))
	answer, _ := s.page("/wp-json/lwa/v1/health")
	assert.Equal(s, http.StatusUnauthorized, answer.StatusCode)
	tab := s.admin("/wp-admin/site-health.php")
	tab.Expect("")
	tab.Do(chromedp.WaitVisible(chromedp.Search(`//*[contains(@class, "health-check-accordion")]//*[contains(text(), "Login with Amazon needs a change")]`)))
	s.set(`'client_id' => ''`)
	assert.Contains(s, s.eval(`echo Lwa_Wasm_Health::setup()['description'];`), "There is no Client ID")
	callback := s.root + "/wp-content/plugins/lwa-wasm/lwa/lwa-callback.html"
	page, err := os.ReadFile(callback)
	require.NoError(s, err)
	require.NoError(s, os.Remove(callback))
	assert.Contains(s, s.eval(`echo Lwa_Wasm_Health::setup()['description'];`), "lwa-callback.html is missing")
	assert.Equal(s, "recommended", s.eval(`echo Lwa_Wasm_Health::network()['status'];`))
	require.NoError(s, os.WriteFile(callback, page, 0o644))
}

func moved(s *stack) {
	s.addPage("members", "[lwa_login]")
	s.eval(`update_option( 'test_moved', 1 );`)
	require.NoError(s, os.Rename(s.root+"/wp-login.php", s.root+"/hidden.php"))
	defer func() { require.NoError(s, os.Rename(s.root+"/hidden.php", s.root+"/wp-login.php")) }()
	tab := s.Open(s.URL + "/members/")
	tab.Wait(button)
	byPopup(tab, "Zoë")
	tab.Wait("p.lwa-wasm-in")
	assert.Contains(s, s.users()[0], zoe.UserID)
	_, text := s.visitor().form("/", map[string][]string{"lwa_wasm_pass": {"x"}})
	assert.Contains(s, text, s.URL+"/members/", "the way on leads where the login is")
}

func uninstalled(s *stack, before string) {
	s.reset()
	s.set(`'keep_token' => true`)
	s.as(zoe.UserID)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	require.NotEqual(s, before, s.stored())
	s.eval(`require_once ABSPATH . 'wp-admin/includes/plugin.php'; require_once ABSPATH . 'wp-admin/includes/file.php';
deactivate_plugins( 'lwa-wasm/lwa-wasm.php' );
$done = delete_plugins( array( 'lwa-wasm/lwa-wasm.php' ) );
if ( true !== $done ) { exit( 1 ); }`)
	after := s.stored()
	assert.NotContains(s, after, "lwa")
	assert.Equal(s, "0", s.eval(`global $wpdb; echo $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->usermeta WHERE meta_key LIKE 'lwa%%'" );`))
	assert.Equal(s, "0", s.eval(`global $wpdb; echo $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE '%%lwa%%'" );`))
	assert.NoDirExists(s, filepath.Join(s.root, "wp-content/plugins/lwa-wasm"))
	assert.Len(s, s.users(), 1, "the accounts stay")
}

// logs holds that no secret is in a log, and that PHP had nothing to say about the plug-in.
func logs(s *stack) {
	for _, name := range []string{"debug.log", "php.log", "access.log"} {
		text, err := os.ReadFile(filepath.Join(s.dir, name))
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(s, err)
		if name != "access.log" {
			assert.NotContains(s, string(text), "plugins/lwa-wasm/", name)
			continue
		}
		for _, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, "/lwa/v1/amazon/") || strings.Contains(line, "lwa-callback.html") {
				continue // the web server's, which docs/wordpress.md says how to quieten
			}
			for _, secret := range s.Fake.Secrets() {
				require.NotContains(s, line, secret)
			}
		}
	}
}

// keep writes a picture of the page to the folder that SCREENS names.
func (s *stack) keep(tab *browsertest.Tab, name string) {
	s.Helper()
	dir := os.Getenv("SCREENS")
	if dir == "" {
		return
	}
	picture := browsertest.Run(tab, chromedp.CaptureScreenshot())
	require.NoError(s, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s.png", name)), picture, 0o644))
}
