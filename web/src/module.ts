// lwa.mjs: the build for `import`. Settings come by lwa.configure().

import { beginModule } from "./api";
import { fail } from "./errors";

/**
 * The address of lwa.wasm. Bundlers look for exactly this expression, and copy the file. It throws
 * in a bundle that is not a module.
 */
function beside(): string {
  try {
    return new URL("./lwa.wasm", import.meta.url).href;
  } catch (error) {
    throw fail(
      "invalid_configuration",
      "The address of lwa.wasm is unknown: the bundle has no import.meta.url.",
      'Name it, such as lwa.configure({ wasmUrl: "/lwa/lwa.wasm" }), or build an ES module.',
      error,
    );
  }
}

/**
 * Vite's development server, up to version 7, copies this module into a cache (…/.vite/deps/)
 * without its file, and answers with a page there. It tells where the file is when it is asked by
 * the name of the package.
 */
async function find(): Promise<string> {
  const url = beside();
  const root = /^(.*?\/)(?:@fs\/|node_modules\/|\.).*\/deps\/lwa\.wasm$/.exec(url)?.[1];
  if (!root) return url;
  const told = await fetch(root + "@id/lwa-wasm/lwa.wasm?import&url").then(
    (answer) => answer.text(),
    String,
  );
  const address = /^export default "(.+?)"/m.exec(told)?.[1];
  if (address) return new URL(address, url).href;
  throw fail(
    "invalid_configuration",
    `Vite's optimizer has moved lwa.mjs away from lwa.wasm, which is not at ${url}.`,
    'Add optimizeDeps: { exclude: ["lwa-wasm"] } to the configuration of Vite, or name the file with lwa.configure({ wasmUrl: … }).',
  );
}

beginModule(beside, find);

export { lwa, lwaLogin, LwaError } from "./api";
