/* The settings page: copy buttons, and the check of this site from a browser. */
( function ( settings ) {
	'use strict';
	const { texts, doctor, callback, wasm, rest, options } = settings;

	for ( const button of document.querySelectorAll( '.lwa-wasm-copy button' ) ) {
		button.onclick = async () => {
			const code = button.previousElementSibling;
			try {
				await navigator.clipboard.writeText( code.textContent );
				button.textContent = texts.copied;
			} catch {
				getSelection().selectAllChildren( code ); // then Ctrl+C
				button.textContent = texts.selected;
			}
		};
	}

	const finding = ( severity, what, mend = '' ) => ( { severity, what, mend } );

	/** What can be found out without the component's doctor. */
	async function ownCheck() {
		const found = [];
		if ( ! window.isSecureContext ) found.push( finding( 'error', texts.insecure, texts.insecureMend ) );
		const page = await fetch( callback, { cache: 'no-store' } ).catch( () => null );
		const text = page ? await page.text() : '';
		if ( ! page?.ok || page.redirected || ! text.includes( 'Content-Security-Policy' ) ) found.push( finding( 'error', texts.callback, texts.callbackMend ) );
		const code = await fetch( wasm, { method: 'HEAD', cache: 'no-store' } ).catch( () => null );
		if ( ! code?.ok ) found.push( finding( 'error', texts.wasm, texts.wasmMend ) );
		else if ( code.headers.get( 'Content-Type' ) !== 'application/wasm' ) found.push( finding( 'warning', texts.type, texts.typeMend ) );
		const ticket = await fetch( rest + 'ticket', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' } ).catch( () => null );
		if ( ! ticket?.ok ) found.push( finding( 'error', texts.rest, texts.restMend ) );
		return found;
	}

	async function ask() {
		if ( ! doctor ) return ownCheck();
		const module = await import( doctor );
		const report = await module.doctor( options );
		return [ ...( await ownCheck() ), ...( Array.isArray( report ) ? report : report.findings ) ];
	}

	function show( list, found ) {
		list.replaceChildren();
		for ( const { severity, what, mend } of found.length ? found : [ finding( 'ok', texts.fine ) ] ) {
			const item = document.createElement( 'div' );
			item.className = 'lwa-wasm-finding ' + severity;
			for ( const line of [ what, mend ] ) {
				if ( ! line ) continue;
				const p = document.createElement( 'p' );
				p.textContent = line;
				item.append( p );
			}
			list.append( item );
		}
		list.dataset.done = 'yes';
	}

	const run = document.getElementById( 'lwa-wasm-check' );
	const list = document.getElementById( 'lwa-wasm-findings' );
	run.onclick = async () => {
		run.disabled = true;
		delete list.dataset.done;
		show( list, await ask().catch( () => ownCheck() ) );
		run.disabled = false;
	};
} )( window.lwaWasmAdmin );
