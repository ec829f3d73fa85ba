<?php
/**
 * The routes of the login: /wp-json/lwa/v1/ticket, login, password, account.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * What the button's script asks. The browser's word for who somebody is counts nowhere.
 */
final class Lwa_Wasm_Rest {
	const SPACE = 'lwa/v1';

	/**
	 * What the browser may send to prove a login, and how long it may be.
	 */
	const PROOF = array(
		'code'          => 1024,
		'code_verifier' => 128,
		'redirect_uri'  => 2000,
		'access_token'  => 4096,
	);

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'rest_api_init', array( self::class, 'routes' ) );
	}

	/**
	 * Hook: rest_api_init.
	 */
	public static function routes(): void {
		$ticket = array( 'ticket' => self::text( 200, true ) );
		$wanted = array( 'redirect_to' => self::text( 2000 ) );
		$proof  = array_map( static fn( int $size ): array => self::text( $size ), self::PROOF );
		self::route( 'ticket', array( self::class, 'ticket' ), array() );
		self::route( 'login', array( self::class, 'login' ), $ticket + $wanted + $proof );
		self::route(
			'password',
			array( self::class, 'password' ),
			$ticket + $wanted + array(
				'pending'  => self::text( 4096, true ),
				'password' => self::text( 4096, true ),
			)
		);
		self::route( 'account', array( self::class, 'account' ), $ticket + $proof );
	}

	/**
	 * Registers a route that the site's own pages may post to.
	 *
	 * @param string   $path Its path.
	 * @param callable $work What answers.
	 * @param array    $args Its parameters.
	 */
	private static function route( string $path, callable $work, array $args ): void {
		register_rest_route(
			self::SPACE,
			'/' . $path,
			array(
				'methods'             => 'POST',
				'callback'            => $work,
				'permission_callback' => array( Lwa_Wasm_Gate::class, 'own_page' ),
				'args'                => $args,
			)
		);
	}

	/**
	 * A parameter: text of a bounded length, and of no other type.
	 *
	 * @param int  $size     How long it may be.
	 * @param bool $required Whether it must be there.
	 */
	public static function text( int $size, bool $required = false ): array {
		return array(
			'type'              => 'string',
			'maxLength'         => $size,
			'required'          => $required,
			'default'           => '',
			'validate_callback' => static fn( $value ): bool => is_string( $value ) && strlen( $value ) <= $size,
			'sanitize_callback' => null,
		);
	}

	/**
	 * POST ticket: lets this browser send one login.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public static function ticket() {
		$may = Lwa_Wasm_Gate::limit( 'ticket', 40, 300 );
		return is_wp_error( $may ) ? $may : new WP_REST_Response( array( 'ticket' => Lwa_Wasm_Gate::ticket() ) );
	}

	/**
	 * POST login: somebody comes from Amazon.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function login( WP_REST_Request $request ) {
		$person = self::person( $request, 'login' );
		if ( is_wp_error( $person ) ) {
			return $person;
		}
		$user = Lwa_Wasm_Accounts::of( $person );
		if ( is_wp_error( $user ) && 'lwa_wasm_link' === $user->get_error_code() ) {
			return self::ask_password( $user, $person );
		}
		return self::admit( $user, $request );
	}

	/**
	 * Asks for the password of an account that has the person's address. What is known so far goes
	 * through the browser, sealed.
	 *
	 * @param WP_Error $error  With the account.
	 * @param array    $person From Amazon.
	 */
	private static function ask_password( WP_Error $error, #[\SensitiveParameter] array $person ): WP_Error {
		$pending = array(
			'a' => $person['user_id'],
			'u' => $error->get_error_data()['account'],
			'b' => Lwa_Wasm_Gate::bond(),
			'e' => time() + 600,
		);
		return new WP_Error(
			'lwa_wasm_link',
			$error->get_error_message(),
			array(
				'status'  => 409,
				'pending' => Lwa_Wasm_Gate::seal( 'pending', $pending ),
			)
		);
	}

	/**
	 * POST password: the owner of an account links it, once.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function password( WP_REST_Request $request ) {
		$may = self::ticketed( $request, 'password', 10, 900 );
		if ( is_wp_error( $may ) ) {
			return $may;
		}
		$pending = Lwa_Wasm_Gate::open( 'pending', $request['pending'] );
		if ( ! $pending || $pending['e'] < time() || ! hash_equals( $pending['b'], Lwa_Wasm_Gate::bond() ) || 'password' !== Lwa_Wasm_Settings::get( 'existing' ) ) {
			return new WP_Error( 'lwa_wasm_pending', __( 'This took too long. Please log in with Amazon again.', 'lwa-wasm' ), array( 'status' => 403 ) );
		}
		$may = Lwa_Wasm_Gate::limit( 'password', 5, 900, 'account ' . $pending['u'] );
		if ( is_wp_error( $may ) ) {
			return $may;
		}
		$account = get_user_by( 'id', $pending['u'] );
		// WordPress decides, with the plug-ins that count attempts. It is given the name of the
		// account, never one from the browser.
		$user = $account ? wp_authenticate( $account->user_login, self::as_stored( $account, $request['password'] ) ) : null;
		if ( ! $user instanceof WP_User || $user->ID !== $pending['u'] ) {
			return new WP_Error( 'lwa_wasm_password', __( 'This is not the password of that account. Try again, or use “Lost your password?” on the login page.', 'lwa-wasm' ), array( 'status' => 403 ) );
		}
		$linked = Lwa_Wasm_Accounts::link( $user->ID, $pending['a'] );
		return self::admit( is_wp_error( $linked ) ? $linked : $user, $request );
	}

	/**
	 * A password as WordPress's own forms hash it: up to some version, they put backslashes before
	 * quotes.
	 *
	 * @param WP_User $account  The account.
	 * @param string  $password As it was typed.
	 */
	private static function as_stored( WP_User $account, #[\SensitiveParameter] string $password ): string {
		$slashed = wp_slash( $password );
		return $slashed !== $password && wp_check_password( $slashed, $account->user_pass, $account->ID ) ? $slashed : $password;
	}

	/**
	 * POST account: somebody who is logged in links their own account. WordPress has checked
	 * X-WP-Nonce by now, or nobody is logged in for it.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function account( WP_REST_Request $request ) {
		if ( ! is_user_logged_in() ) {
			return new WP_Error( 'lwa_wasm_nobody', __( 'You are not logged in any more. Log in, and link the account again.', 'lwa-wasm' ), array( 'status' => 401 ) );
		}
		$person = self::person( $request, 'login' );
		if ( is_wp_error( $person ) ) {
			return $person;
		}
		$linked = Lwa_Wasm_Accounts::link( get_current_user_id(), $person['user_id'] );
		if ( is_wp_error( $linked ) ) {
			return $linked;
		}
		Lwa_Wasm_Accounts::keep_token( get_current_user_id(), $person );
		return new WP_REST_Response( array( 'linked' => true ) );
	}

	/**
	 * Lets somebody in, unless WordPress or another plug-in locks them out.
	 *
	 * @param WP_User|WP_Error $user    The account.
	 * @param WP_REST_Request  $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	private static function admit( $user, WP_REST_Request $request ) {
		$user = is_wp_error( $user ) ? $user : Lwa_Wasm_Entrance::admitted( $user );
		if ( ! $user instanceof WP_User ) {
			return self::plain( $user );
		}
		return new WP_REST_Response(
			array(
				'pass'  => Lwa_Wasm_Entrance::pass( $user, $request['redirect_to'] ),
				'enter' => wp_make_link_relative( home_url( '/' ) ),
			)
		);
	}

	/**
	 * An error of another plug-in, as one of ours: text without markup, and a status.
	 *
	 * @param WP_Error|null $error The error.
	 */
	public static function plain( $error ): WP_Error {
		if ( ! is_wp_error( $error ) ) {
			return new WP_Error( 'lwa_wasm_locked', __( 'This account is locked. Ask the site’s administrator.', 'lwa-wasm' ), array( 'status' => 403 ) );
		}
		$data = $error->get_error_data();
		return isset( $data['status'] ) ? $error : new WP_Error( 'lwa_wasm_locked', wp_strip_all_tags( $error->get_error_message() ), array( 'status' => 403 ) );
	}

	/**
	 * Takes the ticket, and counts.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param string          $what    What is counted.
	 * @param int             $limit   How many may be.
	 * @param int             $seconds In which time.
	 * @return true|WP_Error
	 */
	private static function ticketed( WP_REST_Request $request, string $what, int $limit, int $seconds ) {
		$may = Lwa_Wasm_Gate::limit( $what, $limit, $seconds );
		return is_wp_error( $may ) ? $may : Lwa_Wasm_Gate::take_ticket( $request['ticket'] );
	}

	/**
	 * Who it is that comes from Amazon, in Amazon's word for it.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param string          $what    What is counted.
	 * @return array|WP_Error
	 */
	private static function person( WP_REST_Request $request, string $what ) {
		$may = self::ticketed( $request, $what, 20, 300 );
		return is_wp_error( $may ) ? $may : self::proved( $request, Lwa_Wasm_Settings::get( 'exchange' ) );
	}

	/**
	 * Asks Amazon about what was sent.
	 *
	 * @param WP_REST_Request $request  The request.
	 * @param string          $exchange "code" or "token"; "any" takes what is there.
	 * @return array|WP_Error
	 */
	public static function proved( WP_REST_Request $request, string $exchange ) {
		if ( ! Lwa_Wasm_Settings::complete() ) {
			return new WP_Error( 'lwa_wasm_setup', __( 'Login with Amazon is not set up on this site yet. Ask the site’s administrator.', 'lwa-wasm' ), array( 'status' => 503 ) );
		}
		if ( 'token' !== $exchange && '' !== $request['code'] && '' !== $request['code_verifier'] ) {
			return Lwa_Wasm_Amazon::person_of_code( $request['code'], $request['code_verifier'], $request['redirect_uri'] );
		}
		if ( 'code' !== $exchange && '' !== $request['access_token'] ) {
			return Lwa_Wasm_Amazon::person_of_token( $request['access_token'] );
		}
		return new WP_Error( 'lwa_wasm_proof', __( 'Nothing came that proves this login. Reload the page, and log in again.', 'lwa-wasm' ), array( 'status' => 400 ) );
	}
}
