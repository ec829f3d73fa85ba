// Tells of an answer that came to another page than lwa-callback.html (misplaced.ts).

import { fail } from "./errors";
import { channelPrefix, wordOK } from "./wire.gen";

/** Tells the window's opener, the console, and where `anywhere`, whichever page waits. */
export function tell(text: string, state: string, anywhere: boolean): void {
  if (anywhere)
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

/** Channels and openers may each be forbidden. */
function attempt(f: () => void): void {
  try {
    f();
  } catch {
    // the other way may do
  }
}
