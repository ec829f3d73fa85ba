// lwa.mjs: the build for `import`. Settings come by lwa.configure().

import { beginModule } from "./api";
import { fail } from "./errors";

/** Where lwa.wasm lies. Bundlers look for this very expression, and take the file along. It throws in a bundle that is no module. */
function beside(): string {
  try {
    return new URL("./lwa.wasm", import.meta.url).href;
  } catch (error) {
    throw fail("invalid_configuration", "The address of lwa.wasm is unknown: the bundle has no import.meta.url.", 'Name it, such as lwa.configure({ wasmUrl: "/lwa/lwa.wasm" }), or build an ES module.', error);
  }
}

beginModule(beside);

export { lwa, lwaLogin, LwaError } from "./api";
