// lwa-amazon.js: takes the place of https://assets.loginwithamazon.com/sdk/na/login1.js. It adds amazon.Login to the window,
// and lwa, lwaLogin and LwaError as lwa.js does.

import { Login, start } from "./amazon";
import { say } from "./amazon-options";
import { begin, lwa, lwaLogin, LwaError } from "./api";
import { fromAttributes, type Settings } from "./options";
import { baseURI, hasOwn, URL } from "./platform";
import { ownScript } from "./script-tag";

const page = window as unknown as Record<string, unknown>;
const script = ownScript();

/** A property of the page's scripts: what markup names is not the window's own. */
const own = (name: string) => (hasOwn(page, name) ? page[name] : undefined);

// A page that includes the script twice has one: the first.
const sdk = own("amazon") as { Login?: { version?: string } } | undefined;
if (!sdk?.Login?.version) {
  if ((own("lwa") as { version?: string } | undefined)?.version)
    say("error", "lwa-amazon.js holds lwa.js: include one of them.");
  const address = new URL(script?.src || baseURI());
  // Pages that inject the script have no tag to write attributes into: lwa-amazon.js#apiBase=/amazon-api
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

/** Calls window.onAmazonLoginReady: now, when it is assigned, or when a script that declares it has run. */
function callHook(): void {
  const name = "onAmazonLoginReady";
  let hook: unknown = own(name);
  const call = (f: unknown) => {
    hook = f;
    if (typeof f === "function") queueMicrotask(() => f());
  };
  const look = () => {
    // A declaration puts a plain property in the place of this one.
    if (own(name) !== hook) call(own(name));
  };
  call(hook);
  if (hook) return;
  // A property that `var` has declared cannot be watched: then the events do it.
  Reflect.defineProperty(page, name, {
    configurable: true,
    enumerable: true,
    get: () => hook,
    set: call,
  });
  for (const event of ["DOMContentLoaded", "load"]) window.addEventListener(event, look);
}
