// Passes calls in and results out, and has lwa.wasm started when there is a reason (start.ts). What
// runs it is run.ts.

import type { Session } from "../lwa";
import type { DeviceLogin } from "./device-login";
import { fail, type LwaError, toError } from "./errors";
import { clearTimeout, defineProperty, Map, Promise, setTimeout, stringify } from "./platform";
import { wasmRuns } from "./policy";
import { closePopup } from "./popup";
import { run } from "./running";
import { onAbort, reasonOf } from "./signal";
import { isAwaited, type Start, watch, whenShown } from "./start";
import type { Call as Name, Calls, Enter } from "./wire.gen";

/** Is told how a call goes on, and how a login by code is made. */
export type Tells = (name: string, detail: unknown, Login: typeof DeviceLogin) => void;

/** What a call brings along, and what it wants besides its result. */
interface More {
  /** A window opened inside the click, null when the browser refused one. */
  popup?: Window | null;
  told?: Tells;
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

/** What the calls and the running instance both know. */
interface State {
  page: Page;
  /** Where lwa.wasm is. */
  wasm(): string | Promise<string>;
  /** Where the script is, and its nonce. */
  base: string;
  nonce: string;
  /** The function that calls into the running instance. */
  enter?: Enter;
  starting?: Promise<void>;
  /** The wasm waits for an effect in the background. Meanwhile, calls wait, too. */
  held?: boolean;
  /** Ends the watch for a reason to start. */
  unwatch?(): void;
  /** The last session, as the record that restores it in a new instance. */
  kept: string;
  /**
   * What lwa-trace.js has not taken yet, once the page asked for a trace: a line for each step of
   * the machine, with all that is secret in it; "[]" where a machine begins; and, if the machine
   * ran before, the settings that it had then.
   */
  steps?: string;
}

export const state = { kept: "" } as State;

let config: Record<string, unknown> = {};
let ready = 0;
/**
 * The page was told that there is no session, without asking the wasm: if there is one, that is
 * news.
 */
let told = false;
let last = 0;
export const calls = new Map<number, Call>();

/** Sets whom to tell and where lwa.wasm is. The first call loads the file. */
export function connect(to: Page, at: () => string | Promise<string>): void {
  state.page = to;
  state.wasm = at;
}

/** Whether a call is handled at once. If so, the wasm opens the window itself. */
export const running = (): boolean => !!state.enter && !state.held;

/** Passes on a call that has no answer. */
export const tell = (name: Told): void => state.enter?.(name, 0);

/** The lines that were gathered since the last call. The first call begins to gather. */
export function gathered(): string {
  const { enter } = state;
  if (state.steps === undefined) {
    state.steps = "";
    if (enter) {
      state.steps = stringify({ __proto__: null, ...options() }) + "\n";
      enter("trace", 0);
    }
  }
  const all = state.steps;
  state.steps = "";
  return all;
}

/**
 * Sets what holds for the page. The wasm starts at once where something waits for it; else `how`
 * and `watch` say when.
 */
export function configure(settings: Record<string, unknown>, how: Start): Promise<unknown> {
  // Settings that never reached the wasm are replaced by these, and so is their promise.
  const earlier = state.enter ? undefined : calls.get(ready);
  if (earlier) calls.delete(ready);
  const promise = add((id) => {
    config = settings;
    ready = id;
    told = false;
    state.unwatch?.();
    if (state.enter) deliver();
    else whenShown(() => id === ready && begin(id, how));
  });
  if (earlier) promise.then(earlier.resolve, earlier.reject);
  return promise;
}

function begin(id: number, how: Start): void {
  const { clientId } = config;
  if (state.starting || how === "eager" || isAwaited(clientId)) {
    start().catch((error) => reject(id, error));
    return;
  }
  told = true;
  take(id)?.resolve(null);
  state.unwatch = watch(how, clientId, () => start().catch(() => {})); // the call that wants the wasm hears why there is none
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
      if (delivered) state.enter?.("abort", id);
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
      (state.enter as (name: Name, id: number, value: unknown, popup?: Window | null) => void)(
        name,
        id,
        value,
        popup,
      );
    };
    if (state.enter) deliver();
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

export function take(id: number): Call | undefined {
  const entry = calls.get(id);
  calls.delete(id);
  entry?.done();
  return entry;
}

export function reject(id: number, error: LwaError): void {
  const entry = take(id);
  if (error.code === "aborted" && entry?.signal)
    defineProperty(error, "cause", { value: reasonOf(entry.signal), configurable: true });
  entry?.reject(error);
  closePopup(entry?.popup);
}

/**
 * When a promise resolves with an object, it reads `then`, and a script may have given `then` to
 * all objects.
 */
export function refuseThenable(): void {
  if ("then" in {}) {
    throw fail(
      "invalid_configuration",
      'A script has given Object.prototype a member "then", which would get each session.',
      "Remove or mend that script.",
    );
  }
}

function start(): Promise<void> {
  return (state.starting ??= boot().catch((error) => {
    state.starting = undefined;
    throw toError(error, "internal_error");
  }));
}

async function boot(): Promise<void> {
  wasmRuns();
  await (await run()).boot();
}

/** Tells the new instance the settings. */
export function deliver(): void {
  state.enter!("configure", ready, stringify({ __proto__: null, ...options(), told }));
  told = false;
}

const options = () => ({ ...config, restore: state.kept });
