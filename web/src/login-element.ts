// lwa-login.js: <lwa-login>, from the button to the name of the person. It is a module beside lwa.mjs, and brings that where
// the page has no component. lwa-login.d.ts has the contract.

import type { AuthorizationCode, LoginOptions, LwaError, Profile, Session, Unsure } from "../lwa";
import { adopt, isLocal, optionAttributes, optionsOf, reflect } from "./login-attributes";
import { sentenceFor, stateFor } from "./login-errors";
import { component, isUnset, mayRestore, type Component } from "./login-find";
import { FormPart, type Login } from "./login-form";
import { textAttributes, Voice } from "./login-texts";
import { View, type Button, type Scene, type State } from "./login-view";

// A server may import this too, and has no elements.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** What is known of a person, for data-lwa="…" in the page's own content. */
const facts: (keyof Profile)[] = ["name", "email", "userId", "postalCode"];

/** The element whose attributes are the settings of a component, and what they were. */
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
  /** The component that the page gave, and the one that is listened to. */
  #given?: Component;
  #lwa?: Component;
  /** Ends the listening. */
  #ears = new AbortController();
  /** Settles once there is a component, or none can be had. */
  #coming: Promise<void> = Promise.resolve();
  /** The login under way. */
  #attempt?: AbortController;
  /** What the component offers while nobody knows whether the window is open. */
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

  // What every control of a form has.
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
      if (attempt !== this.#attempt) return; // whoever ended it has shown what comes next
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

  /** Finds or brings the component, and listens to it. */
  #begin(): Promise<void> {
    return (this.#coming = (async () => {
      const texts = this.#learn();
      try {
        const found = this.#given ?? (await component(this.getAttribute("provider") === "demo"));
        const lwa = this.#given ?? found; // which may have been given meanwhile
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
    on("pageshow", () => this.state === "busy" && this.cancel(), window); // the person came back without a login
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

  /** Makes the attributes the settings of a component that has none, or other ones of this element. */
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

  #press(button: Button): void {
    if (button === "logout") return void this.logout();
    if (button === "stay") return void this.login({ interactive: "always" });
    if (button === "cancel") return this.cancel();
    if (button === "close") return this.#leave();
    if (button === "here") return this.#here();
    void this.login();
  }

  /** In the page's own content, a button or link of the slot "signed-out" logs in, and data-lwa-do says what any other does. */
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
    this.#press(action as Button);
  }

  #keyed(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.#view.message) return;
    event.preventDefault();
    event.stopPropagation();
    this.#attempt ? this.cancel() : this.#leave();
  }

  #front(): void {
    if (this.#unsure) this.#unsure.focus();
    else this.#lwa?.login(optionsOf(this, false)).catch(() => {}); // the component rejects it, and shows the window of the first
  }

  /** Goes on in this page, without a window. */
  #here(): void {
    if (this.#unsure) {
      this.#unsure.continueHere();
      return this.#show({ state: "busy" });
    }
    this.#end();
    void this.login({ mode: "redirect" });
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

  /** A token that can be renewed is being renewed: then there is nothing to say. */
  async #expiring(): Promise<void> {
    await this.#lwa!.token({ minValidity: this.session!.expiresAt! - Date.now() + 1000 }).catch(
      () => {
        if (this.state === "signed-in") this.#show({ state: "expiring" });
      },
    );
  }

  /** Shows what a person can do about it. What a developer can do goes to the console, while they develop. */
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

  /** Nothing will come of a login, and nobody asked for one yet. A redirect login that failed has an event of its own. */
  #doubt(error: unknown): void {
    if (!this.#attempt && /^(loading|signed-out)$/.test(this.state))
      this.#show({ state: stateFor(sentenceFor((error as LwaError).code)), message: "" });
  }

  /** Writes who is logged in wherever it is to stand, and returns it in words. */
  #greet(): string {
    const name = this.#login?.profile?.name;
    this.#view.greet(name);
    this.#fill();
    this.#form.set(this.#login, this.#voice.say("required"), this.#view.login);
    return name ? this.#voice.say("hello", { name }) : this.#voice.say("done");
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
