// Opens the popup. It must run inside the click, before any await, or the browser blocks it.

import { random, setTimeout, Uint32Array } from "./platform";
import { windowPrefix } from "./wire.gen";

/**
 * Opens a blank window of that size, centred over the page's own. Returns null if the browser gives
 * none.
 */
export function openPopup(width: number, height: number): Window | null {
  const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - width) / 2));
  const top = Math.max(0, Math.round(window.screenY + (window.outerHeight - height) / 2));
  // Each window has a new name, so that a window which somebody else opened is never taken over.
  const name = windowPrefix + random(new Uint32Array(2)).join("");
  let popup: Window | null = null;
  try {
    // No address is given: a browser without a second window would send this page there.
    popup = window.open("", name, `popup,width=${width},height=${height},left=${left},top=${top}`);
    if (!isPopup(popup)) throw popup;
  } catch {
    closePopup(popup);
    return null;
  }
  try {
    popup.document.title = "Login with Amazon";
  } catch {
    // a window without its title
  }
  return popup;
}

/**
 * Whether the value is an open window that was not there before. The browser itself refuses any
 * other object here.
 */
function isPopup(popup: Window | null): popup is Window {
  return !!popup && !isOwn(popup) && !!new MessageEvent("", { source: popup }) && !popup.closed;
}

/**
 * Some browsers, such as an Android WebView without multiple windows, return the page's own window
 * or its parent.
 */
const isOwn = (popup: Window): boolean =>
  popup === window || popup === window.parent || popup === window.top;

/**
 * Closes a window that openPopup() gave, or null. Chromium loses a close() that comes while the
 * window goes over to another site, so a second later it is told again.
 */
export function closePopup(popup: Window | null | undefined): void {
  const close = () => {
    try {
      if (!isOwn(popup!)) popup!.close();
    } catch {
      // no window
    }
  };
  if (!popup) return;
  close();
  setTimeout(close, 1000);
}

/**
 * Whether this page itself runs in such a popup, opened by a page of this origin. Anyone can give a
 * window a name.
 */
export function inPopup(): boolean {
  try {
    return window.name.startsWith(windowPrefix) && window.opener.origin === window.origin;
  } catch {
    return false;
  }
}
