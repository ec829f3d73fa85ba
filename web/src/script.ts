// lwa.js: the build for a script tag. It adds lwa, lwaLogin and LwaError to the window, and nothing else.

import { begin, lwa, lwaLogin, LwaError } from "./api";
import { fromAttributes } from "./options";
import { ownScript } from "./script-tag";

const script = ownScript();
if (!(window as any).lwa?.version) {
  // A page that includes the script twice has one component: the first.
  Object.assign(window, { lwa, lwaLogin, LwaError });
  begin(script?.src || location.href, script ? fromAttributes(script.dataset) : {});
}
