// Where run.ts is: here in the same file, in lwa.js (running-part.ts) in a file of its own.

import { boot, send, tell, trace } from "./run";

export type Run = Pick<typeof import("./run"), "boot" | "send" | "tell" | "trace">;

/** Has no prototype, whose `then` a promise would call. */
const whole = { __proto__: null, boot, send, tell, trace } as Run;

export const run = async (): Promise<Run> => whole;
