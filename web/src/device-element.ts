// lwa-device.js defines <lwa-device>, a login by code, and draws the QR code that a phone scans. It
// is a module that uses lwa.js and contains none of it. lwa-device.d.ts has the contract.

import type { Lwa, LwaError } from "../lwa";
import { press } from "./device-keys";
import { qr } from "./device-qr";
import { attributes, sayingFor } from "./device-texts";
import { View, type Scene, type State } from "./device-view";

export { qr };

/** The options of lwa.device() that attributes give. The page's settings apply to all others. */
const options = { "client-id": "clientId", scope: "scope", persist: "persist" };

/** The codes of failures that have a scene of their own. */
const endings: Record<string, Scene> = {
  device_code_expired: { state: "expired" },
  access_denied: { state: "refused" },
};

// A server may import this file, too. It has no HTMLElement.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

export class LwaDevice extends Base {
  static readonly observedAttributes = attributes;
  /** Draws for `device.qr` of lwa.js. */
  static readonly qr = qr;

  // Without an initial value: the page may have set the property before this class was defined.
  declare lwa?: Lwa;

  readonly #view: View;
  /** The login under way. */
  #attempt?: AbortController;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    this.#view = new View(root, sayingFor(this), (button) =>
      button === "cancel" ? this.cancel() : void this.start(),
    );
    root.addEventListener("keydown", (event) =>
      press(
        event as KeyboardEvent,
        this.#view.buttons,
        this.#leavable ? () => this.cancel() : undefined,
      ),
    );
  }

  get state(): State {
    return this.#view.state;
  }

  async start(): Promise<void> {
    this.#end();
    const attempt = (this.#attempt = new AbortController());
    this.#show({ state: "asking" });
    try {
      const lwa = this.lwa ?? (globalThis as { lwa?: Lwa }).lwa;
      if (!lwa) throw new Error("lwa.js is not on this page.");
      const pair = await lwa.device({ ...this.#options(), signal: attempt.signal });
      if (!attempt.signal.aborted) this.#show({ state: "waiting", pair });
      const session = await pair.done;
      this.#show({ state: "done", name: session.profile.name });
      this.#tell("login", session);
    } catch (error) {
      if (attempt.signal.aborted) return; // the code that ended this attempt has shown the next scene
      const { code, message, hint } = error as LwaError;
      this.#show(endings[code] ?? { state: "error", message, hint });
      this.#tell("error", error);
    }
  }

  cancel(): void {
    const left = this.#leavable;
    this.#end();
    this.#show({ state: "idle" });
    if (left) this.#tell("cancel", null);
  }

  override focus(): void {
    this.#view.focus();
  }

  connectedCallback(): void {
    this.setAttribute("state", this.state);
    if (this.autofocus && document.activeElement === document.body) this.focus();
  }

  /**
   * Ends the login if the element is removed. An element that is only moved is connected again
   * before the microtask runs. A hidden page is no reason to end: the person may be typing the code
   * in another tab.
   */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected || !this.#leavable) return;
      this.#end();
      this.#show({ state: "idle" });
    });
  }

  attributeChangedCallback(): void {
    this.#view.render();
  }

  /** Whether there is a scene that a person can leave. */
  get #leavable(): boolean {
    return this.state !== "idle" && this.state !== "done";
  }

  /** Ends the login: Amazon is not polled any more. */
  #end(): void {
    this.#attempt?.abort();
  }

  #options(): Record<string, string> {
    const given = Object.entries(options).filter(([attribute]) => this.hasAttribute(attribute));
    return Object.fromEntries(
      given.map(([attribute, name]) => [name, this.getAttribute(attribute)!]),
    );
  }

  #show(scene: Scene): void {
    this.#view.show(scene);
    this.setAttribute("state", scene.state);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

// Two copies of the file define one element.
if (globalThis.customElements && !customElements.get("lwa-device"))
  customElements.define("lwa-device", LwaDevice);
