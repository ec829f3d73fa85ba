// The public API: lwa and lwaLogin. It checks options, opens the window inside the click, and
// passes calls to the wasm. lwa.d.ts is the contract.

import { version } from "lwa:tables";
import type { AuthorizationCode, Profile, Session, Trace } from "../lwa";
import * as core from "./core";
import { type DeviceLogin, deviceLogin } from "./device";
import { fail, LwaError, toError } from "./errors";
import { fetcher } from "./fetch";
import { misplaced } from "./misplaced";
import { check, defaults, type Settings } from "./options";
import { isLoopback } from "./origin";
import {
  CustomEvent,
  EventTarget,
  freeze,
  Promise,
  random,
  stringify,
  subtle,
  Uint8Array,
  URL,
} from "./platform";
import { wasmRuns } from "./policy";
import { inPopup, openPopup } from "./popup";
import { run } from "./running";
import { isAborted, reasonOf } from "./signal";
import { For, maxReturnTo } from "./wire.gen";

let config: Settings = {};
/** Why the settings of the script tag cannot be used, if so. */
let refused: LwaError | undefined;
/** Logins that opened a window before the wasm ran, and that are not over. */
let early = 0;
/**
 * Counts logins. The functions that an earlier login's `unsure` gave the page do nothing any more.
 */
let turn = 0;
let session: Session | null = null;

class Lwa extends EventTarget {
  readonly version = version;
  ready: Promise<Session | null> = Promise.resolve(null);

  get session(): Session | null {
    core.tell("look");
    return session;
  }

  configure(options: unknown): Promise<Session | null> {
    return configure(() => options);
  }

  login(options?: unknown): Promise<Session | AuthorizationCode> {
    return attempt(() => login(options));
  }

  device(options?: unknown): Promise<DeviceLogin> {
    return attempt(() => {
      const given = check(For.device, options);
      return deviceLogin(prepare(For.device, given), given.signal);
    });
  }

  token(options?: unknown): Promise<string> {
    return attempt(() => {
      const given = check(For.token, options);
      return given.interactive
        ? enter({ ...without(given, "interactive"), handOver: false })
        : token(given);
    }).then((s) => (s as Session).accessToken);
  }

  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    return attempt(() => (environment(), authorizedFetch(input, init))).catch((error) => {
      throw toError(error, "internal_error");
    });
  }

  profile(options?: unknown): Promise<Profile> {
    return attempt(() => {
      const given = check(For.call, options);
      return ask("profile", given, (all) => all.timeout);
    }).then((s) => s.profile);
  }

  async logout(): Promise<void> {
    await attempt(() => ask("logout", {}, () => 0));
  }

  /** Begins to gather at the first call. */
  async trace(): Promise<Trace> {
    const lines = core.gathered();
    const { trace } = await run();
    return trace(lines);
  }
}

export const lwa = new Lwa();
export const lwaLogin = (options?: unknown): Promise<Session | AuthorizationCode> =>
  lwa.login(options);
export { LwaError };

/**
 * Starts the component from the script at `base`, with the settings that `read` finds. The other
 * files are beside that script; `nonce` is what lets scripts in, if anything does.
 */
export function begin(base: string, read: () => Settings, nonce = ""): void {
  core.state.base = base;
  core.state.nonce = nonce;
  if (!connect(() => new URL("lwa.wasm", base).href)) return;
  configure(read).catch((error: LwaError) => {
    refused = error;
    if (error.code === "invalid_configuration")
      console.error?.(`lwa.js: ${error.message} ${error.hint}`);
  });
}

/**
 * Starts the component as a module. The importing module may call `configure` first, in the same
 * turn.
 */
export function beginModule(beside: () => string, wasm: () => Promise<string>): void {
  if (!connect(beside, wasm)) return;
  const first: Promise<Session | null> = quiet(
    Promise.resolve().then(() => (lwa.ready === first ? lwa.configure({}) : lwa.ready)),
  );
  lwa.ready = first;
}

/**
 * Sets where the other files are, and where lwa.wasm is unless the option wasmUrl names it. Returns
 * whether there is a page.
 */
function connect(beside: () => string, wasm: () => string | Promise<string> = beside): boolean {
  core.connect({ emit, publish: (value) => (session = value) }, () => config.wasmUrl ?? wasm());
  if (typeof window === "undefined") return false;
  try {
    home = new URL("lwa-callback.html", beside()).href;
  } catch {
    // a bundle that does not know where it lies
  }
  return true;
}

/**
 * For the drop-in: checks with Amazon what the page brings, either a code with its verifier or an
 * access token.
 */
export const bring = (name: "redeem" | "prove", given: Settings): Promise<unknown> =>
  attempt(() => {
    environment();
    core.refuseThenable();
    const all = { ...settings(For.login, { handOver: false }), ...given };
    return core.call(name, stringify(all), all.timeout);
  });

function configure(read: () => unknown): Promise<Session | null> {
  return (lwa.ready = quiet(
    attempt(() => {
      page();
      config = check(For.configure, read());
      refused = undefined;
      misplaced(config.redirectUri ?? home, config.clientId);
      const { start } = { ...defaults(For.configure), ...config };
      return core.configure(settings(For.configure, {}), start) as Promise<Session | null>;
    }),
  ));
}

/** The address of the callback page, if it is beside the script. */
let home = "";

/** A call that opens no window. `value` is what the wasm gets of its settings. */
function ask<N extends core.Asked>(
  name: N,
  given: Settings,
  value: (all: Settings) => core.Brings<N>,
): Promise<Session> {
  refuseAborted(given);
  environment();
  const all = settings(For.call, given);
  return core.call(name, value(all), all.timeout, given.signal) as Promise<Session>;
}

const token = (given: Settings): Promise<Session> => ask("token", given, stringify);
const authorizedFetch = fetcher(token);

const without = (given: Settings, name: string): Settings => {
  const { [name]: _, ...rest } = given;
  return rest;
};

const login = (options: unknown): Promise<Session | AuthorizationCode> =>
  enter(check(For.login, options));

/** Checks whether a login with these settings can work here, and fills in the rest. */
function prepare(call: For, given: Settings): Settings {
  if (refused?.code === "invalid_configuration") throw refused;
  environment();
  core.refuseThenable();
  const all = settings(call, given);
  if (!all.clientId)
    throw fail(
      "invalid_configuration",
      "The option clientId is missing.",
      'Add data-client-id="amzn1.application-oa2-client.…" to the script tag.',
    );
  refuseAborted(given);
  return all;
}

function refuseAborted({ signal }: Settings): void {
  if (signal && isAborted(signal)) throw fail("aborted", undefined, undefined, reasonOf(signal));
}

function enter(given: Settings): Promise<Session | AuthorizationCode> {
  const all = prepare(For.login, given);
  if (inPopup()) throw fail("block_nested_popups");
  if (!all.redirectUri) {
    throw fail(
      "invalid_configuration",
      "The option redirectUri is missing: lwa.js comes from another origin.",
      `Put lwa-callback.html on your own origin and name it, such as data-redirect-uri="${location.origin}/lwa/lwa-callback.html".`,
    );
  }
  // Once the wasm runs, it decides and opens the window itself, still inside the click.
  const opens =
    !core.running() && early === 0 && all.mode !== "redirect" && all.interactive !== "never";
  const popup = opens ? openPopup(all.width, all.height) : undefined;
  turn++;
  const promise = core.call("login", stringify(all), all.timeout, given.signal, {
    popup,
  }) as Promise<Session | AuthorizationCode>;
  if (opens) {
    early++;
    const over = () => void early--;
    promise.then(over, over);
  }
  return promise;
}

/** The settings as Go takes them: one flat object, with what the table and the page add. */
function settings(call: For, given: Settings): Settings {
  const { popup, signal, start, wasmUrl, ...rest }: Settings = {
    __proto__: null,
    ...defaults(call),
    ...config,
    ...given,
  };
  const size = { ...defaults(For.login).popup, ...popup };
  const { origin, href } = location;
  return {
    __proto__: null as never,
    redirectUri: home.startsWith(origin + "/") ? home : "",
    returnTo: href.length > maxReturnTo ? origin + location.pathname : href,
    ...rest,
    ...size,
    origin,
    framed: window.top !== window,
    crossSite: isCrossSite(origin),
  };
}

/**
 * Whether the top page is of another site, for sure. Hosts of one site have their last two labels
 * in common; those that have may be of two sites (example.co.uk).
 */
function isCrossSite(own: string): boolean {
  const site = (origin = "") => /^http.*?(([^./:]+\.)?[^./:]+)(:\d+)?$/.exec(origin)?.[1];
  const around = location.ancestorOrigins;
  const top = around && site(around[around.length - 1]);
  return !!top && top !== site(own);
}

/** Throws if no login can work here, before anything is opened. */
function environment(): void {
  page();
  wasmRuns();
}

/** Refuses a page where no login can work. */
function page(): void {
  if (typeof window === "undefined") throw fail("non_browser_environment");
  if (location.protocol === "file:") {
    throw fail(
      "invalid_configuration",
      "Amazon cannot send anybody back to a file.",
      "Serve it over https; for development use http://localhost.",
    );
  }
  const secure: unknown = window.isSecureContext;
  if (secure === undefined) {
    throw fail(
      "non_browser_environment",
      undefined,
      "Test DOMs cannot log in: use a browser, or mock lwa.",
    );
  }
  if (!secure) {
    // If browsers trust the address itself, something else is the reason.
    const trusted = location.protocol === "https:" || isLoopback(location.hostname);
    throw fail(
      "invalid_configuration",
      `The page is served from ${location.origin}, and is no secure context.`,
      trusted
        ? "Serve the page that frames it over https, too."
        : "Serve it over https; for development use http://localhost.",
    );
  }
  if (window.origin === "null") {
    throw fail(
      "invalid_configuration",
      "The page is in a sandboxed frame.",
      "Add allow-same-origin to the sandbox attribute of the frame.",
    );
  }
  try {
    if (!subtle?.digest) throw new TypeError();
    random(new Uint8Array(1));
  } catch (error) {
    throw fail("crypto_nonexistent", undefined, undefined, error);
  }
}

/**
 * Runs code of the page. What it throws reaches the page's own error handling, never the component.
 */
function emit(name: string, detail: unknown): void {
  const now = turn;
  const tell = (what: core.Told) => () => now === turn && core.tell(what);
  const unsure = { focus: tell("front"), continueHere: tell("here"), cancel: tell("cancel") };
  queueMicrotask(() =>
    lwa.dispatchEvent(
      new CustomEvent(name, { detail: name === "unsure" ? freeze(unsure) : detail }),
    ),
  );
}

function attempt<T>(f: () => Promise<T>): Promise<T> {
  try {
    return f();
  } catch (error) {
    return Promise.reject(toError(error, "internal_error"));
  }
}

/** Returns the promise, and keeps its rejection from being reported as unhandled. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
