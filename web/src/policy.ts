// Whether a WebAssembly can run here, and how its file is asked for.

import { fail, type LwaError } from "./errors";
import { fetch, Uint8Array } from "./platform";

let verdict: LwaError | false | undefined;

/**
 * Throws if no wasm can run, before anything is fetched or opened. It tries once: the result stays
 * the same for the life of the page, and each try that the policy forbids sends a violation report.
 */
export function wasmRuns(): void {
  if ((verdict ??= tryWasm())) throw verdict;
}

function tryWasm(): LwaError | false {
  if (typeof WebAssembly === "undefined") return fail("wasm_nonexistent");
  try {
    // An empty module: only a policy can refuse it. WebKit asks the policy when a module is
    // instantiated.
    new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
    return false;
  } catch (error) {
    return fail(
      "invalid_configuration",
      "The page's Content-Security-Policy forbids WebAssembly.",
      "Add 'wasm-unsafe-eval' to its script-src.",
      error,
    );
  }
}

/** The request for lwa.wasm that lwa.js has sent while lwa-run.js loads. It is of use once. */
export const ahead: { url?: string; answer?: Promise<Response> } = {};

/**
 * Fetches lwa.wasm. Mode and credentials equal those of <link rel="preload" as="fetch"
 * crossorigin>; otherwise the file would load twice.
 */
export const ask = (url: string, signal: AbortSignal, cache: RequestCache): Promise<Response> =>
  fetch(url, { __proto__: null, credentials: "same-origin", signal, cache } as RequestInit);
