// Type declarations for lwa-amazon.js, which takes the place of Amazon's own SDK: window.amazon.Login. They hold every name
// of @types/login-with-amazon-sdk-browser, so put them in its place; both together declare everything twice.

/** What is known of scopes. Amazon has others for other products; each wants an entitlement of the client id. */
type AuthorizationScopeOptions = "profile" | "profile:user_id" | "postal_code";

/** One scope, several in one text, set apart by spaces, or a list. */
type AuthorizeScope = AuthorizationScopeOptions | (string & {}) | (AuthorizationScopeOptions | (string & {}))[];

/** `auto` uses a live token, `always` asks Amazon, `never` only uses a live token and fails with `invalid_grant` without one. */
type AuthorizeInteractiveOption = "auto" | "always" | "never";

type AuthorizeResponseType = "token" | "code";

/** Details by scope, sent as JSON: `essential: false` lets the person deselect it. */
interface AuthorizeScopeData {
  profile?: { essential: boolean } | undefined;
  "profile:user_id"?: { essential: boolean } | undefined;
  postal_code?: { essential: boolean } | undefined;
  [scope: string]: unknown;
}

interface AuthorizeOptions {
  scope: AuthorizeScope | readonly string[];
  /** Default `"auto"`. */
  interactive?: AuthorizeInteractiveOption | undefined;
  /** `true` opens a window, `false` leaves the page; `next` must then be an address. Default `true`. */
  popup?: boolean | undefined;
  /** Whether the page gets an access token or an authorization code. Default `"token"`. */
  response_type?: AuthorizeResponseType | undefined;
  /** `true` asks for a code that this page redeems itself, by `retrieveToken`. Default `false`. */
  pkce?: boolean | undefined;
  /** Your own text, given back with the answer. */
  state?: string | undefined;
  scope_data?: AuthorizeScopeData | undefined;
}

/** Options whose answer is an access token. */
interface AccessTokenAuthorizeOptions extends AuthorizeOptions {
  response_type?: "token" | undefined;
  pkce?: false | undefined;
}

/** Options whose answer is a code. */
interface CodeAuthorizeOptions extends AuthorizeOptions {
  response_type: "code";
}

/** Options whose answer is a code, whatever `response_type` says. */
interface PkceAuthorizeOptions extends AuthorizeOptions {
  pkce: true;
}

type AuthorizeRequestStatus = "queued" | "in_progress" | "complete";

/** Amazon's own; a closed window is `access_denied`. */
type AuthorizeRequestErrorType =
  | "access_denied"
  | "invalid_grant"
  | "invalid_request"
  | "invalid_scope"
  | "server_error"
  | "temporarily_unavailable"
  | "unauthorized_client"
  | "unsupported_response_type";

/** What all requests have. The answer is there once `status` is `complete`: either `error`, or what was asked for. */
interface AuthorizeRequestBase<T extends AuthorizeRequest> {
  status: AuthorizeRequestStatus;
  /** What was granted, space-separated: it may be less than was asked for. */
  scope?: string | undefined;
  error?: AuthorizeRequestErrorType | undefined;
  /** Amazon's own words, or what to change. Show it as text only. */
  error_description?: string | undefined;
  /** Amazon's SDK may have it; this one leaves it out. */
  error_uri?: string | undefined;
  /**
   * Calls the function with this request, or goes to the address, of your own origin, with the answer in its query, once the
   * request is complete; at once if it is. Functions add up, an address takes the place of the one before.
   */
  onComplete(next: string | NextCallback<T>): T;
}

interface AccessTokenRequest extends AuthorizeRequestBase<AccessTokenRequest> {
  access_token: string;
  token_type: "bearer";
  /** Seconds. */
  expires_in: number;
  state?: string | undefined;
  code?: undefined;
  code_verifier?: undefined;
  redirect_uri?: undefined;
}

interface CodeRequest extends AuthorizeRequestBase<CodeRequest> {
  /** Works once, within five minutes. */
  code: string;
  /** The option `state`. */
  state: string;
  /** With `redirect_uri`, what a server needs besides the code to redeem it. */
  code_verifier?: string | undefined;
  /** Where Amazon sent the code; the token request names it, letter by letter. */
  redirect_uri?: string | undefined;
  access_token?: undefined;
  token_type?: undefined;
  expires_in?: undefined;
}

type AuthorizeRequest = CodeRequest | AccessTokenRequest;

type NextCallback<T extends AuthorizeRequest> = (response: T) => void;

/** What Amazon says of the person. Only what was asked for and granted is present. */
interface UserProfile {
  /** The identity: stable for your developer account. Key your data on this, never on `PrimaryEmail`. */
  CustomerId: string;
  Name?: string | undefined;
  PrimaryEmail?: string | undefined;
  PostalCode?: string | undefined;
}

interface RetrieveProfileResponseSuccess {
  success: true;
  profile: UserProfile;
}

interface RetrieveProfileResponseError {
  success: false;
  error: string;
  error_description?: string | undefined;
}

type RetrieveProfileResponse = RetrieveProfileResponseSuccess | RetrieveProfileResponseError;

type RetrieveProfileCallback = (response: RetrieveProfileResponse) => void;

interface RetrieveTokenResponseSuccess {
  success: true;
  access_token: string;
  token_type: "bearer";
  /** Seconds. */
  expires_in: number;
}

interface RetrieveTokenResponseError {
  success: false;
  error: string;
  error_description?: string | undefined;
}

type RetrieveTokenResponse = RetrieveTokenResponseSuccess | RetrieveTokenResponseError;

type RetrieveTokenCallback = (response: RetrieveTokenResponse) => void;

declare namespace amazon {
  namespace Login {
    /** The component's; Amazon's own SDK has none. */
    const version: string;

    /**
     * Logs in. Call it inside a click, and not from a timer of it. Throws when there is no client id, or the options cannot
     * be used; every other failure is in the request.
     * @param next As {@link AuthorizeRequestBase.onComplete} takes it.
     */
    function authorize(options: AccessTokenAuthorizeOptions, next?: string | NextCallback<AccessTokenRequest>): AccessTokenRequest;
    function authorize(options: CodeAuthorizeOptions | PkceAuthorizeOptions, next?: string | NextCallback<CodeRequest>): CodeRequest;
    function authorize(options: AuthorizeOptions, next?: string | NextCallback<AuthorizeRequest>): AuthorizeRequest;

    /** Redeems, once, a code that this tab asked for. The promise resolves with what the callback gets. */
    function retrieveToken(code: string, callback?: RetrieveTokenCallback): Promise<RetrieveTokenResponse>;

    /** Asks Amazon for the profile. The promise resolves with what the callback gets. */
    function retrieveProfile(accessToken: string, callback?: RetrieveProfileCallback): Promise<RetrieveProfileResponse>;
    /** Without an access token it first logs in, with the scope `profile`. */
    function retrieveProfile(callback?: RetrieveProfileCallback): Promise<RetrieveProfileResponse>;

    /** The client id of your security profile. Must be set before anyone is asked to log in. Throws when it is no string. */
    function setClientId(clientId: string): void;
    /** Throws when no client id is set. */
    function getClientId(): string;

    /** Before `authorize`. Default `NorthAmerica`. An unknown region changes nothing; the console says so. */
    function setRegion(region: Region | `${Region}`): void;
    /** Language of Amazon's pages, such as `"de-DE"`. Default: Amazon's choice. */
    function setLanguage(language: string): void;
    /** Use Amazon's sandbox hosts. Before `authorize`. Default `false`. */
    function setSandboxMode(sandboxMode: boolean): void;
    /**
     * The domain of the cookies: the page's host or the end of it, so that sub-domains share them. Default: the host. Any
     * other domain changes nothing; the console says so.
     */
    function setSiteDomain(siteDomain: string): void;
    /** Whether the access token is shared by the cookie `amazon_Login_accessToken`. Default `false`. */
    function setUseCookie(useCookie: boolean): void;

    /**
     * Forgets the token. The person stays signed in at Amazon itself. A login window that is open closes, and its request
     * completes with `access_denied`.
     */
    function logout(): void;

    enum Region {
      NorthAmerica = "NA",
      Europe = "EU",
      AsiaPacific = "APAC",
      UnitedStates = "US",
      /** Amazon's own spelling. */
      UnitedKindom = "UK",
      Germany = "DE",
      France = "FR",
      Italy = "IT",
      Spain = "ES",
      Japan = "JP",
    }
  }
}

interface Window {
  /** Called once `amazon.Login` is there. */
  onAmazonLoginReady?: (() => void) | undefined;
}
