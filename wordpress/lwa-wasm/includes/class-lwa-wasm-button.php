<?php
/**
 * The button: by shortcode, block, login form, registration form, shop, or an action of a theme.
 *
 * Its markup holds nothing that is one visitor's, so that pages with it may be cached.
 *
 * @package Lwa_Wasm
 */

defined( 'ABSPATH' ) || exit;

/**
 * Renders the button and loads its script.
 */
final class Lwa_Wasm_Button {
	const BLOCK = 'lwa-wasm/login';

	/**
	 * Adds the hooks.
	 */
	public static function register(): void {
		add_action( 'init', array( self::class, 'init' ) );
		add_action( 'login_form', array( self::class, 'on_login_form' ) );
		add_action( 'register_form', array( self::class, 'on_register_form' ) );
		add_action( 'woocommerce_login_form_end', array( self::class, 'on_shop_form' ) );
		add_action( 'woocommerce_register_form_end', array( self::class, 'on_shop_form' ) );
		add_action( 'lwa_wasm_button', array( self::class, 'on_action' ) );
	}

	/**
	 * Hook: init. Registers shortcode, block, scripts.
	 */
	public static function init(): void {
		wp_register_style( 'lwa-wasm', plugins_url( 'assets/login.css', LWA_WASM_FILE ), array(), LWA_WASM_VERSION );
		wp_register_script( 'lwa-wasm-component', plugins_url( 'lwa/lwa.js', LWA_WASM_FILE ), array(), Lwa_Wasm_Site::release(), true );
		wp_register_script( 'lwa-wasm', plugins_url( 'assets/login.js', LWA_WASM_FILE ), array( 'lwa-wasm-component' ), LWA_WASM_VERSION, true );
		wp_register_script( 'lwa-wasm-block', plugins_url( 'block/block.js', LWA_WASM_FILE ), array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-server-side-render' ), LWA_WASM_VERSION, true );
		wp_add_inline_script( 'lwa-wasm-block', 'var lwaWasmBlock = ' . self::json( self::block_texts() ) . ';', 'before' );
		add_shortcode( 'lwa_login', array( self::class, 'shortcode' ) );
		register_block_type(
			dirname( __DIR__ ) . '/block',
			array(
				'title'           => __( 'Login with Amazon', 'lwa-wasm' ),
				'description'     => __( 'A button by which people log in with their Amazon account.', 'lwa-wasm' ),
				'render_callback' => array( self::class, 'block' ),
			)
		);
	}

	/**
	 * The texts of the block's settings.
	 */
	private static function block_texts(): array {
		return array(
			'settings'  => __( 'Button', 'lwa-wasm' ),
			'label'     => __( 'Text of the button', 'lwa-wasm' ),
			'redirect'  => __( 'Page to show after the login', 'lwa-wasm' ),
			'redirects' => __( 'An address of this site. Left empty, people stay on the page they are on.', 'lwa-wasm' ),
		);
	}

	/**
	 * JSON that may stand in a script element.
	 *
	 * @param mixed $value The value.
	 */
	public static function json( $value ): string {
		return (string) wp_json_encode( $value, JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_HEX_QUOT );
	}

	/**
	 * Shortcode: [lwa_login label="…" redirect="…"].
	 *
	 * @param array|string $attributes The attributes.
	 */
	public static function shortcode( $attributes ): string {
		$attributes = shortcode_atts(
			array(
				'label'    => '',
				'redirect' => '',
			),
			is_array( $attributes ) ? $attributes : array(),
			'lwa_login'
		);
		return self::for_visitor( (string) $attributes['label'], (string) $attributes['redirect'] );
	}

	/**
	 * The block, on a page and in the editor's preview.
	 *
	 * @param array $attributes The attributes.
	 */
	public static function block( array $attributes ): string {
		$label    = (string) ( $attributes['label'] ?? '' );
		$redirect = (string) ( $attributes['redirect'] ?? '' );
		if ( defined( 'REST_REQUEST' ) && REST_REQUEST && current_user_can( 'edit_posts' ) ) {
			return self::markup( $label, $redirect, true, 'preview' );
		}
		return self::for_visitor( $label, $redirect );
	}

	/**
	 * The button, or a line for somebody who is logged in.
	 *
	 * @param string $label    Text of the button.
	 * @param string $redirect Where to go afterwards.
	 */
	private static function for_visitor( string $label, string $redirect ): string {
		if ( ! is_user_logged_in() ) {
			return self::markup( $label, $redirect );
		}
		/* translators: %s: the name of the person. */
		$text = sprintf( __( 'You are logged in as %s.', 'lwa-wasm' ), wp_get_current_user()->display_name );
		return '<p class="lwa-wasm-in">' . esc_html( $text ) . ' <a href="' . esc_url( wp_logout_url( (string) get_permalink() ) ) . '">' . esc_html__( 'Log out', 'lwa-wasm' ) . '</a></p>';
	}

	/**
	 * The button. It is hidden until its script runs; without a script, a sentence says what is
	 * missing.
	 *
	 * @param string $label    Text of the button.
	 * @param string $redirect Where to go afterwards.
	 * @param bool   $preview  Whether it is for the editor, where it does nothing.
	 * @param string $purpose  "login"; "account" on the profile page; "preview" in the editor.
	 */
	public static function markup( string $label = '', string $redirect = '', bool $preview = false, string $purpose = 'login' ): string {
		if ( ! Lwa_Wasm_Settings::complete() || ! Lwa_Wasm_Site::has( 'lwa.js' ) ) {
			$hint = __( 'Login with Amazon is not set up yet: visitors see nothing here.', 'lwa-wasm' );
			return current_user_can( 'manage_options' ) ? '<p class="lwa-wasm-in">' . esc_html( $hint ) . '</p>' : '';
		}
		wp_enqueue_style( 'lwa-wasm' );
		if ( ! $preview ) {
			self::enqueue();
		}
		$label = '' === trim( $label ) ? __( 'Login with Amazon', 'lwa-wasm' ) : $label;
		return sprintf(
			'<div class="lwa-wasm" data-purpose="%s" data-redirect="%s"><button type="button" class="lwa-wasm-button"%s>%s</button><p class="lwa-wasm-status" role="status"></p><p class="lwa-wasm-problem" role="alert"></p>%s</div>',
			esc_attr( $purpose ),
			esc_url( Lwa_Wasm_Site::own_page( $redirect, '' ) ),
			$preview ? ' disabled' : ' hidden',
			esc_html( $label ),
			$preview ? '' : '<noscript><p>' . esc_html__( 'Login with Amazon needs JavaScript, which is turned off in this browser. Turn it on, or log in with your password.', 'lwa-wasm' ) . '</p></noscript>'
		);
	}

	/**
	 * Loads the script, once, with what it has to know. None of it is secret, and none one
	 * visitor's.
	 */
	private static function enqueue(): void {
		static $done = false;
		wp_enqueue_script( 'lwa-wasm' );
		if ( $done ) {
			return;
		}
		$done = true;
		wp_add_inline_script( 'lwa-wasm', 'var lwaWasm = ' . self::json( self::script_settings() ) . ';', 'before' );
	}

	/**
	 * What the script has to know.
	 */
	public static function script_settings(): array {
		$settings = Lwa_Wasm_Settings::all();
		$options  = array(
			'clientId'    => $settings['client_id'],
			'scope'       => Lwa_Wasm_Settings::scope(),
			'region'      => $settings['region'],
			'language'    => str_replace( '_', '-', substr( determine_locale(), 0, 5 ) ),
			'redirectUri' => Lwa_Wasm_Site::component_path( 'lwa-callback.html' ),
			'wasmUrl'     => Lwa_Wasm_Site::component_path( 'lwa.wasm' ) . '?ver=' . Lwa_Wasm_Site::release(),
			'handOver'    => 'code' === $settings['exchange'],
		);
		if ( '' !== Lwa_Wasm_Amazon::provider() ) {
			$options['provider'] = Lwa_Wasm_Amazon::provider();
		}
		if ( Lwa_Wasm_Forward::active() && '' !== Lwa_Wasm_Site::forward_path() ) {
			$options['apiBase'] = Lwa_Wasm_Site::forward_path();
		}
		$known = array(
			'options' => $options,
			'rest'    => wp_make_link_relative( rest_url( Lwa_Wasm_Rest::SPACE . '/' ) ),
			'field'   => Lwa_Wasm_Entrance::FIELD,
			'texts'   => self::script_texts(),
		);
		if ( is_user_logged_in() ) {
			$known['nonce'] = wp_create_nonce( 'wp_rest' ); // On the profile page alone, which no cache keeps.
		}
		return $known;
	}

	/**
	 * What the script says.
	 */
	private static function script_texts(): array {
		return array(
			'waiting'             => __( 'Waiting for Amazon …', 'lwa-wasm' ),
			'entering'            => __( 'Logging you in …', 'lwa-wasm' ),
			'password'            => __( 'Password', 'lwa-wasm' ),
			'link'                => __( 'Link and log in', 'lwa-wasm' ),
			'giveUp'              => __( 'Give up', 'lwa-wasm' ),
			'here'                => __( 'Go on in this page', 'lwa-wasm' ),
			'unsure'              => __( 'Is the window of Amazon still open?', 'lwa-wasm' ),
			'rest'                => __( 'This site does not answer as it should. Reload the page, and try again.', 'lwa-wasm' ),
			/* translators: %s: the name of an error. */
			'failed'              => __( 'The login did not work (%s). Please try again.', 'lwa-wasm' ),
			'user_cancelled'      => __( 'You closed the window of Amazon. Press the button to try again.', 'lwa-wasm' ),
			'access_denied'       => __( 'You did not agree at Amazon. Press the button to try again.', 'lwa-wasm' ),
			'network_error'       => __( 'Amazon cannot be reached from this browser. Try again later.', 'lwa-wasm' ),
			'popup_window_error'  => __( 'The browser did not open the window of Amazon. Allow pop-ups for this site, and try again.', 'lwa-wasm' ),
			'redirect_in_iframe'  => __( 'To log in, open this page in a window of its own.', 'lwa-wasm' ),
			'wasm_nonexistent'    => __( 'This browser is too old for Login with Amazon, or WebAssembly is turned off. Log in with your password.', 'lwa-wasm' ),
			'storage_unavailable' => __( 'This browser does not let the site store anything. Allow cookies for it, and try again.', 'lwa-wasm' ),
			'timed_out'           => __( 'This took too long. Press the button to try again.', 'lwa-wasm' ),
		);
	}

	/**
	 * Hook: login_form.
	 */
	public static function on_login_form(): void {
		self::on_form( 'on_login' );
	}

	/**
	 * Hook: register_form.
	 */
	public static function on_register_form(): void {
		if ( Lwa_Wasm_Settings::registration_open() ) {
			self::on_form( 'on_register' );
		}
	}

	/**
	 * Hook: the forms of WooCommerce, and of whoever has actions of these names.
	 */
	public static function on_shop_form(): void {
		if ( ! is_user_logged_in() ) {
			self::on_form( 'on_shop' );
		}
	}

	/**
	 * Hook: lwa_wasm_button, for themes. do_action( 'lwa_wasm_button' ) shows the button.
	 */
	public static function on_action(): void {
		echo self::for_visitor( '', '' ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped where it is made.
	}

	/**
	 * Shows the button in a form, where its setting says so.
	 *
	 * @param string $setting Its name.
	 */
	private static function on_form( string $setting ): void {
		if ( ! Lwa_Wasm_Settings::get( $setting ) ) {
			return;
		}
		// phpcs:ignore WordPress.Security.NonceVerification -- an address to go to, which is
		// checked where it is used.
		$wanted = isset( $_REQUEST['redirect_to'] ) && is_string( $_REQUEST['redirect_to'] ) ? esc_url_raw( wp_unslash( $_REQUEST['redirect_to'] ) ) : '';
		echo self::markup( '', $wanted ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped where it is made.
	}
}
