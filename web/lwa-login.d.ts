// Type declarations for lwa-login.js: the element <lwa-login>.
import type { AuthorizationCode, LoginOptions, Lwa, LwaError, Options, Session } from "./lwa.js";

/** What the element shows. */
export type LwaLoginState =
  | "loading" | "signed-out" | "window-open" | "unsure" | "busy" | "signed-in" | "expiring" | "error" | "offline" | "unsupported";

/** The element's own attributes, as properties. */
export interface LwaLoginLook {
  /** Default `"gold"`. */
  theme?: "gold" | "dark" | "light";
  /** Height of the button: 32, 46 or 64 pixels. Default `"medium"`. */
  size?: "small" | "medium" | "large";
  /** What the button says: all of it, one word, or nothing but its picture. Default `"login-with-amazon"`. */
  text?: "login-with-amazon" | "login" | "a";
  /** Address of a picture of your own to show as the button, such as your copy of Amazon's artwork. */
  image?: string;
  /** Name of the value in a form. */
  name?: string;
  /** What the value in a form is. Default `"token"`, and `"code"` with `handOver`. */
  valueIs?: "token" | "code" | "user-id";
  /** A form is not valid until somebody has logged in. */
  required?: boolean;
  disabled?: boolean;
  /** Lets `provider="demo"` run on other hosts than this machine. */
  demoAnywhere?: boolean;
}

/** Options of the component as attributes: `client-id`, `scope`, `redirect-uri` and so on. */
export interface LwaLoginOptions extends Options, Pick<LoginOptions, "returnTo" | "timeout"> {}

/**
 * `<lwa-login>`: the button, and everything after it. It uses the component of the page, or brings one.
 *
 * Attributes: {@link LwaLoginLook} and {@link LwaLoginOptions} in lower case with hyphens; `text-login="…"` and the like
 * are its texts. Slots: `signed-out`, `busy`, `signed-in`, `error`; in them `data-lwa="name|email|userId|postalCode|message"` is
 * filled with text, and `data-lwa-do="login|logout|front|here|cancel|stay|close"` makes a button of yours do that. CSS:
 * `--lwa-width`, `--lwa-height`, `--lwa-radius`, `--lwa-face`, `--lwa-ink`, `--lwa-edge`, `--lwa-focus`; `::part()` of `panel`, `face`, `button`, `login`, `logout`, `mark`, `label`, `image`,
 * `session`, `name`, `card`, `message`, `actions`, `front`, `here`, `stay`, `cancel`, `close`.
 */
export class LwaLogin extends HTMLElement {
  static readonly formAssociated: true;
  /** The component to log in with. Default: `window.lwa`, or one that the element brings. */
  lwa?: Lwa;
  /** Also the attribute `state`, for the page's style. */
  readonly state: LwaLoginState;
  readonly session: Session | null;
  readonly form: HTMLFormElement | null;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  checkValidity(): boolean;
  reportValidity(): boolean;
  /** Logs in, as the button does. Call it inside a click, before any `await`. Settles when it is over, and never rejects. */
  login(options?: LoginOptions): Promise<void>;
  logout(): Promise<void>;
  /** Gives up the login under way. */
  cancel(): void;
  addEventListener<K extends keyof LwaLoginEventMap>(type: K, listener: (event: LwaLoginEventMap[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof LwaLoginEventMap>(type: K, listener: (event: LwaLoginEventMap[K]) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}
export interface LwaLogin extends LwaLoginLook, LwaLoginOptions {}

/** Events of the element. They bubble, and leave shadow trees. */
export interface LwaLoginEventMap extends Omit<HTMLElementEventMap, "error" | "cancel"> {
  /** Somebody logged in: here, by redirect, or in another tab that shares the session. */
  login: CustomEvent<Session>;
  /** With `handOver`: the code for your server. */
  code: CustomEvent<AuthorizationCode>;
  /** The login ended: by the button, in another tab, or by time. */
  logout: CustomEvent<null>;
  /** The login failed. */
  error: CustomEvent<LwaError>;
  /** The person gave up. */
  cancel: CustomEvent<null>;
}

/** What markup languages of frameworks may write on the element; attributes are in lower case with hyphens there, too. */
export type LwaLoginAttributes = LwaLoginLook & Omit<LwaLoginOptions, "scopeData"> & {
  [attribute: `text-${string}`]: string | undefined;
  [attribute: `data-${string}`]: unknown;
  "client-id"?: string;
  "redirect-uri"?: string;
  "api-base"?: string;
  "hand-over"?: boolean | "";
  "return-to"?: string;
  "scope-data"?: string;
  "value-is"?: "token" | "code" | "user-id";
  "demo-anywhere"?: boolean | "";
};

declare global {
  interface HTMLElementTagNameMap {
    "lwa-login": LwaLogin;
  }
}
