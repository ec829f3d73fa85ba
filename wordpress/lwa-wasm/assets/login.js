/* The button's script: it begins logins, and the server decides who it is. */
( function ( settings ) {
	'use strict';
	const { options, rest, texts, nonce, field } = settings;
	const boxes = Array.from( document.querySelectorAll( 'div.lwa-wasm' ) ).filter( ( box ) => box.querySelector( '.lwa-wasm-button:not([disabled])' ) );
	const part = ( box, name ) => box.querySelector( '.lwa-wasm-' + name );

	function say( box, name, text ) {
		part( box, 'status' ).textContent = '';
		part( box, 'problem' ).textContent = '';
		box.querySelector( '.lwa-wasm-more' )?.remove();
		part( box, name ).textContent = text;
	}

	// In a frame, no login goes on in the page itself; in one of another site, the browser keeps
	// the cookie of a ticket from the site.
	const framed = window !== window.top;
	const needsTop = ( { code } ) => framed && ( code === 'popup_window_error' || code === 'lwa_wasm_ticket' );

	function fail( box, failure ) {
		const error = needsTop( failure ) ? { code: 'redirect_in_iframe' } : failure;
		const known = typeof error.code === 'string' && Object.hasOwn( texts, error.code ) ? texts[ error.code ] : '';
		say( box, 'problem', error.ours ? error.message : known || texts.failed.replace( '%s', error.code || 'error' ) );
		part( box, 'button' ).disabled = false;
	}

	/** Posts to the plug-in's routes. An error of the server's is a sentence that may be shown. */
	async function post( path, body, withNonce ) {
		const headers = { 'Content-Type': 'application/json' };
		if ( withNonce ) headers[ 'X-WP-Nonce' ] = nonce;
		let answer, data;
		try {
			answer = await fetch( rest + path, { method: 'POST', credentials: 'same-origin', cache: 'no-store', referrerPolicy: 'no-referrer', headers, body: JSON.stringify( body ) } );
			data = await answer.json();
		} catch {
			throw { ours: true, message: texts.rest };
		}
		// What others say in the place of the plug-in, such as one that turns the REST API off,
		// helps no visitor.
		const known = String( data?.code ).startsWith( 'lwa_wasm_' );
		if ( ! answer.ok ) throw { ours: true, message: known ? data.message : texts.rest, code: data?.code, data: data?.data };
		return data;
	}

	/** The browser comes in person: a page load with the pass. */
	function enter( box, { pass, enter: action } ) {
		say( box, 'status', texts.entering );
		const form = document.createElement( 'form' );
		const input = document.createElement( 'input' );
		form.method = 'post';
		form.action = action;
		form.hidden = true;
		input.type = 'hidden';
		input.name = field;
		input.value = pass;
		form.append( input );
		document.body.append( form );
		HTMLFormElement.prototype.submit.call( form );
	}

	function button( text, click ) {
		const made = document.createElement( 'button' );
		made.type = 'button';
		made.className = 'button';
		made.textContent = text;
		made.onclick = click;
		return made;
	}

	function more( box, ...children ) {
		box.querySelector( '.lwa-wasm-more' )?.remove();
		const made = document.createElement( 'div' );
		made.className = 'lwa-wasm-more lwa-wasm-password';
		made.append( ...children );
		box.append( made );
	}

	/**
	 * Asks for the password of the account that has the same address. It may stand in a form of the
	 * page, so it is none.
	 */
	function askPassword( box, text, pending ) {
		say( box, 'status', text );
		const input = document.createElement( 'input' );
		input.type = 'password';
		input.autocomplete = 'current-password';
		input.className = 'input lwa-wasm-input';
		input.setAttribute( 'aria-label', texts.password );
		input.placeholder = texts.password;
		const send = () => give( box, text, pending, input.value );
		input.onkeydown = ( event ) => {
			if ( event.key !== 'Enter' ) return;
			event.preventDefault();
			send();
		};
		const link = button( texts.link, send );
		link.classList.add( 'lwa-wasm-link' );
		more( box, input, link );
		input.focus();
	}

	async function give( box, text, pending, password ) {
		try {
			const { ticket } = await post( 'ticket', {} );
			enter( box, await post( 'password', { ticket, pending, password, redirect_to: target( box ) } ) );
		} catch ( error ) {
			if ( error.code !== 'lwa_wasm_password' ) return fail( box, error );
			askPassword( box, text, pending );
			part( box, 'problem' ).textContent = error.message;
		}
	}

	const target = ( box ) => box.dataset.redirect || ( box.closest( '#loginform, #registerform' ) ? '' : location.href.split( '#' )[ 0 ] );

	/** Hands over what proves the login. */
	async function hand( box, proof ) {
		say( box, 'status', texts.entering );
		const account = box.dataset.purpose === 'account';
		try {
			const { ticket } = await post( 'ticket', {}, account );
			if ( account ) {
				await post( 'account', { ticket, ...proof }, true );
				location.reload();
				return;
			}
			enter( box, await post( 'login', { ticket, redirect_to: target( box ), ...proof } ) );
		} catch ( error ) {
			if ( error.code === 'lwa_wasm_link' ) {
				part( box, 'button' ).disabled = false;
				askPassword( box, error.message, error.data.pending );
				return;
			}
			fail( box, error );
		}
	}

	/** The box that a login began in. A redirect comes back to the same page. */
	const boxOf = ( state ) => boxes[ Number( state ) ] || boxes[ 0 ];
	let current = null;

	window.lwa.addEventListener( 'code', ( { detail } ) =>
		hand( boxOf( detail.state ), { code: detail.code, code_verifier: detail.codeVerifier, redirect_uri: detail.redirectUri } )
	);
	window.lwa.addEventListener( 'login', ( { detail } ) => hand( boxOf( detail.state ), { access_token: detail.accessToken } ) );
	window.lwa.addEventListener( 'error', ( { detail } ) => fail( current || boxes[ 0 ], detail ) );
	window.lwa.addEventListener( 'unsure', ( { detail } ) => {
		say( current, 'status', texts.unsure );
		const here = framed ? [] : [ button( texts.here, () => detail.continueHere() ) ];
		more( current, ...here, button( texts.giveUp, () => detail.cancel() ) );
	} );
	window.lwa.configure( options ).catch( ( error ) => boxes[ 0 ] && fail( boxes[ 0 ], error ) );

	boxes.forEach( ( box, index ) => {
		const start = part( box, 'button' );
		start.hidden = false;
		start.onclick = () => {
			current = box;
			// In the click, before any await: browsers open windows only there.
			const login = window.lwaLogin( { state: String( index ), interactive: 'always' } );
			say( box, 'status', texts.waiting );
			start.disabled = true;
			login.catch( ( error ) => fail( box, error ) );
		};
	} );
} )( window.lwaWasm );
