// When lwa.wasm starts. On most page loads it has nothing to do, so those need not wait for it. It
// starts if something in storage needs it; otherwise at a person's first step towards a login, or
// when the page is idle.

import {
  AbortController,
  clearTimeout,
  hasOwn,
  listen,
  method,
  ofDocument,
  setTimeout,
  storage,
  w,
} from "./platform";
import { answerKey, copyChanged, sessionPrefix } from "./wire.gen";

/** The option start: when the page is idle, at once, or at the first sign of a login. */
export type Start = "auto" | "eager" | "intent";

/** Milliseconds after which a loaded page counts as idle at the latest. */
const idleTime = 2000;
/** The same, if the browser does not say when it is idle. */
const restTime = 200;

/** Calls `f` once somebody sees the page. A page that is loaded ahead has no storage yet. */
export function whenShown(f: () => void): void {
  if (hasOwn(Document.prototype, "prerendering") && ofDocument("prerendering"))
    listen("prerenderingchange", f, { once: true, capture: true });
  else f();
}

/**
 * Whether storage has something that the wasm must handle at once: an answer of Amazon's, or a
 * session of that client.
 */
export function isAwaited(clientId: unknown): boolean {
  return (
    has("sessionStorage", answerKey) ||
    has("sessionStorage", sessionPrefix + clientId) ||
    has("localStorage", sessionPrefix + clientId)
  );
}

function has(area: string, key: string): boolean {
  try {
    return storage(area).getItem(key) !== null;
  } catch {
    return true; // nobody can tell: the wasm looks for itself
  }
}

/**
 * Calls `start` when the wasm is likely to be wanted: at each change of what is kept, and once at
 * the first step towards a login or, unless `how` or the network speaks against it, when the page
 * is idle. Returns what ends that.
 */
export function watch(how: Start, clientId: unknown, start: () => void): () => void {
  const end = new AbortController();
  const first = new AbortController();
  const { signal } = end;
  const once = () => (first.abort(), start());
  const on = (type: string, f: (event: any) => void, signal: AbortSignal) =>
    listen(type, f, {
      __proto__: null,
      capture: true,
      passive: true,
      signal,
    } as AddEventListenerOptions);

  const changed = (key: unknown) => key === sessionPrefix + clientId && start();
  on("storage", (event) => changed(event.key), signal);
  on(copyChanged, (event) => changed(event.detail), signal);
  on("pageshow", (event) => event.persisted && isAwaited(clientId) && start(), signal);

  for (const type of ["pointerdown", "keydown", "focusin"]) on(type, once, first.signal);
  on("pointerover", ({ target }) => isControl(target) && once(), first.signal);
  if (how !== "intent" && !isSaving()) whenIdle(once, first.signal);
  return () => (first.abort(), end.abort());
}

/** Whether an element is one that people click. */
function isControl(target: unknown): boolean {
  try {
    return (
      (target as Element).closest("a,button,input,label,summary,[role],[tabindex],[onclick]") !==
        null || (target as Element).localName.includes("-")
    );
  } catch {
    return false; // document, or an old library's own
  }
}

/** Whether the person pays for each byte, or has a slow network. */
function isSaving(): boolean {
  const { connection } = w.navigator as {
    connection?: { saveData?: boolean; effectiveType?: string };
  };
  return !!connection?.saveData || /2g/.test(connection?.effectiveType ?? "");
}

const idleCallback =
  "requestIdleCallback" in w && method<typeof requestIdleCallback>(w, "requestIdleCallback");

/** Calls `f` when the page has loaded and is idle. */
function whenIdle(f: () => void, signal: AbortSignal): void {
  let timer = 0;
  const go = () => !signal.aborted && f();
  const rest = () => {
    if (idleCallback) idleCallback(go, { timeout: idleTime });
    else timer = setTimeout(go, restTime);
  };
  signal.onabort = () => clearTimeout(timer);
  if (ofDocument("readyState") === "complete") rest();
  else listen("load", rest, { once: true, signal });
}
