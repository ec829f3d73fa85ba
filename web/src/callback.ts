// lwa-callback.html: where Amazon sends its answer. It cleans the address bar, hands the answer to the page that waits for
// it, judges nothing and redeems nothing. A browser may refuse any single way to that page (Firefox throws at storage and
// at BroadcastChannel where cookies are blocked), so each is tried by itself.

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
 * The page that began the redirect login with this state. With `any`, that of the newest login of
 * this tab.
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

/** Stores the answer for the page that asked, and returns there. */
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
window.name = ""; // a page that the person opens from here must not take this window for a login's popup
if ((document as { prerendering?: boolean }).prerendering)
  document.addEventListener("prerenderingchange", main, { once: true });
else main();
