// Type declarations for lwa.js, the Login with Amazon component.

/** Where the browser's window stands when Amazon answers. See {@link LoginOptions.mode}. */
export type Mode = "auto" | "popup" | "redirect";

/** How long a session outlives the page. See {@link Options.persist}. */
export type Persist = "memory" | "session" | "local";

/** Amazon's service regions: North America, Europe, Far East. */
export type Region = "NA" | "EU" | "FE";

/** Settings for every login of the page: `data-…` attributes of the script tag, `lwa.configure()`, or one call's own. */
export interface Options {
  /** The client id of your security profile, at most 100 characters. Required. */
  clientId?: string;
  /** Space-separated: `profile`, `profile:user_id`, `postal_code`. Default `"profile"`. */
  scope?: string;
  /** Details of a scope, such as `{ postal_code: { essential: false } }`. Sent as JSON. */
  scopeData?: Record<string, unknown>;
  /** `popup` opens a window, `redirect` leaves the page, `auto` opens a window, and redirects if the browser gives none. Default `"auto"`. */
  mode?: Mode;
  /** Where Amazon sends its answer: `lwa-callback.html` on your own origin. Must be registered with Amazon, letter by letter. Default: the one beside `lwa.js`. */
  redirectUri?: string;
  /** Default `"NA"`. */
  region?: Region;
  /** Language of Amazon's pages, such as `"de-DE"`. Default: Amazon's choice. */
  language?: string;
  /** How long a login is kept: as long as the page, as long as the tab, or across tabs and restarts. A kept login is restored. Default `"memory"`. */
  persist?: Persist;
  /** Use Amazon's sandbox hosts. Default `false`. */
  sandbox?: boolean;
  /** A path of your own origin that your server forwards to Amazon's API host. Default: the API host itself. */
  apiBase?: string;
  /** For development and tests only: the origin of another authorization server, such as the bundled fake Amazon, or `"demo"` on a page with `lwa-demo.js`. A tag may set it on loopback pages only. */
  provider?: string;
  /** The `iss` that every answer must have (RFC 9207). Default: an answer may lack `iss`; if it has one, it must be Amazon's. */
  issuer?: string;
  /** The address of `lwa.wasm`, on any origin; lwa.js runs no other file than that of its release. Default: beside `lwa.js`, or where the bundler puts it. */
  wasmUrl?: string;
  /** When `lwa.wasm` starts if nothing waits for it: `auto` when the page is idle, `eager` at once, `intent` at the first sign of a login. Any call starts it. Default `"auto"`. */
  start?: "auto" | "eager" | "intent";
  /** The page redeems nothing: a login resolves with an {@link AuthorizationCode}, and your server redeems it. Default `false`. */
  handOver?: boolean;
}

/** One login. Anything left out is taken from the page's settings. */
export interface LoginOptions extends Omit<Options, "wasmUrl" | "start"> {
  /** The page to which a redirect login returns, on your own origin. Default: the page that asked, with its query and fragment. */
  returnTo?: string;
  /** Your own text, given back as `session.state`. It never leaves the browser. At most 2,000 characters. */
  state?: string;
  /** `auto` uses a live session, `always` asks Amazon, `never` only uses a live session. Default `"auto"`. */
  interactive?: "auto" | "always" | "never";
  /** Milliseconds until the call gives up, 1 to 600,000. Default 600,000. */
  timeout?: number;
  /** Ends the call with the code `aborted`. */
  signal?: AbortSignal;
  /** Size of the popup in CSS pixels, each 100 to 10,000. Default 480 × 720. */
  popup?: { width?: number; height?: number };
}

/** Options of the calls that do not log in. */
export interface CallOptions {
  /** Milliseconds until the call gives up, 1 to 600,000. Default 30,000. */
  timeout?: number;
  /** Ends the call with the code `aborted`. */
  signal?: AbortSignal;
}

/** Options of `lwa.token()`. */
export interface TokenOptions extends CallOptions {
  /** Milliseconds for which the token must still be valid, at most 86,400,000. If it is not, it is renewed first. Default 0. */
  minValidity?: number;
  /** If there is no such token, log in. Call it in a click. Default `false`. */
  interactive?: boolean;
}

/** One login by code. Anything left out is taken from the page's settings. */
export interface DeviceOptions extends Pick<Options, "clientId" | "scope" | "scopeData" | "region" | "persist" | "sandbox" | "apiBase" | "provider"> {
  /** Milliseconds until the call gives up, unless its code expires before: 1 to 3,600,000. Default 3,600,000. */
  timeout?: number;
  /** Ends the call with the code `aborted`. */
  signal?: AbortSignal;
}

/** What Amazon says about the person. A member is present only if it was asked for and granted. */
export interface Profile {
  /** The identity: stable for your developer account. Key your data on this, never on `email`. */
  readonly userId: string;
  readonly name?: string;
  readonly email?: string;
  readonly postalCode?: string;
}

/** A login. Frozen. */
export interface Session {
  readonly profile: Profile;
  /** What was granted, space-separated: it may be less than was asked for. */
  readonly scope: string;
  /** Milliseconds since 1970, or `null` when Amazon did not say. */
  readonly expiresAt: number | null;
  readonly accessToken: string;
  /** The `state` that the call gave, or `null`. */
  readonly state: string | null;
}

/** What a login gives with `handOver`: all that your server needs to redeem the code, once, within five minutes. Frozen. */
export interface AuthorizationCode {
  readonly code: string;
  /** `code_verifier` of the token request (RFC 7636 §4.5). */
  readonly codeVerifier: string;
  /** `redirect_uri` of the token request (RFC 6749 §4.1.3). */
  readonly redirectUri: string;
  /** What was granted, space-separated. */
  readonly scope: string;
  /** The `state` that the call gave, or `null`. */
  readonly state: string | null;
}

/** A login that waits for a person to type a code into another device. Its members are fixed. */
export interface DeviceLogin extends EventTarget {
  /** What they type: at most 32 printable ASCII characters. Show it as text only. */
  readonly userCode: string;
  /** Where they type it. */
  readonly verificationUri: string;
  /** The same address with the code in it, for a link or a QR code. */
  readonly verificationUriWithCode: string;
  /** That address as a QR code, drawn anew each time: an `<svg>` to put into the page. `undefined` where the page has no `lwa-device.js`. */
  readonly qr: SVGSVGElement | undefined;
  /** When the code expires: milliseconds since 1970. At most an hour from now. */
  readonly expiresAt: number;
  /** The session, once they typed it and agreed. Rejects with `device_code_expired` when they did not in time, with `access_denied` when they refused. */
  readonly done: Promise<Session>;
  /** Ends the login at once: `done` rejects with `user_cancelled`. */
  cancel(): void;
  addEventListener<K extends keyof DeviceEventMap>(type: K, listener: (event: DeviceEventMap[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof DeviceEventMap>(type: K, listener: (event: DeviceEventMap[K]) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

export interface DeviceEventMap {
  /** Amazon was asked, and the person has not agreed yet. */
  pending: CustomEvent<null>;
  /** Amazon wants to be asked less often. lwa.js slows down. */
  slowdown: CustomEvent<null>;
  /** The code has expired. It fires before `done` rejects. */
  expired: CustomEvent<null>;
}

/** The stable name of a failure. docs/errors.md has a part for each, such as docs/errors.md#access_denied: what happened, and what to do. */
export type LwaErrorCode =
  | "access_denied"
  | "aborted"
  | "block_nested_popups"
  | "callback_page_missing"
  | "crypto_nonexistent"
  | "device_code_expired"
  | "insufficient_scope"
  | "interaction_in_progress"
  | "internal_error"
  | "invalid_client"
  | "invalid_configuration"
  | "invalid_grant"
  | "invalid_request"
  | "invalid_response"
  | "invalid_scope"
  | "invalid_token"
  | "login_required"
  | "missing_transaction"
  | "network_error"
  | "no_network_connectivity"
  | "non_browser_environment"
  | "popup_window_error"
  | "redirect_in_iframe"
  | "response_is_not_json"
  | "server_error"
  | "state_mismatch"
  | "storage_unavailable"
  | "temporarily_unavailable"
  | "timed_out"
  | "token_substitution"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type"
  | "user_cancelled"
  | "wasm_nonexistent";

/** Every rejection of this component. Never holds a code, a verifier, a state or a token. */
export class LwaError extends Error {
  private constructor();
  readonly name: "LwaError";
  readonly code: LwaErrorCode;
  /** What to change, with the exact value where there is one. */
  readonly hint: string;
  /** Amazon's own words (`error_description`), printable ASCII, or `""`. Show it as text only. */
  readonly description: string;
  /** HTTP status of the answer that failed, or 0. */
  readonly status: number;
}

/** What a page can do when nobody can tell whether the popup is still open. */
export interface Unsure {
  /** Tries to bring the window to the front. */
  focus(): void;
  /** Goes on with the same login in this page, as a redirect. */
  continueHere(): void;
  /** Ends the login with `user_cancelled`. */
  cancel(): void;
}

/** What `lwa.trace()` gathers. `devserver -replay` walks and draws it. */
export interface Trace {
  /** The format's version. */
  readonly trace: 1;
  /** The component's version. */
  readonly version: string;
  readonly steps: readonly TraceStep[];
}

/** One event of a trace, and the effects that it had; docs/flow.md says what they mean. Further members are the event's own. */
export interface TraceStep {
  readonly event: string;
  /** Milliseconds since the page began, and since 1970. */
  readonly mono: number;
  readonly wall: number;
  /** A kind for each, and after a space the code of its error. */
  readonly effects: readonly string[];
  readonly [member: string]: unknown;
}

export interface LwaEventMap {
  /** A login completed, here, by redirect or in another tab that shares it; `detail` is the session. Not sent for a session restored from storage. */
  login: CustomEvent<Session>;
  /** A login with `handOver` completed, here or by redirect. */
  code: CustomEvent<AuthorizationCode>;
  /** The session ended by `lwa.logout()`, here or in another tab. */
  logout: CustomEvent<null>;
  /** The access token expires soon: five minutes are left, or a tenth of its life if that is less. If it can be renewed, it is renewed now. */
  expiring: CustomEvent<null>;
  /** There is a new access token for the same person; `detail` is the session. */
  renewed: CustomEvent<Session>;
  /** The access token has expired, and there is no new one. */
  expired: CustomEvent<null>;
  /** A person logged in who is not the person of the previous session. It fires before `login`. */
  accountchanged: CustomEvent<Session>;
  /** Nobody can tell whether the popup is still open. */
  unsure: CustomEvent<Unsure>;
  /** A redirect login failed, an answer came that belongs to no login, or the session could not be stored. */
  error: CustomEvent<LwaError>;
}

export interface Lwa extends EventTarget {
  readonly version: string;
  /** The present session, or `null`. */
  readonly session: Session | null;
  /**
   * Settles once the component runs, and has completed a redirect login or restored a kept one. Resolves with that
   * session, or with `null`. Rejects when that redirect login failed, or when the component cannot load.
   */
  readonly ready: Promise<Session | null>;
  /** Sets the page's options, replacing those given before. Returns the new `ready`. */
  configure(options: Options): Promise<Session | null>;
  login(options: LoginOptions & { handOver: true }): Promise<AuthorizationCode>;
  login(options?: LoginOptions): Promise<Session>;
  /** Logs in by a code that the person types into another device. It needs no click, no window and no `redirectUri`. */
  device(options?: DeviceOptions): Promise<DeviceLogin>;
  /** The access token of the session. If it expires too soon and can be renewed, it is renewed first. Rejects with `login_required` if there is none. */
  token(options?: TokenOptions): Promise<string>;
  /**
   * `fetch` with the access token in `x-amz-access-token`, to Amazon's API hosts and below `apiBase`; rejects with `invalid_request` for
   * any other address, and for what makes no request. A token that the API refuses is renewed, and the request sent again, once. It
   * follows no redirect, and by default (`cache: "no-store"`) uses no HTTP cache. Rejects with `network_error` when the request fails, with
   * `aborted` when `init.signal` aborts, and with `timed_out` when no answer begins within two minutes.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** Asks Amazon for the profile anew; rejects with `login_required`, and ends the session, when Amazon no longer accepts its token. */
  profile(options?: CallOptions): Promise<Profile>;
  /**
   * What the component has done in this page since the first call, for a report of a fault: `JSON.stringify(await lwa.trace())`.
   * The first call loads lwa-trace.js and begins to gather; nothing is gathered before. A trace has the last 500 steps, and
   * no name, code, token, verifier, state, or address but the site's own: other words stand in their places.
   */
  trace(): Promise<Trace>;
  /** Forgets the session here and in this origin's other tabs. The person stays signed in at Amazon itself. */
  logout(): Promise<void>;
  addEventListener<K extends keyof LwaEventMap>(type: K, listener: (event: LwaEventMap[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof LwaEventMap>(type: K, listener: (event: LwaEventMap[K]) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

export const lwa: Lwa;
/** The same as `lwa.login`. Call it inside a click, before any `await`. */
export function lwaLogin(options: LoginOptions & { handOver: true }): Promise<AuthorizationCode>;
export function lwaLogin(options?: LoginOptions): Promise<Session>;

declare global {
  interface Window {
    lwa: Lwa;
    lwaLogin: typeof lwaLogin;
    LwaError: typeof LwaError;
  }
}
