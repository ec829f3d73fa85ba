// Replaces popup.ts in lwa-demo.js: windows open lwa-demo.html instead of Amazon.

import { ticket } from "./demo-people";
import { isOwn } from "./origin";
import { openPopup as open } from "./popup";

export { inPopup } from "./popup";

export const page = new URL("./lwa-demo.html", import.meta.url).href;

/** The address that an authorization request goes to instead. */
export function detour(url: string): string {
  const asked = new URL(url);
  return isOwn(asked) && asked.pathname === "/ap/oa" ? page + asked.search : url;
}

/** Lets lwa-demo.html do its part, in this tab and in the windows that it opens. */
export function admit(): void {
  try {
    sessionStorage.setItem(ticket, "1");
  } catch {
    // lwa-demo.html says so
  }
}

/**
 * The part of a window that lwa.wasm uses. Its address cannot be read, as that of a window at
 * Amazon's origin.
 */
export function openPopup(width: number, height: number): Window | null {
  admit();
  const popup = open(width, height);
  const foreign = {
    get closed() {
      return popup!.closed;
    },
    close: () => popup!.close(),
    focus: () => popup!.focus(),
    location: {
      replace: (url: string) => popup!.location.replace(detour(url)),
      get href(): string {
        throw new DOMException("Another origin", "SecurityError");
      },
    },
  };
  return popup && (foreign as unknown as Window);
}
