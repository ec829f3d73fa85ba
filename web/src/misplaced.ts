// The app shows where lwa-callback.html should: a service worker's navigateFallback or a server's
// fallback for single-page apps answered in its place. The login then fails at once and says why.
// It is not completed from here: the scripts of the app, its third parties included, share the page
// with the answer, and the fault would stay unseen.

import { fail } from "./errors";
import { inPopup } from "./popup";
import { answerKey, channelPrefix, misplacedPrefix, recordPrefix, wordOK } from "./wire.gen";

/**
 * Looks for an answer in the address of this page, which is not the callback page, and tells the
 * page that waits for it.
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
  else
    attempt(() => {
      const channel = new BroadcastChannel(channelPrefix + state);
      channel.onmessage = ({ data }) => data === wordOK && window.close();
      channel.postMessage(text);
    });
  attempt(
    () => window.opener.origin === window.origin && window.opener.postMessage(text, window.origin),
  );
  const { message, hint } = fail("callback_page_missing");
  console.error?.(`lwa.js: ${message} ${hint}`);
}

/** An address without what servers add or remove to make it clean. */
const plain = (href: string) => href.split(/[?#]/)[0].replace(/(\/index)?(\.html?)?\/*$/, "");

/**
 * Returns what f returns, or undefined if f throws: storage, channels and openers may each be
 * forbidden.
 */
function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    return undefined;
  }
}
