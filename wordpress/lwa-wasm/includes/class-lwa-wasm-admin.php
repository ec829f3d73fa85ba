<?php
/**
 * The settings page: Settings, Login with Amazon.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Shows the settings, what to paste at Amazon, and a check of the site.
 */
final class Lwa_Wasm_Admin {
	const PAGE = 'lwa-wasm';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'admin_menu', array( self::class, 'menu' ) );
		add_action( 'admin_enqueue_scripts', array( self::class, 'scripts' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( LWA_WASM_FILE ), array( self::class, 'links' ) );
	}

	/**
	 * Hook: admin_menu.
	 */
	public static function menu(): void {
		add_options_page( __( 'Login with Amazon', 'lwa-wasm' ), __( 'Login with Amazon', 'lwa-wasm' ), 'manage_options', self::PAGE, array( self::class, 'page' ) );
	}

	/**
	 * Hook: plugin_action_links. A way to the settings from the list of plug-ins.
	 *
	 * @param array $links The links.
	 */
	public static function links( $links ): array {
		array_unshift( $links, '<a href="' . esc_url( self::url() ) . '">' . esc_html__( 'Settings', 'lwa-wasm' ) . '</a>' );
		return $links;
	}

	/**
	 * The address of the page.
	 */
	public static function url(): string {
		return admin_url( 'options-general.php?page=' . self::PAGE );
	}

	/**
	 * Hook: admin_enqueue_scripts.
	 *
	 * @param string $hook The page.
	 */
	public static function scripts( $hook ): void {
		if ( 'settings_page_' . self::PAGE !== $hook ) {
			return;
		}
		wp_enqueue_style( 'lwa-wasm-admin', plugins_url( 'assets/admin.css', LWA_WASM_FILE ), array(), LWA_WASM_VERSION );
		wp_enqueue_script( 'lwa-wasm-admin', plugins_url( 'assets/admin.js', LWA_WASM_FILE ), array( 'lwa-wasm-component' ), LWA_WASM_VERSION, true );
		$known = Lwa_Wasm_Button::script_settings();
		$known = array(
			'doctor'   => Lwa_Wasm_Site::has( 'lwa-doctor.js' ) ? Lwa_Wasm_Site::component_path( 'lwa-doctor.js' ) . '?ver=' . Lwa_Wasm_Site::release() : '',
			'callback' => Lwa_Wasm_Site::component_path( 'lwa-callback.html' ),
			'wasm'     => Lwa_Wasm_Site::component_path( 'lwa.wasm' ),
			'rest'     => $known['rest'],
			'options'  => array( 'page' => wp_make_link_relative( wp_login_url() ) ) + array_intersect_key( $known['options'], array_flip( array( 'redirectUri', 'apiBase', 'region', 'provider' ) ) ),
			'texts'    => self::script_texts(),
		);
		wp_add_inline_script( 'lwa-wasm-admin', 'var lwaWasmAdmin = ' . Lwa_Wasm_Button::json( $known ) . ';', 'before' );
	}

	/**
	 * What the page's script says.
	 */
	private static function script_texts(): array {
		return array(
			'copied'       => __( 'Copied', 'lwa-wasm' ),
			'selected'     => __( 'Press Ctrl+C', 'lwa-wasm' ),
			'fine'         => __( 'Nothing stands in the way of a login, as far as a browser can see.', 'lwa-wasm' ),
			'insecure'     => __( 'This page did not come by https.', 'lwa-wasm' ),
			'insecureMend' => __( 'Browsers run logins on https alone. Ask your host for a certificate, and change both addresses in Settings, General to https.', 'lwa-wasm' ),
			'callback'     => __( 'The callback page is not there, or something else answers in its place.', 'lwa-wasm' ),
			'callbackMend' => __( 'Let no security or optimizing plug-in touch wp-content/plugins/lwa-wasm/lwa/lwa-callback.html, and upload the plug-in again if the file is missing.', 'lwa-wasm' ),
			'wasm'         => __( 'The file lwa.wasm is not there.', 'lwa-wasm' ),
			'wasmMend'     => __( 'Upload the plug-in again. Some hosts forbid files of unknown kinds: ask yours to serve .wasm.', 'lwa-wasm' ),
			'type'         => __( 'The server does not send lwa.wasm as application/wasm.', 'lwa-wasm' ),
			'typeMend'     => __( 'Logins work, and start more slowly. Ask your host to add the type application/wasm for .wasm.', 'lwa-wasm' ),
			'rest'         => __( 'The site’s REST API does not answer visitors.', 'lwa-wasm' ),
			'restMend'     => __( 'A security plug-in may have turned it off. Let visitors reach /wp-json/lwa/.', 'lwa-wasm' ),
		);
	}

	/**
	 * The page.
	 */
	public static function page(): void {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		echo '<div class="wrap"><h1>' . esc_html( get_admin_page_title() ) . '</h1>';
		self::console();
		echo '<form method="post" action="options.php" id="lwa-wasm-settings">';
		settings_fields( 'lwa_wasm' );
		self::section( __( '2. Client', 'lwa-wasm' ), array( 'client_id', 'region', 'scopes' ) );
		self::section( __( '3. Button', 'lwa-wasm' ), array( 'places' ) );
		self::section( __( '4. People', 'lwa-wasm' ), array( 'register', 'role', 'existing' ) );
		self::section( __( 'For experts', 'lwa-wasm' ), array( 'exchange', 'forward', 'keep_token', 'origins' ) );
		submit_button();
		echo '</form>';
		self::check();
		echo '</div>';
	}

	/**
	 * What to paste into Amazon's console.
	 */
	private static function console(): void {
		echo '<h2>' . esc_html__( '1. Register with Amazon', 'lwa-wasm' ) . '</h2><p>';
		printf(
			/* translators: %s: a link. */
			esc_html__( 'Make a security profile in %s, open its Web Settings, and paste these values:', 'lwa-wasm' ),
			'<a href="https://developer.amazon.com/loginwithamazon/console/site/lwa/overview.html">' . esc_html__( 'Amazon’s console', 'lwa-wasm' ) . '</a>'
		);
		echo '</p>';
		self::copies( __( 'Allowed Origins', 'lwa-wasm' ), Lwa_Wasm_Site::origins() );
		self::copies( __( 'Allowed Return URLs', 'lwa-wasm' ), Lwa_Wasm_Site::return_addresses() );
	}

	/**
	 * Values with copy buttons.
	 *
	 * @param string   $label  What Amazon calls the field.
	 * @param string[] $values The values.
	 */
	private static function copies( string $label, array $values ): void {
		echo '<p><strong>' . esc_html( $label ) . '</strong></p>';
		foreach ( $values as $value ) {
			echo '<div class="lwa-wasm-copy"><code>' . esc_html( $value ) . '</code><button type="button" class="button">' . esc_html__( 'Copy', 'lwa-wasm' ) . '</button></div>';
		}
	}

	/**
	 * A part of the form.
	 *
	 * @param string   $title  Its heading.
	 * @param string[] $fields Its rows.
	 */
	private static function section( string $title, array $fields ): void {
		echo '<h2>' . esc_html( $title ) . '</h2><table class="form-table" role="presentation">';
		foreach ( $fields as $field ) {
			self::{ 'row_' . $field }();
		}
		echo '</table>';
	}

	/**
	 * The name of a field in the form.
	 *
	 * @param string $field The field.
	 */
	private static function name( string $field ): string {
		return Lwa_Wasm_Settings::OPTION . '[' . $field . ']';
	}

	/**
	 * A row of the form.
	 *
	 * @param string $label   The label.
	 * @param string $control HTML that is escaped already.
	 * @param string $help    A line below.
	 */
	private static function row( string $label, string $control, string $help = '' ): void {
		echo '<tr><th scope="row">' . esc_html( $label ) . '</th><td>' . $control; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped where it is made.
		echo '' === $help ? '' : '<p class="description">' . esc_html( $help ) . '</p>';
		echo '</td></tr>';
	}

	/**
	 * Choices of which one counts.
	 *
	 * @param string $field   The field.
	 * @param array  $choices Labels by value.
	 */
	private static function select( string $field, array $choices ): string {
		$html = '<select name="' . esc_attr( self::name( $field ) ) . '" id="lwa-wasm-' . esc_attr( $field ) . '">';
		foreach ( $choices as $value => $label ) {
			$html .= '<option value="' . esc_attr( $value ) . '"' . selected( Lwa_Wasm_Settings::get( $field ), $value, false ) . '>' . esc_html( $label ) . '</option>';
		}
		return $html . '</select>';
	}

	/**
	 * A box to tick.
	 *
	 * @param string $field The field.
	 * @param string $label The label.
	 */
	private static function flag( string $field, string $label ): string {
		return '<p><label><input type="checkbox" name="' . esc_attr( self::name( $field ) ) . '" id="lwa-wasm-' . esc_attr( $field ) . '" value="1"' . checked( Lwa_Wasm_Settings::get( $field ), true, false ) . '> ' . esc_html( $label ) . '</label></p>';
	}

	/**
	 * Row: client id.
	 */
	private static function row_client_id(): void {
		self::row(
			__( 'Client ID', 'lwa-wasm' ),
			'<input type="text" class="large-text code lwa-wasm-id" name="' . esc_attr( self::name( 'client_id' ) ) . '" id="lwa-wasm-client_id" value="' . esc_attr( Lwa_Wasm_Settings::get( 'client_id' ) ) . '" placeholder="amzn1.application-oa2-client.…" spellcheck="false" autocomplete="off">',
			__( 'From the same Web Settings. It is no secret. The Client Secret is not needed: do not paste it anywhere.', 'lwa-wasm' )
		);
	}

	/**
	 * Row: region.
	 */
	private static function row_region(): void {
		$choices = array(
			'NA' => __( 'North America', 'lwa-wasm' ),
			'EU' => __( 'Europe', 'lwa-wasm' ),
			'FE' => __( 'Far East', 'lwa-wasm' ),
		);
		self::row( __( 'Region', 'lwa-wasm' ), self::select( 'region', $choices ), __( 'Where your Amazon developer account is.', 'lwa-wasm' ) );
	}

	/**
	 * Row: scopes.
	 */
	private static function row_scopes(): void {
		$labels = array(
			'profile'         => __( 'profile: name and email address', 'lwa-wasm' ),
			'profile:user_id' => __( 'profile:user_id: only who it is, neither name nor address', 'lwa-wasm' ),
			'postal_code'     => __( 'postal_code: the postal code', 'lwa-wasm' ),
		);
		$html   = '';
		foreach ( $labels as $scope => $label ) {
			$html .= '<p><label><input type="checkbox" name="' . esc_attr( self::name( 'scopes' ) . '[]' ) . '" value="' . esc_attr( $scope ) . '"' . checked( in_array( $scope, Lwa_Wasm_Settings::get( 'scopes' ), true ), true, false ) . '> ' . esc_html( $label ) . '</label></p>';
		}
		self::row( __( 'Ask people for', 'lwa-wasm' ), $html );
	}

	/**
	 * Row: where the button shows.
	 */
	private static function row_places(): void {
		$html = self::flag( 'on_login', __( 'on the login form', 'lwa-wasm' ) )
			. self::flag( 'on_register', __( 'on the registration form', 'lwa-wasm' ) )
			. self::flag( 'on_shop', __( 'on the forms of WooCommerce', 'lwa-wasm' ) );
		self::row( __( 'Show the button', 'lwa-wasm' ), $html, __( 'Anywhere else: the block “Login with Amazon”, the shortcode [lwa_login], or do_action( \'lwa_wasm_button\' ) in a theme.', 'lwa-wasm' ) );
	}

	/**
	 * Row: who may register.
	 */
	private static function row_register(): void {
		$choices = array(
			'site'   => __( 'everybody, if Settings, General lets anyone register', 'lwa-wasm' ),
			'open'   => __( 'everybody who has an Amazon account', 'lwa-wasm' ),
			'closed' => __( 'nobody: only accounts that are linked log in', 'lwa-wasm' ),
		);
		$help    = Lwa_Wasm_Settings::registration_open() ? __( 'At present new people can register by Amazon.', 'lwa-wasm' ) : __( 'At present new people cannot register by Amazon.', 'lwa-wasm' );
		self::row( __( 'Who may register', 'lwa-wasm' ), self::select( 'register', $choices ), $help );
	}

	/**
	 * Row: role.
	 */
	private static function row_role(): void {
		self::row( __( 'Role of new people', 'lwa-wasm' ), self::select( 'role', Lwa_Wasm_Settings::roles() ), __( 'Roles that rule the site are not offered.', 'lwa-wasm' ) );
	}

	/**
	 * Row: an account with the address exists.
	 */
	private static function row_existing(): void {
		$choices = array(
			'password' => __( 'ask for its password once, and link it', 'lwa-wasm' ),
			'refuse'   => __( 'say so: people link it on their profile page', 'lwa-wasm' ),
		);
		self::row( __( 'If an account has the address already', 'lwa-wasm' ), self::select( 'existing', $choices ), __( 'An address alone never opens an account.', 'lwa-wasm' ) );
	}

	/**
	 * Row: what the browser hands over.
	 */
	private static function row_exchange(): void {
		$choices = array(
			'code'  => __( 'the code, which this server redeems (recommended)', 'lwa-wasm' ),
			'token' => __( 'the access token, which this server checks', 'lwa-wasm' ),
		);
		self::row( __( 'The browser hands over', 'lwa-wasm' ), self::select( 'exchange', $choices ) );
	}

	/**
	 * Row: the forward.
	 */
	private static function row_forward(): void {
		$help = '' === Lwa_Wasm_Site::forward_path()
			? __( 'Needs permalinks that are not plain: Settings, Permalinks.', 'lwa-wasm' )
			: __( 'Only needed when the browser hands over the token, or for televisions, and the console speaks of CORS. Tell your web server to keep the queries of /wp-json/lwa/v1/amazon/ out of its log: one of them holds a token.', 'lwa-wasm' );
		self::row( __( 'Forward', 'lwa-wasm' ), self::flag( 'forward', __( 'pass four kinds of requests on to Amazon', 'lwa-wasm' ) ), $help );
	}

	/**
	 * Row: keep the token.
	 */
	private static function row_keep_token(): void {
		self::row( __( 'Access token', 'lwa-wasm' ), self::flag( 'keep_token', __( 'keep it for its hour, encrypted, for other plug-ins', 'lwa-wasm' ) ), __( 'Leave it off unless another plug-in asks for lwa_wasm_token().', 'lwa-wasm' ) );
	}

	/**
	 * Row: origins of headless sites.
	 */
	private static function row_origins(): void {
		self::row(
			__( 'Headless sites', 'lwa-wasm' ),
			'<textarea class="code" rows="2" cols="40" name="' . esc_attr( self::name( 'origins' ) ) . '" id="lwa-wasm-origins" placeholder="https://app.example">' . esc_textarea( Lwa_Wasm_Settings::get( 'origins' ) ) . '</textarea>',
			__( 'Origins whose pages may ask for sessions at /wp-json/lwa/v1/session, one a line.', 'lwa-wasm' )
		);
	}

	/**
	 * The check.
	 */
	private static function check(): void {
		echo '<h2>' . esc_html__( 'Check this site', 'lwa-wasm' ) . '</h2>';
		echo '<p>' . esc_html__( 'From your browser. What the server sees is in Tools, Site Health.', 'lwa-wasm' ) . '</p>';
		echo '<p><button type="button" class="button" id="lwa-wasm-check">' . esc_html__( 'Check', 'lwa-wasm' ) . '</button></p>';
		echo '<div id="lwa-wasm-findings" role="status"></div>';
	}
}
