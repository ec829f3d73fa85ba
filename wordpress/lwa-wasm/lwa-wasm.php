<?php
/**
 * Login with Amazon for WordPress.
 *
 * @package Lwa_Wasm
 *
 * @wordpress-plugin
 * Plugin Name:       LWA: Login with Amazon
 * Description:       People log in with their Amazon account. The server redeems the code; no client secret, no third-party script.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      8.1
 * Author:            The lwa.js authors
 * License:           MIT
 * License URI:       https://opensource.org/license/mit
 * Text Domain:       lwa-wasm
 * Domain Path:       /languages
 */

defined( 'ABSPATH' ) || exit;

define( 'LWA_WASM_VERSION', '0.1.0' );
define( 'LWA_WASM_FILE', __FILE__ );

foreach ( array( 'settings', 'site', 'store', 'gate', 'amazon', 'accounts', 'entrance', 'rest', 'session', 'forward', 'button', 'profile', 'admin', 'health' ) as $lwa_wasm_part ) {
	require_once __DIR__ . '/includes/class-lwa-wasm-' . $lwa_wasm_part . '.php';
}
unset( $lwa_wasm_part );

register_activation_hook( __FILE__, array( 'Lwa_Wasm_Store', 'install' ) );
register_deactivation_hook( __FILE__, array( 'Lwa_Wasm_Store', 'pause' ) );

Lwa_Wasm_Store::register();
Lwa_Wasm_Settings::register();
Lwa_Wasm_Entrance::register();
Lwa_Wasm_Gate::register();
Lwa_Wasm_Rest::register();
Lwa_Wasm_Session::register();
Lwa_Wasm_Forward::register();
Lwa_Wasm_Button::register();
Lwa_Wasm_Accounts::register();
Lwa_Wasm_Profile::register();
Lwa_Wasm_Admin::register();
Lwa_Wasm_Health::register();

/**
 * Loads the translations that come with the plug-in.
 */
function lwa_wasm_load_textdomain(): void {
	load_plugin_textdomain( 'lwa-wasm', false, dirname( plugin_basename( LWA_WASM_FILE ) ) . '/languages' );
}
add_action( 'init', 'lwa_wasm_load_textdomain' );

/**
 * Returns the Amazon access token of a user, for other plug-ins.
 *
 * There is one only if the setting "Keep the access token" is on, and for the hour that the token
 * lives.
 *
 * @param int $user_id The WordPress user.
 * @return string The token, or an empty string.
 */
function lwa_wasm_token( int $user_id ): string {
	return Lwa_Wasm_Accounts::kept_token( $user_id );
}
