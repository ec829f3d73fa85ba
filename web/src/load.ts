// Gets lwa.wasm: fetches it, judges what came, and compiles it.

import { integrity } from "lwa:wasm";
import { fail, type LwaError } from "./errors";
import { fetch, Uint8Array } from "./platform";
import { world } from "./world";

let verdict: LwaError | false | undefined;

/**
 * Refuses where no wasm can run, before anything is fetched or opened. It tries once: the answer stays the same as long as
 * the page lives, and each try that a policy forbids is a report to whoever wrote the policy.
 */
export function wasmRuns(): void {
  if ((verdict ??= tryWasm())) throw verdict;
}

function tryWasm(): LwaError | false {
  if (typeof WebAssembly === "undefined") return fail("wasm_nonexistent");
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); // an empty one: only a policy can have anything against it
    return false;
  } catch (error) {
    return fail("invalid_configuration", "The page's Content-Security-Policy forbids WebAssembly.", "Add 'wasm-unsafe-eval' to its script-src.", error);
  }
}

/** The file of this release, and no other, from `url`. */
export async function instantiate(url: string, imports: WebAssembly.Imports): Promise<WebAssembly.Instance> {
  const signal = AbortSignal.timeout(60_000);
  // Mode and credentials as those of <link rel="preload" as="fetch" crossorigin>, or the file is loaded twice.
  const get = (cache: RequestCache, digest?: string): Promise<Response> =>
    fetch(url, { __proto__: null, credentials: "same-origin", signal, cache, integrity: digest } as RequestInit);
  const response = await get("default", integrity)
    .catch(() => get("reload", integrity)) // the browser may have kept the file of another release
    .catch(async (error) => {
      throw await whatIsThere(url, get("reload"), error);
    });
  // With any other type, also one with parameters, streaming is refused, and a body can be read once.
  const streams = response.headers.get("content-type")?.toLowerCase() === "application/wasm";
  try {
    const compiling = streams
      ? WebAssembly.instantiateStreaming(response, imports)
      : WebAssembly.instantiate(await response.arrayBuffer(), imports);
    openStorage();
    return (await compiling).instance;
  } catch (error) {
    throw error instanceof WebAssembly.CompileError ? fail("wasm_nonexistent", undefined, undefined, error) : error;
  }
}

/** Fetching with a digest fails in one way only: what comes without one tells why. It is not run. */
async function whatIsThere(url: string, asked: Promise<Response>, cause: unknown): Promise<LwaError> {
  const answer = await asked.catch(() => undefined);
  answer?.body?.cancel().catch(() => {});
  const words: [code: string, message: string, hint: string] = !answer
    ? ["network_error", "lwa.wasm could not be loaded.", `Let the page reach ${url}: name it in connect-src; from another origin, send Access-Control-Allow-Origin.`]
    : answer.ok
      ? ["invalid_response", "lwa.wasm is damaged, or not the one of this lwa.js.", "Copy both files from the same release, and clear caches in between."]
      : ["network_error", `lwa.wasm could not be loaded: HTTP status ${answer.status}.`, `Put lwa.wasm at ${url}.`];
  return fail(...words, cause);
}

/** The browser takes milliseconds to open a storage for the first time: it does so while it compiles. */
function openStorage(): void {
  try {
    void (world.storage("sessionStorage").length + world.storage("localStorage").length);
  } catch {
    // forbidden: the wasm will find out
  }
}
