<?php
/**
 * The forward: /wp-json/lwa/v1/amazon/…, for browsers that Amazon's API host does not answer.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Passes four requests to Amazon's API, each with its method, and no other.
 */
final class Lwa_Wasm_Forward {
	const ROUTES = array(
		'/auth/o2/token'           => 'POST',
		'/auth/o2/create/codepair' => 'POST',
		'/auth/o2/tokeninfo'       => 'GET',
		'/user/profile'            => 'GET',
	);
	const BODY   = 8192;
	const TOKEN  = 4096;

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'rest_api_init', array( self::class, 'routes' ) );
		add_filter( 'rest_pre_serve_request', array( self::class, 'serve' ), 30, 3 );
	}

	/**
	 * Reports whether the site forwards.
	 */
	public static function active(): bool {
		return (bool) Lwa_Wasm_Settings::get( 'forward' ) && Lwa_Wasm_Settings::complete();
	}

	/**
	 * Hook: rest_api_init.
	 */
	public static function routes(): void {
		if ( ! self::active() ) {
			return;
		}
		foreach ( self::ROUTES as $path => $method ) {
			register_rest_route(
				Lwa_Wasm_Rest::SPACE,
				'/amazon' . $path,
				array(
					'methods'             => $method,
					'callback'            => static fn( WP_REST_Request $request ) => self::forward( $method, $path, $request ),
					'permission_callback' => array( Lwa_Wasm_Gate::class, 'named_page' ),
					'show_in_index'       => false,
				)
			);
		}
	}

	/**
	 * Passes a request on. No cookie, no header of the browser but the token's goes along.
	 *
	 * @param string          $method  Its method.
	 * @param string          $path    Its path.
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	private static function forward( string $method, string $path, WP_REST_Request $request ) {
		$may = Lwa_Wasm_Gate::limit( 'forward', 120, 300 );
		if ( is_wp_error( $may ) ) {
			return $may;
		}
		$options = array( 'headers' => array() );
		if ( 'POST' === $method ) {
			$body = (string) $request->get_body();
			if ( strlen( $body ) > self::BODY ) {
				return new WP_Error( 'lwa_wasm_size', __( 'The request is too long.', 'lwa-wasm' ), array( 'status' => 413 ) );
			}
			if ( ! self::own_form( $request ) ) {
				return new WP_Error( 'lwa_wasm_form', __( 'The forward passes requests of this site’s own client alone.', 'lwa-wasm' ), array( 'status' => 400 ) );
			}
			$options['body']                    = $body;
			$options['headers']['Content-Type'] = 'application/x-www-form-urlencoded';
		}
		$token = (string) ( $request->get_query_params()['access_token'] ?? '' );
		if ( '/auth/o2/tokeninfo' === $path && '' !== $token ) {
			$path .= '?access_token=' . rawurlencode( $token );
		}
		$header = (string) $request->get_header( 'x_amz_access_token' );
		if ( '/user/profile' === $path && '' !== $header ) {
			$options['headers']['x-amz-access-token'] = $header;
		}
		if ( max( strlen( $token ), strlen( $header ) ) > self::TOKEN ) {
			return new WP_Error( 'lwa_wasm_size', __( 'The request is too long.', 'lwa-wasm' ), array( 'status' => 413 ) );
		}
		$answer = Lwa_Wasm_Amazon::send( $method, $path, $options );
		if ( is_wp_error( $answer ) ) {
			return new WP_Error( 'lwa_wasm_unreachable', __( 'Amazon does not answer at the moment.', 'lwa-wasm' ), array( 'status' => 502 ) );
		}
		$status = (int) wp_remote_retrieve_response_code( $answer );
		return new WP_REST_Response( wp_remote_retrieve_body( $answer ), $status >= 300 && $status < 400 ? 502 : $status );
	}

	/**
	 * Reports whether a form is of this site's client. A poll with a device code names no client.
	 *
	 * @param WP_REST_Request $request The request.
	 */
	private static function own_form( WP_REST_Request $request ): bool {
		$type = $request->get_content_type();
		$form = $request->get_body_params();
		if ( 'application/x-www-form-urlencoded' !== ( $type['value'] ?? '' ) ) {
			return false;
		}
		if ( 'device_code' === ( $form['grant_type'] ?? '' ) && ! isset( $form['client_id'] ) ) {
			return true;
		}
		return is_string( $form['client_id'] ?? null ) && hash_equals( (string) Lwa_Wasm_Settings::get( 'client_id' ), $form['client_id'] );
	}

	/**
	 * Hook: rest_pre_serve_request. Sends Amazon's answer as it came, and lets nothing in it run.
	 *
	 * @param bool             $served  Whether somebody answered.
	 * @param WP_HTTP_Response $result  The answer.
	 * @param WP_REST_Request  $request The request.
	 */
	public static function serve( $served, $result, $request ) {
		if ( $served || ! str_starts_with( $request->get_route(), '/lwa/v1/amazon/' ) || ! is_string( $result->get_data() ) ) {
			return $served;
		}
		header( 'Content-Type: application/json; charset=UTF-8' );
		header( "Content-Security-Policy: default-src 'none'; frame-ancestors 'self'; sandbox" );
		echo $result->get_data(); // phpcs:ignore WordPress.Security.EscapeOutput -- JSON of Amazon's; sandboxed, and never sniffed.
		return true;
	}
}
