package wordpress

import (
	"strings"

	"github.com/lwa-wasm/lwa/internal/browsertest"
	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

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

// stored is everything that plug-ins leave behind: tables, names of options, of user meta, and of
// events.
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

// loginTab opens the login page of a new visitor.
func (s *stack) loginTab() *browsertest.Tab {
	s.Helper()
	tab := s.Open(s.URL + "/wp-login.php")
	tab.Wait(button)
	return tab
}

// pages makes a page of the site, and returns its path.
func (s *stack) addPage(slug, content string) string {
	s.Helper()
	s.eval(`wp_insert_post( wp_slash( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_name' => '%[1]s', 'post_title' => '%[1]s', 'post_content' => '%[2]s' ) ) );`, slug, content)
	return "/" + slug + "/"
}
