// The app shows where lwa-callback.html should: a service worker's navigateFallback or a server's
// fallback for single-page apps answered in its place. The login then fails at once and says why.
// It is not completed from here: the scripts of the app, its third parties included, share the page
// with the answer, and the fault would stay unseen.

import { inPopup } from "./popup";
import { run } from "./running";
import { answerKey, misplacedPrefix, recordPrefix } from "./wire.gen";

/**
 * Looks for an answer in the address of this page, which is not the callback page. Takes it away
 * before other scripts of the page see it, and tells the page that waits for it (tell.ts).
 */
export function misplaced(redirectUri: string, clientId: string): void {
  const { href } = location;
  const state =
    /[?&#](code|error)=/.test(href) && /[?&#]state=([\w-]{43})(?![^&#])/.exec(href)?.[1];
  if (!state) return;
  const record = recordPrefix + clientId + "." + state;
  const left = attempt(() => window.sessionStorage.getItem(record));
  if (!left && !inPopup() && plain(href) !== plain(redirectUri)) return;
  attempt(() => window.history.replaceState(window.history.state, "", href.split(/[?#]/)[0]));
  const text = misplacedPrefix + state;
  if (left) attempt(() => window.sessionStorage.setItem(answerKey, text));
  run().then(
    ({ tell }) => tell(text, state, !left),
    () => {}, // what the waiting page needs is missing there, too
  );
}

/** An address without what servers add or remove to make it clean. */
const plain = (href: string) => href.split(/[?#]/)[0].replace(/(\/index)?(\.html?)?\/*$/, "");

/** Returns what f returns, or undefined if f throws: storage and history may each be forbidden. */
function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    return undefined;
  }
}
