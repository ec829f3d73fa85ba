// Finds the component for <lwa-login>, or loads it, so that one script tag and one element are
// enough for a login.

import { kept } from "lwa:login";
import type { Lwa } from "../lwa";

/** The component: lwa.js, or lwa-demo.js, which has the member demo. */
export type Component = Lwa & { demo?: boolean };

// A page may have elements named like members of document, such as <img name="querySelectorAll">.
const querySelectorAll = globalThis.Document?.prototype.querySelectorAll;

const select = (selector: string) =>
  [...querySelectorAll.call(document, selector)] as HTMLScriptElement[];

/** Returns window.lwa if it is the component, and not an element with that id or name. */
export function present(): Component | undefined {
  try {
    const { lwa } = globalThis as { lwa?: Component };
    return typeof lwa?.configure === "function" ? lwa : undefined;
  } catch {
    return undefined; // window.lwa is a frame of another origin
  }
}

/** The components that this file loaded. They have no settings but those of an element. */
const brought = new WeakSet<object>();

/** Whether the elements may configure this component, since the page has not done so. */
export const isUnset = (lwa: object): boolean =>
  brought.has(lwa) || (lwa === present() && !!scripts(":not([data-client-id])")[0]);

const scripts = (more = "") => select(`script[src*="lwa.js"]${more}`);

/** Finds the page's component, or loads one. */
export async function component(demo: boolean): Promise<Component> {
  if (!demo) await Promise.all(scripts().map(arrival));
  const lwa = present();
  if (lwa && (!demo || lwa.demo)) return lwa;
  const module = await (demo ? import("./lwa-demo.js") : import("./lwa.mjs"));
  brought.add(module.lwa);
  if (!present()) Object.assign(globalThis, module); // the globals that lwa.js sets
  return module.lwa;
}

/**
 * Waits for the page's lwa.js if it has not run yet: it may be async, or come later in the page.
 */
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

/**
 * Whether storage may have a session, or an answer of Amazon's. Then the element does not show a
 * button that would be replaced a moment later.
 */
export function mayRestore(): boolean {
  try {
    return [sessionStorage, localStorage].some((area) =>
      Object.keys(area).some((key) => kept.some((name) => key.startsWith(name))),
    );
  } catch {
    return false; // the browser forbids storage
  }
}
