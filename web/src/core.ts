// Loads lwa.wasm, passes calls in and results out, and starts a new instance after a crash.

import { Go } from "lwa:glue";
import { version } from "lwa:tables";
import type { Session } from "../lwa";
import { fail, LwaError, toError } from "./errors";
import { enclosed } from "./enclosed";
import { useFrame } from "./frame";
import { instantiate, load, openStorage, wasmRuns } from "./load";
import {
  AbortController,
  clearTimeout,
  defineProperty,
  freeze,
  listen,
  Map,
  Object,
  parse,
  Promise,
  setTimeout,
  stringify,
  unlisten,
} from "./platform";
import { closePopup, openPopup } from "./popup";
import { onAbort, reasonOf } from "./signal";
import { isAwaited, type Start, watch, whenShown } from "./start";
import "./vault";
import { type Call as Name, type Calls, type Enter, type Instance, maxMessage } from "./wire.gen";
import { ends, world } from "./world";

/** What a call brings along, and what it wants besides its result. */
interface More {
  /** A window opened inside the click, null when the browser refused one. */
  popup?: Window | null;
  /** Is told how the call goes on. */
  told?(name: string, detail: unknown): void;
  /** Aborts the call when the person gives up. */
  cancel?: AbortSignal;
}

interface Call {
  resolve(value: unknown): void;
  reject(error: LwaError): void;
  signal?: AbortSignal;
  told?: More["told"];
  /** The window that came with the call. It goes if the call fails before the wasm has the window. */
  popup?: Window | null;
  /** Releases what the call holds. */
  done(): void;
}

/** How the page is told about events and the session. */
export interface Page {
  emit(name: string, detail: unknown): void;
  publish(session: Session | null): void;
}

let page: Page;
let wasm: () => string | Promise<string>;
/** The function that calls into the running instance. */
let enter: Enter | undefined;
let starting: Promise<void> | undefined;
/** The wasm waits for an effect in the background. Meanwhile, calls wait, too. */
let held = false;
let config: Record<string, unknown> = {};
let ready = 0;
/**
 * The page was told that there is no session, without asking the wasm: if there is one, that is
 * news.
 */
let told = false;
/** Ends the watch for a reason to start. */
let unwatch = () => {};
/** The last session, as the record that restores it in a new instance. */
let kept = "";
let last = 0;
/**
 * What lwa-trace.js has not taken yet, once the page asked for a trace: a line for each step of the
 * machine, with all that is secret in it; "[]" where a machine begins; and, if the machine ran
 * before, the settings that it had then.
 */
let steps: string | undefined;
/** Characters that are gathered at most until they are taken. */
const maxSteps = 1_000_000;
const calls = new Map<number, Call>();

/** Sets whom to tell and where lwa.wasm is. The first call loads the file. */
export function connect(to: Page, at: () => string | Promise<string>): void {
  page = to;
  wasm = at;
}

/** Whether a call is handled at once. If so, the wasm opens the window itself. */
export const running = (): boolean => enter !== undefined && !held;

/** Passes on a call that has no answer. */
export const tell = (name: Told): void => enter?.(name, 0);

/** The lines that were gathered since the last call. The first call begins to gather. */
export function gathered(): string {
  if (steps === undefined) {
    steps = "";
    if (enter) {
      steps = stringify({ __proto__: null, ...options() }) + "\n";
      enter("trace", 0);
    }
  }
  const all = steps;
  steps = "";
  return all;
}

/**
 * Sets what holds for the page. The wasm starts at once where something waits for it; else `how`
 * and `watch` say when.
 */
export function configure(settings: Record<string, unknown>, how: Start): Promise<unknown> {
  // Settings that never reached the wasm are replaced by these, and so is their promise.
  const earlier = enter ? undefined : calls.get(ready);
  if (earlier) calls.delete(ready);
  const promise = add((id) => {
    config = settings;
    ready = id;
    told = false;
    unwatch();
    if (enter) deliver();
    else whenShown(() => id === ready && begin(id, how));
  });
  if (earlier) promise.then(earlier.resolve, earlier.reject);
  return promise;
}

function begin(id: number, how: Start): void {
  const { clientId } = config;
  if (starting || how === "eager" || isAwaited(clientId)) {
    start().catch((error) => reject(id, error));
    return;
  }
  told = true;
  take(id)?.resolve(null);
  unwatch = watch(how, clientId, () => start().catch(() => {})); // the call that wants the wasm hears why there is none
}

/** What a person decides about an unsure login, and that a page reads the session. */
export type Told = "cancel" | "here" | "front" | "look";
export type Brings<N extends Name> = Calls[N][0];

/** What a page can ask for. */
export type Asked = "login" | "redeem" | "prove" | "device" | "token" | "profile" | "logout";

/** Calls the wasm. */
export function call<N extends Asked>(
  name: N,
  value: Brings<N>,
  timeout: number,
  signal?: AbortSignal,
  { popup, told, cancel }: More = {},
): Promise<unknown> {
  return add((id, entry) => {
    let delivered = false;
    const end = (code: string) => {
      if (!calls.has(id)) return;
      reject(id, fail(code));
      if (delivered) enter?.("abort", id);
    };
    // Each call has a timeout of its own, whatever it waits for: the wasm, an answer, or
    // another login that it joined.
    const timer = setTimeout(end, timeout, "timed_out");
    const deaf = signal && onAbort(signal, () => end("aborted"));
    const insist = cancel && onAbort(cancel, () => end("user_cancelled"));
    entry.told = told;
    entry.popup = popup;
    entry.done = () => (clearTimeout(timer), deaf?.(), insist?.());
    const deliver = () => {
      if (!calls.has(id)) return;
      delivered = true;
      entry.popup = undefined;
      (enter as (name: Name, id: number, value: unknown, popup?: Window | null) => void)(
        name,
        id,
        value,
        popup,
      );
    };
    if (enter) deliver();
    else start().then(deliver, (error) => reject(id, error));
  }, signal);
}

function add(begin: (id: number, entry: Call) => void, signal?: AbortSignal): Promise<unknown> {
  return new Promise((resolve, refuse) => {
    const entry = { resolve, reject: refuse, signal, done() {} };
    calls.set(++last, entry);
    begin(last, entry);
  });
}

function take(id: number): Call | undefined {
  const entry = calls.get(id);
  calls.delete(id);
  entry?.done();
  return entry;
}

function reject(id: number, error: LwaError): void {
  const entry = take(id);
  if (error.code === "aborted" && entry?.signal)
    defineProperty(error, "cause", { value: reasonOf(entry.signal), configurable: true });
  entry?.reject(error);
  closePopup(entry?.popup);
}

/**
 * Members that a result may lack. They are set to undefined, so that members of Object.prototype do
 * not show through.
 */
const missing: Record<string, object> = {
  __proto__: null as never,
  profile: { name: undefined, email: undefined, postalCode: undefined },
};

/**
 * Results come as JSON and leave as plain frozen objects of this page. The same text gives the same
 * object.
 */
const read = (() => {
  let text = "";
  let value: unknown;
  const plain = (name: string, v: unknown) =>
    v && typeof v === "object" ? freeze({ ...missing[name], ...v }) : v;
  return (json: string) =>
    json === text ? value : ((value = parse(json, plain)), (text = json), value);
})();

/**
 * When a promise resolves with an object, it reads `then`, and a script may have given `then` to
 * all objects.
 */
export function refuseThenable(): void {
  if ("then" in {}) {
    throw fail(
      "invalid_configuration",
      'A script of the page has given Object.prototype a member "then", which would get each session.',
      "Remove or mend that script.",
    );
  }
}

function resolve(id: number, value: unknown): void {
  try {
    if (value) refuseThenable();
    take(id)?.resolve(value);
  } catch (error) {
    reject(id, error as LwaError);
  }
}

/** Anyone may post anything, thousands of times. Only a text from this origin is passed to Go. */
function messageArrived({ isTrusted, origin, data, source }: MessageEvent): void {
  if (isTrusted && origin === world.origin && world.textOf(data, maxMessage))
    world.enter("message", 0, data, source);
}

function start(): Promise<void> {
  return (starting ??= boot().catch((error) => {
    starting = undefined;
    throw toError(error, "internal_error");
  }));
}

/**
 * Loads lwa.wasm. If its address fails and configure() has named another one meanwhile, tries that.
 */
async function file(): Promise<ArrayBuffer> {
  const at = await wasm();
  try {
    return await load(at);
  } catch (error) {
    if ((await wasm()) === at) throw error;
    return file();
  }
}

async function boot(): Promise<void> {
  wasmRuns();
  openStorage();
  const go = new Go();
  const instance = await instantiate((await enclosed()) ?? (await file()), go.importObject);
  const life = new AbortController();
  let entry: Enter | undefined;
  let running = true;
  let popup: Window | null = null;
  let letGo = () => {};

  const crash = (why = fail("internal_error")) => {
    if (!running) return;
    running = false;
    life.abort();
    for (const name in ends) ends[name]();
    closePopup(popup);
    letGo();
    enter = entry = starting = undefined; // what still waits to call in keeps no dead instance in memory
    held = false;
    for (const id of [...calls.keys()]) reject(id, why);
  };
  world.enter = (name, id, ...brings) => {
    if (!running || !entry) return;
    if (name === "login" && brings[1]) popup = brings[1] as Window;
    try {
      entry(name, id, ...brings);
    } catch {
      crash();
    }
  };
  const own: Instance = {
    ready(f: Enter, built) {
      if (built === version) entry = f;
    },
    hold: (on) => void (held = on),
    open: (width, height) => (popup = openPopup(width, height)),
    listen(type) {
      const f =
        type === "message"
          ? messageArrived
          : (event: Event) => world.enter(type as "focus", 0, event);
      listen(type, f, {
        __proto__: null,
        capture: true,
        signal: life.signal,
      } as AddEventListenerOptions);
      // A popup is open. Its answer will want the frame, which must not delay the popup itself.
      if (type === "message") {
        const timer = setTimeout(() => (letGo = useFrame()), 50);
        letGo = () => clearTimeout(timer);
      }
      return f;
    },
    unlisten(type, f) {
      unlisten(type, f as EventListener, { capture: true });
      if (type === "message") letGo();
    },
    settle: (id, json, failed) =>
      failed ? reject(id, new LwaError(parse(json))) : resolve(id, read(json)),
    emit: (name, json, failed, id) =>
      id
        ? calls.get(id)?.told?.(name, parse(json))
        : page.emit(name, failed ? new LwaError(parse(json)) : json ? read(json) : null),
    publish(json, record) {
      kept = record;
      page.publish(read(json) as Session | null);
    },
    crashed: () => crash(),
    traced(step) {
      if (steps!.length < maxSteps) steps += step + "\n";
    },
  };
  Object.assign(world, own);

  void go.run(instance).then(world.crashed, world.crashed);
  if (!entry) {
    const why = fail(
      "internal_error",
      "lwa.js and lwa.wasm are not of the same build.",
      "Copy both files from the same release, and clear caches in between.",
    );
    crash(why);
    throw why;
  }
  enter = world.enter;
  unwatch();
  if (steps !== undefined) {
    steps += "[]\n";
    enter("trace", 0);
  }
  deliver();
}

function deliver(): void {
  enter!("configure", ready, stringify({ __proto__: null, ...options(), told }));
  told = false;
}

const options = () => ({ ...config, restore: kept });
