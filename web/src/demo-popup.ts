// Replaces popup.ts in lwa-demo.js: windows open lwa-demo.html instead of Amazon.

import { ticket } from "./demo-people";
import { isOwn } from "./origin";
import { openPopup as open } from "./popup";

export { closePopup, inPopup } from "./popup";

export const page = new URL("./lwa-demo.html", import.meta.url).href;

/**
 * Returns the address of lwa-demo.html for an authorization request. Other addresses do not change.
 */
export function detour(url: string): string {
  const asked = new URL(url);
  return isOwn(asked) && asked.pathname === "/ap/oa" ? page + asked.search : url;
}

/** Allows logins by lwa-demo.html in this tab and in the windows that this tab opens. */
export function admit(): void {
  try {
    sessionStorage.setItem(ticket, "1");
  } catch {
    // without storage, lwa-demo.html refuses logins
  }
}

/**
 * Opens a window, and returns the members of it that lwa.wasm uses. As with a window at Amazon's
 * origin, reading its address throws.
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
