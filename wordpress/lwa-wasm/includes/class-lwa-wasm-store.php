<?php
/**
 * The plug-in's table: counters that end by themselves.
 *
 * Rate limits, values that work once, and locks need an atomic step. Options and transients have
 * none.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Counters in the database. The keys are digests, so that no address and no secret is stored.
 */
final class Lwa_Wasm_Store {
	const SCHEMA = 'lwa_wasm_schema';
	const SWEEP  = 'lwa_wasm_sweep';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'admin_init', array( self::class, 'upgrade' ) );
		add_action( self::SWEEP, array( self::class, 'sweep' ) );
	}

	/**
	 * The table. A network shares it, as it shares its users.
	 */
	public static function table(): string {
		global $wpdb;
		return $wpdb->base_prefix . 'lwa_wasm_hits';
	}

	/**
	 * Hook: activation.
	 */
	public static function install(): void {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$table   = self::table();
		$collate = $wpdb->get_charset_collate();
		dbDelta( "CREATE TABLE $table (\n  k char(64) NOT NULL,\n  n int(10) unsigned NOT NULL,\n  ends int(10) unsigned NOT NULL,\n  PRIMARY KEY  (k),\n  KEY ends (ends)\n) $collate;" );
		update_option( self::SCHEMA, LWA_WASM_VERSION );
		if ( ! wp_next_scheduled( self::SWEEP ) ) {
			wp_schedule_event( time() + HOUR_IN_SECONDS, 'daily', self::SWEEP );
		}
	}

	/**
	 * Hook: deactivation.
	 */
	public static function pause(): void {
		wp_clear_scheduled_hook( self::SWEEP );
	}

	/**
	 * Hook: admin_init. Makes the table after an update, and on sites of a network that were not
	 * there at the activation.
	 */
	public static function upgrade(): void {
		if ( get_option( self::SCHEMA ) !== LWA_WASM_VERSION ) {
			self::install();
		}
	}

	/**
	 * Counts one more of something, and returns how many there were since the first.
	 *
	 * @param string $what    What is counted. Only its digest is stored.
	 * @param int    $seconds When the count ends, from the first.
	 * @return int|null Null when the database does not count: then nobody may pass.
	 */
	public static function hit( string $what, int $seconds ): ?int {
		global $wpdb;
		$now = time();
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.DirectDatabaseQuery -- our own table;
		// a cache could not count.
		$done = $wpdb->query( $wpdb->prepare( 'INSERT INTO ' . self::table() . ' (k, n, ends) VALUES (%s, 1, %d) ON DUPLICATE KEY UPDATE n = LAST_INSERT_ID(IF(ends <= %d, 1, n + 1)), ends = IF(ends <= %d, VALUES(ends), ends)', self::key( $what ), $now + $seconds, $now, $now ) );
		if ( false === $done ) {
			return null;
		}
		return max( 1, (int) $wpdb->insert_id );
	}

	/**
	 * Reports whether this is the first time in that many seconds.
	 *
	 * @param string $what    What happens once.
	 * @param int    $seconds For how long.
	 */
	public static function first( string $what, int $seconds ): bool {
		return 1 === self::hit( $what, $seconds );
	}

	/**
	 * Runs something that nobody else may run at the same time.
	 *
	 * @param string   $what Its name.
	 * @param callable $work What to run.
	 * @return mixed What it returns, or a WP_Error when somebody else is at it.
	 */
	public static function locked( string $what, callable $work ) {
		if ( ! self::first( 'lock ' . $what, 30 ) ) {
			return new WP_Error( 'lwa_wasm_busy', __( 'The same person is being logged in elsewhere at this moment. Try again in half a minute.', 'lwa-wasm' ), array( 'status' => 409 ) );
		}
		try {
			return $work();
		} finally {
			self::forget( 'lock ' . $what );
		}
	}

	/**
	 * Forgets a count.
	 *
	 * @param string $what What was counted.
	 */
	public static function forget( string $what ): void {
		global $wpdb;
		$wpdb->delete( self::table(), array( 'k' => self::key( $what ) ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
	}

	/**
	 * Hook: the daily event. Removes what has ended.
	 */
	public static function sweep(): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DELETE FROM ' . self::table() . ' WHERE ends <= %d', time() ) ); // phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.DirectDatabaseQuery
	}

	/**
	 * The digest that stands for something.
	 *
	 * @param string $what What it is.
	 */
	private static function key( string $what ): string {
		return hash_hmac( 'sha256', $what, wp_salt( 'nonce' ) );
	}
}
