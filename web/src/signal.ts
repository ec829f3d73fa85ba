// Recognises AbortSignals by their brand. An object that only looks like one may throw, or never
// fire. A property that somebody put on a real one may do so, too: the platform's own functions
// read state and reason, and add listeners.

import { accessor, apply } from "./platform";

const prototype = globalThis.AbortSignal?.prototype;
const getter = (name: string) => prototype && accessor(prototype, name)?.get;
const aborted = getter("aborted")!;
const reason = getter("reason"); // browsers before 2022 have none
const { addEventListener, removeEventListener } = EventTarget.prototype;

export const isAborted = (signal: AbortSignal): boolean => apply(aborted, signal, []);
export const reasonOf = (signal: AbortSignal): unknown => reason && apply(reason, signal, []);

/**
 * Whether the platform itself says that this is an AbortSignal, of this page or of another realm.
 */
export function isSignal(value: unknown): value is AbortSignal {
  try {
    isAborted(value as AbortSignal);
    return true;
  } catch {
    return false;
  }
}

/** Calls back when the signal aborts. Returns the function that removes the listener. */
export function onAbort(signal: AbortSignal, f: () => void): () => void {
  apply(addEventListener, signal, ["abort", f]);
  return () => apply(removeEventListener, signal, ["abort", f]);
}
