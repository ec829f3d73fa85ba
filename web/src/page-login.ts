// The login state of the page, for lwa-react.js and lwa-vue.js. The state belongs to the page, not
// to a React or Vue component: all of them read the same. While at least one watches, this module
// listens to the events of lwa, once.

import { lwa, lwaLogin, type LwaError, type Options, type Session } from "lwa-wasm";
import type { Login, Start } from "../lwa-login-state";

/** The state that a server renders, and that a page has until it knows more. */
export const unknown: Login = { session: null, ready: false, error: null };
let now = unknown;
let configured = "";
const watchers = new Set<() => void>();

export const read = (): Login => now;

function set(error: LwaError | null, ready = now.ready): void {
  now = { session: lwa.session, ready, error };
  for (const notify of [...watchers]) notify();
}

const show = () => set(null);

/** Closing the window is no error, and does not log anybody out. */
const judged = (error: LwaError) => (error.code === "user_cancelled" || lwa.session ? null : error);
const failed = (error: LwaError) => set(judged(error));
const told = ({ detail }: { detail: Session | LwaError | null }) =>
  detail instanceof Error ? failed(detail) : show();

/** Waits until the component knows who is logged in, with the options that it has by then. */
function follow(): void {
  const { ready, session } = lwa;
  if (session !== now.session) show();
  const over = (error: LwaError | null) =>
    ready === lwa.ready ? set(error && judged(error), true) : follow();
  ready.then(() => over(null), over);
}

const events = ["login", "logout", "renewed", "expired", "error"] as const;

/** Calls `notify` after every change, until the function that it returns is called. */
export function watch(notify: () => void): () => void {
  if (!watchers.size) {
    for (const name of events) lwa.addEventListener(name, told);
    follow();
  }
  watchers.add(notify);
  return () => {
    watchers.delete(notify);
    if (!watchers.size) for (const name of events) lwa.removeEventListener(name, told);
  };
}

/** Configures the component, once for the same options. On a server there is none. */
export function configure(options?: Options): void {
  const text = JSON.stringify(options);
  if (!options || text === configured || typeof window === "undefined") return;
  configured = text;
  lwa.configure(options);
  follow();
}

/** A handler passes the click's event, which is not an options object. */
export const login: Start = (options) => {
  lwaLogin(options && "type" in options ? {} : options).then(show, failed);
};

export const logout = (): void => void lwa.logout().then(show, failed);
