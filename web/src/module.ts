// lwa.mjs: the build for `import`. Settings come by lwa.configure().

import { begin } from "./api";

// Written so that bundlers see the file and take it along.
begin(import.meta.url, () => ({}), new URL("./lwa.wasm", import.meta.url));

export { lwa, lwaLogin, LwaError } from "./api";
