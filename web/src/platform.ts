// The platform's own functions, taken when the script loads. Old libraries put others in their
// place (Prototype's Array.from, MooTools' JSON and Request), scripts replace them later, and
// markup can name an element like a member of document. Literals, spread and await cannot be
// replaced: they are used where a method could be.

/** The page's window; on a server, an object without members. */
export const w = (typeof window === "undefined" ? {} : window) as Window & typeof globalThis;

export const { apply } = Reflect;
const { getOwnPropertyDescriptor } = Reflect;
const { toString } = Function.prototype;

const isNative = (f: unknown): boolean =>
  typeof f === "function" && /\[native code]/.test(apply(toString, f, []));

/** An accessor of the platform. */
export const accessor = (prototype: object, name: string): PropertyDescriptor =>
  getOwnPropertyDescriptor(prototype, name)!;

/**
 * A member of an object as its prototype defines it. An element in a document or a form may have
 * the same name.
 */
export function own<T>(prototype: object, name: string, object: object): T {
  return apply(accessor(prototype, name).get!, object, []) as T;
}

/** A member of document, whatever elements are named. */
export const ofDocument = <T>(name: string): T => own(Document.prototype, name, document);

/** An element of HTML, also in a document of another language. */
export const createElement = <E extends HTMLElement>(name: string): E =>
  apply(Document.prototype.createElementNS, document, ["http://www.w3.org/1999/xhtml", name]) as E;

/** Adds an element to the document, which shows nothing of it. Throws where there are no elements. */
export const addElement = (element: HTMLElement): unknown =>
  apply(Node.prototype.appendChild, ofDocument("documentElement"), [element]);

export function removeElement(element: HTMLElement): void {
  const parent = own(Node.prototype, "parentNode", element);
  if (parent) apply(Node.prototype.removeChild, parent, [element]);
}

/** An invisible, empty frame of this origin. Throws where frames are impossible. */
export function addFrame(): HTMLIFrameElement {
  const frame = createElement<HTMLIFrameElement>("iframe");
  frame.style.setProperty("display", "none", "important");
  addElement(frame);
  return frame;
}

/** What is taken from a clean realm. */
const globals = [
  "AbortController",
  "Array",
  "CustomEvent",
  "EventTarget",
  "JSON",
  "Map",
  "Object",
  "Request",
  "TextDecoder",
  "TextEncoder",
  "URL",
  "Uint8Array",
  "Uint32Array",
  "crypto",
];
let realm: Record<string, unknown> | undefined;

/**
 * The globals of a frame in which no script has run. Making one takes milliseconds, so a page pays
 * only if it needs it.
 */
function cleanRealm(): Record<string, unknown> {
  if (realm) return realm;
  realm = {};
  try {
    const frame = addFrame();
    for (const name of globals)
      realm[name] = (frame.contentWindow as unknown as Record<string, unknown>)[name];
    removeElement(frame);
  } catch {
    // a page without elements, or a policy against frames: what the page has must do
  }
  return realm;
}

/**
 * A global of the platform: the page's own, unless a script has replaced it or one of the named
 * members.
 */
function take<T>(name: string, ...members: string[]): T {
  const own = (globalThis as unknown as Record<string, T>)[name];
  const whole = (value: unknown) => {
    if (!value || (!members.length && !isNative(value))) return false;
    for (const member of members)
      if (!isNative((value as Record<string, unknown>)[member])) return false;
    return true;
  };
  if (whole(own) || typeof document === "undefined") return own;
  const clean = cleanRealm()[name];
  return whole(clean) ? (clean as T) : own;
}

export const JSON: typeof globalThis.JSON = take("JSON", "parse", "stringify");
export const { parse, stringify } = JSON;
export const Object: ObjectConstructor = take("Object", "freeze", "keys");
export const { assign, defineProperty, freeze, hasOwn, is, keys } = Object;
export const Array: ArrayConstructor = take("Array", "isArray");
export const { isArray } = Array;
export const Map: MapConstructor = take("Map");
export const URL: typeof globalThis.URL = take("URL");
export const Request: typeof globalThis.Request = take("Request");
export const AbortController: typeof globalThis.AbortController = take("AbortController");
export const EventTarget: typeof globalThis.EventTarget = take("EventTarget");
export const CustomEvent: typeof globalThis.CustomEvent = take("CustomEvent");
export const Uint8Array: Uint8ArrayConstructor = take("Uint8Array");
export const Uint32Array: Uint32ArrayConstructor = take("Uint32Array");
export const TextEncoder: typeof globalThis.TextEncoder = take("TextEncoder");
export const TextDecoder: typeof globalThis.TextDecoder = take("TextDecoder");
export const Promise = (async () => {})().constructor as PromiseConstructor;

/** A method, bound to the object that has it now. If there is no such method, calls throw. */
export function method<F extends (...args: never[]) => unknown>(object: unknown, name: string): F {
  const f = (object as Record<string, F> | undefined)?.[name];
  return ((...args: unknown[]) => apply(f!, object, args)) as unknown as F;
}

const crypto: Crypto | undefined = take("crypto", "getRandomValues");
/** Fills an array with random numbers. */
export const random = method<Crypto["getRandomValues"]>(crypto, "getRandomValues");
export const subtle: SubtleCrypto | undefined = w.crypto?.subtle;
export const digest = method<SubtleCrypto["digest"]>(subtle, "digest");
export const encrypt = method<SubtleCrypto["encrypt"]>(subtle, "encrypt");
export const decrypt = method<SubtleCrypto["decrypt"]>(subtle, "decrypt");
export const generateKey = method<SubtleCrypto["generateKey"]>(subtle, "generateKey");

/** The type of event that a handler takes is known where it is registered. */
type Listen = <E extends Event>(
  type: string,
  f: (event: E) => void,
  options: AddEventListenerOptions,
) => void;
export const listen = method<Listen>(w, "addEventListener");
export const unlisten = method<Listen>(w, "removeEventListener");
export const fetch = method<typeof globalThis.fetch>(w, "fetch");
export const setTimeout = method<typeof window.setTimeout>(w, "setTimeout");
export const clearTimeout = method<typeof window.clearTimeout>(w, "clearTimeout");

/** The base for relative addresses of the page. */
export const baseURI = (): string => own(Node.prototype, "baseURI", document);

export const hasFocus = (): boolean => apply(Document.prototype.hasFocus, document, []);

export const storage = (area: string): Storage => w[area as "localStorage"];

// What lwa-run.js needs, which comes later.
export const { btoa, Date, decodeURIComponent, performance, navigator, XMLHttpRequest } = w;

/** Milliseconds of a clock that nobody sets, and the time of day. */
export const mono = method<Performance["now"]>(performance, "now");
export const wall = method<DateConstructor["now"]>(Date, "now");

/** Without the real one no login begins (api.ts). */
export const platformCrypto = w.crypto ?? {};

/** The part of the Navigation API that is used here; not all browsers have it. */
export const { navigation } = w as {
  navigation?: {
    addEventListener?(
      type: "navigate",
      f: (event: { destination: { url: string }; signal: AbortSignal }) => void,
      options: AddEventListenerOptions,
    ): void;
  };
};

export let indexedDB: IDBFactory;
try {
  ({ indexedDB } = w);
} catch {
  // Firefox throws when the name is read while cookies are blocked. A later use throws inside a
  // promise.
}
