// lwa.one.mjs: the build for `import` with lwa.wasm in it.

import { beginModule } from "./api";
import { fail } from "./errors";

// Bundlers take files along that they see in `new URL(…, import.meta.url)`; here there are none.
const here = import.meta.url;

beginModule(
  () => here,
  async () => {
    if (here) return new URL("lwa.wasm", here).href;
    throw fail(
      "invalid_response",
      "The lwa.wasm inside lwa.one.mjs is damaged.",
      "Keep the file as it is in the release, in UTF-8; or import lwa.mjs, which loads lwa.wasm.",
    );
  },
);

export { lwa, lwaLogin, LwaError } from "./api";
