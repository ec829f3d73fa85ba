// lwa.js: the build for a script tag. It adds lwa, lwaLogin and LwaError to the window, and nothing
// else.

import { begin, lwa, lwaLogin, LwaError } from "./api";
import { fail } from "./errors";
import { fromAttributes } from "./options";
import { baseURI, defineProperty, hasOwn, keys, w } from "./platform";
import { ownScript } from "./script-tag";

// If a page includes the script twice, there is one component: the first. An element with that id
// does not count as one.
if (!hasOwn(w, "lwaLogin")) {
  const script = ownScript();
  const api: Record<string, unknown> = { lwa, lwaLogin, LwaError };
  for (const name of keys(api))
    defineProperty(w, name, {
      value: api[name],
      configurable: true,
      enumerable: true,
      writable: true,
    });
  const read = () => {
    if (script) return fromAttributes(script.dataset);
    throw fail(
      "invalid_configuration",
      "lwa.js cannot see its script tag: it runs as a module, or out of another file.",
      "Give it a tag of its own, or import lwa.mjs.",
    );
  };
  begin(script?.src || baseURI().split(/[?#]/)[0], read, script?.nonce);
}
