// lwa.wasm alone, over a world of the test's: all that Go can reach of JavaScript. Calls are
// driven, requests answered and timers fired by hand, and what Go does is a list.

import { createHash, randomBytes } from "node:crypto";
import { compiled } from "./build.mjs";
import { Browser, Page } from "./page.mjs";
import { Storage } from "./storage.mjs";
import { clientId } from "./amazon.mjs";

export const origin = "https://shop.example";
/** The least that a page configures. */
export const settings = { clientId, redirectUri: origin + "/lwa/lwa-callback.html", returnTo: origin + "/", origin, mode: "popup", scope: "profile", width: 480, height: 720, timeout: 600_000 };

export class Bridge {
  /**
   * What Go called, oldest first: `[name, ...arguments]`. Clocks, looks at the page and storage are
   * left out.
   */
  did = [];
  timers = new Map();
  requests = new Map();
  listeners = new Map();
  areas = { sessionStorage: new Storage(), localStorage: new Storage() };
  mono = 1000;
  wall = Date.UTC(2026, 0, 1);
  forbidden = false;
  /** Answers seal and unseal: undefined has none. */
  vault = (text) => text;
  window = { closed: false, location: { replace: (url) => this.did.push(["replace", url]), get href() { throw new Error("another origin"); } }, focus() {}, postMessage() {} };

  static async start(fakes) {
    const bridge = Object.assign(new Bridge(), fakes);
    const page = new Page(new Browser(), { script: "" });
    bridge.world = bridge.#world(page);
    page.window.world = bridge.world;
    const { Go } = page.load("glue");
    const go = new Go();
    void go.run(await WebAssembly.instantiate(await compiled(), go.importObject)).then(() => bridge.did.push(["ended"]), () => bridge.did.push(["ended"]));
    await bridge.idle();
    return bridge;
  }

  async idle() {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Calls in, as the shell does. */
  async enter(name, id = 0, value, more) {
    this.entry(name, id, value, more);
    await this.idle();
  }

  configure(options) {
    return this.enter("configure", 1, JSON.stringify({ ...settings, ...options, restore: "" }));
  }

  /** What Go did by that name, as lists of arguments; they are forgotten. */
  take(name) {
    const all = this.did.filter(([did]) => did === name);
    this.did = this.did.filter(([did]) => did !== name);
    return all.map(([, ...args]) => args);
  }

  /** Answers the oldest request. */
  async answer(body, { status = 200, contentType = "application/json", retryAfter = 0 } = {}) {
    const [id] = [...this.requests.keys()];
    this.requests.delete(id);
    await this.enter("answered", id, { status, contentType, retryAfter, text: typeof body === "string" ? body : JSON.stringify(body) });
  }

  /** Lets a timer fire, by its name and number. */
  async fire(timer) {
    this.timers.delete(timer.key);
    this.mono += timer.ms;
    this.wall += timer.ms;
    await this.enter(timer.name, timer.id);
  }

  #world(page) {
    const bridge = this;
    const note = (name) => (...args) => void bridge.did.push([name, ...args]);
    const octets = (buffer) => page.run("(octets) => Uint8Array.from(octets)")([...buffer]);
    let last = 0;
    return {
      __proto__: null,
      ...Object.fromEntries(["Object", "Array", "Uint8Array", "Date"].map((name) => [name, page.run(name)])),
      TextEncoder, TextDecoder, crypto: {}, performance: { now: () => bridge.mono }, navigator: {}, origin,
      clearTimeout: (id) => void bridge.timers.delete(id), hasFocus: () => true, visibility: () => "visible", is: Object.is, mono: () => bridge.mono, wall: () => bridge.wall,
      get: (object, name) => object[name],
      after: (name, id, ms) => (bridge.timers.set(++last, { key: last, name, id, ms }), last),
      random: (n) => bridge.random?.(n) ?? octets(randomBytes(n)),
      digest: (text) => void setImmediate(() => bridge.entry("digest", 0, octets(createHash("sha256").update(text).digest()))),
      request: (id, method, url, body, token, ms) => (bridge.requests.set(id, { method, url, body, token, ms }), () => (bridge.requests.delete(id), bridge.did.push(["aborted", id]))),
      close: (window) => window === bridge.window && bridge.did.push(["close"]),
      channel: (name) => (bridge.did.push(["channel", name]), { postMessage: note("posted"), close: note("closed") }),
      textOf: (value, max) => (typeof value === "string" && value.length <= max ? value : undefined),
      lock: (name, _ms, id) => (setImmediate(() => bridge.entry("locked", id)), note("unlocked")),
      leave: note("leave"), changed: note("changed"), wipe: note("wipe"), hold: note("hold"), settle: note("settle"), emit: note("emit"), publish: note("publish"), crashed: note("crashed"),
      storage(name) {
        if (bridge.forbidden) throw new DOMException("no", "SecurityError");
        return bridge.areas[name];
      },
      seal: (_name, text) => void setImmediate(() => bridge.entry("sealed", 0, bridge.vault(text))),
      unseal: (_name, text, id) => void setImmediate(() => bridge.entry("unsealed", id, bridge.vault(text))),
      ready: (entry) => (bridge.entry = entry),
      enter: (...args) => bridge.entry(...args),
      open: (width, height) => (bridge.did.push(["open", width, height]), bridge.blocked ? null : bridge.window),
      listen: (type) => (bridge.listeners.set(type, (bridge.listeners.get(type) ?? 0) + 1), () => type),
      unlisten: (type) => void bridge.listeners.set(type, bridge.listeners.get(type) - 1),
    };
  }
}
