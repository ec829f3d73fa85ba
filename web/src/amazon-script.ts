// lwa-amazon.js replaces https://assets.loginwithamazon.com/sdk/na/login1.js. It adds amazon.Login
// to the window, and lwa, lwaLogin and LwaError, as lwa.js does.

import { Login, start } from "./amazon";
import { say } from "./amazon-options";
import { begin, lwa, lwaLogin, LwaError } from "./api";
import { fromAttributes, type Settings } from "./options";
import { baseURI, hasOwn, URL } from "./platform";
import { ownScript } from "./script-tag";

const page = window as unknown as Record<string, unknown>;
const script = ownScript();

/**
 * Reads a global that a script has set. An element of that name is not an own property of window.
 */
const own = (name: string) => (hasOwn(page, name) ? page[name] : undefined);

// If a page includes the script twice, the first one counts.
const sdk = own("amazon") as { Login?: { version?: string } } | undefined;
if (!sdk?.Login?.version) {
  if ((own("lwa") as { version?: string } | undefined)?.version)
    say("error", "lwa-amazon.js holds lwa.js: include one of them.");
  const address = new URL(script?.src || baseURI());
  // Pages that inject the script have no tag with attributes. They write the settings into its
  // address: lwa-amazon.js#apiBase=/amazon-api
  const inAddress = Object.fromEntries(new URLSearchParams(address.hash.slice(1)));
  let settings: Settings = { persist: "session" };
  let refused: unknown;
  try {
    settings = { ...settings, ...fromAttributes({ ...script?.dataset, ...inAddress }) };
  } catch (error) {
    refused = error;
  }
  Object.assign(page, { lwa, lwaLogin, LwaError });
  page.amazon = Object.assign(sdk ?? {}, { Login });
  begin(address.href, () => {
    if (refused) throw refused;
    return settings;
  });
  start(settings);
  callHook();
}

/**
 * Calls window.onAmazonLoginReady: now, when it is assigned, or when a script that declares it has
 * run.
 */
function callHook(): void {
  const name = "onAmazonLoginReady";
  let hook: unknown = own(name);
  const call = (f: unknown) => {
    hook = f;
    if (typeof f === "function") queueMicrotask(() => f());
  };
  const look = () => {
    // A function declaration replaces our accessor with a plain property.
    if (own(name) !== hook) call(own(name));
  };
  call(hook);
  if (hook) return;
  // A property that `var` has declared cannot become an accessor. Then the two events find it.
  Reflect.defineProperty(page, name, {
    configurable: true,
    enumerable: true,
    get: () => hook,
    set: call,
  });
  for (const event of ["DOMContentLoaded", "load"]) window.addEventListener(event, look);
}
