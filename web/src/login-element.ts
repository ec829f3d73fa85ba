// lwa-login.js defines <lwa-login>: the button, and all that a person sees of a login. It is a
// module beside lwa.mjs, and loads that if the page has no component. lwa-login.d.ts has the
// contract.

import type { AuthorizationCode, LoginOptions, LwaError, Profile, Session, Unsure } from "../lwa";
import { adopt, isLocal, optionAttributes, optionsOf, reflect } from "./login-attributes";
import { sentenceFor } from "./login-errors";
import { component, isUnset, mayRestore, type Component } from "./login-find";
import { FormPart, type Login } from "./login-form";
import { textAttributes, Voice } from "./login-texts";
import { stateFor, View, type Button, type Scene, type State } from "./login-view";

// A server may import this file, too. It has no HTMLElement.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** The members of a profile that data-lwa="…" can name in the page's own content. */
const facts: (keyof Profile)[] = ["name", "email", "userId", "postalCode"];

/**
 * For each component, the element whose attributes are its settings, and those settings as JSON.
 */
const owners = new WeakMap<object, { host: Element; settings: string }>();

const own = {
  theme: "",
  size: "",
  text: "",
  image: "",
  name: "",
  valueIs: "",
  required: "boolean",
  disabled: "boolean",
  demoAnywhere: "boolean",
};

export class LwaLogin extends Base {
  static readonly formAssociated = true;
  static readonly observedAttributes = [
    ...optionAttributes,
    ...textAttributes,
    "text",
    "image",
    "name",
    "value-is",
    "required",
    "lang",
  ];

  readonly #internals = this.attachInternals();
  readonly #voice = new Voice(this);
  readonly #form = new FormPart(this, this.#internals);
  readonly #view: View;
  /** The component that the page set, and the one whose events the element handles. */
  #given?: Component;
  #lwa?: Component;
  /** Removes all listeners. */
  #ears = new AbortController();
  /** Settles once there is a component, or it is known that there will be none. */
  #coming: Promise<void> = Promise.resolve();
  /** The login under way. */
  #attempt?: AbortController;
  /** The detail of the event `unsure`, while that lasts. */
  #unsure?: Unsure;
  #login: Login | null = null;
  /** Why there is no component. */
  #broken?: unknown;
  #due = false;

  constructor() {
    super();
    const root =
      this.#internals.shadowRoot ?? this.attachShadow({ mode: "open", delegatesFocus: true });
    this.#view = new View(root, this, this.#voice, (button) => this.#press(button));
    root.addEventListener("slotchange", () => this.#fill());
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#keyed(event));
  }

  get state(): State {
    return this.#view.state;
  }

  get session(): Session | null {
    return this.#lwa?.session ?? null;
  }

  get lwa(): Component | undefined {
    return this.#given ?? this.#lwa;
  }

  set lwa(lwa: Component | undefined) {
    this.#given = lwa;
    if (this.isConnected) this.#begin();
  }

  // The members that every form control has.
  declare readonly form: HTMLFormElement | null;
  declare readonly validity: ValidityState;
  declare readonly validationMessage: string;
  declare readonly checkValidity: () => boolean;
  declare readonly reportValidity: () => boolean;

  static {
    for (const name of [
      "form",
      "validity",
      "validationMessage",
      "checkValidity",
      "reportValidity",
    ] as const) {
      Object.defineProperty(this.prototype, name, {
        get(this: LwaLogin) {
          const value = this.#internals[name];
          return typeof value === "function" ? value.bind(this.#internals) : value;
        },
      });
    }
  }

  /** Must be called inside a click, before any await, to open a window. */
  async login(options: LoginOptions = {}): Promise<void> {
    if (this.#attempt) return this.#front();
    const attempt = (this.#attempt = new AbortController());
    try {
      if (!this.#lwa) {
        this.#show({ state: "busy" });
        await this.#coming;
        if (!this.#lwa) await this.#begin();
        if (!this.#lwa) throw this.#broken;
        if (attempt !== this.#attempt) return;
      }
      const all: LoginOptions = {
        ...optionsOf(this, false),
        ...options,
        signal: attempt.signal,
      };
      const login: Promise<Session | AuthorizationCode> = this.#lwa.login(all);
      this.#show({ state: all.mode === "redirect" ? "busy" : "window-open" });
      const result = await login;
      if (attempt !== this.#attempt) return;
      this.#over();
      this.#enter(result);
      if ("code" in result) this.#tell("code", result);
    } catch (error) {
      if (attempt !== this.#attempt) return; // the code that ended this attempt has shown the next scene
      this.#over();
      this.#fail(error);
    }
  }

  async logout(): Promise<void> {
    this.#show({ state: "busy" });
    await this.#lwa?.logout().catch((error) => this.#fail(error));
    if (this.state === "busy") this.#leave();
  }

  /** Gives up the login under way. */
  cancel(): void {
    if (!this.#attempt) return;
    this.#end();
    this.#leave();
    this.#tell("cancel", null);
  }

  connectedCallback(): void {
    adopt(this);
    if (!this.#lwa) this.#show({ state: mayRestore() ? "loading" : "signed-out" });
    void this.#begin();
  }

  /** An element that is moved reconnects before this microtask, and goes on. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#end();
      this.#ears.abort();
      this.#lwa = undefined;
    });
  }

  attributeChangedCallback(): void {
    if (!this.isConnected || this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#configure();
      void this.#learn();
    });
  }

  formDisabledCallback(): void {
    this.#view.render();
  }

  /** Finds or loads the component, and listens to its events. */
  #begin(): Promise<void> {
    return (this.#coming = (async () => {
      const texts = this.#learn();
      try {
        const found = this.#given ?? (await component(this.getAttribute("provider") === "demo"));
        const lwa = this.#given ?? found; // the page may have set one meanwhile
        if (this.isConnected && lwa !== this.#lwa) this.#listen(lwa);
      } catch (error) {
        this.#broken = error;
        await texts;
        this.#doubt(error);
      }
    })());
  }

  async #learn(): Promise<void> {
    this.toggleAttribute("untold", this.#voice.mute);
    if (this.#voice.stale) await this.#voice.learn();
    this.toggleAttribute("untold", false);
    this.#view.render();
    this.#greet();
  }

  #listen(lwa: Component): void {
    this.#ears.abort();
    const { signal } = (this.#ears = new AbortController());
    this.#lwa = lwa;
    const on = <T>(type: string, hear: (detail: T) => void, target: EventTarget = lwa) =>
      target.addEventListener(type, (event) => hear((event as CustomEvent<T>).detail), { signal });
    on("login", (session: Session) => (this.#enter(session), this.#tell("login", session)));
    on("renewed", (session: Session) => this.#enter(session));
    for (const type of ["logout", "expired"])
      on(type, () => (this.#leave(), this.#tell("logout", null)));
    on("expiring", () => this.#expiring());
    on(
      "code",
      (code: AuthorizationCode) => this.#attempt || (this.#enter(code), this.#tell("code", code)),
    );
    on("error", (error) => this.#attempt || this.#fail(error));
    on(
      "unsure",
      (unsure: Unsure) =>
        this.#attempt && ((this.#unsure = unsure), this.#show({ state: "unsure" })),
    );
    on("online", () => this.state === "offline" && this.#leave(), window);
    on("resize", () => this.#view.place(), window);
    on("pageshow", () => this.state === "busy" && this.cancel(), window); // the person pressed Back at Amazon
    addEventListener("submit", (event) => this.#form.guard(event), { signal });
    this.#configure();
    void this.#settle();
  }

  async #settle(): Promise<void> {
    const { ready } = this.#lwa!;
    try {
      const session = await ready;
      if (ready !== this.#lwa?.ready || this.#attempt || this.#login) return;
      if (session) this.#enter(session);
      else if (this.state === "loading") this.#leave();
    } catch (error) {
      if (ready === this.#lwa?.ready) this.#doubt(error);
    }
  }

  /**
   * Configures the component with the attributes, unless the page or another element has done so.
   */
  #configure(): void {
    const lwa = this.#lwa;
    if (
      !lwa ||
      !(this.hasAttribute("client-id") || lwa.demo) ||
      lwa === this.#given ||
      !isUnset(lwa)
    )
      return;
    const options = optionsOf(this, true);
    const settings = JSON.stringify(options);
    const owner = owners.get(lwa);
    if (owner && (owner.settings === settings || (owner.host !== this && owner.host.isConnected)))
      return;
    owners.set(lwa, { host: this, settings });
    lwa.configure(options);
    void this.#settle();
  }

  #press(button: Button): void | Promise<void> {
    if (button === "logout") return this.logout();
    if (button === "stay") return this.login({ interactive: "always" });
    if (button === "cancel") return this.cancel();
    if (button === "close") return this.#leave();
    if (button === "here") return this.#here();
    return this.login();
  }

  /**
   * Handles a click in the page's own content. data-lwa-do names the action; without it, a button
   * or link in the slot "signed-out" logs in.
   */
  #clicked(event: Event): void {
    const target = event.target as Element;
    if (target === this || event.defaultPrevented) return;
    const said = target.closest<HTMLElement>("[data-lwa-do]");
    const action = said
      ? said.dataset.lwaDo
      : target.closest('button, a, [role="button"]') && target.closest('[slot="signed-out"]')
        ? "login"
        : "";
    if (!action) return;
    event.preventDefault();
    void this.#press(action as Button);
  }

  #keyed(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.#view.message) return;
    event.preventDefault();
    event.stopPropagation();
    this.#attempt ? this.cancel() : this.#leave();
  }

  #front(): void {
    if (this.#unsure) this.#unsure.focus();
    // This call brings the open window to the front, and is rejected. If the window seems closed,
    // it takes the place of the login.
    else
      this.#lwa
        ?.login(optionsOf(this, false))
        .catch((error) => /^interac/.test(error.code) || this.#fail(error));
  }

  /** Continues the login in this page instead of the window. */
  #here(): void | Promise<void> {
    if (this.#unsure) {
      this.#unsure.continueHere();
      return this.#show({ state: "busy" });
    }
    this.#end();
    return this.login({ mode: "redirect" });
  }

  #over(): void {
    this.#attempt = this.#unsure = undefined;
  }

  #end(): void {
    const attempt = this.#attempt;
    this.#over();
    attempt?.abort();
  }

  #enter(login: Login): void {
    this.#login = login;
    this.#show({ state: "signed-in", heard: this.#greet() });
  }

  #leave(): void {
    const left = this.#login !== null;
    this.#login = this.session;
    if (this.#login) return this.#show({ state: "signed-in" });
    this.#show({ state: "signed-out", heard: left ? this.#voice.say("ended") : "" });
  }

  /** Says that the session is about to end, unless it can be renewed. */
  async #expiring(): Promise<void> {
    await this.#lwa!.token({ minValidity: this.session!.expiresAt! - Date.now() + 1000 }).catch(
      () => {
        if (this.state === "signed-in") this.#show({ state: "expiring" });
      },
    );
  }

  /**
   * Shows a failure: to the person, what they can do; on the console of a developer's machine, the
   * component's own words.
   */
  #fail(error: unknown): void {
    const { code, message: said, hint } = error as LwaError;
    if (code === "user_cancelled") {
      this.#leave();
      return this.#tell("cancel", null);
    }
    if (isLocal()) console.warn(`lwa-login: ${code} ${said} ${hint}`);
    this.#login = this.session;
    const message = sentenceFor(code);
    this.#show({ state: stateFor(message), message });
    this.#tell("error", error);
  }

  /**
   * Shows that no login is possible, before anybody has asked for one. A redirect login that failed
   * is shown by the event `error` instead.
   */
  #doubt(error: unknown): void {
    if (!this.#attempt && /^(loading|signed-out)$/.test(this.state))
      this.#show({ state: stateFor(sentenceFor((error as LwaError).code)), message: "" });
  }

  /** Writes who is logged in to all places that show it, and returns a sentence that says it. */
  #greet(): string {
    this.#fill();
    this.#form.set(this.#login, this.#voice.say("required"), this.#view.login);
    return this.#view.greet(this.#login?.profile?.name);
  }

  #fill(): void {
    const message = this.#view.message;
    for (const place of this.querySelectorAll<HTMLElement>("[data-lwa]")) {
      const fact = place.dataset.lwa as keyof Profile;
      if (facts.includes(fact)) place.textContent = this.#login?.profile?.[fact] ?? "";
      else if ((fact as string) === "message")
        place.textContent = message && this.#voice.say(message);
    }
  }

  #show(scene: Scene): void {
    this.#view.show(scene);
    this.setAttribute("state", scene.state);
    this.#greet();
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

reflect(LwaLogin.prototype, own);

// Two copies of the file define one element.
if (globalThis.customElements && !customElements.get("lwa-login"))
  customElements.define("lwa-login", LwaLogin);
