// The frame that sends the requests with a token in the address. The page's performance timeline,
// its observers and a wrapped fetch do not see these requests. When the frame is removed, its own
// timeline goes, too.

import { addFrame, fetch, Promise, removeElement, setTimeout } from "./platform";

type Fetch = typeof fetch;

let frame: HTMLIFrameElement | undefined;
let users = 0;

/**
 * Holds the frame until the function that this returns is called. If there is none, it makes one,
 * which takes ten to thirty milliseconds; so a popup that opens asks for it ahead. A caller that
 * does not need a frame of its own, and only wants an existing one to stay for the next request,
 * passes `kept`.
 */
export function useFrame(kept?: boolean): () => void {
  if (kept && !frame) return () => {};
  users++;
  try {
    frame = frame?.contentWindow ? frame : addFrame(); // a script may have removed it
  } catch {
    // a page without elements: its own fetch must do
  }
  let used = true;
  return () => {
    if (used) users--;
    used = false;
    setTimeout(remove); // the answer of one request brings the next
  };
}

function remove(): void {
  if (users || !frame) return;
  removeElement(frame);
  frame = undefined;
}

export async function frameFetch(): Promise<Fetch> {
  // Some browsers load even an empty frame, and abort what was fetched from it before that.
  if (frame && frame.contentDocument?.readyState !== "complete")
    await new Promise((loaded) => (frame!.onload = loaded));
  const from = frame?.contentWindow as typeof window | null | undefined;
  return from?.fetch ? (url, init) => from.fetch(url, init) : fetch;
}
