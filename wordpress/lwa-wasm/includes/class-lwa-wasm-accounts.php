<?php
/**
 * Accounts, and whom of Amazon's people they belong to.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * An account is bound by Amazon's user_id, in user meta, and never by an e-mail address.
 */
final class Lwa_Wasm_Accounts {
	const USER_ID = 'lwa_wasm_user_id';
	const SINCE   = 'lwa_wasm_since';
	const MADE    = 'lwa_wasm_made_by_login';
	const TOKEN   = 'lwa_wasm_token';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'after_password_reset', array( self::class, 'after_password_reset' ) );
		add_filter( 'is_protected_meta', array( self::class, 'protect' ), 10, 3 );
	}

	/**
	 * Hook: is_protected_meta. Editors of custom fields do not touch the binding.
	 *
	 * @param bool   $yes  Whether it is protected.
	 * @param string $key  The key.
	 * @param string $type The kind of object.
	 */
	public static function protect( $yes, $key, $type ) {
		return $yes || ( 'user' === $type && in_array( $key, array( self::USER_ID, self::SINCE, self::MADE, self::TOKEN ), true ) );
	}

	/**
	 * The accounts that are bound to somebody: one, or none. The database compares texts without
	 * regard to case and to spaces at the end, so each is compared again.
	 *
	 * @param string $amazon_id Amazon's user_id.
	 * @return WP_User[]
	 */
	public static function bound_to( string $amazon_id ): array {
		$users = get_users(
			array(
				'blog_id'    => 0, // All of a network.
				'meta_key'   => self::USER_ID, // phpcs:ignore WordPress.DB.SlowDBQuery
				'meta_value' => $amazon_id, // phpcs:ignore WordPress.DB.SlowDBQuery
				'number'     => 5,
			)
		);
		return array_values( array_filter( $users, static fn( WP_User $user ): bool => hash_equals( $amazon_id, self::amazon_id( $user->ID ) ) ) );
	}

	/**
	 * Amazon's user_id of an account, or an empty string.
	 *
	 * @param int $id The account.
	 */
	public static function amazon_id( int $id ): string {
		$values = get_user_meta( $id, self::USER_ID, false );
		return 1 === count( $values ) && is_string( $values[0] ) ? $values[0] : '';
	}

	/**
	 * The account of a person: the one that is bound to them, or a new one.
	 *
	 * @param array $person From Amazon.
	 * @return WP_User|WP_Error
	 */
	public static function of( #[\SensitiveParameter] array $person ) {
		$user = Lwa_Wasm_Store::locked( 'person ' . $person['user_id'], static fn() => self::find_or_make( $person ) );
		if ( $user instanceof WP_User ) {
			self::keep_token( $user->ID, $person );
			/**
			 * Fires when Amazon has said who somebody is, before they are logged in.
			 *
			 * @param int   $user_id The account.
			 * @param array $person  user_id, name, email, postal_code, as far as they were asked for and granted.
			 */
			do_action( 'lwa_wasm_person', $user->ID, array_diff_key( $person, array_flip( array( 'token', 'life' ) ) ) );
		}
		return $user;
	}

	/**
	 * See of().
	 *
	 * @param array $person From Amazon.
	 * @return WP_User|WP_Error
	 */
	private static function find_or_make( #[\SensitiveParameter] array $person ) {
		$bound = self::bound_to( $person['user_id'] );
		if ( count( $bound ) > 1 ) {
			return self::no( 'ambiguous', __( 'Two accounts of this site belong to this Amazon account. Ask the site’s administrator to unlink one of them.', 'lwa-wasm' ) );
		}
		if ( $bound ) {
			return self::member( $bound[0] );
		}
		$email    = is_email( $person['email'] ) ? $person['email'] : '';
		$existing = '' !== $email ? get_user_by( 'email', $email ) : false;
		if ( $existing ) {
			return self::may_link( $existing );
		}
		if ( ! Lwa_Wasm_Settings::registration_open() ) {
			return self::no( 'closed', __( 'No account here belongs to this Amazon account, and this site takes no new members by Amazon. If you have an account, log in with your password, and link it on your profile page.', 'lwa-wasm' ) );
		}
		return self::make( $person, $email );
	}

	/**
	 * Answers for an account that has the person's address, and is not bound to them: the password
	 * decides.
	 *
	 * @param WP_User $existing The account.
	 */
	private static function may_link( WP_User $existing ): WP_Error {
		if ( '' !== self::amazon_id( $existing->ID ) ) {
			return self::no( 'other', __( 'An account here with your address belongs to another Amazon account. Log in with your password, unlink that one on your profile page, and link this one there.', 'lwa-wasm' ) );
		}
		if ( 'password' !== Lwa_Wasm_Settings::get( 'existing' ) ) {
			return self::no( 'exists', __( 'There is an account here with your address. Log in with your password, and link it on your profile page.', 'lwa-wasm' ) );
		}
		return new WP_Error(
			'lwa_wasm_link',
			__( 'There is an account here with your address. Give its password once, and from then on you log in with Amazon.', 'lwa-wasm' ),
			array(
				'status'  => 409,
				'account' => $existing->ID,
			)
		);
	}

	/**
	 * On a network, somebody may be new to this site alone.
	 *
	 * @param WP_User $user The account.
	 * @return WP_User|WP_Error
	 */
	private static function member( WP_User $user ) {
		if ( ! is_multisite() || is_user_member_of_blog( $user->ID ) || is_super_admin( $user->ID ) ) {
			return $user;
		}
		if ( ! Lwa_Wasm_Settings::registration_open() ) {
			return self::no( 'closed', __( 'Your account is not a member of this site, and this site takes no new members by Amazon. Ask the site’s administrator.', 'lwa-wasm' ) );
		}
		$added = add_user_to_blog( get_current_blog_id(), $user->ID, Lwa_Wasm_Settings::role() );
		return is_wp_error( $added ) ? $added : new WP_User( $user->ID );
	}

	/**
	 * Makes an account.
	 *
	 * @param array  $person From Amazon.
	 * @param string $email  A valid address that no account has, or an empty string.
	 * @return WP_User|WP_Error
	 */
	private static function make( #[\SensitiveParameter] array $person, string $email ) {
		$name = trim( sanitize_text_field( $person['name'] ) );
		$id   = wp_insert_user(
			wp_slash(
				array(
					'user_login'   => self::free_login( $name ),
					'user_pass'    => wp_generate_password( 40, true, true ),
					'user_email'   => $email,
					'display_name' => $name,
					'nickname'     => $name,
					'role'         => Lwa_Wasm_Settings::role(),
				)
			)
		);
		if ( is_wp_error( $id ) ) {
			return self::no( 'account', __( 'The account could not be made. Ask the site’s administrator.', 'lwa-wasm' ) );
		}
		self::bind( $id, $person['user_id'] );
		update_user_meta( $id, self::MADE, 1 );
		if ( is_multisite() ) {
			add_user_to_blog( get_current_blog_id(), $id, Lwa_Wasm_Settings::role() );
		}
		wp_new_user_notification( $id, null, 'admin' );
		return new WP_User( $id );
	}

	/**
	 * A user name that nobody has. It is public, so it comes from the name and never from the
	 * address.
	 *
	 * @param string $name The person's.
	 */
	private static function free_login( string $name ): string {
		$base = sanitize_user( remove_accents( $name ), true );
		$base = strtolower( trim( (string) preg_replace( '/[^A-Za-z0-9]+/', '-', $base ), '-' ) );
		$base = '' === $base ? 'amazon' : substr( $base, 0, 40 );
		if ( is_multisite() ) {
			$base = str_replace( '-', '', $base );
		}
		$taken = (array) apply_filters( 'illegal_user_logins', array() ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- a filter of WordPress.
		$login = $base;
		$i     = 1;
		while ( username_exists( $login ) || in_array( $login, $taken, true ) ) {
			++$i;
			$login = $base . ( $i < 20 ? $i : bin2hex( random_bytes( 4 ) ) );
		}
		return $login;
	}

	/**
	 * Binds an account that its owner has proved to be theirs.
	 *
	 * @param int    $id        The account.
	 * @param string $amazon_id Amazon's user_id.
	 * @return true|WP_Error
	 */
	public static function link( int $id, string $amazon_id ) {
		return Lwa_Wasm_Store::locked(
			'person ' . $amazon_id,
			static function () use ( $id, $amazon_id ) {
				foreach ( self::bound_to( $amazon_id ) as $user ) {
					if ( $user->ID !== $id ) {
						return self::no( 'taken', __( 'This Amazon account belongs to another account of this site. Log in with Amazon to see which, and unlink it there first.', 'lwa-wasm' ) );
					}
				}
				$now = self::amazon_id( $id );
				if ( '' !== $now && ! hash_equals( $now, $amazon_id ) ) {
					return self::no( 'other', __( 'Your account belongs to another Amazon account. Unlink that one first.', 'lwa-wasm' ) );
				}
				self::bind( $id, $amazon_id );
				return true;
			}
		);
	}

	/**
	 * Writes the binding.
	 *
	 * @param int    $id        The account.
	 * @param string $amazon_id Amazon's user_id.
	 */
	private static function bind( int $id, string $amazon_id ): void {
		update_user_meta( $id, self::USER_ID, wp_slash( $amazon_id ) );
		update_user_meta( $id, self::SINCE, time() );
	}

	/**
	 * Ends the binding.
	 *
	 * @param int $id The account.
	 */
	public static function unlink( int $id ): void {
		foreach ( array( self::USER_ID, self::SINCE, self::MADE, self::TOKEN ) as $key ) {
			delete_user_meta( $id, $key );
		}
	}

	/**
	 * Hook: after_password_reset. Whoever made an account by Amazon had not proved its address
	 * here. Somebody who reads the mail of that address now has: a binding that was there before
	 * might be a trap (pre-hijacking), so it ends. The person links again with the new password.
	 *
	 * @param WP_User $user The account.
	 */
	public static function after_password_reset( $user ): void {
		if ( get_user_meta( $user->ID, self::MADE, true ) ) {
			self::unlink( $user->ID );
		}
	}

	/**
	 * Keeps the access token, if the settings ask for it.
	 *
	 * @param int   $id     The account.
	 * @param array $person From Amazon.
	 */
	public static function keep_token( int $id, #[\SensitiveParameter] array $person ): void {
		if ( ! Lwa_Wasm_Settings::get( 'keep_token' ) ) {
			delete_user_meta( $id, self::TOKEN );
			return;
		}
		$kept = array(
			't' => $person['token'],
			'e' => time() + $person['life'],
			'u' => $id,
		);
		update_user_meta( $id, self::TOKEN, Lwa_Wasm_Gate::seal( 'token', $kept ) );
	}

	/**
	 * The access token that is kept, while it lives.
	 *
	 * @param int $id The account.
	 */
	public static function kept_token( int $id ): string {
		$kept = Lwa_Wasm_Gate::open( 'token', (string) get_user_meta( $id, self::TOKEN, true ) );
		return $kept && $id === $kept['u'] && $kept['e'] > time() ? $kept['t'] : '';
	}

	/**
	 * A refusal, with its sentence.
	 *
	 * @param string $code Its name.
	 * @param string $text The sentence.
	 */
	private static function no( string $code, string $text ): WP_Error {
		return new WP_Error( 'lwa_wasm_' . $code, $text, array( 'status' => 403 ) );
	}
}
