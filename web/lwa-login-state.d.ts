// Type declarations that lwa-react.js and lwa-vue.js share.
import type { LoginOptions, LwaError, Session } from "./lwa.js";

/** The login of the page. */
export interface Login {
  /** Who is logged in, or `null`. */
  readonly session: Session | null;
  /** Whether the component knows who is logged in: never on a server, nor while the page that it rendered is hydrated. */
  readonly ready: boolean;
  /** Why the last login failed, or the component cannot run. A person who closed the window is no error. */
  readonly error: LwaError | null;
}

/** Logs in. Call it in the click, before any `await`; the event that a handler passes is ignored. What comes of it is in {@link Login}. */
export type Start = (options?: LoginOptions | { readonly type: string }) => void;
