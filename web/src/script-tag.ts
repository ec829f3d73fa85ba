// The script element that runs. Markup can give an element the name "currentScript", and
// document.currentScript is then that element: an <img> with the settings of somebody else. The
// getter of the platform cannot be named away.

import { ofDocument, own } from "./platform";

/**
 * The `<script>` that is running, or null for a module, an SVG script, and a script whose turn is
 * over. Call it while the script loads. `src` and `dataset` of what it returns are the element's
 * own: only documents and forms have named children.
 */
export function ownScript(): HTMLScriptElement | null {
  try {
    const script = ofDocument<HTMLScriptElement>("currentScript");
    own(HTMLScriptElement.prototype, "src", script); // throws for anything but an HTMLScriptElement
    return script;
  } catch {
    return null;
  }
}
