<?php
/**
 * Removes what the plug-in stored. The accounts stay: they are people's.
 *
 * @package Lwa_Wasm
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/**
 * Removes what one site stored.
 */
function lwa_wasm_uninstall_site(): void {
	delete_option( 'lwa_wasm_settings' );
	delete_option( 'lwa_wasm_schema' );
	wp_clear_scheduled_hook( 'lwa_wasm_sweep' );
}

if ( is_multisite() ) {
	$lwa_wasm_sites = get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	);
	foreach ( $lwa_wasm_sites as $lwa_wasm_site ) {
		switch_to_blog( $lwa_wasm_site );
		lwa_wasm_uninstall_site();
		restore_current_blog();
	}
} else {
	lwa_wasm_uninstall_site();
}

foreach ( array( 'lwa_wasm_user_id', 'lwa_wasm_since', 'lwa_wasm_made_by_login', 'lwa_wasm_token' ) as $lwa_wasm_key ) {
	delete_metadata( 'user', 0, $lwa_wasm_key, '', true );
}

global $wpdb;
$wpdb->query( "DROP TABLE IF EXISTS {$wpdb->base_prefix}lwa_wasm_hits" ); // phpcs:ignore WordPress.DB -- our own table.
