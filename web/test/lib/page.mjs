// A page with the component in it, without a browser: the built lwa.js runs in a context of its
// own, over fakes of the globals that it takes from a window. What it does with them can be looked
// at, and what they do is up to the test.

import { webcrypto } from "node:crypto";
import { setMaxListeners } from "node:events";
import vm from "node:vm";
import { Amazon, clientId, response } from "./amazon.mjs";
import { built, bundled, compiled, file, script, wasm } from "./build.mjs";
import { Clock } from "./clock.mjs";
import { Locks } from "./locks.mjs";
import { traced } from "./traced.mjs";
import { channels, Database, Storage } from "./storage.mjs";

export const app = "https://shop.example";
export const callback = app + "/lwa/lwa-callback.html";
/** Where Amazon is, for pages that name no region. */
export const amazonOrigin = "https://www.amazon.com";

setMaxListeners(0); // a request that is given up tells as many as a browser would

/** What pages of one origin share. */
export class Browser {
  clock = new Clock();
  amazon = new Amazon();
  database = new Database(this.clock);
  locks = new Locks(this.clock);
  BroadcastChannel = channels(this.clock);
  pages = [];
  online = true;
  #local = new Map();

  /** Opens a page. See Page for what it can be given. */
  async open(given = {}) {
    const page = new Page(this, given);
    this.pages.push(page);
    page.start();
    await this.clock.idle();
    return page;
  }

  localFor(page) {
    return new Storage(this.#local, (key) => {
      for (const other of this.pages) if (other !== page) this.clock.later(() => other.dispatch("storage", { isTrusted: true, key }));
    });
  }
}

/** A window that a page opened. */
export class Popup {
  closed = false;
  focused = 0;
  document = {};
  heard = [];
  address = "";
  /**
   * After how many milliseconds the window goes over to another site, which loses a close() of
   * before that (Chromium does).
   */
  goesOver = undefined;

  constructor(page) {
    this.page = page;
    const popup = this;
    const read = (own) => {
      if (popup.address && !popup.back) throw new DOMException("Blocked a frame from accessing a cross-origin frame.", "SecurityError");
      return own;
    };
    this.location = {
      get href() { return read("about:blank"); },
      get origin() { return read(app); },
      replace: (address) => void (this.address = address),
    };
  }

  focus() {
    this.focused++;
  }

  close() {
    this.closed = true;
    if (this.goesOver !== undefined) this.page.clock.setTimeout(() => (this.closed = false), this.goesOver);
    this.goesOver = undefined;
  }

  postMessage(word) {
    this.heard.push(word);
  }

  /** What was asked of Amazon. */
  get asked() {
    return new URL(this.address).searchParams;
  }

  /** The callback page is loaded with this answer, and hands it over. */
  async answer(text, { how = "message" } = {}) {
    this.back = true;
    if (how === "message") this.page.dispatch("message", { isTrusted: true, origin: app, data: text, source: this });
    else {
      this.channel ??= new this.page.browser.BroadcastChannel("lwa.1." + this.asked.get("state"));
      this.channel.onmessage = ({ data }) => this.heard.push(data);
      this.channel.postMessage(text);
    }
    await this.page.browser.clock.idle();
  }

  /** The person signs in and agrees. */
  approve(given) {
    return this.answer(this.page.amazon.approve(this.address, given));
  }
}

/**
 * One page. `settings` are the data attributes of the script tag, `script` the file of the build
 * ("" for none), `before` a script of the page that runs first, `tab` an earlier page whose tab it
 * opens in, `address` where it is, `globals` members of window that replace the fakes, `around` the
 * origins of the pages that it is a frame of, `crypto` functions that replace the platform's own
 * where they return anything, `get` what answers a fetch,
 * `preload` what becomes of a tag that loads a module, `relList` what a link says
 * that it can be, `changed` what becomes of the text of lwa-run.js.
 */
export class Page {
  events = [];
  popups = [];
  console = [];
  /** Where the page went by itself, as `{ how, url }`. */
  gone = [];
  /** Every request that is not Amazon's. */
  fetched = [];
  /** Every tag that loads a module ahead of its import. */
  preloaded = [];
  cookies = "";
  blocksPopups = false;
  #listeners = new Map();

  constructor(browser, { settings = {}, script = "lwa.js", before = "", tab, address = app + "/", globals = {}, around, crypto = {}, get, preload, changed, relList = { supports: () => true } } = {}) {
    Object.assign(this, { browser, script, before, around, crypto, get, preload, changed, relList });
    this.amazon = browser.amazon;
    this.clock = browser.clock;
    this.settings = { clientId, redirectUri: callback, mode: "popup", ...settings };
    for (const name in this.settings) if (this.settings[name] === undefined) delete this.settings[name];
    this.session = new Storage(tab?.session.shared);
    this.local = browser.localFor(this);
    this.window = vm.createContext(this.#globals(new URL(address), globals));
    for (const name of ["window", "self", "top", "parent"]) this.window[name] ??= vm.runInContext("globalThis", this.window);
    vm.runInContext("(clock) => (Date.now = () => clock.wall)", this.window)(this.clock);
  }

  start() {
    if (this.before) this.run(this.before);
    if (!this.script) return;
    this.#scriptFile().runInContext(this.window);
    traced(this);
    this.tag = null;
    for (const type of ["login", "code", "logout", "expiring", "renewed", "expired", "accountchanged", "unsure", "error"]) {
      this.lwa?.addEventListener(type, ({ detail }) => this.events.push({ type, detail }));
    }
  }

  #scriptFile() {
    return this.script === "lwa.js" ? script(this.script, this.window, (module) => this.clock.busy(module), this.changed) : built(this.script);
  }

  get lwa() {
    return this.window.lwa;
  }

  get types() {
    return this.events.map(({ type }) => type);
  }

  get popup() {
    return this.popups.at(-1);
  }

  /** Runs a script of the page, and returns its value. */
  run(code) {
    return vm.runInContext(code, this.window);
  }

  /** Loads a module of the shell by itself, and returns its exports. */
  load(name) {
    return bundled(name).runInContext(this.window), this.window.exported;
  }

  /** Tells the listeners of the window of an event. */
  dispatch(type, event = {}) {
    event.type = type;
    for (const f of [...(this.#listeners.get(type) ?? [])]) f(event);
  }

  /** How many listeners of a type the window has. */
  listening(type) {
    return this.#listeners.get(type)?.size ?? 0;
  }

  /** How many listeners the window has, by type. */
  get listeningAll() {
    return Object.fromEntries([...this.#listeners].map(([type, { size }]) => [type, size]).filter(([, size]) => size));
  }

  /** Logs in by a window, in which the person agrees at once, and returns the session. */
  async logIn(options, given) {
    const login = this.window.lwaLogin({ interactive: "always", ...options });
    login.catch(() => {}); // the caller gets it once the person has agreed
    await this.clock.idle();
    if (this.popup && !this.popup.closed && this.popup.address) await this.popup.approve(given);
    return login;
  }

  /** What a promise ends with: `{ value }` or `{ error }`, or undefined while it is open. */
  watch(promise) {
    const seen = {};
    promise.then((value) => (seen.value = value), (error) => (seen.error = error));
    return seen;
  }

  /** Starts a login that stays open: `{ value }` or `{ error }` is filled in when it ends. */
  async begin(options) {
    const seen = this.watch(this.window.lwaLogin(options));
    await this.clock.idle();
    return seen;
  }

  /** Starts a login, in which the person agrees at once, and leaves it to what comes then. */
  async approved(options) {
    const seen = await this.begin({ interactive: "always", ...options });
    await this.popup.approve();
    return seen;
  }

  #globals(url, replaced) {
    const { browser, clock } = this;
    const page = this;
    const go = (how) => (to) => void page.gone.push({ how, url: String(to) });
    const location = { assign: go("assign"), replace: go("replace") };
    for (const name of ["href", "origin", "protocol", "hostname", "host", "pathname", "search", "hash"]) {
      Object.defineProperty(location, name, { get: () => url[name], set: go("href"), enumerable: true });
    }
    if (this.around) {
      location.ancestorOrigins = this.around;
      replaced = { top: {}, ...replaced };
    }
    this.goTo = (to) => (url = new URL(to, url));
    const globals = {
      location, name: "", opener: null, origin: url.origin, isSecureContext: true,
      screenX: 0, screenY: 0, outerWidth: 1280, outerHeight: 860,
      setTimeout: clock.setTimeout, clearTimeout: clock.clearTimeout, queueMicrotask, structuredClone, atob, btoa,
      performance: { now: () => clock.mono, timeOrigin: 0, mark() {}, measure() {} },
      navigator: { get onLine() { return browser.online; }, userActivation: { hasBeenActive: true }, locks: browser.locks },
      history: { state: null, replaceState: (_state, _title, to) => page.goTo(to) },
      crypto: tracked(clock, this.crypto), indexedDB: browser.database, BroadcastChannel: browser.BroadcastChannel,
      fetch: (input, init) => this.#fetch(input, init),
      open: (...args) => this.#open(args),
      addEventListener: (type, f, options) => this.#listen(type, f, options),
      removeEventListener: (type, f) => void this.#listeners.get(type)?.delete(f),
      dispatchEvent: (event) => this.dispatch(event.type, { isTrusted: false, detail: event.detail }),
      customElements: { get() {}, define() {} },
      URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, EventTarget, Event, Headers, Response, DOMException,
      AbortSignal: abortSignals(clock),
      CustomEvent: globalThis.CustomEvent ?? class CustomEvent extends Event { constructor(type, init) { super(type); this.detail = init?.detail; } },
      Request: class extends Request { constructor(input, init) { super(typeof input === "string" ? new URL(input, url) : input, init); } },
      console: Object.fromEntries(["log", "info", "warn", "error"].map((how) => [how, (...args) => this.console.push(`${how}: ${args.join(" ")}`)])),
      WebAssembly: {
        Module: WebAssembly.Module, Instance: WebAssembly.Instance, CompileError: WebAssembly.CompileError, RuntimeError: WebAssembly.RuntimeError,
        instantiate: (bytes, imports) => this.#instantiate(bytes, imports),
      },
      ...this.#elements(url),
      ...replaced,
    };
    for (const [name, area] of [["sessionStorage", this.session], ["localStorage", this.local]]) {
      Object.defineProperty(globals, name, { get() { if (area.fault === "forbidden") throw new DOMException("Access is denied.", "SecurityError"); return area; }, configurable: true });
    }
    return globals;
  }

  /**
   * As much of the DOM as the script asks for: what document says of itself, and the script
   * element.
   */
  #elements() {
    const page = this;
    class Node {
      get baseURI() { return page.window.location.href; }
      get parentNode() { return null; }
      appendChild(tag) { page.clock.later(() => page.#loads(tag)); }
    }
    class Document extends Node {
      get readyState() { return page.readyState ?? "complete"; }
      get prerendering() { return page.ahead ?? false; }
      get currentScript() { return page.tag; }
      get documentElement() { return this; }
      createElementNS(language, name) {
        if (language !== "http://www.w3.org/1999/xhtml") throw new TypeError("this loads nothing in a document of SVG");
        return Object.assign(new Node(), name === "link" && { relList: page.relList });
      }
      get visibilityState() { return page.hidden ? "hidden" : "visible"; }
      hasFocus() { return page.focused ?? true; }
      get cookie() { return page.cookies; }
      set cookie(text) { page.setCookie?.(text); }
    }
    class HTMLScriptElement { get src() { return page.src ?? app + "/lwa/" + page.script; } }
    class MessageEvent {
      constructor(_type, { source }) {
        if (!(source instanceof Popup)) throw new TypeError("source is no window");
      }
    }
    this.tag = Object.assign(new HTMLScriptElement(), { dataset: this.settings });
    return { Node, Document, HTMLScriptElement, MessageEvent, document: new Document() };
  }

  /** A tag that loads something was added. */
  #loads(tag) {
    this.preloaded.push(tag);
    if (this.preload) this.preload(tag);
    else tag.onload();
  }

  #open(args) {
    this.opens = (this.opens ?? 0) + 1;
    if (this.blocksPopups) return null;
    const popup = new Popup(this);
    popup.features = args[2];
    this.popups.push(popup);
    return popup;
  }

  #listen(type, f, { signal } = {}) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, new Set());
    this.#listeners.get(type).add(f);
    signal?.addEventListener("abort", () => this.#listeners.get(type).delete(f));
  }

  async #instantiate(bytes, imports) {
    const module = await this.clock.busy(bytes === wasm ? compiled() : WebAssembly.compile(bytes));
    const instance = await this.clock.busy(WebAssembly.instantiate(module, this.wrapImports?.(imports) ?? imports));
    return { instance, module };
  }

  #fetch(input, init) {
    const request = input instanceof Request
      ? { url: input.url, method: input.method, headers: Object.fromEntries(input.headers), init: { ...init, credentials: input.credentials, redirect: input.redirect, cache: input.cache }, signal: init?.signal ?? input.signal }
      : { url: new URL(input, this.window.location.href).href, method: init?.method ?? "GET", headers: { ...init?.headers }, body: init?.body, init, signal: init?.signal };
    const promise = new Promise((resolve, reject) => {
      request.answer = (given) => resolve(given instanceof Response || given.raw ? given : response(given));
      request.fail = (error = new TypeError("Failed to fetch")) => reject(error);
      request.signal?.addEventListener("abort", () => {
        request.aborted = true;
        reject(request.signal.reason);
      });
    });
    if (this.amazon.has(request.url)) this.amazon.take(request);
    else this.#file(request);
    return promise;
  }

  #file(request) {
    this.fetched.push(request);
    if (this.get) return this.get(request);
    if (request.url.endsWith(".wasm")) request.answer(file());
    else request.answer(response({ status: 404 }));
  }
}

/** Node's cryptography knows an ArrayBuffer of this realm alone. */
const ownBuffer = (value) => (Object.prototype.toString.call(value) === "[object ArrayBuffer]" ? new Uint8Array(value) : value);

let ownDigest;
/** The digest that pages compare: taking it takes longer than most tests. */
const digestOfWasm = () => (ownDigest ??= webcrypto.subtle.digest("SHA-384", wasm));

/** The platform's cryptography; what it does in the background counts as work. */
function tracked(clock, instead) {
  const subtle = {};
  for (const name of ["digest", "encrypt", "decrypt", "generateKey"]) {
    subtle[name] = (...args) => instead[name]?.(...args) ?? clock.busy(args[1] === wasm ? digestOfWasm() : webcrypto.subtle[name](...args.map(ownBuffer)));
  }
  return { subtle, getRandomValues: (array) => (instead.getRandomValues ?? ((octets) => webcrypto.getRandomValues(octets)))(array) };
}

/** AbortSignal, with timeouts by the test's clock. */
function abortSignals(clock) {
  return Object.create(AbortSignal, {
    timeout: {
      value(ms) {
        const end = new AbortController();
        clock.setTimeout(() => end.abort(new DOMException("The time is over.", "TimeoutError")), ms);
        return end.signal;
      },
    },
  });
}
