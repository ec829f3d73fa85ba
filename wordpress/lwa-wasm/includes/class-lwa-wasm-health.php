<?php
/**
 * What an administrator needs to know, in Tools, Site Health.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Two tests: what the site itself knows, and what it takes a request to find out.
 */
final class Lwa_Wasm_Health {
	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_filter( 'site_status_tests', array( self::class, 'tests' ) );
		add_action( 'rest_api_init', array( self::class, 'routes' ) );
	}

	/**
	 * Hook: site_status_tests.
	 *
	 * @param array $tests The tests.
	 */
	public static function tests( $tests ): array {
		$tests['direct']['lwa_wasm_setup']  = array(
			'label' => __( 'Login with Amazon: settings', 'lwa-wasm' ),
			'test'  => array( self::class, 'setup' ),
		);
		$tests['async']['lwa_wasm_network'] = array(
			'label'             => __( 'Login with Amazon: requests', 'lwa-wasm' ),
			'test'              => rest_url( 'lwa/v1/health' ),
			'has_rest'          => true,
			'async_direct_test' => array( self::class, 'network' ),
		);
		return $tests;
	}

	/**
	 * Hook: rest_api_init.
	 */
	public static function routes(): void {
		register_rest_route(
			Lwa_Wasm_Rest::SPACE,
			'/health',
			array(
				'methods'             => 'GET',
				'callback'            => array( self::class, 'network' ),
				'permission_callback' => static fn(): bool => current_user_can( 'view_site_health_checks' ),
				'show_in_index'       => false,
			)
		);
	}

	/**
	 * What the site knows without asking anybody.
	 */
	public static function setup(): array {
		$problems = array();
		if ( ! Lwa_Wasm_Settings::complete() ) {
			$problems[] = __( 'There is no Client ID in the settings: nobody sees a button.', 'lwa-wasm' );
		}
		foreach ( array( 'lwa.js', 'lwa-run.js', 'lwa.wasm', 'lwa-callback.html' ) as $name ) {
			if ( ! Lwa_Wasm_Site::has( $name ) ) {
				/* translators: %s: a file. */
				$problems[] = sprintf( __( 'The file lwa/%s is missing: upload the plug-in again.', 'lwa-wasm' ), $name );
			}
		}
		foreach ( Lwa_Wasm_Site::origins() as $origin ) {
			if ( ! str_starts_with( $origin, 'https://' ) && ! preg_match( '#^http://(localhost|127\.0\.0\.1)(:|$)#', $origin ) ) {
				/* translators: %s: an address. */
				$problems[] = sprintf( __( '%s is not https: browsers run no logins there. Change both addresses in Settings, General.', 'lwa-wasm' ), $origin );
			}
		}
		if ( Lwa_Wasm_Settings::get( 'forward' ) && '' === Lwa_Wasm_Site::forward_path() ) {
			$problems[] = __( 'The forward needs permalinks that are not plain: choose others in Settings, Permalinks.', 'lwa-wasm' );
		}
		if ( '' === Lwa_Wasm_Settings::role() ) {
			$problems[] = __( 'The role of new people is gone, or rules the site now: they get none. Choose another in the settings.', 'lwa-wasm' );
		}
		if ( '' !== Lwa_Wasm_Amazon::provider() ) {
			$problems[] = __( 'LWA_WASM_PROVIDER in wp-config.php sends people to a stand-in for Amazon: take the line out on a live site.', 'lwa-wasm' );
		}
		if ( null === Lwa_Wasm_Store::hit( 'health', 60 ) ) {
			$problems[] = __( 'The plug-in’s table is missing: nobody can log in. Deactivate the plug-in, and activate it again.', 'lwa-wasm' );
		}
		foreach ( self::shared() as $logins ) {
			/* translators: %s: user names. */
			$problems[] = sprintf( __( 'These accounts are linked with the same Amazon account, so none of them can log in with it: %s. Unlink all but one on their profile pages.', 'lwa-wasm' ), $logins );
		}
		return self::result( 'lwa_wasm_setup', __( 'Login with Amazon is set up', 'lwa-wasm' ), __( 'Login with Amazon needs a change', 'lwa-wasm' ), $problems );
	}

	/**
	 * Accounts that share a person, which can only be made past the plug-in.
	 *
	 * @return string[] User names.
	 */
	private static function shared(): array {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WordPress has no such question.
		return $wpdb->get_col( $wpdb->prepare( "SELECT GROUP_CONCAT(u.user_login SEPARATOR ', ') FROM $wpdb->usermeta m JOIN $wpdb->users u ON u.ID = m.user_id WHERE m.meta_key = %s GROUP BY BINARY m.meta_value HAVING COUNT(*) > 1 LIMIT 5", Lwa_Wasm_Accounts::USER_ID ) );
	}

	/**
	 * What it takes requests to find out.
	 */
	public static function network(): array {
		$problems = array();
		$answer   = wp_remote_get( Lwa_Wasm_Amazon::api() . '/auth/o2/tokeninfo?access_token=none', array( 'timeout' => 5 ) );
		$status   = is_wp_error( $answer ) ? 0 : (int) wp_remote_retrieve_response_code( $answer );
		if ( $status < 400 || $status >= 500 ) { // A token that is none is refused.
			/* translators: %s: an address. */
			$problems[] = sprintf( __( 'This server does not reach %s. Ask your host to let it out to that address by https.', 'lwa-wasm' ), Lwa_Wasm_Amazon::api() );
		}
		$file = plugin_dir_path( LWA_WASM_FILE ) . 'lwa/lwa-callback.html';
		$want = is_readable( $file ) ? file_get_contents( $file ) : ''; // phpcs:ignore WordPress.WP.AlternativeFunctions -- a file of the plug-in.
		foreach ( Lwa_Wasm_Site::return_addresses() as $address ) {
			$page = wp_remote_get(
				$address,
				array(
					'timeout'     => 5,
					'redirection' => 0,
					'sslverify'   => false, // A page of ours, which is compared.
				)
			);
			if ( is_wp_error( $page ) || 200 !== wp_remote_retrieve_response_code( $page ) ) {
				/* translators: %s: an address. */
				$problems[] = sprintf( __( '%s does not answer this server with the callback page. If it does answer your browser, all is well; otherwise a login cannot end.', 'lwa-wasm' ), $address );
			} elseif ( wp_remote_retrieve_body( $page ) !== $want ) {
				/* translators: %s: an address. */
				$problems[] = sprintf( __( '%s is not as it was delivered. Except it from what optimizes or protects your pages.', 'lwa-wasm' ), $address );
			}
		}
		return self::result( 'lwa_wasm_network', __( 'Login with Amazon reaches what it needs', 'lwa-wasm' ), __( 'Login with Amazon does not reach what it needs', 'lwa-wasm' ), $problems );
	}

	/**
	 * A result as Site Health wants it.
	 *
	 * @param string   $test     Its name.
	 * @param string   $good     The heading when nothing is wrong.
	 * @param string   $bad      The heading otherwise.
	 * @param string[] $problems What is wrong.
	 */
	private static function result( string $test, string $good, string $bad, array $problems ): array {
		$lines = $problems ? $problems : array( __( 'Nothing has to be done.', 'lwa-wasm' ) );
		return array(
			'test'        => $test,
			'label'       => $problems ? $bad : $good,
			'status'      => $problems ? 'recommended' : 'good',
			'badge'       => array(
				'label' => __( 'Login', 'lwa-wasm' ),
				'color' => 'blue',
			),
			'description' => '<p>' . implode( '</p><p>', array_map( 'esc_html', $lines ) ) . '</p>',
			'actions'     => '<a href="' . esc_url( Lwa_Wasm_Admin::url() ) . '">' . esc_html__( 'Settings of Login with Amazon', 'lwa-wasm' ) . '</a>',
		);
	}
}
