package lwa

// Code is the stable name of a failure: the same text here, in JavaScript (LwaError.code), in
// web/lwa.d.ts and in docs/errors.md. Messages may change, codes may not.
type Code string

// Every code there is. What each one means, and what to do about it, stands in [Codes].
const (
	CodeAccessDenied            Code = "access_denied"
	CodeAborted                 Code = "aborted"
	CodeBlockNestedPopups       Code = "block_nested_popups"
	CodeCallbackPageMissing     Code = "callback_page_missing"
	CodeCryptoNonexistent       Code = "crypto_nonexistent"
	CodeDeviceCodeExpired       Code = "device_code_expired"
	CodeInsufficientScope       Code = "insufficient_scope"
	CodeInteractionInProgress   Code = "interaction_in_progress"
	CodeInternalError           Code = "internal_error"
	CodeInvalidClient           Code = "invalid_client"
	CodeInvalidConfiguration    Code = "invalid_configuration"
	CodeInvalidGrant            Code = "invalid_grant"
	CodeInvalidRequest          Code = "invalid_request"
	CodeInvalidResponse         Code = "invalid_response"
	CodeInvalidScope            Code = "invalid_scope"
	CodeInvalidToken            Code = "invalid_token"
	CodeLoginRequired           Code = "login_required"
	CodeMissingTransaction      Code = "missing_transaction"
	CodeNetworkError            Code = "network_error"
	CodeNoNetworkConnectivity   Code = "no_network_connectivity"
	CodeNonBrowserEnvironment   Code = "non_browser_environment"
	CodePopupWindowError        Code = "popup_window_error"
	CodeRedirectInIframe        Code = "redirect_in_iframe"
	CodeResponseIsNotJSON       Code = "response_is_not_json"
	CodeServerError             Code = "server_error"
	CodeStateMismatch           Code = "state_mismatch"
	CodeStorageUnavailable      Code = "storage_unavailable"
	CodeTemporarilyUnavailable  Code = "temporarily_unavailable"
	CodeTimedOut                Code = "timed_out"
	CodeTokenSubstitution       Code = "token_substitution"
	CodeUnauthorizedClient      Code = "unauthorized_client"
	CodeUnsupportedGrantType    Code = "unsupported_grant_type"
	CodeUnsupportedResponseType Code = "unsupported_response_type"
	CodeUserCancelled           Code = "user_cancelled"
	CodeWasmNonexistent         Code = "wasm_nonexistent"
)

// Error is a failure that a caller can act on. It never holds a code, a verifier, a state or a
// token.
type Error struct {
	Code Code
	// Message and Hint are sentences for this case alone; "" where those of [Codes] say it: see
	// [Error.Texts].
	Message, Hint string
	// Description is the server's own text in printable ASCII, at most 500 bytes, or "". Show it as
	// text only.
	Description string
	// Status is the HTTP status of the answer that failed, or 0.
	Status int
}

// NewError returns an error with the texts of [Codes].
func NewError(code Code) *Error { return &Error{Code: code} }

// Texts returns one sentence saying what went wrong, and one or two saying what to change. The
// shell does the same, so that the table is there and not in lwa.wasm too. A code that is not in
// the table has the texts of internal_error.
func (e *Error) Texts() (message, hint string) {
	for _, c := range Codes {
		if c.Code == e.Code || c.Code == CodeInternalError && message == "" {
			message, hint = c.Message, c.Hint
		}
	}
	if e.Message != "" {
		message = e.Message
	}
	if e.Hint != "" {
		hint = e.Hint
	}
	return message, hint
}

// Error returns the code and the message.
func (e *Error) Error() string {
	message, _ := e.Texts()
	return string(e.Code) + ": " + message
}

// FromServer returns the error for an error code that the authorization server, the token endpoint
// or the API host sent with its error_description and HTTP status (0 for an answer that came by
// redirect). Codes of RFC 6749 and RFC 6750 are passed on. Amazon's spellings ServerError and
// servererror become server_error, InvalidValue becomes invalid_request. Any other name becomes
// server_error, with the name at the head of the description.
func FromServer(code, description string, status int) *Error {
	known := serverCode(code)
	if known == "" {
		known = CodeServerError
		if description != "" {
			code += ": "
		}
		description = code + description
	}
	e := NewError(known)
	e.Description = FilterText(description, maxDescription)
	e.Status = status
	return e
}

// serverCode returns the code that a server means by name, or "".
func serverCode(name string) Code {
	switch c := Code(name); c {
	case CodeAccessDenied, CodeInvalidClient, CodeInvalidGrant, CodeInvalidRequest, CodeInvalidScope, CodeInvalidToken,
		CodeInsufficientScope, CodeTemporarilyUnavailable, CodeUnauthorizedClient, CodeUnsupportedGrantType,
		CodeUnsupportedResponseType:
		return c
	}
	switch {
	case equalFold(name, "ServerError"), equalFold(name, "server_error"):
		return CodeServerError
	case name == "InvalidValue":
		return CodeInvalidRequest
	}
	return ""
}

// withStatus sets the HTTP status of an error that is still being made.
func (e *Error) withStatus(status int) *Error {
	e.Status = status
	return e
}
