// lwa.mjs: the build for `import`. Settings come by lwa.configure().

import { begin } from "./api";

begin(import.meta.url, {});

export { lwa, lwaLogin, LwaError } from "./api";
