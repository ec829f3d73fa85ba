// Checks that only a browser can do: what the browser allows on this page.

import { addFrame, Promise, removeElement, setTimeout, Uint8Array } from "./platform";
import type { Report } from "./doctor-report";
import { channelPrefix } from "./wire.gen";

/** Examines the origin of the page. Returns false if no other check is possible there. */
export function origin(report: Report): boolean {
  if (window.origin === "null") {
    report.find("origin_sandboxed");
    return false;
  }
  if (!window.isSecureContext) report.find("origin_insecure");
  if (window.top !== window) report.find("origin_framed");
  return true;
}

export async function storage(report: Report): Promise<void> {
  const blocked = (["sessionStorage", "localStorage"] as const).filter(
    (name) =>
      !works(() => {
        const store = window[name];
        store.setItem("lwa-doctor", "1");
        const kept = store.getItem("lwa-doctor");
        store.removeItem("lwa-doctor");
        if (kept !== "1") throw 0;
      }),
  );
  if (blocked.length) report.find("storage_blocked", { names: blocked.join(", ") });
  if (!(await database())) report.find("indexeddb_blocked");
  if (!works(() => new BroadcastChannel("lwa-doctor").close())) report.find("channel_missing");
  if (!works(() => void (crypto.subtle.digest.length + crypto.getRandomValues.length)))
    report.find("crypto_missing");
  report.well("storage");
}

function works(f: () => void): boolean {
  try {
    f();
    return true;
  } catch {
    return false;
  }
}

const database = (): Promise<boolean> =>
  new Promise((done) => {
    setTimeout(() => done(false), 5000);
    try {
      const asked = indexedDB.open("lwa-doctor");
      asked.onerror = () => done(false);
      asked.onsuccess = () => {
        asked.result.close();
        indexedDB.deleteDatabase("lwa-doctor");
        done(true);
      };
    } catch {
      done(false);
    }
  });

/** Returns whether WebAssembly runs here. If a policy forbids it, the constructors throw. */
export function wasm(): "runs" | "missing" | "forbidden" {
  if (typeof WebAssembly === "undefined") return "missing";
  return works(
    () =>
      void new WebAssembly.Instance(
        new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)),
      ),
  )
    ? "runs"
    : "forbidden";
}

/** The built-ins that the component calls. */
const called = (
  "JSON.parse JSON.stringify Object.keys Object.freeze Object.defineProperty Object.hasOwn Array.from Array.isArray Array.prototype.map Array.prototype.filter " +
  "Array.prototype.find Array.prototype.includes Function.prototype.bind Function.prototype.call String.prototype.split String.prototype.startsWith Promise " +
  "Promise.prototype.then Promise.race Map Set URL URLSearchParams Request Response Headers fetch XMLHttpRequest EventTarget CustomEvent Event AbortController " +
  "BroadcastChannel TextEncoder TextDecoder Uint8Array Date Date.now setTimeout clearTimeout queueMicrotask open addEventListener history.replaceState " +
  "Document.prototype.createElement Node.prototype.appendChild crypto.getRandomValues crypto.subtle.digest WebAssembly.instantiate Reflect.apply"
).split(" ");

/** The members that old libraries add to prototypes. */
const added = [
  "Array.prototype.toJSON",
  "String.prototype.toJSON",
  "Date.prototype.toJSONString",
  "Object.prototype.toJSON",
];

const reach = (realm: object, path: string) =>
  path
    .split(".")
    .reduce<unknown>(
      (object, name) => (object as Record<string, unknown> | undefined)?.[name],
      realm,
    ) as CallableFunction | undefined;

/**
 * Finds the built-ins that a script of the page has replaced: those that are not native code, or
 * that differ from those of an empty frame.
 */
export function builtins(report: Report): void {
  let frame: HTMLIFrameElement | undefined;
  let clean: Window | null = null;
  try {
    frame = addFrame();
    clean = frame.contentWindow;
  } catch {
    // a policy blocks frames: then only functions that are not native are found
  }
  const native = (f: unknown): f is CallableFunction =>
    typeof f === "function" &&
    /\{\s*\[native code]\s*\}/.test(Reflect.apply(Function.prototype.toString, f, []));
  const found: string[] = [];
  for (const path of called) {
    const mine = reach(window, path);
    const theirs = clean && reach(clean, path);
    if (mine === undefined && theirs === undefined) continue;
    if (
      !native(mine) ||
      (native(theirs) && (mine.name !== theirs.name || mine.length !== theirs.length))
    )
      found.push(path);
  }
  for (const path of added) if (reach(window, path) !== undefined) found.push(path);
  for (const name in {}) found.push("Object.prototype." + name);
  if (frame) removeElement(frame);
  if (found.length) report.find("builtins_replaced", { names: found.join(", ") });
  report.well("builtins");
}

/** What a window shows after navigating to the return address. */
export type Seen = "ours" | "stuck" | "other" | "severed" | "closed";

/**
 * Navigates the window to the return address, with a response that no login waits for, and returns
 * the result. This must be a navigation, since a service worker may answer navigations only. The
 * callback page passes the response on by a BroadcastChannel, even if the page has lost its opener.
 */
export async function look(popup: Window, callback: string): Promise<Seen> {
  const state = `doctor-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`; // a name, not a secret
  const heard = hear(popup, state);
  popup.location.href = `${callback}?lwa-doctor=1&state=${state}`;
  let seen: Seen | undefined;
  let gone = 0;
  for (let turns = 0; !seen && turns < 200; turns++) {
    await new Promise((done) => setTimeout(done, 50));
    seen = heard.seen ?? shown(popup);
    if (popup.closed && ++gone > 60) seen ??= "closed"; // or severed: then its message comes soon
  }
  heard.end();
  return seen ?? "stuck";
}

/** Receives the response, and acknowledges it so that the window closes. */
function hear(popup: Window, state: string): { seen?: Seen; end(): void } {
  const heard: { seen?: Seen; end(): void } = { end() {} };
  try {
    const channel = new BroadcastChannel(channelPrefix + state);
    channel.onmessage = () => {
      heard.seen = !popup.closed && works(() => void popup.document) ? "ours" : "severed";
      channel.postMessage("ok");
    };
    heard.end = () => channel.close();
  } catch {
    // no BroadcastChannel, which storage() has reported: shown() must be enough
  }
  return heard;
}

/**
 * Returns what the window shows once it has loaded. Without BroadcastChannel, data-state shows that
 * the script ran.
 */
function shown(popup: Window): Seen | undefined {
  try {
    const { document, location } = popup;
    if (popup.closed || location.href === "about:blank" || document.readyState !== "complete")
      return undefined;
    if (!document.querySelector("[data-say]")) return "other";
    return document.documentElement.dataset.state
      ? typeof BroadcastChannel === "undefined"
        ? "ours"
        : undefined
      : "stuck";
  } catch {
    return undefined; // on another origin, for now
  }
}
