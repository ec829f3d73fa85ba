package lwa

// CodeInfo is what there is to say about one code.
type CodeInfo struct {
	Code Code
	// Message is one plain sentence saying what went wrong.
	Message string
	// Hint is one or two sentences saying what to change.
	Hint string
	// Source is where the code's name comes from.
	Source string
}

const (
	fromAuthorize = "RFC 6749 §4.1.2.1"
	fromToken     = "RFC 6749 §5.2"
	fromBearer    = "RFC 6750 §3.1"
	fromMSAL      = "MSAL"
	fromAuth0     = "auth0-spa-js"
	fromPanva     = "oauth4webapi"
	ownName       = "own name"
)

// Codes is the one table of errors. [Error.Texts], docs/errors.md and the TypeScript shell take the
// texts from it.
var Codes = [...]CodeInfo{
	{CodeAccessDenied, "The person, or Amazon, refused the login.",
		"Offer the login again. If many people refuse, ask for less in the option scope.", fromAuthorize},
	{CodeAborted, "The call was ended by its AbortSignal.",
		"Call again when a result is wanted.", "DOM AbortController"},
	{CodeBlockNestedPopups, "A login was started inside the login popup.",
		"Let redirectUri lead to lwa-callback.html, and do not load the app there.", fromMSAL},
	{CodeCallbackPageMissing, "Amazon's answer reached a page of the app instead of lwa-callback.html, and was thrown away.",
		"Let redirectUri lead to lwa-callback.html, and exclude its address from service workers and from the server's fallback: docs/hosting.md says how.", ownName},
	{CodeCryptoNonexistent, "The browser offers no secure random numbers, or no SHA-256.",
		"Serve the page over https or from localhost, and let no script replace window.crypto.", fromMSAL},
	{CodeDeviceCodeExpired, "The code was not used in time.",
		"Call lwa.device() again, and show the new code.", "RFC 8628 §3.5 (expired_token)"},
	{CodeInsufficientScope, "The access token does not cover what was asked for.",
		"Log in again with the scope that is needed, such as \"profile\".", fromBearer},
	{CodeInteractionInProgress, "Another login is still open.",
		"Wait until its promise settles, or end it with the option signal.", fromMSAL},
	{CodeInternalError, "The component failed in a way it never should.",
		"Reload the page, and report what led here.", ownName},
	{CodeInvalidClient, "Amazon does not accept the client id.",
		"Copy the Client ID from the Web Settings of your security profile into the option clientId; for lwa.device(), the one under Other devices and platforms.", fromToken},
	{CodeInvalidConfiguration, "An option cannot be used as it stands.",
		"Compare it with docs/options.md.", fromAuth0},
	{CodeInvalidGrant, "Amazon did not accept the code.",
		"Log in again. A code works once, within five minutes, and only with the redirectUri that it was issued for.", fromToken},
	{CodeInvalidRequest, "The request lacks something or is malformed.",
		"Read the description, and compare the options with docs/options.md.", fromAuthorize},
	{CodeInvalidResponse, "The answer is malformed, ambiguous or not what was asked for, and was thrown away.",
		"Log in again. If it happens every time, check what stands between the browser and Amazon, such as apiBase.", fromPanva},
	{CodeInvalidScope, "Amazon does not know the scope, or does not grant it to this client id.",
		"Use profile, profile:user_id and postal_code, separated by spaces.", fromAuthorize},
	{CodeInvalidToken, "The access token is expired, revoked or malformed.",
		"Log in again.", fromBearer},
	{CodeLoginRequired, "There is no live session.",
		"Call lwaLogin() from a click.", "OpenID Connect Core §3.1.2.6"},
	{CodeMissingTransaction, "An answer came back, but no login of this tab is waiting for it.",
		"Log in again. Reloading the callback page, or opening its address in another tab or browser, ends here too.", fromAuth0},
	{CodeNetworkError, "A request to Amazon failed before there was an answer.",
		"Look for CORS or connect-src messages in the console. If Amazon's API host refuses the page, set the option apiBase.", fromMSAL},
	{CodeNoNetworkConnectivity, "The browser says that it is offline.",
		"Log in again once the network is back.", fromMSAL},
	{CodeNonBrowserEnvironment, "This is not a browser page.",
		"Call the component in a page, not on a server or in a worker.", fromMSAL},
	{CodePopupWindowError, "The popup could not be opened.",
		"Call lwaLogin() inside the click, before any await, or set the option mode to \"redirect\".", fromMSAL},
	{CodeRedirectInIframe, "A redirect login cannot run inside a frame.",
		"Log in from the top page, or by a popup: a sandboxed frame then needs allow-popups and allow-popups-to-escape-sandbox.", fromMSAL},
	{CodeResponseIsNotJSON, "The answer is not JSON.",
		"Check what answers in Amazon's place: a captive portal, a proxy, or the server behind apiBase.", fromPanva},
	{CodeServerError, "Amazon's server failed, or sent an error that this component does not know.",
		"Read the description, and log in again later.", fromAuthorize},
	{CodeStateMismatch, "An answer came back that does not belong to the login that is waiting.",
		"Log in again. A redirect must come back to a page with the same clientId, region, provider and redirectUri.", fromMSAL + ", " + fromAuth0},
	{CodeStorageUnavailable, "The browser does not let this page store anything, so it cannot leave for a redirect login.",
		"Set the option mode to \"popup\", or let the page use sessionStorage.", ownName},
	{CodeTemporarilyUnavailable, "Amazon is overloaded or under maintenance.",
		"Log in again later.", fromAuthorize},
	{CodeTimedOut, "There was no answer in time.",
		"Call again, or raise the option timeout.", fromMSAL},
	{CodeTokenSubstitution, "The access token belongs to another client or to another person, and was thrown away.",
		"Log in again. If it happens every time, check that clientId is the one of this site.", ownName},
	{CodeUnauthorizedClient, "This client id may not log people in this way.",
		"Check in the security profile that Login with Amazon is enabled for the web, and that clientId is the one of its Web Settings; for lwa.device(), the one under Other devices and platforms.", fromAuthorize},
	{CodeUnsupportedGrantType, "The token endpoint did not understand the request.",
		"Check that whatever serves apiBase forwards the form body and its content type unchanged.", fromToken},
	{CodeUnsupportedResponseType, "Amazon does not issue authorization codes for this client id.",
		"Check that clientId is the one of the Web Settings of your security profile.", fromAuthorize},
	{CodeUserCancelled, "The person closed the login window, or gave up.",
		"Offer the login again.", fromMSAL},
	{CodeWasmNonexistent, "The browser has no WebAssembly, or too old a one.",
		"Ask for a current browser with WebAssembly on: a lockdown mode or an administrator can turn it off.", ownName},
}
