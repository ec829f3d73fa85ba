// Requests files of the site with a time limit and without credentials.

import { fetch, Promise, setTimeout, TextDecoder, Uint8Array, URL, w } from "./platform";

export interface Answer {
  url: URL;
  redirected: boolean;
  ok: boolean;
  status: number;
  headers: Headers;
  bytes: ArrayBuffer;
  text: string;
  /** Why there is no file. "" if there is one. */
  why: string;
  /** Whether the Content-Security-Policy of the page blocked the request. */
  forbidden: boolean;
  at: number;
}

const patience = 15_000;

/** The addresses of the requests that a policy has blocked so far. */
const forbidden = new Set<string>();
let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  document.addEventListener("securitypolicyviolation", (event) => {
    if (event.effectiveDirective === "connect-src") forbidden.add(event.blockedURI);
  });
}

const wasForbidden = (url: URL): boolean =>
  forbidden.has(url.href) || forbidden.has(url.origin) || forbidden.has(plain(url));

export async function ask(url: URL): Promise<Answer> {
  listen();
  const answer: Answer = {
    url,
    redirected: false,
    ok: false,
    status: 0,
    headers: new Headers(),
    bytes: new ArrayBuffer(0),
    text: "",
    why: "",
    forbidden: false,
    at: 0,
  };
  try {
    const init = {
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(patience),
    } as const;
    const response = await fetch(url.href, init);
    answer.at = Date.now();
    answer.url = new URL(response.url || url.href);
    answer.redirected = response.redirected;
    answer.status = response.status;
    answer.headers = response.headers;
    answer.bytes = await response.arrayBuffer();
    answer.text = new TextDecoder().decode(answer.bytes);
    answer.ok = response.status === 200;
    answer.why = answer.ok ? "" : `HTTP status ${response.status}`;
  } catch (error) {
    await new Promise((done) => setTimeout(done, 0)); // the event of a violation comes after the rejection
    answer.forbidden = wasForbidden(url);
    answer.why = answer.forbidden
      ? "the page's Content-Security-Policy forbids it"
      : (error as Error | undefined)?.name === "TimeoutError"
        ? "no answer in time"
        : "no answer that the page may read";
  }
  return answer;
}

/** Returns an address without query and fragment, which may contain secrets. */
export const plain = (url: URL): string => url.origin + url.pathname;

export const contentType = (answer: Answer): string =>
  (answer.headers.get("content-type") ?? "").split(";")[0].trim().toLowerCase();

export const nosniff = (answer: Answer): boolean =>
  answer.headers.get("x-content-type-options")?.trim().toLowerCase() === "nosniff";

/**
 * Returns a digest in the format of Subresource Integrity, or "" without the Web Cryptography API.
 */
export async function integrity(bytes: BufferSource, algorithm = "SHA-384"): Promise<string> {
  if (!w.crypto?.subtle) return "";
  const sum = new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return algorithm.toLowerCase().replace("-", "") + "-" + btoa(String.fromCharCode(...sum));
}
