// Everything that lwa.wasm can reach: its global object. The references are taken when the script loads, so that what a
// page replaces later does not matter. The rest (enter, ready, settle …) is added where it belongs, in core.ts.

const w = (typeof window === "undefined" ? {} : window) as Window & typeof globalThis;

const bound = <F>(f: F): F => (typeof f === "function" ? f.bind(w) : f);

const { createElement } = w.Document?.prototype ?? {};
const root = w.Document && Object.getOwnPropertyDescriptor(w.Document.prototype, "documentElement")!.get;

export const world: Record<string, any> = {
  __proto__: null,
  Object,
  Array,
  Uint8Array,
  Date,
  TextEncoder: w.TextEncoder,
  TextDecoder: w.TextDecoder,
  AbortController: w.AbortController,
  BroadcastChannel: w.BroadcastChannel,
  crypto: w.crypto ?? {}, // Go's glue wants one when it loads; without the real one no login begins (api.ts)
  document: w.document,
  navigator: w.navigator,
  performance: w.performance,
  origin: w.location?.origin,
  fetch: bound(w.fetch),
  setTimeout: bound(w.setTimeout),
  clearTimeout: bound(w.clearTimeout),

  /**
   * A frame to fetch from, or nothing where there can be none. The timeline of the page, whoever observes that, and whoever
   * wraps the page's fetch see nothing of what is fetched there; with the frame goes what the browser remembers of it. The
   * functions are the platform's own: markup can name any property of a document.
   */
  frame() {
    const frame = createElement!.call(w.document, "iframe") as HTMLIFrameElement;
    frame.style.setProperty("display", "none", "important");
    root!.call(w.document).appendChild(frame);
    return frame;
  },
  /** Some browsers load even an empty frame, and end what was fetched from it before. */
  async fetchIn(frame: HTMLIFrameElement, url: string, init: RequestInit) {
    if (frame.contentDocument?.readyState !== "complete") await new Promise((loaded) => (frame.onload = loaded));
    const from = frame.contentWindow as typeof w | null;
    return from?.fetch ? from.fetch(url, init) : world.fetch(url, init);
  },

  /** Reads a property: Go's glue catches what a call throws, not what a getter does. */
  get: (object: any, name: string) => object[name],

  /** An object without prototype, from names and values by turns. */
  bag(...entries: unknown[]) {
    const bag = Object.create(null);
    for (let i = 0; i < entries.length; i += 2) bag[entries[i] as string] = entries[i + 1];
    return bag;
  },
  /** A value that anyone may have sent, if it is a string of at most `max` UTF-16 units. Nothing else gets into Go. */
  textOf: (value: unknown, max: number) => (typeof value === "string" && value.length <= max ? value : undefined),
  /** A Retry-After header as seconds, at most an hour; 0 for none, and for a date. */
  seconds: (value: unknown) => (typeof value === "string" && /^\d{1,9}$/.test(value) ? Math.min(+value, 3600) : 0),
  /** Calls back once the lock is had, or after `ms`, when whoever has it is taken for asleep. Returns what gives it back. */
  lock(name: string, ms: number, granted: () => void): () => void {
    const { locks } = w.navigator;
    if (!locks) return w.setTimeout(granted), () => {};
    const waiting = new AbortController();
    let wanted = true;
    let release = () => {};
    let timer = w.setTimeout(() => {
      waiting.abort();
      locks.request(name, { steal: true }, hold(0)).catch(refused);
    }, ms);
    const goOn = (after: number) => {
      if (!wanted) return false;
      wanted = false;
      w.clearTimeout(timer);
      timer = w.setTimeout(granted, after);
      return true;
    };
    const hold = (after: number) => () => (goOn(after) ? new Promise<void>((resolve) => (release = resolve)) : undefined);
    const refused = () => void goOn(0); // unless it was had, and another tab took it over
    const gone = () => {}; // it was taken back
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (waiting.signal.aborted) return;
        if (lock) return hold(0)();
        // Whoever had it has changed the storage, and this page's view of that may lag behind: the change ends the wait.
        locks.request(name, { signal: waiting.signal }, hold(500)).catch(gone);
      })
      .catch(refused);
    return () => ((wanted = false), w.clearTimeout(timer), waiting.abort(), release());
  },
  /** Tells other copies of the component in this page, which hear no storage event, that an entry changed. */
  changed: (key: string) => w.dispatchEvent(new CustomEvent("lwa.1", { detail: key })),
  leave: (url: string) => w.location.assign(url),
  storage: (name: "sessionStorage" | "localStorage") => w[name],
};
