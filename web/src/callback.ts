// lwa-callback.html is the redirect URI. It removes the authorization response from the address bar
// and passes it to the page that waits for it. It neither checks the response nor redeems the code.
// A browser may block some of the ways to that page (if cookies are blocked, Firefox throws at
// storage and at BroadcastChannel), so an exception in one way does not stop the others.

import { isOwn } from "./origin";
import { answerKey, channelPrefix, type LoginRecord, recordPrefix, wordOK } from "./wire.gen";

const raw = location.search + location.hash;
attempt(() => history.replaceState(null, "", location.href.split(/[?#]/)[0]));

/** How many milliseconds a page has to acknowledge the answer. */
const patience = 3000;

/** Returns what f returns, or undefined if f throws. */
function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    return undefined;
  }
}

function say(id: string): void {
  for (const p of document.querySelectorAll<HTMLElement>("[data-say]")) p.hidden = p.id !== id;
  document.documentElement.dataset.state = id;
}

/**
 * Returns the page that started the redirect login with this state. With `any`, it returns the page
 * of the newest login of this tab, whatever its state.
 */
function find(state: string, any: boolean): string | undefined {
  return attempt(() => {
    let found: LoginRecord | undefined;
    for (const key of Object.keys(sessionStorage)) {
      if (!key.startsWith(recordPrefix) || !(any || (state && key.endsWith("." + state)))) continue;
      const record = attempt((): LoginRecord => JSON.parse(sessionStorage[key]));
      if (record && !(found && record.at <= found.at)) found = record;
    }
    return found && String(found.returnTo);
  });
}

/** Stores the authorization response for the page that started the login, and navigates there. */
function handOver(returnTo: string): boolean | undefined {
  return attempt(() => {
    const url = new URL(returnTo);
    if (!isOwn(url)) return false;
    sessionStorage.setItem(answerKey, raw);
    location.replace(url.href);
    return true;
  });
}

function main(): void {
  if (window.top !== window) return say("idle");
  if (!raw) return say(window.opener ? "bare" : "idle");
  const state =
    new URLSearchParams(location.search || raw.split("#")[0]).get("state") ??
    new URLSearchParams(raw.split("#")[1] ?? "").get("state") ??
    "";
  const returnTo = find(state, false);
  if (returnTo) {
    if (!handOver(returnTo)) say("idle");
    return;
  }
  const channel = attempt(() => new BroadcastChannel(channelPrefix + state));
  const end = (id: string) => {
    clearTimeout(timer);
    removeEventListener("message", heard);
    channel?.close();
    say(id);
  };
  const timer = setTimeout(() => {
    const stray = window.opener ? undefined : find(state, true);
    if (!stray || !handOver(stray)) end(channel || window.opener ? "idle" : "alone");
  }, patience);
  const heard = ({ data, origin }: MessageEvent) => {
    if (data !== wordOK || origin !== location.origin) return;
    end("done");
    window.close();
  };
  addEventListener("message", heard);
  if (channel) channel.onmessage = heard;
  attempt(() => channel?.postMessage(raw));
  attempt(() => window.opener?.postMessage(raw, location.origin));
}

say("wait");
window.name = ""; // pages opened from here later must not treat this window as a login popup
if ((document as { prerendering?: boolean }).prerendering)
  document.addEventListener("prerenderingchange", main, { once: true });
else main();
