<?php
/**
 * Amazon's API, asked by this server.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Redeems codes, and finds out whose a token is. No error of it holds a code, a verifier or a
 * token.
 */
final class Lwa_Wasm_Amazon {
	const HOSTS = array(
		'NA' => 'https://api.amazon.com',
		'EU' => 'https://api.amazon.co.uk',
		'FE' => 'https://api.amazon.co.jp',
	);

	/**
	 * The authorization server that wp-config.php names for development, or an empty string. Only
	 * this machine can be named.
	 */
	public static function provider(): string {
		$origin = defined( 'LWA_WASM_PROVIDER' ) ? Lwa_Wasm_Site::origin_of( (string) LWA_WASM_PROVIDER ) : '';
		return in_array( wp_parse_url( $origin, PHP_URL_HOST ), array( 'localhost', '127.0.0.1' ), true ) ? $origin : '';
	}

	/**
	 * The origin of the API.
	 */
	public static function api(): string {
		$provider = self::provider();
		return '' !== $provider ? $provider : self::HOSTS[ Lwa_Wasm_Settings::get( 'region' ) ];
	}

	/**
	 * Redeems a code (RFC 6749 section 4.1.3, RFC 7636 section 4.5), and says who the person is.
	 *
	 * @param string $code     The code that the component handed over.
	 * @param string $verifier Its verifier.
	 * @param string $redirect The return address that it was issued for.
	 * @return array|WP_Error See person_of_token().
	 */
	public static function person_of_code( #[\SensitiveParameter] string $code, #[\SensitiveParameter] string $verifier, string $redirect ) {
		if ( ! in_array( $redirect, Lwa_Wasm_Site::return_addresses(), true ) ) {
			return self::refused();
		}
		$form = array(
			'grant_type'    => 'authorization_code',
			'code'          => $code,
			'code_verifier' => $verifier,
			'redirect_uri'  => $redirect,
			'client_id'     => Lwa_Wasm_Settings::get( 'client_id' ),
		);
		if ( defined( 'LWA_WASM_CLIENT_SECRET' ) ) {
			$form['client_secret'] = (string) LWA_WASM_CLIENT_SECRET;
		}
		$answer = self::ask( 'POST', '/auth/o2/token', array( 'body' => $form ) );
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		$token = $answer['access_token'] ?? null;
		if ( ! is_string( $token ) || '' === $token ) {
			return self::unreachable();
		}
		$life = $answer['expires_in'] ?? null;
		return self::person_of_token( $token, is_numeric( $life ) ? (int) $life : 0 );
	}

	/**
	 * Says whose a token is. A token that was made for another client says nothing: any site may
	 * have got it from its own visitor. So the first question is whom it was made for, and
	 * tokeninfo and the profile must name the same person.
	 *
	 * @param string $token The access token.
	 * @param int    $life  Its life in seconds, if known.
	 * @return array|WP_Error user_id, name, email, postal_code, token, life.
	 */
	public static function person_of_token( #[\SensitiveParameter] string $token, int $life = 0 ) {
		$info = self::ask( 'GET', '/auth/o2/tokeninfo?access_token=' . rawurlencode( $token ) );
		if ( is_wp_error( $info ) ) {
			return $info;
		}
		$audience = $info['aud'] ?? null;
		if ( ! is_string( $audience ) || ! hash_equals( (string) Lwa_Wasm_Settings::get( 'client_id' ), $audience ) ) {
			return self::refused();
		}
		$profile = self::ask( 'GET', '/user/profile', array( 'headers' => array( 'x-amz-access-token' => $token ) ) );
		if ( is_wp_error( $profile ) ) {
			return $profile;
		}
		$user_id = $profile['user_id'] ?? null;
		if ( ! is_string( $user_id ) || ! is_string( $info['user_id'] ?? null ) || ! hash_equals( $info['user_id'], $user_id )
			|| ! preg_match( '/^[\x21-\x7e]{1,255}$/', $user_id ) ) {
			return self::refused();
		}
		$text = static fn( string $name ): string => is_string( $profile[ $name ] ?? null ) ? $profile[ $name ] : '';
		return array(
			'user_id'     => $user_id,
			'name'        => $text( 'name' ),
			'email'       => $text( 'email' ),
			'postal_code' => $text( 'postal_code' ),
			'token'       => $token,
			'life'        => $life > 0 ? $life : max( 0, (int) ( is_numeric( $info['exp'] ?? null ) ? $info['exp'] : 0 ) ),
		);
	}

	/**
	 * Sends a request, and reads the answer, which is short JSON.
	 *
	 * @param string $method  GET or POST.
	 * @param string $path    Path and query.
	 * @param array  $options For wp_remote_request().
	 * @return array|WP_Error
	 */
	private static function ask( string $method, #[\SensitiveParameter] string $path, #[\SensitiveParameter] array $options = array() ) {
		$answer = self::send( $method, $path, $options );
		if ( is_wp_error( $answer ) ) {
			return self::unreachable(); // Without its text, which may hold the address.
		}
		$status = (int) wp_remote_retrieve_response_code( $answer );
		if ( $status >= 400 && $status < 500 && 429 !== $status ) {
			return self::refused();
		}
		$values = json_decode( wp_remote_retrieve_body( $answer ), true );
		return 200 === $status && is_array( $values ) ? $values : self::unreachable();
	}

	/**
	 * Sends a request to the API, as it is.
	 *
	 * @param string $method  GET or POST.
	 * @param string $path    Path and query.
	 * @param array  $options For wp_remote_request().
	 * @return array|WP_Error
	 */
	public static function send( string $method, #[\SensitiveParameter] string $path, #[\SensitiveParameter] array $options = array() ) {
		return wp_remote_request(
			self::api() . $path,
			array_merge(
				array(
					'method'              => $method,
					'timeout'             => 8,
					'redirection'         => 0, // A token goes nowhere else.
					'limit_response_size' => 65536,
					'user-agent'          => 'lwa-wasm/' . LWA_WASM_VERSION . ' (WordPress)',
				),
				$options
			)
		);
	}

	/**
	 * Amazon said no, or what it says does not fit.
	 */
	private static function refused(): WP_Error {
		return new WP_Error( 'lwa_wasm_refused', __( 'Amazon does not confirm this login. Please log in again.', 'lwa-wasm' ), array( 'status' => 403 ) );
	}

	/**
	 * Amazon did not answer, or not in a way that is known.
	 */
	private static function unreachable(): WP_Error {
		return new WP_Error( 'lwa_wasm_unreachable', __( 'Amazon does not answer at the moment. Log in with your password, or try again later.', 'lwa-wasm' ), array( 'status' => 502 ) );
	}
}
