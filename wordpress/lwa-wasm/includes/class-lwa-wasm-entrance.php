<?php
/**
 * The last step of a login: the browser comes in person, with a pass that was made for it.
 *
 * It is a page load, and not an answer to a script, so that plug-ins with a second factor can show
 * their page; and it is no part of wp-login.php, which sites move elsewhere.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Makes passes and takes them.
 */
final class Lwa_Wasm_Entrance {
	const FIELD = 'lwa_wasm_pass';
	const LIFE  = 60;

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'wp_loaded', array( self::class, 'enter' ), 5 );
	}

	/**
	 * Makes a pass for somebody who has proved who they are: for this browser, once, within a
	 * minute.
	 *
	 * @param WP_User $user   The account.
	 * @param string  $wanted Where they want to go.
	 */
	public static function pass( WP_User $user, string $wanted ): string {
		return Lwa_Wasm_Gate::seal(
			'pass',
			array(
				'u' => $user->ID,
				'b' => Lwa_Wasm_Gate::bond(),
				'e' => time() + self::LIFE,
				'n' => bin2hex( random_bytes( 16 ) ),
				'r' => $wanted,
				's' => get_current_blog_id(),
			)
		);
	}

	/**
	 * Hook: wp_loaded. Logs in whoever brings a pass.
	 */
	public static function enter(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- the pass is a nonce: sealed, for
		// one browser, once.
		if ( ! isset( $_POST[ self::FIELD ] ) || ! is_string( $_POST[ self::FIELD ] ) ) {
			return;
		}
		$sealed = sanitize_text_field( wp_unslash( $_POST[ self::FIELD ] ) );
		// phpcs:enable
		Lwa_Wasm_Gate::no_cache_plugins();
		nocache_headers();
		$pass = Lwa_Wasm_Gate::open( 'pass', $sealed );
		$bond = Lwa_Wasm_Gate::bond();
		$good = $pass && Lwa_Wasm_Gate::own_form() && '' !== $bond && hash_equals( $pass['b'], $bond ) && $pass['e'] >= time()
			&& get_current_blog_id() === $pass['s'] && Lwa_Wasm_Store::first( 'pass ' . $pass['n'], self::LIFE );
		$user = $good ? self::admitted( get_user_by( 'id', $pass['u'] ) ) : null;
		if ( ! $user instanceof WP_User ) {
			$why = is_wp_error( $user ) ? wp_strip_all_tags( $user->get_error_message() ) : __( 'This login is over, or did not begin in this browser.', 'lwa-wasm' );
			wp_die(
				esc_html( $why ) . ' <a href="' . esc_url( wp_login_url() ) . '">' . esc_html__( 'Log in again.', 'lwa-wasm' ) . '</a>',
				esc_html__( 'Login with Amazon', 'lwa-wasm' ),
				array( 'response' => 403 )
			);
		}
		wp_set_auth_cookie( $user->ID, false, is_ssl() );
		wp_set_current_user( $user->ID );
		do_action( 'wp_login', $user->user_login, $user ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- an action of WordPress.
		$home   = user_can( $user, 'edit_posts' ) ? admin_url() : home_url( '/' );
		$target = Lwa_Wasm_Site::own_page( (string) $pass['r'], $home );
		$target = apply_filters( 'login_redirect', $target, (string) $pass['r'], $user ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- a filter of WordPress.
		wp_safe_redirect( wp_validate_redirect( (string) $target, $home ), 303, 'lwa-wasm' );
		exit;
	}

	/**
	 * Asks WordPress and the plug-ins that lock accounts out.
	 *
	 * @param WP_User|false $user The account.
	 * @return WP_User|WP_Error|null
	 */
	public static function admitted( $user ) {
		if ( ! $user instanceof WP_User ) {
			return null;
		}
		if ( is_multisite() && is_user_spammy( $user ) ) {
			return new WP_Error( 'lwa_wasm_spam', __( 'This account is locked. Ask the site’s administrator.', 'lwa-wasm' ), array( 'status' => 403 ) );
		}
		return apply_filters( 'wp_authenticate_user', $user, '' ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- a filter of WordPress.
	}
}
