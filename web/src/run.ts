// Runs lwa.wasm: starts an instance, passes to the page what it says, and ends it after a crash. In
// lwa.js this comes with a file of its own, lwa-run.js, since nobody needs it before there is a
// reason to start (running-part.ts).

import { Go } from "lwa:glue";
import { version } from "lwa:tables";
import { late } from "lwa:late";
import type { Session } from "../lwa";
import { calls, deliver, refuseThenable, reject, state, take } from "./core";
import { DeviceLogin } from "./device-login";
import { codes, fail, LwaError } from "./errors";
import { enclosed } from "./enclosed";
import { useFrame } from "./frame";
import { instantiate, load } from "./load";
import {
  AbortController,
  assign,
  clearTimeout,
  freeze,
  listen,
  parse,
  setTimeout,
  unlisten,
} from "./platform";
import { closePopup, openPopup } from "./popup";
import "./vault";
import { type Enter, type Instance, maxMessage } from "./wire.gen";
import { ends, world } from "./world";

export { send } from "./send";
export { tell } from "./tell";
export { trace } from "./trace";

assign(codes, late);

/** Characters of a trace that are gathered at most until they are taken. */
const maxSteps = 1_000_000;

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

/**
 * Loads lwa.wasm. If its address fails and configure() has named another one meanwhile, tries that.
 */
async function file(): Promise<ArrayBuffer> {
  const at = await state.wasm();
  try {
    return await load(at);
  } catch (error) {
    if ((await state.wasm()) === at) throw error;
    return file();
  }
}

/** Starts an instance. */
export async function boot(): Promise<void> {
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
    state.enter = entry = state.starting = undefined; // what still waits to call in keeps no dead instance in memory
    state.held = false;
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
    hold: (on) => void (state.held = on),
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
        ? calls.get(id)?.told?.(name, parse(json), DeviceLogin)
        : state.page.emit(name, failed ? new LwaError(parse(json)) : json ? read(json) : null),
    publish(json, record) {
      state.kept = record;
      state.page.publish(read(json) as Session | null);
    },
    crashed: () => crash(),
    traced(step) {
      if (state.steps!.length < maxSteps) state.steps += step + "\n";
    },
  };
  assign(world, own);

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
  state.enter = world.enter;
  state.unwatch?.();
  if (state.steps !== undefined) {
    state.steps += "[]\n";
    state.enter("trace", 0);
  }
  deliver();
}
