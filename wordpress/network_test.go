package wordpress

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/lwa-wasm/lwa/internal/fakeamazon"
)

// networkClient is the client of the network's second site.
const networkClient = "amzn1.application-oa2-client.0000000000000000000000000000000b"

// network walks through a login on the second site of a network, which shares its people with the
// first.
func network(one *stack) {
	s := *one
	host := "localhost:" + s.networkPort
	s.URL, s.client, s.env = "http://"+host+"/two", networkClient, []string{"LWA_NETWORK=" + host}
	require.NoError(s, s.Fake.AddClient(fakeamazon.Client{ID: networkClient, RedirectURIs: []string{s.callback()}}))
	s.php(fmt.Sprintf(`define( 'WP_INSTALLING', true ); %s
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Teapots', 'boss', 'boss@example.com', true, '', 'boss-pass' );
update_option( 'siteurl', 'http://%[2]s' ); update_option( 'home', 'http://%[2]s' );
foreach ( $wpdb->tables( 'ms_global' ) as $table => $prefixed ) { $wpdb->$table = $prefixed; }
require ABSPATH . 'wp-admin/includes/network.php';
install_network();
$done = populate_network( 1, '%[2]s', 'boss@example.com', 'Teapots', '/', false );
if ( is_wp_error( $done ) && 'no_wildcard_dns' !== $done->get_error_code() ) { fwrite( STDERR, $done->get_error_message() ); exit( 1 ); }`, load, host))
	s.eval(`require_once ABSPATH . 'wp-admin/includes/plugin.php';
$id = wp_insert_site( array( 'domain' => '%[1]s', 'path' => '/two/', 'network_id' => 1, 'user_id' => 1, 'title' => 'Two' ) );
if ( 2 !== $id ) { fwrite( STDERR, is_wp_error( $id ) ? $id->get_error_message() : $id ); exit( 1 ); }
$wpdb->update( $wpdb->blogs, array( 'domain' => '%[1]s' ), array( 'blog_id' => 2 ) ); // WordPress 6.1 drops the colon
clean_blog_cache( 2 );
$done = activate_plugin( 'lwa-wasm/lwa-wasm.php', '', true );
if ( is_wp_error( $done ) ) { exit( 1 ); }
switch_to_blog( 2 );
update_option( 'siteurl', '%[2]s' ); update_option( 'home', '%[2]s' );
update_option( 'permalink_structure', '/%%postname%%/' ); delete_option( 'rewrite_rules' );`, host, s.URL)
	s.eval(`switch_to_blog( 2 );
update_option( 'lwa_wasm_settings', array_merge( Lwa_Wasm_Settings::defaults(), array( 'client_id' => '%s', 'register' => 'open' ) ) );
update_site_option( 'registration', 'none' );`, networkClient)

	s.as(zoe.UserID)
	assert.Equal(s, "lwa_wasm_closed", s.visitor().logIn().Code, "the network takes nobody")
	s.eval(`update_site_option( 'registration', 'user' );`)
	v := s.visitor()
	require.Equal(s, http.StatusOK, v.logIn().Status)
	assert.Equal(s, "zoeoneilsons", v.who())
	sites := func() string {
		return s.eval(`$u = get_user_by( 'login', 'zoeoneilsons' ); echo implode( ',', array_keys( get_blogs_of_user( $u->ID ) ) ), ' ', get_user_meta( $u->ID, 'lwa_wasm_user_id', true );`)
	}
	assert.Equal(s, "2 "+zoe.UserID, sites(), "a member of the site they came to")
	s.eval(`remove_user_from_blog( get_user_by( 'login', 'zoeoneilsons' )->ID, 2 ); update_site_option( 'registration', 'none' );`)
	assert.Equal(s, "lwa_wasm_closed", s.visitor().logIn().Code, "not a member any more")
	s.eval(`update_site_option( 'registration', 'user' );`)
	require.Equal(s, http.StatusOK, s.visitor().logIn().Status)
	assert.Equal(s, "2 "+zoe.UserID, sites(), "the same account")
	s.eval(`update_user_status( get_user_by( 'login', 'zoeoneilsons' )->ID, 'spam', 1 );`)
	assert.Equal(s, "lwa_wasm_spam", s.visitor().logIn().Code)

	// A pass is for its site, and the first site has settings of its own.
	s.eval(`update_user_status( get_user_by( 'login', 'zoeoneilsons' )->ID, 'spam', 0 );`)
	v = s.visitor()
	r := v.post("login", v.proof().with("ticket", v.ticket()))
	require.NotEmpty(s, r.Pass, r.Text)
	answer, _ := v.form("http://"+host+"/", map[string][]string{"lwa_wasm_pass": {r.Pass}})
	assert.Equal(s, http.StatusForbidden, answer.StatusCode)
	_, page := v.get("http://" + host + "/wp-login.php")
	assert.NotContains(s, page, "lwa-wasm-button")

	left := s.eval(`require_once ABSPATH . 'wp-admin/includes/plugin.php';
deactivate_plugins( 'lwa-wasm/lwa-wasm.php', false, true );
uninstall_plugin( 'lwa-wasm/lwa-wasm.php' );
global $wpdb;
echo implode( ' ', $wpdb->get_col( "SHOW TABLES LIKE '%%lwa%%'" ) );
foreach ( array( $wpdb->base_prefix, $wpdb->base_prefix . '2_' ) as $prefix ) { echo implode( ' ', $wpdb->get_col( "SELECT option_name FROM {$prefix}options WHERE option_name LIKE 'lwa%%'" ) ); }
echo implode( ' ', $wpdb->get_col( "SELECT meta_key FROM $wpdb->usermeta WHERE meta_key LIKE 'lwa%%'" ) );`)
	assert.Empty(s, strings.TrimSpace(left))
}
