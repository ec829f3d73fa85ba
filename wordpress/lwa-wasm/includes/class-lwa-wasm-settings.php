<?php
/**
 * The settings: names, defaults, and what is accepted.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads the settings and checks them before they are stored.
 */
final class Lwa_Wasm_Settings {
	const OPTION  = 'lwa_wasm_settings';
	const SCOPES  = array( 'profile', 'profile:user_id', 'postal_code' );
	const REGIONS = array( 'NA', 'EU', 'FE' );
	const CHOICES = array(
		'region'   => self::REGIONS,
		'exchange' => array( 'code', 'token' ),
		'register' => array( 'closed', 'site', 'open' ),
		'existing' => array( 'password', 'refuse' ),
	);
	const FLAGS   = array( 'on_login', 'on_register', 'on_shop', 'forward', 'keep_token' );

	/**
	 * Capabilities that a person may not get from a login alone.
	 */
	const TOO_MUCH = array( 'manage_options', 'edit_users', 'promote_users', 'delete_users', 'install_plugins', 'unfiltered_html', 'manage_woocommerce' );

	/**
	 * Registers the option with WordPress.
	 */
	public static function register(): void {
		add_action( 'admin_init', array( self::class, 'register_setting' ) );
	}

	/**
	 * Hook: admin_init.
	 */
	public static function register_setting(): void {
		register_setting(
			'lwa_wasm',
			self::OPTION,
			array(
				'type'              => 'object',
				'sanitize_callback' => array( self::class, 'sanitize' ),
				'default'           => self::defaults(),
			)
		);
	}

	/**
	 * The settings of a site that has set none.
	 */
	public static function defaults(): array {
		return array(
			'client_id'   => '',
			'region'      => 'NA',
			'scopes'      => array( 'profile' ),
			'exchange'    => 'code',
			'on_login'    => true,
			'on_register' => true,
			'on_shop'     => true,
			'register'    => 'site',
			'role'        => 'subscriber',
			'existing'    => 'password',
			'forward'     => false,
			'keep_token'  => false,
			'origins'     => '',
		);
	}

	/**
	 * All settings.
	 */
	public static function all(): array {
		$stored = get_option( self::OPTION, array() );
		return array_merge( self::defaults(), is_array( $stored ) ? $stored : array() );
	}

	/**
	 * One setting.
	 *
	 * @param string $name Its name.
	 * @return mixed
	 */
	public static function get( string $name ) {
		return self::all()[ $name ];
	}

	/**
	 * Reports whether the site has what a login needs.
	 */
	public static function complete(): bool {
		return '' !== self::get( 'client_id' );
	}

	/**
	 * The scopes as the component and Amazon want them.
	 */
	public static function scope(): string {
		return implode( ' ', self::get( 'scopes' ) );
	}

	/**
	 * Roles that the settings offer: those without power over the site.
	 *
	 * @return array<string,string> Names by role.
	 */
	public static function roles(): array {
		$roles = array();
		foreach ( wp_roles()->roles as $role => $of ) {
			if ( ! array_intersect( self::TOO_MUCH, array_keys( array_filter( $of['capabilities'] ) ) ) ) {
				$roles[ $role ] = translate_user_role( $of['name'] );
			}
		}
		return $roles;
	}

	/**
	 * The role of new people. A role that has gained power since it was chosen, or is gone, falls
	 * back to none.
	 */
	public static function role(): string {
		$role = (string) self::get( 'role' );
		return isset( self::roles()[ $role ] ) ? $role : '';
	}

	/**
	 * Reports whether new people may register.
	 */
	public static function registration_open(): bool {
		$choice = self::get( 'register' );
		$open   = match ( true ) {
			'closed' === $choice => false,
			is_multisite()       => in_array( get_site_option( 'registration' ), array( 'user', 'all' ), true ),
			default              => 'open' === $choice || (bool) get_option( 'users_can_register' ),
		};
		/**
		 * Filters whether somebody who is new may register by Amazon.
		 *
		 * @param bool $open What the settings say.
		 */
		return (bool) apply_filters( 'lwa_wasm_registration_open', $open );
	}

	/**
	 * Checks what the settings page sent. What is not acceptable keeps its old value, and the page
	 * says so.
	 *
	 * @param mixed $given The form.
	 */
	public static function sanitize( $given ): array {
		$given = is_array( $given ) ? $given : array();
		$all   = self::all();

		$client_id = trim( sanitize_text_field( (string) ( $given['client_id'] ?? '' ) ) );
		if ( '' === $client_id || preg_match( '/^amzn1\.application-oa2-client\.[0-9A-Za-z]{1,70}$/', $client_id ) ) {
			$all['client_id'] = $client_id;
		} else {
			self::complain( 'client_id', __( 'This is no Client ID. It begins with amzn1.application-oa2-client. and stands in the Web Settings of your security profile. The old one was kept.', 'lwa-wasm' ) );
		}
		foreach ( self::CHOICES as $name => $choices ) {
			if ( in_array( $given[ $name ] ?? null, $choices, true ) ) {
				$all[ $name ] = $given[ $name ];
			}
		}
		foreach ( self::FLAGS as $name ) {
			$all[ $name ] = ! empty( $given[ $name ] );
		}
		$scopes        = array_values( array_intersect( self::SCOPES, (array) ( $given['scopes'] ?? array() ) ) );
		$all['scopes'] = $scopes ? $scopes : array( 'profile' );
		$role          = (string) ( $given['role'] ?? $all['role'] );
		if ( isset( self::roles()[ $role ] ) ) {
			$all['role'] = $role;
		} else {
			self::complain( 'role', __( 'New people cannot get a role that rules the site. The old role was kept.', 'lwa-wasm' ) );
		}
		$all['origins'] = self::sanitize_origins( (string) ( $given['origins'] ?? '' ) );
		return $all;
	}

	/**
	 * Has the settings page say what was not accepted. Elsewhere, such as on the command line,
	 * there is no page.
	 *
	 * @param string $code Its name.
	 * @param string $text The sentence.
	 */
	private static function complain( string $code, string $text ): void {
		if ( function_exists( 'add_settings_error' ) ) {
			add_settings_error( self::OPTION, $code, $text );
		}
	}

	/**
	 * Keeps the lines that are origins.
	 *
	 * @param string $lines One origin a line.
	 */
	private static function sanitize_origins( string $lines ): string {
		$kept = array();
		foreach ( preg_split( '/\s+/', $lines, -1, PREG_SPLIT_NO_EMPTY ) as $line ) {
			$origin = Lwa_Wasm_Site::origin_of( $line );
			if ( '' === $origin || rtrim( $line, '/' ) !== $origin ) {
				/* translators: %s: what somebody typed. */
				self::complain( 'origins', sprintf( __( '%s is no origin. Write it as https://app.example, without a path.', 'lwa-wasm' ), esc_html( $line ) ) );
				continue;
			}
			$kept[] = $origin;
		}
		return implode( "\n", array_unique( $kept ) );
	}
}
