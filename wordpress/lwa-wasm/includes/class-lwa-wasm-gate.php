<?php
/**
 * What every request has to pass: origin, ticket, rate limit. And the seals of what travels through
 * the browser.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Keeps out other sites, replays and floods.
 */
final class Lwa_Wasm_Gate {
	const COOKIE      = 'lwa_wasm_browser';
	const TICKET_LIFE = 300;

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_filter( 'rest_pre_serve_request', array( self::class, 'narrow_cors' ), 20, 3 );
		add_filter( 'rest_post_dispatch', array( self::class, 'forbid_caching' ), 20, 3 );
	}

	/**
	 * Reports whether a request is one of this plug-in's.
	 *
	 * @param WP_REST_Request $request The request.
	 */
	private static function ours( WP_REST_Request $request ): bool {
		return str_starts_with( $request->get_route(), '/lwa/v1' );
	}

	/**
	 * Hook: rest_pre_serve_request. WordPress lets pages of every origin read its answers, with
	 * cookies. Ours are for the site's own pages, and for the origins that the settings name,
	 * without cookies.
	 *
	 * @param bool            $served  Whether somebody answered.
	 * @param mixed           $result  The answer.
	 * @param WP_REST_Request $request The request.
	 */
	public static function narrow_cors( $served, $result, $request ) {
		if ( ! self::ours( $request ) || headers_sent() ) {
			return $served;
		}
		$origin = (string) $request->get_header( 'origin' );
		if ( ! in_array( $origin, Lwa_Wasm_Site::origins(), true ) ) {
			header_remove( 'Access-Control-Allow-Credentials' );
			if ( ! in_array( $origin, Lwa_Wasm_Site::headless_origins(), true ) ) {
				header_remove( 'Access-Control-Allow-Origin' );
			}
		}
		return $served;
	}

	/**
	 * Hook: rest_post_dispatch. No cache keeps an answer of ours.
	 *
	 * @param WP_HTTP_Response $response The answer.
	 * @param WP_REST_Server   $server   The server.
	 * @param WP_REST_Request  $request  The request.
	 */
	public static function forbid_caching( $response, $server, $request ) {
		if ( self::ours( $request ) && $response instanceof WP_HTTP_Response ) {
			self::no_cache_plugins();
			$response->header( 'Cache-Control', 'no-store, private' );
			$response->header( 'Referrer-Policy', 'no-referrer' );
		}
		return $response;
	}

	/**
	 * Tells caching plug-ins, in the way that they agree on, to keep out.
	 */
	public static function no_cache_plugins(): void {
		if ( ! defined( 'DONOTCACHEPAGE' ) ) {
			define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- the name is theirs.
		}
	}

	/**
	 * Permission callback: only the site's own pages.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return true|WP_Error
	 */
	public static function own_page( WP_REST_Request $request ) {
		return self::from( $request, Lwa_Wasm_Site::origins() );
	}

	/**
	 * Permission callback: the site's own pages, and those of headless sites.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return true|WP_Error
	 */
	public static function named_page( WP_REST_Request $request ) {
		return self::from( $request, array_merge( Lwa_Wasm_Site::origins(), Lwa_Wasm_Site::headless_origins() ) );
	}

	/**
	 * Browsers name the origin with every POST, and tell whose page asks. Programs that are no
	 * browsers say nothing.
	 *
	 * @param WP_REST_Request $request The request.
	 * @param string[]        $origins Those that may.
	 * @return true|WP_Error
	 */
	private static function from( WP_REST_Request $request, array $origins ) {
		$origin = (string) $request->get_header( 'origin' );
		$site   = (string) $request->get_header( 'sec_fetch_site' );
		if ( '' === $origin ? in_array( $site, array( '', 'same-origin', 'none' ), true ) : in_array( $origin, $origins, true ) ) {
			return true;
		}
		return new WP_Error( 'lwa_wasm_origin', __( 'Pages of other sites cannot log anybody in here.', 'lwa-wasm' ), array( 'status' => 403 ) );
	}

	/**
	 * The same for a page load. Browsers say "null" as the origin of a form where the page sends no
	 * referrer.
	 */
	public static function own_form(): bool {
		$site   = sanitize_text_field( wp_unslash( $_SERVER['HTTP_SEC_FETCH_SITE'] ?? '' ) );
		$origin = sanitize_text_field( wp_unslash( $_SERVER['HTTP_ORIGIN'] ?? '' ) );
		return '' !== $site ? 'same-origin' === $site : in_array( $origin, array( '', 'null', ...Lwa_Wasm_Site::origins() ), true );
	}

	/**
	 * Counts a request of this address, and refuses it when there were too many.
	 *
	 * @param string $what    What is counted.
	 * @param int    $limit   How many may be.
	 * @param int    $seconds In which time.
	 * @param string $whose   Whose; the address of the visitor when it is left out.
	 * @return true|WP_Error
	 */
	public static function limit( string $what, int $limit, int $seconds, string $whose = '' ) {
		/**
		 * Filters how many requests of a kind one visitor may send.
		 *
		 * @param int    $limit How many.
		 * @param string $what  "ticket", "login", "password", "session" or "forward".
		 */
		$limit = (int) apply_filters( 'lwa_wasm_limit', $limit, $what );
		$count = Lwa_Wasm_Store::hit( 'limit ' . $what . ' ' . ( '' === $whose ? self::address() : $whose ), $seconds );
		if ( null === $count ) {
			return new WP_Error( 'lwa_wasm_store', __( 'This site cannot log anybody in with Amazon at the moment. Log in with your password, or try again later.', 'lwa-wasm' ), array( 'status' => 503 ) );
		}
		if ( $count > $limit ) {
			return new WP_Error( 'lwa_wasm_limit', __( 'There were too many attempts. Wait a few minutes, then try again.', 'lwa-wasm' ), array( 'status' => 429 ) );
		}
		return true;
	}

	/**
	 * The visitor's address. Headers that anybody can send are not believed: behind a proxy of
	 * yours, use the filter.
	 */
	private static function address(): string {
		$address = sanitize_text_field( wp_unslash( $_SERVER['REMOTE_ADDR'] ?? '' ) );
		$packed  = inet_pton( $address ? $address : '0.0.0.0' );
		if ( $packed && 16 === strlen( $packed ) ) {
			$packed = substr( $packed, 0, 8 ); // One customer has a /64.
		}
		/**
		 * Filters the visitor's address, for sites behind a proxy.
		 *
		 * @param string $address What the limits count by.
		 */
		return (string) apply_filters( 'lwa_wasm_address', bin2hex( (string) $packed ) );
	}

	/**
	 * The path of the cookie.
	 */
	private static function cookie_path(): string {
		return COOKIEPATH ? COOKIEPATH : '/';
	}

	/**
	 * The name of the cookie. The prefix keeps other hosts of the domain from setting it, where
	 * browsers allow the prefix.
	 */
	private static function cookie(): string {
		return ( is_ssl() && '/' === self::cookie_path() && ! COOKIE_DOMAIN ? '__Host-' : '' ) . self::COOKIE;
	}

	/**
	 * The random name of this browser, which no script reads.
	 */
	private static function browser(): string {
		$name = sanitize_text_field( wp_unslash( $_COOKIE[ self::cookie() ] ?? '' ) );
		return preg_match( '/^[0-9a-f]{64}$/', $name ) ? $name : '';
	}

	/**
	 * The digest of this browser's name and of the session that is logged in there, for what must
	 * stay in it.
	 */
	public static function bond(): string {
		$browser = self::browser();
		return '' === $browser ? '' : hash_hmac( 'sha256', $browser . '|' . wp_get_session_token(), wp_salt( 'nonce' ) );
	}

	/**
	 * Makes a ticket: it lets this browser send one login, within five minutes.
	 */
	public static function ticket(): string {
		if ( '' === self::browser() ) {
			$name                      = bin2hex( random_bytes( 32 ) );
			$_COOKIE[ self::cookie() ] = $name;
			setcookie(
				self::cookie(),
				$name,
				array(
					'path'     => self::cookie_path(),
					'domain'   => (string) COOKIE_DOMAIN,
					'secure'   => is_ssl(),
					'httponly' => true,
					'samesite' => 'Lax',
				)
			);
		}
		$head = ( time() + self::TICKET_LIFE ) . '.' . bin2hex( random_bytes( 16 ) );
		return $head . '.' . self::sign( $head );
	}

	/**
	 * Takes a ticket: this browser's, in time, and not used before.
	 *
	 * @param string $ticket The ticket.
	 * @return true|WP_Error
	 */
	public static function take_ticket( string $ticket ) {
		$good = preg_match( '/^(([0-9]{1,12})\.[0-9a-f]{32})\.([0-9a-f]{64})$/D', $ticket, $part );
		if ( $good && '' !== self::browser() && hash_equals( self::sign( $part[1] ), $part[3] )
			&& (int) $part[2] >= time() && Lwa_Wasm_Store::first( 'ticket ' . $part[1], self::TICKET_LIFE ) ) {
			return true;
		}
		return new WP_Error( 'lwa_wasm_ticket', __( 'This login did not begin in this browser, or too long ago. Allow cookies for this site, reload the page, and log in again.', 'lwa-wasm' ), array( 'status' => 403 ) );
	}

	/**
	 * The signature of a ticket.
	 *
	 * @param string $head Its end and its number.
	 */
	private static function sign( string $head ): string {
		return hash_hmac( 'sha256', 'ticket|' . $head . '|' . self::bond(), wp_salt( 'nonce' ) );
	}

	/**
	 * Encrypts and signs what only this site may read and make.
	 *
	 * @param string $purpose What it is for; nothing else opens it.
	 * @param array  $values  What is in it.
	 */
	public static function seal( string $purpose, #[\SensitiveParameter] array $values ): string {
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		return sodium_bin2base64( $nonce . sodium_crypto_secretbox( (string) wp_json_encode( $values ), $nonce, self::seal_key( $purpose ) ), SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING );
	}

	/**
	 * Opens a seal.
	 *
	 * @param string $purpose What it is for.
	 * @param string $sealed  The seal.
	 * @return array|null Null when it is not from here, for something else, or damaged.
	 */
	public static function open( string $purpose, #[\SensitiveParameter] string $sealed ): ?array {
		try {
			$raw  = sodium_base642bin( $sealed, SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING );
			$size = SODIUM_CRYPTO_SECRETBOX_NONCEBYTES;
			if ( strlen( $raw ) <= $size ) {
				return null;
			}
			$text = sodium_crypto_secretbox_open( substr( $raw, $size ), substr( $raw, 0, $size ), self::seal_key( $purpose ) );
		} catch ( SodiumException ) {
			return null;
		}
		$values = is_string( $text ) ? json_decode( $text, true ) : null;
		return is_array( $values ) ? $values : null;
	}

	/**
	 * The key of a seal, from the keys in wp-config.php.
	 *
	 * @param string $purpose What the seal is for.
	 */
	private static function seal_key( string $purpose ): string {
		return hash_hkdf( 'sha256', wp_salt( 'secure_auth' ) . wp_salt( 'auth' ), SODIUM_CRYPTO_SECRETBOX_KEYBYTES, 'lwa-wasm ' . $purpose );
	}
}
