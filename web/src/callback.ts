// lwa-callback.html: where Amazon sends its answer. It cleans the address bar, hands the answer to whoever waits for it,
// judges nothing and redeems nothing.

import { names } from "lwa:tables";

const raw = location.search + location.hash;
history.replaceState(null, "", location.pathname);

/** How long a page has to say that it took the answer, in milliseconds. */
const patience = 3000;

function say(id: string): void {
  for (const p of document.querySelectorAll<HTMLElement>("[data-say]")) p.hidden = p.id !== id;
  document.documentElement.dataset.state = id;
  window.name = ""; // whoever goes on from here is in a window like any other
}

/** The record of the redirect login that this state names; with any, the newest of this tab. */
function find(state: string, any: boolean): string | null {
  let found: { returnTo: string; at: number } | undefined;
  for (const [key, text] of Object.entries(sessionStorage)) {
    if (!key.startsWith(names.record) || !(any || (state && key.endsWith("." + state)))) continue;
    try {
      const record = JSON.parse(text);
      if (!found || record.at > found.at) found = record;
    } catch {
      // no record of ours
    }
  }
  return found ? String(found.returnTo) : null;
}

/** Leaves the answer for the page that asked, and returns there. */
function handOver(returnTo: string): boolean {
  try {
    const url = new URL(returnTo);
    if (!url.href.startsWith(location.origin + "/")) return false;
    sessionStorage.setItem(names.answer, raw);
    location.replace(url.href);
    return true;
  } catch {
    return false;
  }
}

function main(): void {
  if (!raw || window.top !== window) return say("idle");
  const state = new URLSearchParams(location.search || raw.split("#")[0]).get("state") ?? new URLSearchParams(raw.split("#")[1] ?? "").get("state") ?? "";
  let returnTo: string | null = null;
  let stray: string | null = null;
  try {
    returnTo = find(state, false);
    stray = find(state, true);
  } catch {
    // storage is forbidden here: then no redirect login left from here either
  }
  if (returnTo) {
    if (!handOver(returnTo)) say("idle");
    return;
  }
  const channel = new BroadcastChannel(names.channel + state);
  const timer = setTimeout(() => {
    channel.close();
    if (window.opener || !stray || !handOver(stray)) say("idle");
  }, patience);
  channel.onmessage = ({ data }) => {
    if (data !== "ok") return;
    clearTimeout(timer);
    channel.close();
    say("done");
    window.close();
  };
  channel.postMessage(raw);
  window.opener?.postMessage(raw, location.origin);
}

if ((document as { prerendering?: boolean }).prerendering) document.addEventListener("prerenderingchange", main, { once: true });
else main();
