// One HTTP request for the wasm. It needs no CORS preflight, and its answer is read to the end,
// within limits.

import { frameFetch, useFrame } from "./frame";
import { AbortController, clearTimeout, fetch, setTimeout, w } from "./platform";
import { type Answer, Failure, maxBody, maxRetryAfter } from "./wire.gen";

export interface Asked {
  method: string;
  url: string;
  /** Form fields; a GET has none. */
  body: string;
  /**
   * The token for Amazon's own header, which goes to the page's own origin only. Without it, a GET
   * has its token in the address.
   */
  token: string;
  /** Milliseconds after which the request is aborted, its body included. */
  ms: number;
}

/** What the wasm is told, once: an answer, or why there is none (Failure). */
export type Told = ["answered", Answer] | ["failed", Failure];

/**
 * Sends the request: at most a form; no extra header, cookie, cache, redirect or referrer. Returns
 * the function that aborts it.
 */
export function request(
  { method, url, body, token, ms }: Asked,
  tell: (...told: Told) => void,
): () => void {
  const controller = new AbortController();
  let over = false;
  const letGo = useFrame(!!body || !!token);
  const done = (...told: Told) => {
    if (over) return;
    end();
    tell(...told);
  };
  const end = () => {
    over = true;
    clearTimeout(timer);
    letGo();
  };
  const abort = () => controller.abort();
  const timer = setTimeout(() => (done("failed", Failure.late), abort()), ms);
  void (async () => {
    try {
      if ("then" in {}) throw undefined; // a then() on Object.prototype would get the answer when it is awaited
      const response = await (body || token ? fetch : await frameFetch())(url, {
        __proto__: null, // no members that a script has put into Object.prototype
        method,
        body: body || undefined,
        signal: controller.signal,
        headers: headersOf(body, token),
        mode: "cors",
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
        referrer: "",
        referrerPolicy: "no-referrer",
        integrity: "",
        keepalive: false,
      } as RequestInit);
      const { headers, status } = response;
      const text = +headers.get("content-length")! > maxBody ? undefined : await read(response);
      if (text === undefined) return (done("failed", Failure.tooLarge), abort());
      done("answered", {
        status,
        contentType: headers.get("content-type"),
        retryAfter: seconds(headers.get("retry-after")),
        text,
      });
    } catch {
      done("failed", w.navigator.onLine === false ? Failure.offline : Failure.network);
    }
  })();
  return () => (end(), abort());
}

function headersOf(body: string, token: string): HeadersInit | undefined {
  if (body)
    return {
      __proto__: null as never,
      "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
    };
  return token ? { __proto__: null as never, "x-amz-access-token": token } : undefined;
}

/** The body, or undefined if it is longer than any answer of Amazon's. */
async function read(response: Response): Promise<string | undefined> {
  const text = await response.text();
  return text.length > maxBody ? undefined : text;
}

/** A Retry-After header in seconds, at most an hour. No header, or a date, is 0. */
const seconds = (value: string | null) =>
  /^\d{1,9}$/.test(value ?? "") ? Math.min(+value!, maxRetryAfter) : 0;
