<?php
/**
 * POST /wp-json/lwa/v1/session: for headless sites, whose pages are elsewhere and have no cookie of
 * this one.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Gives out sessions that travel in the Authorization header. They are WordPress's own: "Log out
 * everywhere" ends them.
 */
final class Lwa_Wasm_Session {
	const LIFE   = 8 * HOUR_IN_SECONDS;
	const PREFIX = 'lwa1.';

	/**
	 * Whether this request brought a session that counts.
	 *
	 * @var bool
	 */
	private static bool $used = false;

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'rest_api_init', array( self::class, 'routes' ) );
		add_filter( 'determine_current_user', array( self::class, 'user' ), 25 );
		add_filter( 'rest_authentication_errors', array( self::class, 'authenticated' ), 50 );
	}

	/**
	 * Hook: rest_api_init.
	 */
	public static function routes(): void {
		register_rest_route(
			Lwa_Wasm_Rest::SPACE,
			'/session',
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'begin' ),
				'permission_callback' => array( Lwa_Wasm_Gate::class, 'named_page' ),
				'args'                => array_map( static fn( int $size ): array => Lwa_Wasm_Rest::text( $size ), Lwa_Wasm_Rest::PROOF ),
			)
		);
	}

	/**
	 * POST session: takes an access token whose aud is this site's client, or code and verifier.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function begin( WP_REST_Request $request ) {
		$may = Lwa_Wasm_Gate::limit( 'session', 20, 300 );
		if ( is_wp_error( $may ) ) {
			return $may;
		}
		$person = Lwa_Wasm_Rest::proved( $request, 'any' );
		$user   = is_wp_error( $person ) ? $person : Lwa_Wasm_Accounts::of( $person );
		if ( is_wp_error( $user ) && 'lwa_wasm_link' === $user->get_error_code() ) {
			$user = new WP_Error( 'lwa_wasm_link', __( 'There is an account with this address. Its owner links it on the site itself.', 'lwa-wasm' ), array( 'status' => 409 ) );
		}
		$user = is_wp_error( $user ) ? $user : Lwa_Wasm_Entrance::admitted( $user );
		if ( ! $user instanceof WP_User ) {
			return Lwa_Wasm_Rest::plain( $user );
		}
		$ends  = time() + self::LIFE;
		$token = WP_Session_Tokens::get_instance( $user->ID )->create( $ends );
		return new WP_REST_Response(
			array(
				'token'      => self::PREFIX . Lwa_Wasm_Gate::seal(
					'session',
					array(
						'u' => $user->ID,
						't' => $token,
						'p' => self::password_mark( $user ),
					)
				),
				'token_type' => 'Bearer',
				'expires_in' => self::LIFE,
				'user'       => array(
					'id'    => $user->ID,
					'name'  => $user->display_name,
					'roles' => array_values( $user->roles ),
				),
			),
			201
		);
	}

	/**
	 * A trace of the password, so that a new one ends the sessions, as it does WordPress's cookies.
	 *
	 * @param WP_User $user The account.
	 */
	private static function password_mark( WP_User $user ): string {
		return hash_hmac( 'sha256', $user->user_pass, wp_salt( 'nonce' ) );
	}

	/**
	 * Hook: determine_current_user. Reads the header, in requests to the REST API alone.
	 *
	 * @param int|false $user_id Who it is so far.
	 * @return int|false
	 */
	public static function user( $user_id ) {
		$header = sanitize_text_field( wp_unslash( $_SERVER['HTTP_AUTHORIZATION'] ?? $_SERVER['REDIRECT_HTTP_AUTHORIZATION'] ?? '' ) );
		if ( $user_id || ! str_starts_with( $header, 'Bearer ' . self::PREFIX ) || ! self::is_rest() ) {
			return $user_id;
		}
		$held = Lwa_Wasm_Gate::open( 'session', substr( $header, strlen( 'Bearer ' . self::PREFIX ) ) );
		$user = $held ? get_userdata( $held['u'] ) : false;
		if ( ! $user || ! hash_equals( self::password_mark( $user ), $held['p'] ) || ! WP_Session_Tokens::get_instance( $user->ID )->verify( $held['t'] ) ) {
			return $user_id;
		}
		self::$used = true;
		return $user->ID;
	}

	/**
	 * Reports whether the request is for the REST API. WordPress says so itself, but only later.
	 */
	private static function is_rest(): bool {
		if ( defined( 'REST_REQUEST' ) && REST_REQUEST ) {
			return true;
		}
		if ( is_admin() ) {
			return false;
		}
		$path = (string) wp_parse_url( esc_url_raw( wp_unslash( $_SERVER['REQUEST_URI'] ?? '' ) ), PHP_URL_PATH );
		$home = (string) wp_parse_url( home_url( '/' ), PHP_URL_PATH );
		return isset( $_GET['rest_route'] ) || str_starts_with( $path, $home . rest_get_url_prefix() . '/' ); // phpcs:ignore WordPress.Security.NonceVerification -- nothing is done with it.
	}

	/**
	 * Hook: rest_authentication_errors. A session in a header needs no nonce: no other site can
	 * make a browser send it.
	 *
	 * @param mixed $result What others say.
	 * @return mixed
	 */
	public static function authenticated( $result ) {
		return null === $result && self::$used ? true : $result;
	}
}
