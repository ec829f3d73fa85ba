// Pages whose instance of lwa.wasm can be made to die.

import { rejected } from "./check.mjs";
import { Browser, Page } from "./page.mjs";

/**
 * A page whose instance traps at whatever it asks of JavaScript while `page.trap` is set;
 * `page.instances` counts them.
 */
export async function trappable(given) {
  const browser = given?.browser ?? new Browser();
  const page = new Page(browser, given);
  browser.pages.push(page);
  page.instances = 0;
  page.wrapImports = (imports) => {
    page.instances++;
    const wrapped = {};
    for (const [module, functions] of Object.entries(imports)) {
      wrapped[module] = {};
      for (const [name, own] of Object.entries(functions)) {
        wrapped[module][name] = typeof own !== "function" ? own : function (...args) {
          if (page.trap && !/wasm(Write|Exit)|debug/.test(name)) throw new WebAssembly.RuntimeError("unreachable");
          return own.apply(this, args);
        };
      }
    }
    return wrapped;
  };
  page.start();
  await browser.clock.idle();
  return page;
}

/** The instance dies at a call of the page, which is rejected. */
export async function dies(page) {
  page.trap = true;
  await rejected(page, page.lwa.token(), "internal_error");
  page.trap = false;
}
