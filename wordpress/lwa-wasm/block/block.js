/* The block in the editor: the server draws the preview, as it draws the page. */
( function ( blocks, element, editor, components, ServerSideRender, texts ) {
	const el = element.createElement;

	function Edit( props ) {
		const set = ( name ) => ( value ) => props.setAttributes( { [ name ]: value } );
		const { label, redirect } = props.attributes;
		return el(
			'div',
			editor.useBlockProps(),
			el(
				editor.InspectorControls,
				null,
				el(
					components.PanelBody,
					{ title: texts.settings },
					el( components.TextControl, { label: texts.label, value: label, onChange: set( 'label' ) } ),
					el( components.TextControl, {
						label: texts.redirect,
						help: texts.redirects,
						value: redirect,
						onChange: set( 'redirect' ),
					} )
				)
			),
			el( ServerSideRender, { block: 'lwa-wasm/login', attributes: props.attributes } )
		);
	}

	blocks.registerBlockType( 'lwa-wasm/login', { edit: Edit, save: () => null } );
} )(
	window.wp.blocks,
	window.wp.element,
	window.wp.blockEditor,
	window.wp.components,
	window.wp.serverSideRender,
	window.lwaWasmBlock
);
