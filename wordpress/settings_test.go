package wordpress

import (
	"net/http"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/browsertest"
)

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

// checked runs the check of the settings page: the plug-in's own, and with the component's doctor
// where the release has one.
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
