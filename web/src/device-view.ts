// How <lwa-device> looks: a fixed structure, of which each scene shows a part. What comes from
// Amazon is set as text, never as markup.

import style from "lwa:device.css";
import { qr } from "./device-qr";
import { clock, groups, type Say } from "./device-texts";

/** What is shown of a login by code. */
export interface Pair {
  userCode: string;
  verificationUri: string;
  verificationUriWithCode: string;
  expiresAt: number;
}

export type Scene =
  | { state: "idle" | "asking" | "expired" | "refused" }
  | { state: "waiting"; pair: Pair }
  | { state: "error"; message: string; hint?: string }
  | { state: "done"; name?: string };

export type State = Scene["state"];

const names = ["start", "again", "retry", "cancel"] as const;
export type Button = (typeof names)[number];

/** The buttons of each state. If there are none, the title gets the focus. */
const buttonsOf: Record<State, readonly Button[]> = {
  idle: ["start"],
  asking: [],
  waiting: ["again", "cancel"],
  expired: ["again", "cancel"],
  refused: ["again", "cancel"],
  error: ["retry", "cancel"],
  done: [],
};

let sheet: CSSStyleSheet | undefined;

export class View {
  // In the order in which they are shown. The first argument is the name of the part, for ::part().
  readonly #title = part("title", "p", { tabindex: "-1" });
  readonly #message = part("message");
  readonly #hint = part("hint");
  readonly #scan = part("step");
  readonly #address = part("address", "p", { dir: "ltr", translate: "no" });
  readonly #type = part("step");
  readonly #code = part("code", "p", { dir: "ltr", translate: "no" });
  readonly #left = part("time", "p", { role: "timer" });
  readonly #picture = part("qr", "div");
  readonly #pair = part("pair", "div");
  /** For screen readers: what changed, without the seconds that are left. */
  readonly #status = part("status", "p", { role: "status" });
  readonly #buttons: Record<Button, HTMLElement>;

  #scene: Scene = { state: "idle" };
  #timer = 0;

  constructor(
    readonly root: ShadowRoot,
    readonly say: Say,
    pressed: (button: Button) => void,
  ) {
    const button = (name: Button) => {
      const made = part(`button ${name}`, "button", { type: "button" });
      made.onclick = () => pressed(name);
      return made;
    };
    this.#buttons = {
      start: button("start"),
      again: button("again"),
      retry: button("retry"),
      cancel: button("cancel"),
    };
    this.#pair.append(
      around("steps", this.#scan, this.#address, this.#type, this.#code, this.#left),
      this.#picture,
    );
    root.append(
      around(
        "panel",
        this.#title,
        this.#message,
        this.#hint,
        this.#pair,
        around("buttons", ...Object.values(this.#buttons)),
        this.#status,
      ),
    );
    // Not a style element: the page's policy may forbid those.
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    this.render();
  }

  get state(): State {
    return this.#scene.state;
  }

  /** The buttons that can be pressed now. */
  get buttons(): HTMLElement[] {
    return buttonsOf[this.state].map((name) => this.#buttons[name]);
  }

  focus(): void {
    (this.buttons[0] ?? this.#title).focus();
  }

  /** Shows another scene. If the last one had the focus, this one gets it. */
  show(scene: Scene): void {
    const focused = this.root.activeElement !== null;
    this.#scene = scene;
    this.render();
    if (focused) this.focus();
  }

  /** Writes all texts again, for example when an attribute has changed. */
  render(): void {
    const scene = this.#scene;
    const pair = scene.state === "waiting" ? scene.pair : undefined;
    const title = this.#heading(scene);
    const [message, hint] = scene.state === "error" ? [scene.message, scene.hint] : [];
    for (const [element, text] of [
      [this.#title, title],
      [this.#message, message],
      [this.#hint, hint],
    ] as const) {
      element.textContent = text ?? "";
      element.hidden = !text;
    }
    for (const name of names) {
      this.#buttons[name].textContent = this.say(name);
      this.#buttons[name].hidden = !buttonsOf[scene.state].includes(name);
    }
    this.#pair.hidden = !pair;
    this.#status.textContent = pair
      ? this.#instruct(pair)
      : [title, message, hint].filter(Boolean).join(" ");
    this.stop();
    if (pair) this.#tick(pair.expiresAt);
  }

  /** Stops the countdown. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #heading(scene: Scene): string {
    if (scene.state === "idle") return "";
    return scene.state === "done" && scene.name
      ? this.say("hello", { name: scene.name })
      : this.say(scene.state);
  }

  /** Shows a code, and returns the instruction for screen readers, which spell the code. */
  #instruct({ userCode, verificationUri, verificationUriWithCode }: Pair): string {
    const address = verificationUri.replace(/^https:\/\//, ""); // browsers add it
    this.#scan.textContent = this.say("scan");
    this.#address.textContent = address;
    this.#type.textContent = this.say("type");
    this.#code.replaceChildren(
      ...groups(userCode).map((text) =>
        Object.assign(part("group", "span"), { textContent: text }),
      ),
    );
    this.#picture.replaceChildren(qr(verificationUriWithCode, this.say("picture", { address })));
    return `${this.say("scan")} ${address} ${this.say("type")} ${[...userCode].join(" ")}`;
  }

  /** Shows the time that is left, and does so again after each full second. */
  #tick(end: number): void {
    const left = Math.max(0, end - Date.now());
    this.#left.textContent = this.say("left", { time: clock(left) });
    if (left > 0) this.#timer = setTimeout(() => this.#tick(end), left % 1000 || 1000);
  }
}

function part(name: string, tag = "p", attributes: Record<string, string> = {}): HTMLElement {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries({ part: name, class: name, ...attributes }))
    element.setAttribute(key, value);
  return element;
}

function around(name: string, ...inner: Element[]): HTMLElement {
  const element = part(name, "div");
  element.append(...inner);
  return element;
}
