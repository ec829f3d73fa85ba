// Type declarations for lwa-device.js: the element <lwa-device>, and QR codes.

import type { Lwa, LwaError, Session } from "./lwa.js";

/** Draws a text, such as `device.verificationUriWithCode`, as a QR code: an `<svg>` to put into the page, dark on white, with its margin. */
export function qr(text: string, label?: string): SVGSVGElement;

/**
 * `<lwa-device>`: a button, and once it is pressed the code, the picture, the address and the time that is left, until the
 * person is signed in.
 *
 * Attributes: `client-id`, `scope` and `persist` are options of `lwa.device()`; `autofocus`; `text-start="…"` and the like
 * are its texts. CSS: `font-size` scales it; `--lwa-accent`, `--lwa-on-accent`, `--lwa-ink`, `--lwa-muted`, `--lwa-line`,
 * `--lwa-focus`, `--lwa-radius`, `--lwa-gap`, `--lwa-code-size`, `--lwa-code-font`, `--lwa-qr-size`; and `::part()` of
 * `title`, `message`, `hint`, `pair`, `steps`, `step`, `address`, `code`, `group`, `time`, `qr`, `buttons`, `button`,
 * `start`, `again`, `retry`, `cancel`.
 */
export class LwaDevice extends HTMLElement {
  /** The component to log in with. Default: `window.lwa`. */
  lwa?: Lwa;
  /** Also the attribute `state`, for the page's style. */
  readonly state: "idle" | "asking" | "waiting" | "expired" | "refused" | "error" | "done";
  /** Shows a code, as its button does. One that is shown already is given up for another. Settles when it is over, and never rejects. */
  start(): Promise<void>;
  /** Gives up what is under way, and shows the button again. */
  cancel(): void;
  addEventListener<K extends keyof LwaDeviceEventMap>(type: K, listener: (event: LwaDeviceEventMap[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof LwaDeviceEventMap>(type: K, listener: (event: LwaDeviceEventMap[K]) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

/** Events of the element; they do not bubble. */
export interface LwaDeviceEventMap extends Omit<HTMLElementEventMap, "error" | "cancel"> {
  /** The person is signed in. */
  login: CustomEvent<Session>;
  /** The login failed: the code expired, the person refused, or something went wrong. The person can try again. */
  error: CustomEvent<LwaError>;
  /** The person gave up, or `cancel()` was called. */
  cancel: CustomEvent<null>;
}

declare global {
  interface HTMLElementTagNameMap {
    "lwa-device": LwaDevice;
  }
}
