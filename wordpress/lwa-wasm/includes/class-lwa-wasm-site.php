<?php
/**
 * Where this site is, and where the component's files lie in it.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Addresses of the site.
 */
final class Lwa_Wasm_Site {
	/**
	 * Scheme, host and port of an address, in lower case; an empty string for what is no web
	 * address.
	 *
	 * @param string $url The address.
	 */
	public static function origin_of( string $url ): string {
		$parts = wp_parse_url( $url );
		if ( ! is_array( $parts ) || empty( $parts['host'] ) || ! in_array( strtolower( $parts['scheme'] ?? '' ), array( 'https', 'http' ), true ) ) {
			return '';
		}
		$scheme = strtolower( $parts['scheme'] );
		$port   = $parts['port'] ?? null;
		$usual  = 'https' === $scheme ? 443 : 80;
		return $scheme . '://' . strtolower( $parts['host'] ) . ( $port && $usual !== $port ? ':' . $port : '' );
	}

	/**
	 * The site's own origins: of its pages, and of its login form where that is another.
	 *
	 * @return string[]
	 */
	public static function origins(): array {
		return array_values( array_unique( array_filter( array( self::origin_of( home_url() ), self::origin_of( site_url() ) ) ) ) );
	}

	/**
	 * Origins of other sites that may ask for sessions: the setting for headless sites.
	 *
	 * @return string[]
	 */
	public static function headless_origins(): array {
		return array_filter( explode( "\n", (string) Lwa_Wasm_Settings::get( 'origins' ) ) );
	}

	/**
	 * The path of a file of the component, on the site's own origin.
	 *
	 * @param string $name The file.
	 */
	public static function component_path( string $name ): string {
		return wp_make_link_relative( plugins_url( 'lwa/' . $name, LWA_WASM_FILE ) );
	}

	/**
	 * A version for the addresses of the component's files, which changes with them: lwa.js runs no
	 * lwa.wasm of another release.
	 */
	public static function release(): string {
		$file = plugin_dir_path( LWA_WASM_FILE ) . 'lwa/lwa.js';
		return LWA_WASM_VERSION . '-' . ( is_readable( $file ) ? filemtime( $file ) . '-' . filesize( $file ) : 0 );
	}

	/**
	 * Reports whether the release has a file.
	 *
	 * @param string $name The file.
	 */
	public static function has( string $name ): bool {
		return is_readable( plugin_dir_path( LWA_WASM_FILE ) . 'lwa/' . $name );
	}

	/**
	 * Return addresses: the callback page on each origin of the site.
	 *
	 * @return string[]
	 */
	public static function return_addresses(): array {
		$path = self::component_path( 'lwa-callback.html' );
		return array_map( static fn( string $origin ): string => $origin . $path, self::origins() );
	}

	/**
	 * The path below which the forward answers; an empty string where permalinks are plain, which
	 * leave no path for it.
	 */
	public static function forward_path(): string {
		return get_option( 'permalink_structure' ) ? wp_make_link_relative( rest_url( 'lwa/v1/amazon' ) ) : '';
	}

	/**
	 * An address that somebody named, if it is a page of this site, and else the fallback.
	 *
	 * @param string $wanted   The address.
	 * @param string $fallback A page of this site.
	 */
	public static function own_page( string $wanted, string $fallback ): string {
		return '' === $wanted ? $fallback : wp_validate_redirect( wp_sanitize_redirect( $wanted ), $fallback );
	}
}
