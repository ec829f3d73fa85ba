<?php
/**
 * The profile page: link and unlink.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * What people see of the link on their own page, and administrators on others'.
 */
final class Lwa_Wasm_Profile {
	const NONCE = 'lwa_wasm_unlink';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'show_user_profile', array( self::class, 'own' ) );
		add_action( 'edit_user_profile', array( self::class, 'other' ) );
		add_action( 'personal_options_update', array( self::class, 'save' ) );
		add_action( 'edit_user_profile_update', array( self::class, 'save' ) );
	}

	/**
	 * Hook: show_user_profile.
	 *
	 * @param WP_User $user The person.
	 */
	public static function own( $user ): void {
		if ( Lwa_Wasm_Settings::complete() || '' !== Lwa_Wasm_Accounts::amazon_id( $user->ID ) ) {
			self::section( $user, true );
		}
	}

	/**
	 * Hook: edit_user_profile.
	 *
	 * @param WP_User $user Somebody else.
	 */
	public static function other( $user ): void {
		if ( '' !== Lwa_Wasm_Accounts::amazon_id( $user->ID ) ) {
			self::section( $user, false );
		}
	}

	/**
	 * The section of the page.
	 *
	 * @param WP_User $user Whose page it is.
	 * @param bool    $own  Whether it is the visitor's own.
	 */
	private static function section( WP_User $user, bool $own ): void {
		$linked = '' !== Lwa_Wasm_Accounts::amazon_id( $user->ID );
		?>
		<h2 id="lwa-wasm-profile"><?php esc_html_e( 'Login with Amazon', 'lwa-wasm' ); ?></h2>
		<table class="form-table" role="presentation"><tr>
			<th scope="row"><?php esc_html_e( 'Amazon account', 'lwa-wasm' ); ?></th>
			<td>
			<?php if ( $linked ) : ?>
				<p id="lwa-wasm-linked">
				<?php
				$since = (int) get_user_meta( $user->ID, Lwa_Wasm_Accounts::SINCE, true );
				/* translators: %s: a date. */
				echo esc_html( sprintf( __( 'Linked since %s.', 'lwa-wasm' ), wp_date( get_option( 'date_format' ), $since ) ) );
				?>
				</p>
				<?php wp_nonce_field( self::NONCE . $user->ID, self::NONCE, false ); ?>
				<p><button type="submit" name="lwa_wasm_do_unlink" value="1" class="button"><?php esc_html_e( 'Unlink', 'lwa-wasm' ); ?></button></p>
				<p class="description">
				<?php
				if ( '' === $user->user_email ) {
					esc_html_e( 'This account has no email address: set one, and a password, before you unlink it. Otherwise nobody can log in to it.', 'lwa-wasm' );
				} else {
					esc_html_e( 'Afterwards the account’s password is the way in. Whoever has none yet gets one by “Lost your password?” on the login page.', 'lwa-wasm' );
				}
				?>
				</p>
			<?php elseif ( $own ) : ?>
				<?php echo Lwa_Wasm_Button::markup( __( 'Link with Amazon', 'lwa-wasm' ), '', false, 'account' ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped where it is made. ?>
				<p class="description"><?php esc_html_e( 'Afterwards you log in with Amazon, too.', 'lwa-wasm' ); ?></p>
			<?php endif; ?>
			</td>
		</tr></table>
		<?php
	}

	/**
	 * Hook: the profile form was sent. WordPress has checked its own nonce; this is one more, for
	 * this person's link alone.
	 *
	 * @param int $user_id Whose page it is.
	 */
	public static function save( $user_id ): void {
		if ( empty( $_POST['lwa_wasm_do_unlink'] ) || ! current_user_can( 'edit_user', $user_id ) ) {
			return;
		}
		check_admin_referer( self::NONCE . $user_id, self::NONCE );
		Lwa_Wasm_Accounts::unlink( (int) $user_id );
	}
}
