// lwa-device.js: <lwa-device>, a login by code for people, and the picture of an address that their phone scans. It is a
// module, beside lwa.js or imported, and holds nothing of that. lwa-device.d.ts has the contract.

import type { Lwa, LwaError } from "../lwa";
import { press } from "./device-keys";
import { qr } from "./device-qr";
import { attributes, sayingFor } from "./device-texts";
import { View, type Scene, type State } from "./device-view";

export { qr };

/** Options of lwa.device() by attribute; what is left out is the page's. */
const options = { "client-id": "clientId", scope: "scope", persist: "persist" };

/** The failures that have a scene of their own. */
const endings: Record<string, Scene> = {
  device_code_expired: { state: "expired" },
  access_denied: { state: "refused" },
};

// A server may import this too, and has no elements.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

export class LwaDevice extends Base {
  static readonly observedAttributes = attributes;
  /** What `device.qr` of lwa.js is drawn by. */
  static readonly qr = qr;

  // Without a value of its own, so that one which the page gave before this class was there stays.
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
      if (attempt.signal.aborted) return; // whoever ended it has shown what comes next
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

  /** An element that is moved reconnects before this microtask: its login keeps running. A hidden page keeps polling, too:
   * the person may be typing the code in another tab. */
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

  /** There is something to turn away from. */
  get #leavable(): boolean {
    return this.state !== "idle" && this.state !== "done";
  }

  /** The code is worth nothing to anybody any more, so Amazon is asked about it no more. */
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
