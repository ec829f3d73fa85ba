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
  begin(script?.src || baseURI(), () => {
    if (script) return fromAttributes(script.dataset);
    throw fail(
      "invalid_configuration",
      "lwa.js cannot see its own script tag: it runs as a module, or out of another file.",
      'Include it as it is, without type="module": <script src="/lwa/lwa.js" data-client-id="…"></script>, or import lwa.mjs.',
    );
  });
}
