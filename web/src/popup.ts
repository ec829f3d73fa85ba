// Opens the popup. It must run inside the click, before any await, or the browser blocks it.

import { random, Uint32Array } from "./platform";

const prefix = "lwa:";

/** A blank window of that size, centred over the page's own; null when the browser refuses. */
export function openPopup(width: number, height: number): Window | null {
  const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - width) / 2));
  const top = Math.max(0, Math.round(window.screenY + (window.outerHeight - height) / 2));
  // A name of its own each time: a window that somebody else opened is never taken over.
  const name = prefix + random(new Uint32Array(2)).join("");
  const popup = window.open("about:blank", name, `popup,width=${width},height=${height},left=${left},top=${top}`);
  if (popup) popup.document.title = "Login with Amazon";
  return popup;
}

/** Whether this page itself runs in such a popup: one that a page of this origin opened. Anyone can give a window a name. */
export function inPopup(): boolean {
  try {
    return window.name.startsWith(prefix) && window.opener.origin === window.origin;
  } catch {
    return false;
  }
}
