import { Amazon } from "./amazon.js";
import { functionsOf } from "./functions.js";

export * from "./amazon.js";
export { ControlError } from "./control.js";
export type { Code, Login, LoginOptions } from "./login.js";
export type { StartOptions } from "./start.js";

const functions = functionsOf(Amazon);

/** Starts a dev server of this program's own, on free ports, and returns its fake Amazon. */
export const start = functions.start;

/** Finds the fake Amazon of a dev server that runs already. Default: `http://127.0.0.1:8081`. */
export const connect = functions.connect;
