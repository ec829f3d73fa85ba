// Loads lwa-run.js, the part of lwa.js that nobody needs before there is a reason to start. It
// takes what it shares with lwa.js from there, not from the page, which may have replaced it by
// then. Its digest is in lwa.js.

import { part, shared } from "lwa:part";
import { state } from "./core";
import { fail } from "./errors";
import {
  addElement,
  clearTimeout,
  createElement,
  navigator,
  Promise,
  removeElement,
  setTimeout,
  URL,
} from "./platform";
import { isOwn } from "./origin";
import { ahead, ask } from "./policy";
import type { Run } from "./running";

/** Milliseconds after which the file is taken for lost. */
const patience = 60_000;

let loading: Promise<Run> | undefined;
let tries = 0;

export const run = (): Promise<Run> =>
  (loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  }));

async function load(): Promise<Run> {
  try {
    if (!tries) {
      ahead.url = state.wasm() as string;
      ahead.answer = ask(ahead.url, AbortSignal.timeout(patience), "default");
      ahead.answer.catch(() => {}); // who asks for the file will see
    }
  } catch {
    // it will be asked for again
  }
  let timer: number | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(reject, patience)));
  // A page keeps what failed, so each try has another address.
  const query = `?${part.stamp}${++tries}`;
  try {
    return await Promise.race([
      verified(state.base)
        // The browser has kept the file of another release.
        .catch(() => verified(state.base, query))
        // A tool has made lwa.js a part of another file.
        .catch(async () => verified(await state.wasm(), query)),
      late,
    ]);
  } catch (error) {
    throw fail(
      "network_error",
      `${part.file} of this release could not be loaded from the folder of ${state.base}.`,
      "Put it there, as text/javascript, and let script-src allow it.",
      error,
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Loads the file beside another, whose query it gets. */
async function verified(base: string, query = new URL(base).search): Promise<Run> {
  const url = new URL(part.file + query, base).href;
  await preload(url);
  const { default: begin, stamp } = await import(url);
  if (stamp !== part.stamp) throw stamp;
  let run: Run;
  begin(shared(), (made: Run) => (run = made));
  return run!;
}

/**
 * Loads a module for import(), if its digest is ours. An import cannot name a digest; the tag that
 * loads the module first can. WebKit does not look at the digest of a link, so there a script has
 * to do it, which Trusted Types forbid; a file of the page's own server does without.
 */
async function preload(url: string): Promise<void> {
  const link = createElement<HTMLLinkElement>("link");
  const script = createElement<HTMLScriptElement>("script");
  const isWebKit = /^Apple/.test(navigator.vendor);
  const canLink = link.relList?.supports?.("modulepreload") && (!isWebKit || isOwn(new URL(url)));
  const tag = canLink ? link : script;
  link.rel = "modulepreload";
  script.type = "module";
  if (canLink) link.href = url;
  else script.src = url;
  tag.integrity = part.integrity;
  tag.crossOrigin = "anonymous";
  tag.nonce = state.nonce;
  try {
    await new Promise((resolve, reject) => {
      tag.onload = resolve;
      tag.onerror = reject;
      addElement(tag);
    });
  } finally {
    removeElement(tag);
  }
}
