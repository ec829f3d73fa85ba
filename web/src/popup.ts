// Opens the popup. It must run inside the click, before any await, or the browser blocks it.

import { random, Uint32Array } from "./platform";
import { windowPrefix } from "./wire.gen";

/** A blank window of that size, centred over the page's own; null when the browser gives none. */
export function openPopup(width: number, height: number): Window | null {
  const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - width) / 2));
  const top = Math.max(0, Math.round(window.screenY + (window.outerHeight - height) / 2));
  // A name of its own each time: a window that somebody else opened is never taken over.
  const name = windowPrefix + random(new Uint32Array(2)).join("");
  let popup: Window | null = null;
  try {
    // Without an address: a browser that has no other window to give would send this page there.
    popup = window.open("", name, `popup,width=${width},height=${height},left=${left},top=${top}`);
    if (!isPopup(popup)) throw popup;
  } catch {
    close(popup);
    return null;
  }
  try {
    popup.document.title = "Login with Amazon";
  } catch {
    // a window without its title
  }
  return popup;
}

/** Whether that is a window (the browser refuses any other object here), open, and none that was there before. */
function isPopup(popup: Window | null): popup is Window {
  return !!popup && !isOwn(popup) && !!new MessageEvent("", { source: popup }) && !popup.closed;
}

/** Some browsers (an Android WebView without multiple windows) answer with the page's own window, or the one around it. */
const isOwn = (popup: Window): boolean =>
  popup === window || popup === parent || popup === window.top;

/** Closes what cannot be used. */
function close(popup: Window | null): void {
  try {
    if (popup && !isOwn(popup)) popup.close();
  } catch {
    // no window
  }
}

/** Whether this page itself runs in such a popup: one that a page of this origin opened. Anyone can give a window a name. */
export function inPopup(): boolean {
  try {
    return window.name.startsWith(windowPrefix) && window.opener.origin === window.origin;
  } catch {
    return false;
  }
}
