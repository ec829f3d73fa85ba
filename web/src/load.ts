// Fetches lwa.wasm, checks its digest, and compiles it.

import { integrity } from "lwa:wasm";
import { fail, LwaError } from "./errors";
import { btoa, digest, Promise, Uint8Array, XMLHttpRequest } from "./platform";
import { ahead, ask } from "./policy";

/** Loads the file of this release from `url`, and refuses any other. */
export function load(url: string): Promise<ArrayBuffer> {
  const signal = AbortSignal.timeout(60_000);
  return Promise.race([download(url, signal), late(url, signal)]);
}

export async function instantiate(
  bytes: ArrayBuffer,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.Instance> {
  try {
    return (await WebAssembly.instantiate(bytes, imports)).instance;
  } catch (error) {
    throw error instanceof WebAssembly.CompileError
      ? fail("wasm_nonexistent", undefined, undefined, error)
      : error;
  }
}

/** Limits the time of the page's fetch: a replacement need not know about signals. */
const late = (url: string, signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => (signal.onabort = () => reject(unavailable(url, signal.reason))));

/**
 * The bytes of the file. Pages replace fetch, and the responses that it gives: what comes may be no
 * Response, so neither streaming nor the `integrity` of the request is of use. The bytes that are
 * run are the bytes whose digest was taken.
 */
async function download(
  url: string,
  signal: AbortSignal,
  cache: RequestCache = "default",
): Promise<ArrayBuffer> {
  let answer: Response | undefined;
  let cause: unknown;
  try {
    const sent = ahead.url === url && ahead.answer;
    ahead.answer = undefined;
    answer = await (sent || ask(url, signal, cache));
    const bytes = await answer.arrayBuffer().catch(() => request(url)); // the page has read the body before
    if (await isOurs(bytes)) return bytes;
  } catch (error) {
    if (error instanceof LwaError) throw error;
    cause = error;
  }
  if (cache === "default") return download(url, signal, "reload"); // the browser may have kept the file of another release
  throw unavailable(url, cause, answer);
}

/** Whether that is the file of this release. */
export async function isOurs(bytes: ArrayBuffer): Promise<boolean> {
  const hash = await digest("SHA-384", bytes).catch((error) => {
    throw fail("crypto_nonexistent", undefined, undefined, error);
  });
  return "sha384-" + btoa(String.fromCharCode(...new Uint8Array(hash))) === integrity;
}

/** Fetches the file with XMLHttpRequest. */
const request = (url: string): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    asked.open("GET", url);
    asked.responseType = "arraybuffer";
    asked.onload = () => resolve(asked.response);
    asked.onerror = reject;
    asked.send();
  });

function unavailable(url: string, cause: unknown, answer?: Response): LwaError {
  const at = url.startsWith("data:") ? `data:… (${url.length} characters)` : url.slice(0, 300); // bundlers may put all of the file into its address
  const words: [code: string, message: string, hint: string] = !answer
    ? [
        "network_error",
        `lwa.wasm could not be loaded from ${at}.`,
        `Let the page reach ${at}: name it in connect-src; from another origin, send Access-Control-Allow-Origin.`,
      ]
    : answer.ok
      ? [
          "invalid_response",
          `What came from ${at} is damaged, or not the lwa.wasm of this lwa.js.`,
          "Copy both files from the same release, and clear caches in between; or name another address with the option wasmUrl.",
        ]
      : [
          "network_error",
          `lwa.wasm could not be loaded: HTTP status ${answer.status} from ${at}.`,
          `Put lwa.wasm at ${at}, or name its address with the option wasmUrl.`,
        ];
  return fail(...words, cause);
}
