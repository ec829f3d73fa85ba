// How <lwa-login> looks: a face of a fixed size, and a card over the page when there is something
// to say. Neither of them moves the page's content. What comes from Amazon is set as text, never as
// markup.

import style from "lwa:login.css";
import { framed } from "./login-errors";
import type { Text, Voice } from "./login-texts";

export type State =
  | "loading"
  | "signed-out"
  | "window-open"
  | "unsure"
  | "busy"
  | "signed-in"
  | "expiring"
  | "error"
  | "offline"
  | "unsupported";

export interface Scene {
  state: State;
  /** The text of the card: that of the state if left out, no card if "". */
  message?: Text | "";
  /** For screen readers, if no card says it. */
  heard?: string;
}

const actions = ["front", "here", "stay", "cancel", "close"] as const;
export type Button = "login" | "logout" | (typeof actions)[number];

type Slot = "signed-out" | "busy" | "signed-in";

/** For each state: the slot of the face, the text of the card, and the card's buttons. */
const looks: Record<State, [face: Slot, message: Text | "", buttons: readonly Button[]]> = {
  loading: ["busy", "", []],
  "signed-out": ["signed-out", "", []],
  "window-open": ["busy", "open", ["front", "here", "cancel"]],
  unsure: ["busy", "unsure", ["front", "here", "cancel"]],
  busy: ["busy", "", []],
  "signed-in": ["signed-in", "", []],
  expiring: ["signed-in", "expiring", ["stay", "close"]],
  error: ["signed-out", "failed", ["close"]],
  offline: ["signed-out", "offline", ["close"]],
  unsupported: ["signed-out", "unsupported", ["close"]],
};

/** The state for the sentence of a failure: one of its own, or "error". */
export const stateFor = (sentence: Text): State =>
  sentence in looks ? (sentence as State) : "error";

let sheet: CSSStyleSheet | undefined;

// A page may have elements named like members of document.
const create = globalThis.Document?.prototype.createElementNS;

function make(
  tag: string,
  attributes: Record<string, string> = {},
  ...children: Node[]
): HTMLElement {
  const element = create.call(
    document,
    `http://www.w3.org/${/svg|path/.test(tag) ? "2000/svg" : "1999/xhtml"}`,
    tag,
  ) as HTMLElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const part = (name: string, tag: string, ...children: Node[]) =>
  make(tag, { part: name, class: name }, ...children);

const shown = (element: Element) => element.getClientRects().length > 0;

/** Drawn for this project: a key, and a door with an arrow out of it. */
const key = "M8 12.5a4.5 4.5 0 1 1 3.4-1.1l8.6 8.6m-3-3 2.5-2.5";
const exit = "M10 4H5v16h5m4-4 4-4-4-4m4 4H9";

const mark = (d: string) =>
  make(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": "true", part: "mark", class: "mark" },
    make("path", { d }),
  );

export class View {
  readonly #label = part("label", "span");
  readonly #image = part("image", "img") as HTMLImageElement;
  readonly #name = make("span", { part: "name", class: "name", tabindex: "-1", dir: "auto" });
  readonly #leave = part("label", "span");
  readonly #message = part("message", "p");
  readonly #error = make("slot", {}, this.#message) as HTMLSlotElement;
  readonly #card: HTMLElement;
  #actions = part("actions", "div");
  /** What changed, for screen readers. */
  readonly #status = make("p", { role: "status", class: "status" });
  readonly #buttons = {} as Record<Button, HTMLButtonElement>;
  readonly #faces = {} as Record<Slot, HTMLSlotElement>;
  readonly #root: HTMLElement;

  #scene: Scene = { state: "loading" };

  constructor(
    readonly root: ShadowRoot,
    readonly host: Element,
    readonly voice: Voice,
    pressed: (button: Button) => void,
  ) {
    const button = (name: Button, ...children: Node[]) => {
      const made = make(
        "button",
        { type: "button", part: `button ${name}`, class: name },
        ...children,
      ) as HTMLButtonElement;
      made.onclick = () => pressed(name);
      return (this.#buttons[name] = made);
    };
    const slot = (name: Slot, ...children: Node[]) =>
      (this.#faces[name] = make("slot", { name }, ...children) as HTMLSlotElement);
    for (const name of actions) button(name);
    this.#card = part("card", "div", this.#error, this.#actions);
    this.#root = part(
      "panel",
      "div",
      part(
        "face",
        "div",
        slot("signed-out", button("login", mark(key), this.#label, this.#image)),
        slot("busy"),
        slot(
          "signed-in",
          part("session", "span", this.#name, button("logout", mark(exit), this.#leave)),
        ),
      ),
      this.#card,
      this.#status,
    );
    root.replaceChildren(this.#root); // replaces what a server may have rendered
    root.addEventListener("slotchange", () => this.render());
    // Not a style element: the page's policy may forbid those.
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(style);
    root.adoptedStyleSheets = [sheet];
  }

  get state(): State {
    return this.#scene.state;
  }

  get login(): HTMLElement {
    return this.#buttons.login;
  }

  /** The text that the card shows. */
  get message(): Text | "" {
    return this.#scene.message ?? looks[this.state][1];
  }

  /** Shows another scene. If what had the focus is gone, its replacement gets the focus. */
  show(scene: Scene): void {
    const focused = this.root.activeElement as HTMLElement | null;
    this.#scene = scene;
    // The buttons get a new row. A row that moved would take a button away from a person who is
    // about to press it.
    this.#actions.replaceWith((this.#actions = part("actions", "div")));
    this.render();
    const words = [this.message && this.voice.say(this.message), scene.heard]
      .filter(Boolean)
      .join(" ");
    this.#status.textContent = words;
    const next =
      looks[scene.state][0] !== "signed-in"
        ? this.#buttons.login
        : shown(this.#name)
          ? this.#name
          : this.#buttons.logout;
    if (focused) (shown(focused) ? focused : next).focus();
  }

  /** Writes all texts again, for example when the language has changed. */
  render(): void {
    const { state } = this;
    const [face, , buttons] = looks[state];
    const { voice, message } = this;
    this.#root.lang = voice.language;
    this.#root.dir = voice.direction;
    this.#face(face);
    this.#label.textContent = voice.say(
      state === "busy" ? "busy" : this.host.getAttribute("text") === "login" ? "short" : "login",
    );
    const image = this.host.getAttribute("image");
    if (image) this.#image.src = image;
    this.#image.alt = image ? voice.say("login") : "";
    const login = this.#buttons.login;
    login.disabled = this.host.matches(":disabled");
    login.ariaDisabled = state === "busy" ? "true" : null;
    this.#leave.textContent = voice.say("logout");
    this.#message.textContent = message && voice.say(message);
    this.#error.name = face === "signed-out" ? "error" : "-"; // a failure may be shown by the page
    for (const name of actions) this.#buttons[name].textContent = voice.say(name);
    for (const name of message === "blocked" ? (["here", "close"] as const) : buttons)
      if (name !== "here" || !framed) this.#actions.append(this.#buttons[name]);
    this.#card.hidden = !message;
    if (message) this.place();
  }

  /** Writes the name of the person who is logged in, and returns what it wrote. */
  greet(name: string | undefined): string {
    return (this.#name.textContent = this.#name.title =
      name ? this.voice.say("hello", { name }) : this.voice.say("done"));
  }

  /** Moves the card so that it is within the window. */
  place(): void {
    const { style } = this.#card;
    style.translate = "";
    const { left, right } = this.#card.getBoundingClientRect();
    style.translate = `${Math.max(8 - left, Math.min(0, visualViewport!.width - 8 - right))}px`;
  }

  /** Shows the slot of a state. Without content for "busy", the button stays. */
  #face(slot: Slot): void {
    const filled = slot !== "busy" || this.#faces.busy.assignedElements()[0];
    for (const [name, face] of Object.entries(this.#faces))
      face.hidden = name !== (filled ? slot : "signed-out");
  }
}
