// Sends what lwa.fetch() was given (fetch.ts), with the access token. Every rejection is an
// LwaError, and every call ends in bounded time.

import type { Session } from "../lwa";
import { fail, toError } from "./errors";
import {
  AbortController,
  clearTimeout,
  fetch,
  parse,
  Promise,
  setTimeout,
  TextDecoder,
  w,
} from "./platform";
import { isAborted, onAbort, reasonOf } from "./signal";
import { maxBody } from "./wire.gen";

/**
 * Milliseconds until an answer must begin. Its body is the caller's business; the caller has a
 * signal.
 */
const patience = 120_000;
/**
 * How many milliseconds and bytes are spent on the body of an error, to find `invalid_token` in it.
 */
const glance = 3000;
const longest = maxBody;

/**
 * Sends the request, and its copy if the API refuses the token. `renew` gives a session with
 * another token than that.
 */
export async function send(
  request: Request,
  again: Request,
  accessToken: string,
  renew: (accessToken: string) => Promise<Session>,
): Promise<Response> {
  const answer = await sendOnce(request, accessToken);
  if (!(await refusesToken(answer))) return answer;
  const next = await renew(accessToken).catch(() => undefined);
  // If this is the same token again, the API has refused several new tokens in a row, and would
  // refuse the next, too: return the answer.
  return next && next.accessToken !== accessToken ? sendOnce(again, next.accessToken) : answer;
}

/**
 * Uses Amazon's own header: a forward of the site must not pass on Authorization, which may be the
 * site's own.
 */
async function sendOnce(request: Request, accessToken: string): Promise<Response> {
  const { headers, signal } = request;
  headers.set("x-amz-access-token", accessToken);
  if (!headers.has("x-amz-access-token"))
    throw fail(
      "invalid_request",
      'With the mode "no-cors" no token can be sent.',
      "Leave the option mode out.",
    );
  const stop = new AbortController();
  const ended = new Promise<never>((_, reject) => onAbort(stop.signal, () => reject(stop.signal)));
  const end = () => stop.abort(reasonOf(signal));
  onAbort(signal, end);
  if (isAborted(signal)) end();
  const timer = setTimeout(end, patience);
  try {
    return await Promise.race([fetch(request, { signal: stop.signal }), ended]);
  } catch (error) {
    if (isAborted(signal)) throw fail("aborted", undefined, undefined, reasonOf(signal));
    if (isAborted(stop.signal)) throw fail("timed_out");
    if (w.navigator.onLine === false)
      throw fail("no_network_connectivity", undefined, undefined, error);
    throw toError(
      error,
      "network_error",
      undefined,
      "Look for CORS or connect-src messages in the console. lwa.fetch() follows no redirect.",
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether an answer says that the token is no longer valid (RFC 6750 §3.1). Amazon also says so
 * with status 400.
 */
async function refusesToken(answer: Response): Promise<boolean> {
  if (![400, 401, 403].includes(answer.status)) return false;
  if (/\binvalid_token\b/.test(answer.headers.get("www-authenticate") ?? "")) return true;
  let timer: number | undefined;
  try {
    const reader = answer.clone().body!.getReader();
    const late = new Promise<never>((_, reject) => (timer = setTimeout(reject, glance)));
    const text = read(reader);
    try {
      return parse(await Promise.race([text, late])).error === "invalid_token";
    } finally {
      void reader.cancel().catch(() => {}); // settles only once the caller is done with the other half
    }
  } catch {
    return false; // no JSON, too long or too slow
  } finally {
    clearTimeout(timer);
  }
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
    if (text.length > longest) throw new RangeError();
  }
}
