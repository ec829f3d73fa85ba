// Finds the component for <lwa-login>, or brings it: then one script tag and one element are a whole login.

import { kept } from "lwa:login";
import type { Lwa } from "../lwa";

/** The component, or the one that lwa-demo.js has changed. */
export type Component = Lwa & { demo?: boolean };

// A page may have elements named like members of document, such as <img name="querySelectorAll">.
const querySelectorAll = globalThis.Document?.prototype.querySelectorAll;

const select = (selector: string) =>
  [...querySelectorAll.call(document, selector)] as HTMLScriptElement[];

/** window.lwa, if that is the component: an element with that id or name is none. */
export function present(): Component | undefined {
  try {
    const { lwa } = globalThis as { lwa?: Component };
    return typeof lwa?.configure === "function" ? lwa : undefined;
  } catch {
    return undefined; // a frame of that name, from another origin
  }
}

/** Components that were brought by this file: what an element says of them are the page's settings. */
const brought = new WeakSet<object>();

/** Whether the page left the settings of this component to its elements. */
export const isUnset = (lwa: object): boolean =>
  brought.has(lwa) || (lwa === present() && !!scripts(":not([data-client-id])")[0]);

const scripts = (more = "") => select(`script[src*="lwa.js"]${more}`);

/** The component of the page, or one of its own where the page has none. */
export async function component(demo: boolean): Promise<Component> {
  if (!demo) await Promise.all(scripts().map(arrival));
  const lwa = present();
  if (lwa && (!demo || lwa.demo)) return lwa;
  const module = await (demo ? import("./lwa-demo.js") : import("./lwa.mjs"));
  brought.add(module.lwa);
  if (!present()) Object.assign(globalThis, module); // what lwa.js adds to the page
  return module.lwa;
}

/** Waits for a script of the page that has not run yet: it may be async, or stand further down. */
function arrival(script: HTMLScriptElement): Promise<unknown> | undefined {
  if (
    present() ||
    (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming)?.loadEventStart
  )
    return;
  return new Promise((resolve) => {
    for (const type of ["load", "error"]) script.addEventListener(type, resolve);
    addEventListener("load", resolve);
  });
}

/** Whether something is kept that may be a session, or an answer waits for one: then nobody is shown a button that is gone at once. */
export function mayRestore(): boolean {
  try {
    return [sessionStorage, localStorage].some((area) =>
      Object.keys(area).some((key) => kept.some((name) => key.startsWith(name))),
    );
  } catch {
    return false; // storage is forbidden
  }
}
