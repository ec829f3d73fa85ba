// lwa.trace(): lwa-trace.js, which is loaded then, takes out of the gathered steps what is secret.
// Only what it returns reaches the page.

import { load } from "lwa:trace-file";
import type { Trace } from "../lwa";
import { gathered } from "./core";
import { toError } from "./errors";
import { decodeURIComponent, parse, stringify } from "./platform";

/** What lwa-trace.js may call. A script of the page may have replaced everything else. */
export interface Tools {
  parse(json: string): unknown;
  stringify(value: unknown): string;
  /** decodeURIComponent */
  decode(text: string): string;
}

/** What lwa-trace.js makes: it takes further lines (core.ts), and returns the trace so far. */
export type Recorder = (lines: string) => Trace;

let recorder: Recorder | undefined;
const tools = { parse, stringify, decode: decodeURIComponent };

/** Returns what was gathered so far, of which those are the first lines. */
export async function trace(lines: string): Promise<Trace> {
  try {
    recorder ??= (await load()).record(tools);
    return recorder(lines + gathered());
  } catch (error) {
    throw toError(
      error,
      "network_error",
      "lwa-trace.js could not be loaded.",
      "Put it where the script is that loads it.",
    );
  }
}
